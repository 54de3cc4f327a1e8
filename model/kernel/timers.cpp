// Timers that expire, and the one queue entry that a POSIX timer has for life: queued, parked while its signal is
// ignored, found stale when it is taken. Interval timers send as the kernel does. Must not know how timers are made and
// set (call_timer.cpp), nor what time it is: what is armed for `soon` expires when it is told to.
#include "model/kernel/kernel.h"

#include <algorithm>

namespace sigconform {

// Whatever is armed for `soon` by now, first armed first. Nobody of the processes runs when it expires.
void Kernel::elapse() {
  const std::uint32_t until = w_.armed;
  while (expire_next(until)) quiesce();
}

bool Kernel::expire_next(std::uint32_t until) {
  std::uint32_t first = until + 1;
  TimerRef next = kNoTimer;
  ProcessRef next_real = kNoOne;
  for (TimerRef r = 0; r < static_cast<TimerRef>(w_.timers.size()); ++r) {
    const PosixTimer& candidate = timer(r);
    if (candidate.owner == kNoOne || candidate.left != kLeftShort || candidate.armed >= first) continue;
    first = candidate.armed;
    next = r;
  }
  for (ProcessRef p = 0; p < static_cast<ProcessRef>(w_.processes.size()); ++p) {
    const IntervalTimer& real = w_.process(p).itimers[static_cast<std::size_t>(Itimer::kReal)];
    if (real.left != kLeftShort || real.armed >= first) continue;
    first = real.armed;
    next_real = p;
  }
  if (first > until) return false;
  if (next_real != kNoOne)
    it_real_expires(w_.process(next_real));
  else
    posix_timer_expires(next);
  return true;
}

// posix_timer_fn(). What a repeating timer has left is never nothing: whoever asks moves it on.
void Kernel::posix_timer_expires(TimerRef ref) {
  PosixTimer& t = timer(ref);
  t.left = t.repeats && dialect_.expired_timer_tells_next ? kLeftLong : kLeftNothing;
  mark(Rule::kTimersKeepOrder, t.target, Signo{t.info.signo});
  if (t.notify == TimerNotify::kNone) {
    mark(Rule::kTimerNoneIsSilent, t.target);
    if (dialect_.sigev_none_is_silent) return;
  }
  posixtimer_send_sigqueue(ref);
}

// The running thread, when it is one of the process; kNoOne when the thread that it is for is gone.
ThreadRef Kernel::posixtimer_get_target(const PosixTimer& t) {
  if (task(t.target).state == TaskState::kReleased) {
    mark(Rule::kTimerOfDeadThread, t.target, Signo{t.info.signo});
    return dialect_.gone_threads_timer_is_silent ? kNoOne : w_.process(t.owner).leader;
  }
  if (t.to_thread()) return t.target;
  if (w_.current == kNoOne || task(w_.current).process != task(t.target).process) return t.target;
  if (w_.current != t.target) mark(Rule::kTimerCurrentFirst, w_.current, Signo{t.info.signo});
  return dialect_.timer_prefers_current ? w_.current : t.target;
}

std::int32_t Kernel::missed_expiries(const PosixTimer& t) {
  return t.past && t.repeats && dialect_.overruns_count ? kMissedExpiries : 0;
}

// hrtimer_forward(): the next expiry is one that is to come.
void Kernel::timer_forward(PosixTimer& t) {
  if (t.behind) t.overrun += missed_expiries(t) + 1;
  t.behind = false;
}

// common_timer_get(), also for the old time of timer_settime(): moves on a timer whose signal is still pending.
void Kernel::timer_is_read(PosixTimer& t) {
  if (t.repeats && t.signal_seq == t.sigqueue_seq) timer_forward(t);
}

void Kernel::posixtimer_send_sigqueue(TimerRef ref) {
  PosixTimer& expired = timer(ref);
  const Signo sig{expired.info.signo};
  const ThreadRef t = posixtimer_get_target(expired);
  if (t == kNoOne) return;
  if (expired.to_thread() && task(t).exiting) {
    mark(Rule::kExitingThreadDropsSignals, t, sig);
    if (dialect_.exiting_thread_drops) return;
  }
  expired.sigqueue_seq = expired.signal_seq;
  expired.sig_periodic = expired.repeats;
  expired.behind = expired.repeats && !dialect_.setting_forgets_overrun;
  expired.info.uid = overrun_name(missed_expiries(expired));
  note(Happening::kGenerated, t, !expired.to_thread(), expired.info, task(t).blocked | task(t).real_blocked);
  if (!prepare_signal(sig, t, false)) {
    if (expired.sig_periodic && !dialect_.ignored_timer_is_parked) {
      mark(Rule::kTimerIgnoredIsParked, t, sig);
      timer_forward(expired);
      ++expired.signal_seq;
      return;
    }
    if (expired.queued) return;
    if (!expired.sig_periodic) mark(Rule::kTimerIgnoredIsLost, t, sig);
    if (expired.sig_periodic || !dialect_.ignored_once_is_lost)
      posixtimer_sig_ignore(ref);
    else
      leave_ignored_list(ref);
    return;
  }
  SigPending& pending = expired.to_thread() ? task(t).pending : group_of(t).shared_pending;
  if (expired.queued) {
    mark(Rule::kTimerQueuesOnce, t, sig);
    if (!dialect_.overrun_counted_when_taken)
      expired.info.uid = overrun_name(missed_expiries(expired) + ++expired.expired_again);
    for (QueueEntry& q : pending.list)
      if (q.timer == ref) q.info = expired.info;
    note(Happening::kCoalesced, t, !expired.to_thread(), expired.info);
    return;
  }
  leave_ignored_list(ref);
  if (!sig.realtime() && pending.set.contains(sig)) {
    mark(Rule::kTimerHasOwnEntry, t, sig);
    if (!dialect_.timer_has_own_entry) {
      note(Happening::kCoalesced, t, !expired.to_thread(), expired.info);
      return;
    }
  }
  note(Happening::kQueued, t, !expired.to_thread(), expired.info);
  posixtimer_queue_sigqueue(ref, t);
}

void Kernel::posixtimer_queue_sigqueue(TimerRef ref, ThreadRef t) {
  PosixTimer& queued = timer(ref);
  const Signo sig{queued.info.signo};
  if (queued.to_thread()) mark(Rule::kTimerToThread, t, sig);
  SigPending& pending = queued.to_thread() ? task(t).pending : group_of(t).shared_pending;
  if (!w_.sighand_of(group_of(t)).signalfd_wqh.empty()) {
    mark(Rule::kSignalfdWakesReaders, t, sig);
    if (dialect_.signalfd_wakes_readers) signalfd_notify(t);
  }
  queued.queued = true;
  queued.expired_again = 0;
  pending.list.push_back({queued.info, queued.charged_to, ref});
  pending.set.add(sig);
  complete_signal(sig, t, queued.to_thread() ? Scope::kThread : Scope::kGroup);
}

// The entry of a repeating timer is kept aside, that of another is let go.
void Kernel::posixtimer_sig_ignore(TimerRef ref) {
  PosixTimer& ignored = timer(ref);
  const bool kept = ignored.sig_periodic || !dialect_.ignored_once_is_lost;
  if (ignored.valid && kept && !ignored.parked) {
    mark(Rule::kTimerIgnoredIsParked, ignored.target, Signo{ignored.info.signo});
    if (dialect_.ignored_timer_is_parked) {
      Process& g = w_.process(ignored.owner);
      g.ignored_posix_timers.insert(g.ignored_posix_timers.begin(), ref);
      ignored.parked = true;
    }
  }
  posixtimer_putref(ref);
}

// The action of `sig` was SIG_IGN and is no more.
void Kernel::posixtimer_sig_unignore(Process& g, Signo sig) {
  const auto parked = g.ignored_posix_timers;
  for (const TimerRef ref : parked) {
    PosixTimer& kept = timer(ref);
    if (kept.info.signo != sig.value) continue;
    leave_ignored_list(ref);
    const ThreadRef t = posixtimer_get_target(kept);
    if (t == kNoOne) continue;
    if (kept.to_thread() && task(t).exiting) {
      mark(Rule::kExitingThreadDropsSignals, t, sig);
      if (dialect_.exiting_thread_drops) continue;
    }
    mark(Rule::kTimerUnignored, t, sig);
    if (!dialect_.unignored_timer_is_pending) continue;
    note(Happening::kRequeued, t, !kept.to_thread(), kept.info);
    posixtimer_queue_sigqueue(ref, t);
  }
}

void Kernel::leave_ignored_list(TimerRef ref) {
  if (!timer(ref).parked) return;
  timer(ref).parked = false;
  auto& list = w_.process(timer(ref).owner).ignored_posix_timers;
  list.erase(std::find(list.begin(), list.end(), ref));
}

bool Kernel::is_stale(TimerRef ref) const {
  return !timer(ref).valid || timer(ref).signal_seq != timer(ref).sigqueue_seq;
}

// __posixtimer_deliver_signal(): t took the timer's signal, which is not stale.
void Kernel::posixtimer_deliver_signal(TimerRef ref, ThreadRef t) {
  PosixTimer& taken = timer(ref);
  const Signo sig{taken.info.signo};
  mark(Rule::kTimerInfo, t, sig);
  if (!taken.repeats) return;
  mark(Rule::kTimerRearms, t, sig);
  timer_forward(taken);
  taken.overrun_last = dialect_.setting_forgets_overrun ? missed_expiries(taken) : taken.overrun - 1;
  taken.overrun = 0;
  if (taken.past) mark(Rule::kTimerOverrun, t, sig);
  taken.past = false;
  taken.left = dialect_.timer_rearms_when_taken ? kLeftLong : kLeftNothing;
  ++taken.signal_seq;
}

// The place of a timer that was deleted is free once its entry is pending nowhere.
void Kernel::posixtimer_putref(TimerRef ref) {
  PosixTimer& t = timer(ref);
  if (t.owner == kNoOne || t.valid || t.queued) return;
  if (dialect_.timer_is_charged) --w_.charged[static_cast<std::size_t>(t.charged_to)];
  t = PosixTimer{};
}

void Kernel::posix_timer_delete(TimerRef ref) {
  posix_timer_disarm(ref);
  timer(ref).valid = false;
  posixtimer_putref(ref);
}

void Kernel::posix_timer_disarm(TimerRef ref) {
  PosixTimer& t = timer(ref);
  t.repeats = false;
  t.left = kLeftNothing;
  ++t.signal_seq;
  leave_ignored_list(ref);
}

// The process's POSIX timers are gone.
void Kernel::exit_itimers(ThreadRef t, Rule because) {
  const ProcessRef process = task(t).process;
  for (TimerRef r = 0; r < static_cast<TimerRef>(w_.timers.size()); ++r) {
    if (timer(r).owner != process || !timer(r).valid) continue;
    mark(because, t);
    posix_timer_delete(r);
  }
}

// it_real_fn(): it goes on only when its signal is taken.
void Kernel::it_real_expires(Process& g) {
  IntervalTimer& real = g.itimers[static_cast<std::size_t>(Itimer::kReal)];
  real.left = real.repeats && !dialect_.itimer_rearms_when_taken ? kLeftLong : kLeftNothing;
  mark(Rule::kTimersKeepOrder, g.leader, kSigAlrm);
  mark(Rule::kItimerSignal, g.leader, kSigAlrm);
  const ThreadRef asked = dialect_.alarm_asks_leader || w_.current == kNoOne ? g.leader : w_.current;
  const bool ignored =
      sig_handler_ignored(g, kSigAlrm) && !(task(asked).blocked | task(asked).real_blocked).contains(kSigAlrm);
  SignalInfo info = kernel_info(kSigAlrm);
  if (!dialect_.alarm_is_the_kernels) info.code = kSiTimer.value;
  (void)send_signal(kSigAlrm, info, asked, Scope::kGroup, true);
  if (!ignored || !real.repeats) return;
  mark(Rule::kItimerIgnoredStops, g.leader, kSigAlrm);
  if (!dialect_.ignored_itimer_stops) real.left = kLeftLong;
}

// check_cpu_itimer(), at a tick of the clock in thread t.
void Kernel::cpu_itimer_expires(ThreadRef t, Itimer which) {
  const Signo sig = which == Itimer::kVirtual ? kSigVtalrm : kSigProf;
  IntervalTimer& timer = group_of(t).itimers[static_cast<std::size_t>(which)];
  timer.left = timer.repeats && dialect_.cpu_itimer_repeats ? kLeftLong : kLeftNothing;
  if (timer.repeats) mark(Rule::kItimerCpuRepeats, t, sig);
  mark(Rule::kItimerCpuSignal, t, sig);
  const ThreadRef asked = dialect_.cpu_timer_asks_running ? t : group_of(t).leader;
  (void)send_signal(sig, kernel_info(sig), asked, Scope::kGroup, true);
}

// check_process_timers(), at a tick of the clock in thread t.
void Kernel::soft_cpu_limit_reached(ThreadRef t) {
  Process& g = group_of(t);
  mark(Rule::kCpuLimitZero, t, kSigXcpu);
  mark(Rule::kCpuLimitSignal, t, kSigXcpu);
  mark(Rule::kCpuLimitMovesOn, t, kSigXcpu);
  g.cpu_limit = dialect_.cpu_limit_moves_on ? kCpuOneSecond : kCpuNothing;
  if (!dialect_.cpu_limit_signals) return;
  const ThreadRef asked = dialect_.cpu_limit_asks_running ? t : g.leader;
  (void)send_signal(kSigXcpu, kernel_info(kSigXcpu), asked, Scope::kGroup, true);
}

void Kernel::hard_cpu_limit_reached(ThreadRef t) {
  mark(Rule::kCpuHardLimitKills, t, kSigKill);
  const Signo sig = dialect_.cpu_hard_limit_kills ? kSigKill : kSigXcpu;
  (void)send_signal(sig, kernel_info(sig), t, Scope::kGroup, true);
}

// t took a SIGALRM from its group's queue, whoever sent it.
void Kernel::posixtimer_rearm_itimer(ThreadRef t) {
  IntervalTimer& real = group_of(t).itimers[static_cast<std::size_t>(Itimer::kReal)];
  if (real.left != kLeftNothing || !real.repeats) return;
  mark(Rule::kItimerRearmsWhenTaken, t, kSigAlrm);
  real.left = kLeftLong;
}

}  // namespace sigconform
