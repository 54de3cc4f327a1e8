// Invariants of what timers are made for: that the calls tell what each has left, that its signals are as asked for,
// and that there are no others. Decided from the calls, by the account of timer_book.h.
#include "model/text.h"
#include "properties/invariant_at_once.h"
#include "properties/timer_book.h"

#include <algorithm>
#include <array>

namespace sigconform {
namespace {

// An invariant that asks the account.
class OfBook : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override {
    scenario_ = &scenario;
    book_.emplace(scenario);
  }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    std::string broken = before(entry);
    book_->follow(entry);
    return broken;
  }
  std::string seen(const Event& event, const Shadow&, const Scenario&) override {
    std::string broken = before(event);
    book_->follow(event);
    return broken;
  }
  std::string settles(const Burst& burst) override {
    book_->rests_before(burst.last + 1);
    return {};
  }

 protected:
  virtual std::string before(const JournalEntry&) { return {}; }
  virtual std::string before(const Event&) { return {}; }
  [[nodiscard]] const TimerBook& book() const { return *book_; }
  [[nodiscard]] const Operation& operation(std::size_t step) const { return scenario_->steps[step].operation; }

 private:
  const Scenario* scenario_{};
  std::optional<TimerBook> book_;
};

std::string text_of(const BookedTimer& t) {
  return "timer " + std::to_string(t.id) + " of " + to_text(t.process) + ", made for " + to_text(t.signal()) + ",";
}

// What a call must answer, by the account of when it began.
struct Answer {
  bool fails{false};
  std::optional<std::int32_t> left;
};

struct Expected {
  const TimerBook& book;
  ProcessId process;

  std::optional<Answer> operator()(const op::TimerGettime& o) const { return of(o.timer, true); }
  std::optional<Answer> operator()(const op::TimerSettime& o) const {
    return o.time == TimerTime::kInvalid ? std::nullopt : of(o.timer, true);
  }
  std::optional<Answer> operator()(const op::TimerGetoverrun& o) const { return of(o.timer, false); }
  std::optional<Answer> operator()(const op::TimerDelete& o) const { return of(o.timer, false); }
  std::optional<Answer> operator()(const op::Getitimer& o) const { return of(o.which); }
  std::optional<Answer> operator()(const op::Setitimer& o) const {
    return o.time == TimerTime::kInvalid ? std::nullopt : of(o.which);
  }
  template <typename Other>
  std::optional<Answer> operator()(const Other&) const {
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::optional<Answer> of(TimerName name, bool tells) const {
    if (!book.is_certain(process, name)) return std::nullopt;
    const BookedTimer* t = book.named(process, name);
    return Answer{t == nullptr, t != nullptr && tells ? t->left : std::nullopt};
  }
  [[nodiscard]] std::optional<Answer> of(Itimer which) const {
    return which == Itimer::kInvalid ? std::nullopt : std::optional(Answer{false, book.left(process, which)});
  }
};

class TimersTellWhatTheyHave final : public OfBook {
 protected:
  std::string before(const JournalEntry& entry) override {
    if (entry.what != Happening::kPerforms) return {};
    expected_[entry.step] = std::visit(Expected{book(), entry.thread.process}, operation(entry.step));
    return {};
  }
  std::string before(const Event& event) override {
    const auto& expected = expected_[event.step];
    if (event.kind != EventKind::kReturned || !expected) return {};
    if (expected->fails != (event.result < 0))
      return expected->fails ? "a timer is known that is not there" : "a timer is not known that is there";
    if (expected->fails || !expected->left || event.status == *expected->left) return {};
    return "a timer has other than what it was set to";
  }

