// Drawing operations on timers; see draw.h.
#include "generators/draw.h"

namespace sigconform {
namespace {

// Seldom, because each costs some ticks of the clock.
inline constexpr int kCpuClockPercent = 4;

}  // namespace

TimerTime Draw::timer_time() {
  if (odd()) return TimerTime::kInvalid;
  constexpr std::array kTimes{TimerTime::kNow,  TimerTime::kNow,  TimerTime::kNow, TimerTime::kPast,
                              TimerTime::kSoon, TimerTime::kSoon, TimerTime::kFar, TimerTime::kDisarm};
  return rng_.one_of(kTimes);
}

TimerName Draw::timer_name() { return static_cast<TimerName>(rng_.below(static_cast<int>(kTimerNames))); }

// A timer that the actor's process has, mostly.
TimerName Draw::own_timer() {
  const TimerName any = timer_name();
  const Task* t = actor_task();
  if (t == nullptr) return any;
  for (std::size_t i = 0; i < kTimerNames; ++i) {
    const std::size_t name = (static_cast<std::size_t>(any) + i) % kTimerNames;
    for (const PosixTimer& timer : world_.timers)
      if (timer.valid && timer.owner == t->process &&
          timer.info.pid == timer_id_name(world_.process(t->process).timer_ids[name]))
        return static_cast<TimerName>(name);
  }
  return any;
}

TimerRepeat Draw::timer_repeat() { return rng_.chance(50) ? TimerRepeat::kRepeat : TimerRepeat::kOnce; }

template <>
std::optional<Operation> Draw::of<op::Setitimer>() {
  Itimer which = Itimer::kReal;
  if (rng_.chance(3 * kCpuClockPercent)) which = rng_.chance(50) ? Itimer::kVirtual : Itimer::kProf;
  if (odd()) which = Itimer::kInvalid;
  TimerTime time = timer_time();
  const bool on_cpu = which == Itimer::kVirtual || which == Itimer::kProf;
  const bool at_once = time == TimerTime::kNow || time == TimerTime::kPast;
  if (on_cpu && at_once && !rng_.chance(100 / 3)) time = TimerTime::kFar;
  const Signo sent = which == Itimer::kReal ? kSigAlrm : which == Itimer::kVirtual ? kSigVtalrm : kSigProf;
  if (which != Itimer::kInvalid && at_once && would_end(PidArg::of(actor_.process), sent) &&
      !rng_.chance(swarm_.fatal_percent))
    time = TimerTime::kDisarm;
  return op::Setitimer{which, time, timer_repeat()};
}

template <>
std::optional<Operation> Draw::of<op::Getitimer>() {
  if (odd()) return op::Getitimer{Itimer::kInvalid};
  return op::Getitimer{rng_.chance(70) ? Itimer::kReal : rng_.chance(50) ? Itimer::kVirtual : Itimer::kProf};
}

template <>
std::optional<Operation> Draw::of<op::TimerCreate>() {
  const int kind = rng_.below(100);
  TimerNotify notify = kind < 65   ? TimerNotify::kSignal
                       : kind < 85 ? TimerNotify::kThread
                       : kind < 92 ? TimerNotify::kNull
                                   : TimerNotify::kNone;
  if (odd()) notify = TimerNotify::kInvalid;
  Signo sig = survivable(PidArg::of(actor_.process));
  if (sig == kSigKill) sig = kSigUsr1;
  PidArg tid = PidArg::of(actor_.process);
  if (notify == TimerNotify::kThread) {
    tid = thread_target();
    if (tid.task.process != actor_.process && !odd()) tid = PidArg::of(actor_);
  }
  return op::TimerCreate{timer_name(), notify, sig, tid, SigValue{step_ + 1}};
}

template <>
std::optional<Operation> Draw::of<op::TimerSettime>() {
  if (world_.timers.empty() && !odd()) return std::nullopt;
  return op::TimerSettime{own_timer(), timer_time(), timer_repeat()};
}

template <>
std::optional<Operation> Draw::of<op::TimerGettime>() {
  if (world_.timers.empty() && !odd()) return std::nullopt;
  return op::TimerGettime{own_timer()};
}

template <>
std::optional<Operation> Draw::of<op::TimerGetoverrun>() {
  if (world_.timers.empty() && !odd()) return std::nullopt;
  return op::TimerGetoverrun{own_timer()};
}

template <>
std::optional<Operation> Draw::of<op::TimerDelete>() {
  if (world_.timers.empty() && !odd()) return std::nullopt;
  return op::TimerDelete{own_timer()};
}

// Where nothing is armed for `soon` it is a waste of time.
template <>
std::optional<Operation> Draw::of<op::Elapse>() {
  bool armed = false;
  for (const PosixTimer& timer : world_.timers) armed |= timer.left == kLeftShort;
  for (const Process& g : world_.processes)
    armed |= g.itimers[static_cast<std::size_t>(Itimer::kReal)].left == kLeftShort;
  if (!armed) return std::nullopt;
  return op::Elapse{};
}

}  // namespace sigconform
