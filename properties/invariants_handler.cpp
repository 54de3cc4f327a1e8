// Invariants of masks, actions and handlers: what a handler is given, what it runs with, and what is there again when
// it has returned.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace sigconform {
namespace {

// Calls check() for each entry of a handler that the account has a frame for.
template <std::string (*check)(const Event&, const ShadowThread&, const ShadowFrame&)>
class OfHandler final : public Invariant {
 public:
  std::string seen(const Event& event, const Shadow& before, const Scenario&) override {
    const ShadowThread& thread = before.thread(event.thread);
    if (event.kind != EventKind::kHandler || thread.frames.empty()) return {};
    const std::string broken = check(event, thread, thread.frames.back());
    return broken.empty() ? broken : "the handler of " + to_text(Signo{event.info.signo}) + " " + broken;
  }
};

std::string mask_during(const Event& e, const ShadowThread&, const ShadowFrame& frame) {
  if (e.mask == frame.during) return {};
  return "runs with " + to_text(e.mask) + " blocked instead of " + to_text(frame.during);
}

std::string mask_saved(const Event& e, const ShadowThread&, const ShadowFrame& frame) {
  if (!frame.action.flags.has(kSaSiginfo) || e.saved == frame.saved) return {};
  return "is to restore " + to_text(e.saved) + " instead of " + to_text(frame.saved);
}

std::string info_given(const Event& e, const ShadowThread&, const ShadowFrame& frame) {
  const SignalInfo wanted =
      frame.action.flags.has(kSaSiginfo) ? frame.info : SignalInfo{frame.info.signo, 0, 0, {}, {}, 0};
  if (e.info == wanted) return {};
  return "was given " + to_text(e.info) + " instead of " + to_text(wanted);
}

std::string depth_counts(const Event& e, const ShadowThread& thread, const ShadowFrame& frame) {
  const auto entered =
      std::count_if(thread.frames.begin(), thread.frames.end(), [](const ShadowFrame& f) { return f.entered; });
  if (frame.entered) return "runs although its signal was not delivered";
  if (e.depth != entered + 1) return "is at depth " + std::to_string(e.depth);
  return e.parks == (frame.action.handler == Handler::kPark) ? "" : "is not the one that was installed";
}

std::string masks_follow(const Burst& burst) {
  for (const Task& t : burst.after.tasks) {
    const ShadowThread& account = burst.shadow.thread(t.id);
    if (t.state == TaskState::kReleased || t.exiting || t.sleep == Sleep::kForever) continue;
    SignalSet wanted = account.mask;
    if (t.sleep == Sleep::kSigtimedwait) {
      const auto& wait = std::get<op::RtSigtimedwait>(burst.scenario.steps[t.sleep_step].operation);
      wanted = wanted - (wait.set - kKillAndStop);
      if (t.real_blocked != account.mask)
        return to_text(t.id) + " would go back to the mask " + to_text(t.real_blocked) + ", not " +
               to_text(account.mask);
    }
    if (t.blocked != wanted) return to_text(t.id) + " blocks " + to_text(t.blocked) + " instead of " + to_text(wanted);
  }
  return {};
}

std::string actions_follow(const Burst& burst) {
  for (const Process& g : burst.after.processes) {
    if (g.dead) continue;
    for (int n = 1; n <= kLastSignal; ++n)
      if (burst.after.action_of(g, Signo{n}) != burst.shadow.action(g.id, Signo{n}))
        return to_text(g.id) + " has another action for " + to_text(Signo{n}) + " than was installed";
  }
  return {};
}

std::string never_blocked(const Burst& burst) {
  const auto bad = [](SignalSet s) { return !(s & kKillAndStop).empty(); };
  for (const Task& t : burst.after.tasks) {
    bool found = bad(t.blocked) || bad(t.real_blocked);
    for (const Frame& f : t.frames) found |= bad(f.saved_mask);
    if (found) return to_text(t.id) + " blocks SIGKILL or SIGSTOP";
  }
  for (const SigHand& s : burst.after.sighands)
    for (const SigAction& a : s.action)
      if (bad(a.mask)) return "SIGKILL or SIGSTOP is in an sa_mask";
  return {};
}

std::string never_caught(const Burst& burst) {
  for (const Process& g : burst.after.processes)
    for (const Signo sig : {kSigKill, kSigStop})
      if (!g.dead && burst.after.action_of(g, sig) != SigAction{})
        return to_text(g.id) + " has an action for " + to_text(sig);
  for (const Event& e : burst.events)
    if (e.kind == EventKind::kHandler && kKillAndStop.contains(Signo{e.info.signo}))
      return to_text(e.thread) + " handles " + to_text(Signo{e.info.signo});
  return {};
}

std::string sigpending_shows(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  if (o == nullptr || e == nullptr || !std::holds_alternative<op::RtSigpending>(*o)) return {};
  const ThreadRef ref = burst.before.find(burst.actor());
  const Task& t = burst.before.task(ref);
  const SignalSet wanted = (t.pending.set | burst.before.group_of(ref).shared_pending.set) & t.blocked;
  return e->mask == wanted ? "" : "sigpending shows " + to_text(e->mask) + " instead of " + to_text(wanted);
}

// What sigtimedwait returns is of its set, and is the instance that left the queue for it. That it was not taken to be
// acted upon shows in the next entry of the journal.
class SigtimedwaitReturnsWhatItTook final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    settle(entry.what == Happening::kDelivered);
    if (entry.what == Happening::kDequeued) last_ = entry;
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    settle(false);
    if (event.kind != EventKind::kReturned || event.result <= 0) return {};
    const auto* wait = std::get_if<op::RtSigtimedwait>(&scenario.steps[event.step].operation);
    if (wait == nullptr) return {};
    const Signo sig{event.result};
    if (!(wait->set - kKillAndStop).contains(sig)) return "sigtimedwait returned " + to_text(sig) + ", not of its set";
    if (event.info.signo != sig.value) return "sigtimedwait returned another signal than its siginfo says";
    auto& taken = taken_[static_cast<std::size_t>(slot_of(event.thread))];
    if (taken.empty() || taken.back() != event.info)
      return "sigtimedwait returned " + to_text(event.info) + ", which it did not take";
    taken.pop_back();
    return {};
  }

 private:
  void settle(bool delivered) {
    if (last_ && !delivered) taken_[static_cast<std::size_t>(slot_of(last_->thread))].push_back(last_->info);
    last_.reset();
  }

  std::optional<JournalEntry> last_;
  std::array<std::vector<SignalInfo>, kThreadSlots> taken_;  // calls whose return is not yet seen, innermost last
};

}  // namespace

