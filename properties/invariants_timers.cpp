// Invariants of timers: that each has a queue entry of its own, who is offered its signal, and what a repeating one
// does until its signal is taken. Decided from the operations and the account of what happened.
#include "model/text.h"
#include "properties/timer_book.h"

#include <algorithm>
#include <array>

namespace sigconform {
namespace {

std::string timer_text(const SignalInfo& info) {
  return "the signal of timer " + std::to_string(info.pid.code - kForeignPid) + ", " + to_text(Signo{info.signo}) + ",";
}

// Calls check() with every instance of a timer's signal, its fate, and the operation that was begun last.
template <std::string (*check)(const JournalEntry& generated, Happening fate, const JournalEntry& performs,
                               const Operation&, const Shadow&)>
class OfTimerSignal final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    if (entry.what == Happening::kPerforms) performs_ = entry;
    if (entry.what == Happening::kGenerated) generated_ = entry;
    const bool fate = entry.what >= Happening::kQueued && entry.what <= Happening::kDropped;
    if (!fate || !is_of_timer(generated_.info)) return {};
    return check(generated_, entry.what, performs_, scenario_->steps[performs_.step].operation, before);
  }

 private:
  const Scenario* scenario_{};
  JournalEntry performs_{}, generated_{};
};

std::string own_entry(const JournalEntry& generated, Happening fate, const JournalEntry&, const Operation&,
                      const Shadow& shadow) {
  if (fate != Happening::kCoalesced) return {};
  const ShadowQueue& queue = shadow.queue(generated);
  const bool its_own = std::any_of(queue.begin(), queue.end(), [&](const ShadowInstance& i) {
    return is_of_timer(i.info) && i.info.pid == generated.info.pid;
  });
  return its_own ? "" : timer_text(generated.info) + " was coalesced with another's";
}

// A timer that expires within the call that sets it does so while that thread runs.
std::string running_first(const JournalEntry& generated, Happening, const JournalEntry& performs, const Operation& o,
                          const Shadow&) {
  const auto* set = std::get_if<op::TimerSettime>(&o);
  if (set == nullptr || !at_once(set->time) || !generated.shared) return {};
  if (generated.thread == performs.thread || generated.thread.process != performs.thread.process) return {};
  return timer_text(generated.info) + " was offered to " + to_text(generated.thread) + " first while " +
         to_text(performs.thread) + " ran";
}

std::string missed_are_told(const JournalEntry& generated, Happening, const JournalEntry& performs, const Operation& o,
                            const Shadow&) {
  const auto* set = std::get_if<op::TimerSettime>(&o);
  if (set == nullptr || set->time != TimerTime::kPast || generated.thread.process != performs.thread.process) return {};
  const int missed = set->repeat == TimerRepeat::kRepeat ? kMissedExpiries : 0;
  if (generated.info.uid == overrun_name(missed)) return {};
  return timer_text(generated.info) + " does not tell of " + std::to_string(missed) + " expiries that were missed";
}

// Expired and not set or taken since: then it is pending, or kept aside.
std::string waits_to_be_taken(const Burst& burst) {
  for (const PosixTimer& t : burst.after.timers) {
    if (!t.valid || !t.repeats || t.signal_seq == 0 || t.signal_seq != t.sigqueue_seq) continue;
    const Task& target = burst.after.task(t.target);
    const bool nobodys = target.exiting && (t.to_thread() || target.state == TaskState::kReleased);
    if (!t.queued && !t.parked && !nobodys) return timer_text(t.info) + " is lost, and the timer with it";
    const auto& parked = burst.after.process(t.owner).ignored_posix_timers;
    const bool listed = std::any_of(parked.begin(), parked.end(), [&](TimerRef ref) {
      return &burst.after.timers[static_cast<std::size_t>(ref)] == &t;
    });
    if (t.parked != listed || (t.parked && t.queued)) return timer_text(t.info) + " is in two places, or in none";
  }
  return {};
}

std::string born_without_timers(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const auto* fork = o == nullptr ? nullptr : std::get_if<op::Fork>(o);
  if (fork == nullptr) return {};
  for (const PosixTimer& t : burst.after.timers)
    if (t.valid && burst.after.process(t.owner).id == fork->child)
      return to_text(fork->child) + " was born with a timer";
  const ProcessRef child = burst.after.process_at[fork->child.index];
  if (child == kNoOne || burst.after.process(child).itimers == std::array<IntervalTimer, kItimers>{}) return {};
  return to_text(fork->child) + " was born with an interval timer";
}

// As long as no SIGALRM was taken an ITIMER_REAL that has expired is not armed again.
std::string alarm_waits_to_be_taken(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const auto* set = o == nullptr ? nullptr : std::get_if<op::Setitimer>(o);
  if (set == nullptr || set->which != Itimer::kReal || !at_once(set->time)) return {};
  const ProcessId process = burst.actor().process;
  for (const JournalEntry& j : burst.journal)
    if (j.what == Happening::kDequeued && Signo{j.info.signo} == kSigAlrm && j.thread.process == process) return {};
  const Process& g = burst.after.process(burst.after.process_at[process.index]);
  if (g.itimers[static_cast<std::size_t>(Itimer::kReal)].left == kLeftNothing) return {};
  return "the ITIMER_REAL of " + to_text(process) + " goes on although its signal was not taken";
}

// A signal is acted upon right after it was taken; what was dropped on the way is not.
class OnlyWhatWasTakenIsDelivered final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    const bool taken = last_.what == Happening::kDequeued && last_.thread == entry.thread && last_.info == entry.info;
    last_ = entry;
    if (entry.what != Happening::kDelivered || taken) return {};
    return to_text(Signo{entry.info.signo}) + " was delivered to " + to_text(entry.thread) + " and not taken before";
  }

 private:
  JournalEntry last_{};
};

}  // namespace

std::span<const InvariantText> timer_invariants() {
  static const std::array kTexts{
      invariant<OfTimerSignal<own_entry>>("TimerSignalCoalescesWithItsOwn",
                                          "A timer's signal is coalesced only with one of the same timer.",
                                          "kernel/signal.c posixtimer_send_sigqueue()"),
      invariant<OfTimerSignal<running_first>>("RunningThreadIsOfferedTimerSignals",
                                              "A timer's signal is offered first to the thread that runs.",
                                              "kernel/signal.c posixtimer_get_target(), since 6.4"),
      invariant<OfTimerSignal<missed_are_told>>("MissedExpiriesAreTold",
                                                "The overrun is the number of expiries that were missed.",
                                                "POSIX.1-2024 timer_getoverrun()"),
      invariant<Settled<waits_to_be_taken>>("RepeatingTimerWaitsToBeTaken",
                                            "A repeating timer's signal is pending or kept aside until it is taken.",
                                            "kernel/signal.c posixtimer_sig_ignore(), since 6.13"),
      invariant<Settled<born_without_timers>>("ChildIsBornWithoutTimers", "A forked child has no timer.",
                                              "POSIX.1-2024 fork()"),
      invariant<Settled<alarm_waits_to_be_taken>>("AlarmWaitsToBeTaken",
                                                  "A repeating ITIMER_REAL goes on when its signal is taken.",
                                                  "kernel/time/itimer.c it_real_fn()"),
      invariant<OnlyWhatWasTakenIsDelivered>(
          "OnlyWhatWasTakenIsDelivered", "What a thread acts upon is what it has just taken from a queue.",
          "kernel/signal.c get_signal(); kernel/time/posix-timers.c posixtimer_deliver_signal()"),
  };
  return kTexts;
}

}  // namespace sigconform
