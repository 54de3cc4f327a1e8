// Invariants of lives: who may still act, what a process dies of and how that is told.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

constexpr std::int32_t exit_status(ExitCode code) { return (code.value & 0xff) << 8; }

class NothingRunsAfterDeath final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    const bool acts = entry.what == Happening::kPerforms || entry.what == Happening::kDelivered ||
                      entry.what == Happening::kDequeued || entry.what == Happening::kWoken;
    return acts && !before.thread(entry.thread).alive ? to_text(entry.thread) + " acts after its death" : "";
  }
  std::string seen(const Event& event, const Shadow& before, const Scenario&) override {
    return before.thread(event.thread).alive ? "" : "an event of " + to_text(event.thread) + " after its death";
  }
};

class NothingIsQueuedForTheDead final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    if (entry.what != Happening::kQueued && entry.what != Happening::kQueuedBare) return {};
    for (std::uint8_t n = 1; n <= kMaxThreadsPerProcess; ++n)
      if (before.thread({entry.thread.process, ThreadIndex{n}}).alive) return {};
    return to_text(Signo{entry.info.signo}) + " becomes pending for " + to_text(entry.thread.process) +
           ", which is dead";
  }
};

class StoppedThreadsDoNothing final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (entry.what == Happening::kGenerated && Signo{entry.info.signo} == kSigCont)
      continued_[entry.thread.process.index] = true;
    if (entry.what == Happening::kPerforms) performed_[static_cast<std::size_t>(slot_of(entry.thread))] = true;
    return {};
  }
  std::string settles(const Burst& burst) override {
    std::string broken;
    for (const Task& t : burst.before.tasks) {
      if (t.state != TaskState::kStopped || continued_[t.id.process.index]) continue;
      const bool seen =
          std::any_of(burst.events.begin(), burst.events.end(), [&](const Event& e) { return e.thread == t.id; });
      if (seen || performed_[static_cast<std::size_t>(slot_of(t.id))])
        broken = to_text(t.id) + " runs while its process is stopped";
    }
    continued_ = {};
    performed_ = {};
    return broken;
  }

 private:
  std::array<bool, kMaxProcesses + 1> continued_{};
  std::array<bool, kThreadSlots> performed_{};
};

std::string status_is_fixed(const Burst& burst) {
  for (const Process& g : burst.before.processes) {
    if (!g.group_exit || g.dead) continue;
    const Process* now = process_in(burst.after, g.id);
    if (now->group_exit && now->group_exit_code == g.group_exit_code) continue;
    return "the status of " + to_text(g.id) + " changed after it was decided";
  }
  return {};
}

// exit_group, and the delivery of a signal that ends a process, happen only while the process is not dying: the first
// of them decides its status. Any other status must at least be that of a signal that was sent, or of an exit.
class FirstCauseDecidesStatus final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    Causes& of = causes_[entry.thread.process.index];
    if (entry.what == Happening::kGenerated) of.sent.add(Signo{entry.info.signo});
    if (entry.what == Happening::kPerforms) {
      const Operation& o = scenario_->steps[entry.step].operation;
      if (const auto* group = std::get_if<op::ExitGroup>(&o); group && !of.first) of.first = exit_status(group->code);
      if (const auto* exit = std::get_if<op::Exit>(&o)) of.last_exit = exit_status(exit->code);
    }
    const Signo sig{entry.info.signo};
    if (entry.what == Happening::kDelivered && entry.thread.process != kInit && !of.first &&
        !kHarmlessByDefault.contains(sig) && before.action(entry.thread.process, sig).handler == Handler::kDefault)
      of.first = sig.value;
    return {};
  }
  std::string settles(const Burst& burst) override {
    for (const Process& g : burst.after.processes) {
      const Causes& of = causes_[g.id.index];
      if (!g.group_exit) continue;
      const bool sent = g.group_exit_code < 0x80 && of.sent.contains(Signo{g.group_exit_code});
      const bool fits = of.first ? *of.first == g.group_exit_code : sent || of.last_exit == g.group_exit_code;
      if (!fits)
        return to_text(g.id) + " has the status " + std::to_string(g.group_exit_code) +
               ", which is not its cause of death";
    }
    return {};
  }

 private:
  struct Causes {
    std::optional<std::int32_t> first, last_exit;
    SignalSet sent;
  };
  const Scenario* scenario_{};
  std::array<Causes, kMaxProcesses + 1> causes_{};
};