std::span<const InvariantText> handler_invariants() {
  static const std::array kTexts{
      invariant<OfHandler<mask_during>>(
          "HandlerRunsWithItsMask",
          "During a handler the mask is what it was, with sa_mask, and with the signal unless SA_NODEFER.",
          "POSIX.1-2024 sigaction(); kernel/signal.c signal_delivered()"),
      invariant<OfHandler<mask_saved>>("HandlerKnowsTheMaskItRestores",
                                       "The frame of a handler holds the mask from before the delivery.",
                                       "sigaction(2) ucontext; kernel/signal.c sigmask_to_save()"),
      invariant<OfHandler<info_given>>("HandlerIsGivenTheInstanceThatWasTaken",
                                       "An SA_SIGINFO handler gets the siginfo of the instance that left the queue.",
                                       "POSIX.1-2024 sigaction(); kernel/signal.c get_signal()"),
      invariant<OfHandler<depth_counts>>("HandlersNestOneByOne",
                                         "The handler that was delivered last runs first, one frame above the last.",
                                         "kernel/entry/common.c exit_to_user_mode_loop()"),
      invariant<Settled<masks_follow>>(
          "MaskIsRestored", "Outside of what sigprocmask and running handlers do, a thread's mask never changes.",
          "POSIX.1-2024 pthread_sigmask(), sigaction(); sigreturn(2)"),
      invariant<Settled<actions_follow>>(
          "ActionsAreAsInstalled", "An action is what was installed last, SIG_DFL after a delivery with SA_RESETHAND.",
          "POSIX.1-2024 sigaction(); kernel/signal.c do_sigaction()"),
      invariant<Settled<never_blocked>>("KillAndStopAreNeverBlocked", "SIGKILL and SIGSTOP are in no mask.",
                                        "POSIX.1-2024 sigprocmask(); kernel/signal.c set_current_blocked()"),
      invariant<Settled<never_caught>>("KillAndStopAreNeverCaught",
                                       "SIGKILL and SIGSTOP are neither caught nor ignored.",
                                       "POSIX.1-2024 sigaction(); kernel/signal.c do_sigaction()"),
      invariant<Settled<sigpending_shows>>(
          "SigpendingShowsBlockedPending",
          "sigpending shows what is pending for the thread or its process and blocked.",
          "POSIX.1-2024 sigpending(); kernel/signal.c do_sigpending()"),
      invariant<SigtimedwaitReturnsWhatItTook>(
          "SigtimedwaitReturnsWhatItTook",
          "sigtimedwait returns a signal of its set with the siginfo that left the queue.",
          "POSIX.1-2024 sigtimedwait(); kernel/signal.c do_sigtimedwait()"),
  };
  return kTexts;
}

}  // namespace sigconform
