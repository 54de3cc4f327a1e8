// Invariants of the moment in which a signal is sent: what that does to signals that are pending already, when it may
// be ignored, what the queue limit decides.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <array>

namespace sigconform {
namespace {

bool ignores(const Shadow& shadow, ProcessId process, Signo sig) {
  const Handler handler = shadow.action(process, sig).handler;
  return handler == Handler::kIgnore || (handler == Handler::kDefault && kIgnoredUnlessCaught.contains(sig));
}

// Calls check() with a generated instance and its fate, which is the next one that the journal tells.
template <std::string (*check)(const JournalEntry& generated, Happening fate, const Shadow&)>
class OfFate final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    if (entry.what == Happening::kGenerated) generated_ = entry;
    const bool fate = entry.what >= Happening::kQueued && entry.what <= Happening::kDropped;
    return fate ? check(generated_, entry.what, before) : std::string{};
  }

 private:
  JournalEntry generated_{};
};

std::string continue_removes_stops(const JournalEntry& generated, Happening fate, const Shadow& shadow) {
  if (Signo{generated.info.signo} != kSigCont || fate == Happening::kDropped) return {};
  const SignalSet left = shadow.pending_in(generated.thread.process) & kStopSignals;
  if (left.empty()) return {};
  return to_text(left.lowest()) + " is pending in " + to_text(generated.thread.process) + " although SIGCONT was sent";
}

std::string stop_removes_continue(const JournalEntry& generated, Happening fate, const Shadow& shadow) {
  const Signo sig{generated.info.signo};
  if (!kStopSignals.contains(sig) || fate == Happening::kDropped) return {};
  if (!shadow.pending_in(generated.thread.process).contains(kSigCont)) return {};
  return "SIGCONT is pending in " + to_text(generated.thread.process) + " although " + to_text(sig) + " was sent";
}

std::string blocked_is_kept(const JournalEntry& generated, Happening fate, const Shadow&) {
  const Signo sig{generated.info.signo};
  if (fate != Happening::kIgnored || !generated.mask.contains(sig)) return {};
  return to_text(sig) + " was ignored although " + to_text(generated.thread) + " blocks it";
}

std::string ignored_is_discarded(const JournalEntry& generated, Happening fate, const Shadow& shadow) {
  const Signo sig{generated.info.signo};
  const ProcessId process = generated.thread.process;
  if (fate == Happening::kDropped || generated.mask.contains(sig)) return {};
  if (fate == Happening::kIgnored && process != kInit && !ignores(shadow, process, sig))
    return to_text(sig) + " was ignored by " + to_text(process) + " against its action";
  if (fate != Happening::kIgnored && ignores(shadow, process, sig))
    return to_text(sig) + " was not discarded by " + to_text(process) + ", which ignores it";
  return {};
}

std::string coalescing_needs_another(const JournalEntry& generated, Happening fate, const Shadow& shadow) {
  const Signo sig{generated.info.signo};
  if (sig == kSigKill || is_of_timer(generated.info)) return {};
  const bool pending = signals_in(shadow.queue(generated)).contains(sig);
  if (fate == Happening::kCoalesced && !pending) return to_text(sig) + " was coalesced with nothing";
  if ((fate == Happening::kQueued || fate == Happening::kQueuedBare) && pending && !sig.realtime())
    return to_text(sig) + " was queued beside another";
  return {};
}

// Follows setrlimit and forks, and counts what each user has queued. Silent in scenarios that change users or make
// timers.
class QueueLimitDecides final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World& world) override {
    scenario_ = &scenario;
    for (const Step& s : scenario.steps)
      active_ &=
          !std::holds_alternative<op::Setresuid>(s.operation) && !std::holds_alternative<op::TimerCreate>(s.operation);
    for (const Process& g : world.processes) of_[g.id.index] = {world.task(g.leader).cred.real, g.queue_limit, true};
  }
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    if (!active_) return {};
    if (entry.what == Happening::kPerforms) performs(entry.thread, scenario_->steps[entry.step].operation);
    if (entry.what == Happening::kBorn) of_[entry.thread.process.index] = of_[entry.info.pid.thread().process.index];
    if (entry.what == Happening::kGenerated) generated_ = entry;
    if (Signo{generated_.info.signo} == kSigKill) return {};
    const Limits& to = of_[generated_.thread.process.index];
    const bool room = queued_for(to.user, before) + 1 <= static_cast<std::int64_t>(to.limit);
    const bool realtime = Signo{generated_.info.signo}.realtime(), from_kill = generated_.info.code == kSiUser.value;
    const bool exempt = !realtime && generated_.info.code >= 0;
    const std::string sig = to_text(Signo{generated_.info.signo});
    switch (entry.what) {
      case Happening::kQueued: return room || exempt ? "" : sig + " was queued beyond the limit";
      case Happening::kQueuedBare:
        if (room || exempt) return sig + " lost its siginfo within the limit";
        return realtime && !from_kill ? sig + " was not refused beyond the limit" : "";
      case Happening::kCoalesced: return realtime && room ? sig + " was coalesced within the limit" : "";
      case Happening::kRefused: return realtime && !from_kill && !room ? "" : sig + " was refused without need";
      default: return {};
    }
  }

 private:
  struct Limits {
    std::int8_t user{};
    std::uint32_t limit{};
    bool exists{false};
  };
  void performs(ThreadId actor, const Operation& operation) {
    if (const auto* set = std::get_if<op::Setrlimit>(&operation); set && set->limit.value <= kDefaultQueueLimit)
      of_[actor.process.index].limit = set->limit.value;
  }
  [[nodiscard]] std::int64_t queued_for(std::int8_t user, const Shadow& shadow) const {
    std::int64_t count = 0;
    for (std::uint8_t p = 0; p <= kMaxProcesses; ++p) {
      if (!of_[p].exists || of_[p].user != user) continue;
      for (const ShadowInstance& i : shadow.process(ProcessId{p}).shared) count += i.bare ? 0 : 1;
      for (std::uint8_t t = 1; t <= kMaxThreadsPerProcess; ++t)
        for (const ShadowInstance& i : shadow.thread({ProcessId{p}, ThreadIndex{t}}).pending) count += i.bare ? 0 : 1;
    }
    return count;
  }

  const Scenario* scenario_{};
  bool active_{true};
  std::array<Limits, kMaxProcesses + 1> of_{};
  JournalEntry generated_{};
};