// The status of a dead process is the same in its exit signal, to whomever that is sent, and in every wait. (Of init
// only forged siginfos tell.)
class DeathIsToldAlike final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    const SignalInfo& i = entry.info;
    const bool announces = entry.what == Happening::kGenerated && i.pid.is_thread() &&
                           i.pid.thread().process != entry.thread.process && i.pid != PidName::of(kInit) &&
                           (i.code == kCldExited.value || i.code == kCldKilled.value);
    return announces ? tell(i.pid.thread().process, {i.code, i.value}) : std::string{};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned || event.result < 0) return {};
    const Operation& o = scenario.steps[event.step].operation;
    if (std::holds_alternative<op::Waitid>(o)) {
      if (event.info.code != kCldExited.value && event.info.code != kCldKilled.value) return {};
      return tell(event.info.pid.thread().process, {event.info.code, event.info.value});
    }
    if (!std::holds_alternative<op::Wait4>(o) || event.result == 0) return {};
    const std::int32_t low = event.status & 0x7f;
    if (low == 0x7f || event.status == 0xffff) return {};
    return tell(PidName{event.result}.thread().process,
                low != 0 ? Told{kCldKilled.value, low} : Told{kCldExited.value, (event.status >> 8) & 0xff});
  }

 private:
  struct Told {
    std::int32_t code{};
    std::int64_t status{};
    bool operator==(const Told&) const = default;
  };
  std::string tell(ProcessId dead, Told now) {
    std::optional<Told>& before = told_[dead.index];
    if (before && *before != now) return "the death of " + to_text(dead) + " is told in two ways";
    before = now;
    return {};
  }
  std::array<std::optional<Told>, kMaxProcesses + 1> told_{};
};

std::string reaped_is_gone(const Burst& burst) {
  for (const Event& e : burst.events) {
    if (e.kind != EventKind::kReturned || e.result < 0) continue;
    const Operation& o = burst.scenario.steps[e.step].operation;
    std::optional<ProcessId> reaped;
    if (const auto* id = std::get_if<op::Waitid>(&o); id && !id->options.has(kWNoWait))
      if (e.info.code == kCldExited.value || e.info.code == kCldKilled.value) reaped = e.info.pid.thread().process;
    if (std::holds_alternative<op::Wait4>(o) && e.result > 0 && (e.status & 0x7f) != 0x7f && e.status != 0xffff)
      reaped = PidName{e.result}.thread().process;
    if (reaped && !process_in(burst.after, *reaped)->dead)
      return to_text(*reaped) + " was waited for and is still there";
  }
  return {};
}

}  // namespace

std::span<const InvariantText> life_invariants() {
  static const std::array kTexts{
      invariant<NothingRunsAfterDeath>("NothingRunsAfterDeath",
                                       "A dead thread does nothing, and nothing is seen of it.",
                                       "POSIX.1-2024 _exit(); kernel/exit.c do_exit()"),
      invariant<NothingIsQueuedForTheDead>("NothingIsQueuedForTheDead", "A dead process has no new signal pending.",
                                           "kernel/signal.c prepare_signal(), since 6.0"),
      invariant<StoppedThreadsDoNothing>("StoppedThreadsDoNothing",
                                         "Until SIGCONT is sent, nothing is seen of a stopped thread but its death.",
                                         "POSIX.1-2024 2.4.3; kernel/signal.c do_signal_stop()"),
      invariant<Settled<status_is_fixed>>("DecidedStatusNeverChanges", "The status of a dying process is decided once.",
                                          "kernel/exit.c do_group_exit(), since SIGNAL_GROUP_EXIT"),
      invariant<FirstCauseDecidesStatus>("FirstCauseDecidesStatus",
                                         "A process has one status, and it is that of the first cause.",
                                         "POSIX.1-2024 _exit(); kernel/exit.c do_group_exit()"),
      invariant<DeathIsToldAlike>("DeathIsToldAlike", "SIGCHLD and every wait tell the same about one death.",
                                  "POSIX.1-2024 wait(), <signal.h>; kernel/signal.c do_notify_parent(), since 6.15"),
      invariant<Settled<reaped_is_gone>>("ReapedChildIsGone",
                                         "A dead child that was waited for without WNOWAIT is gone.",
                                         "POSIX.1-2024 wait(); kernel/exit.c wait_task_zombie()"),
  };
  return kTexts;
}

}  // namespace sigconform
