// Motifs of timers: what becomes of a signal that a timer sent, when something happens between expiry and delivery.
#include "generators/motif.h"
#include "model/model.h"

#include <array>

namespace sigconform {
namespace {

inline constexpr int kOnTheCpuPercent = 8;

// Steps of one thread, in the making.
class Sequence {
 public:
  Sequence(Rng& rng, ThreadId self) : rng_(rng), self_(self) {}
  Sequence& then(const Operation& operation) {
    steps_.push_back({self_, operation, false});
    return *this;
  }
  Sequence& make(TimerName name, Signo sig) {
    return then(op::TimerCreate{name, TimerNotify::kSignal, sig, PidArg::of(self_.process), SigValue{rng_.below(9)}});
  }
  Sequence& expire(TimerName name, TimerRepeat repeat) {
    return then(op::TimerSettime{name, rng_.chance(50) ? TimerTime::kNow : TimerTime::kPast, repeat});
  }
  [[nodiscard]] std::vector<Step> take() { return std::move(steps_); }

 private:
  Rng& rng_;
  ThreadId self_;
  std::vector<Step> steps_;
};

Signo any_signal(Rng& rng) {
  constexpr std::array kSignals{kSigUsr1, kSigUsr2, kSigTerm, kSigAlrm, kSigCont, kSigTstp, Signo{34}, Signo{64}};
  return rng.one_of(kSignals);
}

TimerRepeat any_repeat(Rng& rng) { return rng.chance(50) ? TimerRepeat::kOnce : TimerRepeat::kRepeat; }

// A signal of a timer beside others of the same number.
std::vector<Step> beside_others(Rng& rng, ThreadId self) {
  const Signo sig = any_signal(rng);
  Sequence s(rng, self);
  s.then(op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(sig)});
  s.make(TimerName::kFirst, sig);
  if (rng.chance(50)) s.then(op::Kill{PidArg::of(self.process), sig});
  s.expire(TimerName::kFirst, any_repeat(rng));
  s.make(TimerName::kSecond, sig).expire(TimerName::kSecond, any_repeat(rng));
  return s.then(op::RtSigtimedwait{SignalSet::of(sig), WaitTime::kZero}).take();
}

// A pending signal of a timer that is set anew or deleted.
std::vector<Step> made_stale(Rng& rng, ThreadId self) {
  const Signo sig = any_signal(rng);
  Sequence s(rng, self);
  s.then(op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(sig)});
  s.make(TimerName::kFirst, sig).expire(TimerName::kFirst, any_repeat(rng));
  constexpr std::array kTimes{TimerTime::kDisarm, TimerTime::kFar, TimerTime::kSoon, TimerTime::kNow};
  if (rng.chance(50))
    s.then(op::TimerDelete{TimerName::kFirst});
  else
    s.then(op::TimerSettime{TimerName::kFirst, rng.one_of(kTimes), any_repeat(rng)});
  if (rng.chance(50)) s.then(op::RtSigaction{sig, Handler::kLog, kSaSiginfo, {}});
  if (rng.chance(50)) return s.then(op::RtSigtimedwait{SignalSet::of(sig), WaitTime::kZero}).take();
  return s.then(op::RtSigprocmask{MaskHow::kUnblock, SignalSet::of(sig)}).take();
}

// A timer, mostly a repeating one, whose signal is ignored for a while.
std::vector<Step> ignored_meanwhile(Rng& rng, ThreadId self) {
  const Signo sig = any_signal(rng);
  Sequence s(rng, self);
  const bool discarded = rng.chance(30);
  if (discarded) s.then(op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(sig)});
  if (!discarded) s.then(op::RtSigaction{sig, Handler::kIgnore, {}, {}});
  s.make(TimerName::kFirst, sig);
  s.expire(TimerName::kFirst, rng.chance(75) ? TimerRepeat::kRepeat : TimerRepeat::kOnce);
  if (discarded) s.then(op::RtSigaction{sig, Handler::kIgnore, {}, {}});
  if (rng.chance(20)) s.then(op::TimerSettime{TimerName::kFirst, TimerTime::kFar, any_repeat(rng)});
  return s.then(op::RtSigaction{sig, Handler::kLog, kSaSiginfo, {}})
      .then(op::TimerGetoverrun{TimerName::kFirst})
      .take();
}