// A sender hears of a refusal, and only of a refusal, as EAGAIN.
class RefusedSenderIsTold final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (entry.what == Happening::kPerforms) {
      step_ = entry.step;
      sender_ = entry.thread.process;
      refused_[entry.step] = false;
    }
    // The exit signal of a dying process is nobody's call.
    if (entry.what == Happening::kRefused && entry.info.pid == PidName::of(sender_)) refused_[step_] = true;
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned) return {};
    const Operation& o = scenario.steps[event.step].operation;
    if (!std::holds_alternative<op::RtSigqueueinfo>(o) && !std::holds_alternative<op::RtTgsigqueueinfo>(o)) return {};
    const bool told = event.result == -static_cast<std::int32_t>(Errno::kAgain);
    if (told == refused_[event.step]) return {};
    return told ? "EAGAIN although the signal was not refused" : "a refused signal was reported as sent";
  }

 private:
  std::array<bool, kMaxSteps> refused_{};
  std::uint8_t step_{};
  ProcessId sender_{};
};

class IgnoringDiscardsPending final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    if (entry.what == Happening::kFlushed) return {};
    std::string broken = check(before);
    if (entry.what != Happening::kPerforms) return broken;
    const auto* set = std::get_if<op::RtSigaction>(&scenario_->steps[entry.step].operation);
    if (set == nullptr || set->handler == Handler::kQuery || !set->sig.valid()) return broken;
    process_ = entry.thread.process;
    sig_ = set->sig;
    return broken;
  }
  std::string seen(const Event&, const Shadow& before, const Scenario&) override { return check(before); }
  std::string settles(const Burst& burst) override { return check(burst.shadow); }

 private:
  std::string check(const Shadow& shadow) {
    const Signo sig = sig_;
    sig_ = {};
    if (sig.value == 0 || !ignores(shadow, process_, sig) || !shadow.pending_in(process_).contains(sig)) return {};
    return to_text(sig) + " stays pending in " + to_text(process_) + ", which now ignores it";
  }

  const Scenario* scenario_{};
  ProcessId process_{};
  Signo sig_{};
};

}  // namespace

std::span<const InvariantText> generation_invariants() {
  static const std::array kTexts{
      invariant<OfFate<continue_removes_stops>>("ContinueRemovesPendingStops",
                                                "Once SIGCONT was sent to a process no stop signal is pending in it.",
                                                "POSIX.1-2024 2.4.1; kernel/signal.c prepare_signal()"),
      invariant<OfFate<stop_removes_continue>>("StopRemovesPendingContinue",
                                               "Once a stop signal was sent to a process no SIGCONT is pending in it.",
                                               "POSIX.1-2024 2.4.1; kernel/signal.c prepare_signal()"),
      invariant<OfFate<blocked_is_kept>>("BlockedSignalIsNotIgnored",
                                         "A signal that the suggested thread blocks is not thrown away.",
                                         "kernel/signal.c sig_ignored(); POSIX.1-2024 2.4.1 allows either"),
      invariant<OfFate<ignored_is_discarded>>(
          "IgnoredSignalIsDiscarded",
          "An unblocked signal is discarded when it is sent if its action ignores it, and only then.",
          "POSIX.1-2024 2.4.1; kernel/signal.c sig_handler_ignored()"),
      invariant<OfFate<coalescing_needs_another>>(
          "OnlyPendingSignalsCoalesce",
          "A signal is coalesced only with one pending in its queue, and a standard one always then.",
          "signal(7); kernel/signal.c legacy_queue()"),
      invariant<QueueLimitDecides>(
          "QueueLimitDecides",
          "Within RLIMIT_SIGPENDING a signal has a siginfo, and a realtime one its own; beyond it a realtime signal "
          "that is not "
          "kill()'s is refused, kill() of a standard one is queued, and others lose their siginfo.",
          "getrlimit(2); sigqueue(3) EAGAIN; kernel/signal.c __send_signal_locked()"),
      invariant<RefusedSenderIsTold>("RefusedSenderIsTold",
                                     "EAGAIN is the answer to a refused signal, and to nothing else.",
                                     "POSIX.1-2024 sigqueue(); rt_sigqueueinfo(2)"),
      invariant<IgnoringDiscardsPending>(
          "IgnoringDiscardsPending",
          "Setting an action that ignores a signal leaves no instance of it pending in the process.",
          "POSIX.1-2024 2.4.3, sigaction(); kernel/signal.c do_sigaction()"),
  };
  return kTexts;
}

}  // namespace sigconform
