// Invariants of the queues: what may be in them, that they agree with the account of every instance, and with what is
// charged to the users.
#include "model/text.h"
#include "properties/property_walk.h"

#include <array>

namespace sigconform {
namespace {

// Calls look(queue, whose) for every queue of the world until one is wrong.
template <typename Look>
std::string for_each_queue(const World& w, Look look) {
  for (const Task& t : w.tasks)
    if (std::string broken = look(t.pending, to_text(t.id)); !broken.empty()) return broken;
  for (const Process& g : w.processes)
    if (std::string broken = look(g.shared_pending, to_text(g.id)); !broken.empty()) return broken;
  return {};
}

std::string standard_once(const Burst& burst) {
  return for_each_queue(burst.after, [](const SigPending& q, const std::string& whose) -> std::string {
    SignalSet seen;
    for (const QueueEntry& e : q.list) {
      const Signo sig{e.info.signo};
      if (e.timer != kNoTimer) continue;  // has an entry of its own
      if (!sig.realtime() && seen.contains(sig)) return to_text(sig) + " is pending twice for " + whose;
      seen.add(sig);
    }
    return {};
  });
}

std::string entries_have_bits(const Burst& burst) {
  return for_each_queue(burst.after, [](const SigPending& q, const std::string& whose) -> std::string {
    for (const QueueEntry& e : q.list)
      if (!q.set.contains(Signo{e.info.signo}))
        return to_text(Signo{e.info.signo}) + " is queued for " + whose + " and not in its pending set";
    return {};
  });
}

std::string sigkill_is_bare(const Burst& burst) {
  return for_each_queue(burst.after, [](const SigPending& q, const std::string& whose) -> std::string {
    for (const QueueEntry& e : q.list)
      if (Signo{e.info.signo} == kSigKill && e.timer == kNoTimer)
        return "SIGKILL is queued with a siginfo for " + whose;
    return {};
  });
}

std::string charges(const Burst& burst) {
  std::array<std::int32_t, kMaxUsers + 1> counted{};
  (void)for_each_queue(burst.after, [&](const SigPending& q, const std::string&) {
    for (const QueueEntry& e : q.list)
      if (e.timer == kNoTimer) ++counted[static_cast<std::size_t>(e.charged_to)];
    return std::string{};
  });
  for (const PosixTimer& t : burst.after.timers)
    if (t.owner != kNoOne) ++counted[static_cast<std::size_t>(t.charged_to)];
  for (std::size_t user = 0; user < counted.size(); ++user)
    if (counted[user] != burst.after.charged[user])
      return to_text(UserName{static_cast<std::int32_t>(user)}) + " is charged " +
             std::to_string(burst.after.charged[user]) + " entries and has " + std::to_string(counted[user]);
  return {};
}

// The queue holds exactly the instances that the account has, in the same order.
std::string same_queue(const SigPending& q, const ShadowQueue& account, const std::string& whose) {
  SignalSet bare = q.set - SignalSet::of(kSigKill);
  std::size_t at = 0;
  const auto skip_bare = [&] {
    while (at < account.size() && account[at].bare) ++at;
  };
  for (const QueueEntry& e : q.list) {
    skip_bare();
    if (at == account.size() || account[at].info != e.info)
      return to_text(e.info) + " is pending for " + whose + " and came from nowhere";
    bare.remove(Signo{e.info.signo});
    ++at;
  }
  skip_bare();
  if (at != account.size()) return to_text(account[at].info) + " vanished from the queue of " + whose;
  for (const ShadowInstance& i : account) {
    if (!i.bare) continue;
    if (!bare.contains(Signo{i.info.signo}))
      return to_text(Signo{i.info.signo}) + " without siginfo vanished from " + whose;
    bare.remove(Signo{i.info.signo});
  }
  if (!bare.empty()) return to_text(bare.lowest()) + " is in the pending set of " + whose + " and was never sent";
  return {};
}

// Every instance that is generated has exactly one fate, told before the next is generated, and the queues hold just
// those whose fate is to be pending.
class EveryInstanceHasOneFate final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    switch (entry.what) {
      case Happening::kGenerated:
        if (open_) return unfinished();
        open_ = true;
        sig_ = Signo{entry.info.signo};
        return {};
      case Happening::kQueued:
      case Happening::kQueuedBare:
      case Happening::kCoalesced:
      case Happening::kIgnored:
      case Happening::kRefused:
      case Happening::kDropped:
        if (!open_) return "an instance of " + to_text(sig_) + " has two fates";
        open_ = false;
        return {};
      default: return {};
    }
  }
  std::string contradicts(const std::string& how) override { return how; }
  std::string settles(const Burst& burst) override {
    if (open_) return unfinished();
    for (const Task& t : burst.after.tasks)
      if (std::string broken = same_queue(t.pending, burst.shadow.thread(t.id).pending, to_text(t.id)); !broken.empty())
        return broken;
    for (const Process& g : burst.after.processes)
      if (std::string broken = same_queue(g.shared_pending, burst.shadow.process(g.id).shared, to_text(g.id));
          !broken.empty())
        return broken;
    return {};
  }