// A repeating alarm that is ignored, blocked or taken.
std::vector<Step> repeating_alarm(Rng& rng, ThreadId self) {
  const SignalSet alarm = SignalSet::of(kSigAlrm);
  Sequence s(rng, self);
  if (rng.chance(40)) s.then(op::RtSigprocmask{MaskHow::kBlock, alarm});
  s.then(op::RtSigaction{kSigAlrm, rng.chance(60) ? Handler::kIgnore : Handler::kLog, kSaSiginfo, {}});
  s.then(op::Setitimer{Itimer::kReal, TimerTime::kNow, TimerRepeat::kRepeat}).then(op::Getitimer{Itimer::kReal});
  if (rng.chance(50)) s.then(op::RtSigtimedwait{alarm, WaitTime::kZero});
  if (rng.chance(50)) s.then(op::RtSigaction{kSigAlrm, Handler::kLog, kSaSiginfo, {}});
  return s.then(op::Kill{PidArg::of(self.process), kSigAlrm}).then(op::Getitimer{Itimer::kReal}).take();
}

// A timer without a sigevent beside another, so that its id is not 0.
std::vector<Step> without_sigevent(Rng& rng, ThreadId self) {
  const SignalSet alarm = SignalSet::of(kSigAlrm);
  Sequence s(rng, self);
  s.then(op::RtSigprocmask{MaskHow::kBlock, alarm}).make(TimerName::kFirst, any_signal(rng));
  s.then(op::TimerCreate{TimerName::kSecond, TimerNotify::kNull, kSigAlrm, PidArg::of(self.process), SigValue{}});
  s.expire(TimerName::kSecond, any_repeat(rng));
  return s.then(op::RtSigtimedwait{alarm, WaitTime::kZero}).take();
}

// A timer on a CPU clock, which costs some ticks, and may go on.
std::vector<Step> on_the_cpu(Rng& rng, ThreadId self) {
  const bool prof = rng.chance(50);
  const Itimer which = prof ? Itimer::kProf : Itimer::kVirtual;
  return Sequence(rng, self)
      .then(op::RtSigaction{prof ? kSigProf : kSigVtalrm, Handler::kLog, kSaSiginfo, {}})
      .then(op::Setitimer{which, TimerTime::kNow, any_repeat(rng)})
      .then(op::Getitimer{which})
      .take();
}

// The thread that a timer is for exits before it expires.
std::vector<Step> thread_is_gone(Rng& rng, ThreadId self, ThreadId other) {
  const TimerName name = TimerName::kFirst;
  const TimerRepeat repeat = any_repeat(rng);
  return {
      {self, op::TimerCreate{name, TimerNotify::kThread, any_signal(rng), PidArg::of(other), SigValue{1}}, false},
      {other, op::Exit{}, false},
      {self, op::TimerSettime{name, TimerTime::kNow, repeat}, false},
      {self, op::TimerGettime{name}, false},
  };
}

}  // namespace

std::vector<Step> timer_motif(Rng& rng, const World& world) {
  const std::vector<ThreadId> awake = awake_threads(world);
  if (awake.empty()) return {};
  const ThreadId self = rng.one_of(awake);
  const ThreadId other = rng.one_of(awake);
  if (other != self && other.process == self.process && !other.leader() && rng.chance(50))
    return thread_is_gone(rng, self, other);
  if (rng.chance(kOnTheCpuPercent)) return on_the_cpu(rng, self);
  constexpr std::array kMotifs{beside_others, made_stale, ignored_meanwhile, repeating_alarm, without_sigevent};
  return rng.one_of(kMotifs)(rng, self);
}

}  // namespace sigconform