 private:
  std::array<std::optional<Answer>, kMaxSteps> expected_{};
};

class TimerSignalIsAsMade final : public OfBook {
 protected:
  std::string before(const JournalEntry& entry) override {
    if (entry.what != Happening::kGenerated) return {};
    const BookedTimer* t = book().sender(entry.thread.process, entry.info);
    if (t == nullptr) return {};
    if (t->deleted) return text_of(*t) + " is deleted, and expires";
    if (t->made.notify == TimerNotify::kNone) return text_of(*t) + " was to be silent";
    if (entry.info.signo != t->signal().value) return text_of(*t) + " sends another signal";
    const std::int64_t value = t->made.notify == TimerNotify::kNull ? t->id : t->made.value.value;
    if (entry.info.value != value) return text_of(*t) + " sends another value";
    const bool to_thread = t->made.notify == TimerNotify::kThread;
    if (entry.shared == to_thread || (to_thread && entry.thread != t->made.tid.task))
      return text_of(*t) + " sends its signal to " + to_text(entry.thread);
    return {};
  }
};

class OverrunIsOfTheLastSetting final : public OfBook {
 protected:
  std::string before(const JournalEntry& entry) override {
    if (entry.what != Happening::kDelivered) return {};
    const BookedTimer* t = book().sender(entry.thread.process, entry.info);
    if (t == nullptr || t->misses_expiries() || entry.info.uid == overrun_name(0)) return {};
    return text_of(*t) + " has missed nothing since it was set, and tells of an overrun";
  }
};

class OnlyRepeatingTimersComeBack final : public OfBook {
 protected:
  std::string before(const JournalEntry& entry) override {
    if (entry.what != Happening::kRequeued) return {};
    const BookedTimer* t = book().sender(entry.thread.process, entry.info);
    return t == nullptr || t->repeated ? "" : text_of(*t) + " never repeats, and its ignored signal comes back";
  }
};

// SIGALRM without a sender is ITIMER_REAL's.
class NothingExpiresBeforeItsTime final : public OfBook {
 protected:
  std::string before(const JournalEntry& entry) override {
    if (entry.what != Happening::kGenerated) return {};
    const ProcessId process = entry.thread.process;
    const SignalInfo alarm{kSigAlrm.value, 0, kSiKernel.value, {}, {}, 0};
    if (entry.info == alarm && !book().alarm_is_due(process))
      return "the ITIMER_REAL of " + to_text(process) + " expires before its time";
    const BookedTimer* t = book().sender(process, entry.info);
    return t == nullptr || t->due ? "" : text_of(*t) + " expires before its time";
  }
};

class TimerIdsCountAttempts final : public OfBook {
 protected:
  std::string before(const Event& event) override {
    if (event.kind != EventKind::kReturned || event.result < 0) return {};
    if (!std::holds_alternative<op::TimerCreate>(operation(event.step))) return {};
    const auto expected = book().ids_taken_before(event.thread.process);
    if (!expected || event.result == *expected) return {};
    return "timer " + std::to_string(event.result) + " is made, where " + std::to_string(*expected) + " is next";
  }
};

std::string within_the_limit(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  if (o == nullptr || e == nullptr || e->result < 0 || !std::holds_alternative<op::TimerCreate>(*o)) return {};
  const ThreadRef maker = burst.before.find(burst.actor());
  const auto user = static_cast<std::size_t>(burst.before.task(maker).cred.real);
  if (burst.before.charged[user] < static_cast<std::int32_t>(burst.before.group_of(maker).queue_limit)) return {};
  return to_text(burst.actor()) + " made a timer when all that may be queued was";
}

std::string dead_have_none(const Burst& burst) {
  for (const PosixTimer& t : burst.after.timers)
    if (t.valid && burst.after.process(t.owner).live == 0)
      return to_text(burst.after.process(t.owner).id) + " is dead, and has a timer";
  return {};
}

// An interval timer that expires within the call that sets it does so while its caller runs.
std::string expired_itimer(const Operation& begun, ThreadId actor, const JournalEntry* next) {
  const auto* set = std::get_if<op::Setitimer>(&begun);
  if (set == nullptr || set->which == Itimer::kInvalid) return {};
  if (set->time != TimerTime::kNow && set->time != TimerTime::kPast) return {};
  constexpr std::array kSignals{kSigAlrm, kSigVtalrm, kSigProf};
  const Signo sig = kSignals[static_cast<std::size_t>(set->which)];
  if (next == nullptr || next->what != Happening::kGenerated || next->info.signo != sig.value)
    return "an interval timer expired without " + to_text(sig);
  if (!next->shared || next->info != SignalInfo{sig.value, 0, kSiKernel.value, {}, {}, 0})
    return to_text(sig) + " is not the kernel's, for the process";
  const ThreadId asked = set->which == Itimer::kReal ? ThreadId{actor.process, {}} : actor;
  return next->thread == asked ? "" : to_text(sig) + " is offered to " + to_text(next->thread) + " first";
}

}  // namespace

std::span<const InvariantText> timer_call_invariants() {
  static const std::array kTexts{
      invariant<TimersTellWhatTheyHave>(
          "TimersTellWhatTheyHave",
          "A timer that is there tells whether it repeats and what it has left: what it was set to, and something as "
          "long as it repeats. One that was never made there, or deleted, is not known.",
          "POSIX.1-2024 timer_settime(), timer_delete(), setitimer(); getitimer(2)"),
      invariant<TimerSignalIsAsMade>(
          "TimerSignalIsAsMade",
          "A timer sends the signal and the value that it was made for, to the thread or process that it was made for; "
          "SIGALRM and its id without a sigevent, nothing with SIGEV_NONE.",
          "POSIX.1-2024 timer_create(); timer_create(2)"),
      invariant<OverrunIsOfTheLastSetting>(
          "OverrunIsOfTheLastSetting", "An overrun tells of expiries that a repeating timer missed since it was set.",
          "POSIX.1-2024 timer_getoverrun(); kernel/time/posix-timers.c"),
      invariant<OnlyRepeatingTimersComeBack>("OnlyRepeatingTimersComeBack",
                                             "Of what was ignored only the signal of a timer that repeats comes back.",
                                             "kernel/signal.c posixtimer_sig_ignore(), since 6.13"),
      invariant<NothingExpiresBeforeItsTime>("NothingExpiresBeforeItsTime",
                                             "No timer expires before it is set to, or while no time passes.",
                                             "POSIX.1-2024 timer_settime(), setitimer()"),
      invariant<TimerIdsCountAttempts>("TimerIdsCountAttempts",
                                       "A timer's id is the number of attempts that its process made before, but for "
                                       "those beyond the limit.",
                                       "timer_create(2); kernel/time/posix-timers.c posix_timer_add()"),
      invariant<Settled<within_the_limit>>("TimersKeepToTheLimit",
                                           "Nobody makes a timer whose user has no more to be queued.",
                                           "POSIX.1-2024 timer_create(); getrlimit(2) RLIMIT_SIGPENDING"),
      invariant<Settled<dead_have_none>>("TheDeadHaveNoTimers", "A process that has ended has no timer.",
                                         "POSIX.1-2024 _exit(); kernel/time/posix-timers.c exit_itimers()"),
      invariant<AtOnce<expired_itimer>>(
          "ExpiredItimerIsTold",
          "An interval timer sends its signal to the process, as the kernel; the leader is asked first for SIGALRM, "
          "the "
          "running thread for the others.",
          "POSIX.1-2024 setitimer(); kernel/time/itimer.c; kernel/time/posix-cpu-timers.c"),
  };
  return kTexts;
}

}  // namespace sigconform