 private:
  [[nodiscard]] std::string unfinished() const { return to_text(sig_) + " was generated and nothing became of it"; }

  bool open_{false};
  Signo sig_{};
};

// What a thread that waits in vfork may have been chosen for, and will take.
SignalSet left_to_vfork(const World& w, const Process& g) {
  SignalSet left;
  for (const ThreadRef t : g.threads)
    if (w.task(t).state == TaskState::kKillable && w.task(t).sigpending) left |= ~w.task(t).blocked;
  return left;
}

std::string nobody_waits_in_vain(const Burst& burst) {
  for (const Task& t : burst.after.tasks) {
    if (t.state != TaskState::kInterruptible || t.sleep == Sleep::kForever) continue;
    const Process& g = burst.after.process(t.process);
    if (burst.after.frozen_cgroups.test(g.cgroup.index)) continue;
    const SignalSet shared = g.shared_pending.set - left_to_vfork(burst.after, g);
    const SignalSet ready_for_it = (t.pending.set | shared) - t.blocked;
    if (!ready_for_it.empty())
      return to_text(t.id) + " sleeps while " + to_text(ready_for_it.lowest()) + " is pending that it does not block";
  }
  return {};
}

}  // namespace

std::span<const InvariantText> queue_invariants() {
  static const std::array kTexts{
      invariant<Settled<standard_once>>("StandardSignalIsPendingOnce",
                                        "A standard signal is pending at most once in a queue, those of timers aside.",
                                        "POSIX.1-2024 2.4.1; signal(7); kernel/signal.c legacy_queue()"),
      invariant<Settled<entries_have_bits>>("QueuedSignalIsInPendingSet",
                                            "A queued siginfo has its signal in the pending set of that queue.",
                                            "sigpending(2); kernel/signal.c collect_signal()"),
      invariant<Settled<sigkill_is_bare>>("SigkillIsNeverQueued", "SIGKILL is pending without a siginfo.",
                                          "kernel/signal.c __send_signal_locked(), since 4.20"),
      invariant<Settled<charges>>("ChargesAreQueueEntries",
                                  "What a user is charged for is what is queued on its account, and its timers.",
                                  "getrlimit(2) RLIMIT_SIGPENDING; proc(5) SigQ; kernel/signal.c __sigqueue_alloc()"),
      invariant<EveryInstanceHasOneFate>(
          "EveryInstanceHasOneFate",
          "Every generated signal is pending, ignored, coalesced, refused or dropped, and what is "
          "pending leaves by being taken, flushed, or dying with its owner.",
          "POSIX.1-2024 2.4.1; kernel/signal.c __send_signal_locked(), dequeue_signal()"),
      invariant<Settled<nobody_waits_in_vain>>(
          "NobodySleepsBesideADeliverableSignal",
          "No thread stays asleep while a signal is pending that it does not block, and that is not left to a sibling "
          "in vfork, unless it is frozen.",
          "POSIX.1-2024 2.4.1; kernel/signal.c complete_signal(), retarget_shared_pending()"),
  };
  return kTexts;
}

}  // namespace sigconform
