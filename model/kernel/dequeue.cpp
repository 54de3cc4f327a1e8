// Dequeueing: which of the pending signals comes out first, and with what siginfo. Must not know what becomes of it.
#include "model/kernel/kernel.h"

#include <algorithm>
#include <bit>

namespace sigconform {
namespace {

// SYNCHRONOUS_MASK
SignalSet synchronous_signals(const Dialect& dialect) {
  return dialect.sigsys_is_synchronous ? kSynchronousSignals : kSynchronousSignals - SignalSet::of(kSigSys);
}

// Among signals of one class.
Signo next_of(SignalSet ready, const Dialect& dialect) {
  if (!dialect.standard_before_realtime && !(ready & kRealtimeSignals).empty()) ready &= kRealtimeSignals;
  return dialect.lowest_first ? ready.lowest() : Signo{static_cast<std::int32_t>(std::bit_width(ready.bits))};
}

// next_signal(): among the signals in `ready`, a synchronous one goes before all others, then the lowest number.
Signo next_signal(SignalSet ready, const Dialect& dialect, Rule& because) {
  const SignalSet synchronous = ready & synchronous_signals(dialect);
  because = Rule::kLowestNumberFirst;
  if (synchronous.empty()) return next_of(ready, dialect);
  if (synchronous.lowest() != ready.lowest()) because = Rule::kSynchronousFirst;
  return next_of(dialect.synchronous_first ? synchronous : ready, dialect);
}

}  // namespace

// Any of the standard signals in `ready`, or the lowest of the others, where the dialect leaves that open.
Signo Kernel::next_pending(SignalSet ready, Rule& because) {
  const Signo usual = next_signal(ready, dialect_, because);
  if (!dialect_.open_order) return usual;
  boost::container::static_vector<Signo, kLastSignal> possible{usual};
  for (bool realtime = false; !ready.empty(); ready.remove(ready.lowest())) {
    const Signo sig = ready.lowest();
    if (sig != usual && !(sig.realtime() && (realtime || usual.realtime()))) possible.push_back(sig);
    realtime = realtime || sig.realtime();
  }
  return possible.size() == 1 ? usual : possible[picked(ChoicePoint::kNextPending, possible.size())];
}

// collect_signal(): the oldest entry of that number; the bit goes with the last. A bit without an entry becomes a
// siginfo that says SI_USER and nothing else.
void Kernel::collect_signal(SigPending& pending, Signo sig, Dequeued& out, ThreadRef t) {
  const auto same = [sig](const QueueEntry& q) { return q.info.signo == sig.value; };
  const auto count = std::count_if(pending.list.begin(), pending.list.end(), same);
  if (count <= 1) pending.set.remove(sig);
  if (count == 0) {
    mark(Rule::kLostInfoIsSynthetic, t, sig);
    out.because = Rule::kLostInfoIsSynthetic;
    out.info = {sig.value, 0, (dialect_.lost_info_is_user ? kSiUser : kSiKernel).value, {}, {}, 0};
    return;
  }
  auto entry = std::find_if(pending.list.begin(), pending.list.end(), same);
  if (count > 1) {
    out.because = Rule::kOldestFirst;
    if (!dialect_.realtime_fifo) entry = std::find_if(pending.list.rbegin(), pending.list.rend(), same).base() - 1;
  }
  out.info = entry->info;
  out.timer = entry->timer;
  if (out.timer == kNoTimer)
    --w_.charged[static_cast<std::size_t>(entry->charged_to)];
  else
    timer(out.timer).queued = false;
  pending.list.erase(entry);
}

Dequeued Kernel::dequeue_from(SigPending& pending, SignalSet mask, ThreadRef t) {
  Dequeued out;
  const SignalSet ready = pending.set - mask;
  if (ready.empty()) return out;
  out.sig = next_pending(ready, out.because);
  mark(out.because, t, out.sig);
  collect_signal(pending, out.sig, out, t);
  mark(out.because, t, out.sig);
  const bool shared = &pending == &group_of(t).shared_pending;
  const bool stale = out.timer != kNoTimer && is_stale(out.timer);
  note(stale ? Happening::kFlushed : Happening::kDequeued, t, shared, out.info, mask);
  if (shared && out.sig == kSigAlrm) posixtimer_rearm_itimer(t);
  return out;
}

// dequeue_signal(): as long as what comes out is a timer's that means nothing any more, the next.
Dequeued Kernel::dequeue_signal(ThreadRef t, SignalSet mask) {
  while (true) {
    Dequeued got = dequeue_any(t, mask);
    if (got.timer == kNoTimer) return got;
    const bool stale = is_stale(got.timer);
    if (stale) {
      mark(Rule::kStaleTimerSignal, t, got.sig);
      got.info.uid = overrun_name(timer(got.timer).expired_again);  // where it is delivered all the same
    } else {
      posixtimer_deliver_signal(got.timer, t);
      const PosixTimer& taken = timer(got.timer);
      got.info.uid = overrun_name((taken.repeats ? taken.overrun_last : 0) + taken.expired_again);
    }
    posixtimer_putref(got.timer);
    if (!stale || !dialect_.stale_timer_signal_dropped) return got;
  }
}

// What is pending, and shows only when it is unblocked.
SignalSet Kernel::unseen(ThreadRef t) const {
  return dialect_.blocked_fault_is_seen ? SignalSet{} : task(t).blocked & SignalSet::of(kSigSegv, kSigBus);
}

// For who asks for the signals of a set, and takes them blocked or not.
Dequeued Kernel::dequeue_of(ThreadRef t, SignalSet set, bool unblocked_too) {
  set = set - unseen(t);
  return dequeue_signal(t, ~(unblocked_too ? set : set & task(t).blocked));
}

// The thread's own queue before the group's.
Dequeued Kernel::dequeue_any(ThreadRef t, SignalSet mask) {
  SigPending& own = task(t).pending;
  SigPending& shared = group_of(t).shared_pending;
  const bool both = !(own.set - mask).empty() && !(shared.set - mask).empty();
  const bool swapped = both && dialect_.open_queues && picked(ChoicePoint::kNextQueue, 2) == 1;
  SigPending& first = dialect_.private_first != swapped ? own : shared;
  SigPending& second = dialect_.private_first != swapped ? shared : own;
  Dequeued got = dequeue_from(first, mask, t);
  if (got.sig.value == 0) got = dequeue_from(second, mask, t);
  if (both && got.sig.value != 0) {
    mark(Rule::kPrivateBeforeShared, t, got.sig);
    if (got.because == Rule::kLowestNumberFirst) got.because = Rule::kPrivateBeforeShared;
  }
  recalc_sigpending(t);
  if (kStopSignals.contains(got.sig)) task(t).stop_dequeued = true;
  return got;
}

// dequeue_synchronous_signal(): entries that claim to come from the kernel (si_code > 0) and name a synchronous
// signal leave the thread's own queue before anything else, in the order they came. Linux asks only whether *some*
// synchronous signal is unblocked, not whether this one is.
Dequeued Kernel::dequeue_synchronous_signal(ThreadRef t) {
  SigPending& pending = task(t).pending;
  Dequeued out;
  if (!dialect_.forced_synchronous_first) return out;
  const SignalSet synchronous = synchronous_signals(dialect_);
  if (((pending.set - task(t).blocked) & synchronous).empty()) return out;
  const SignalSet taken = dialect_.forced_synchronous_ignores_mask ? synchronous : synchronous - task(t).blocked;
  const auto entry = std::find_if(pending.list.begin(), pending.list.end(), [taken](const QueueEntry& q) {
    return q.info.code > kSiUser.value && taken.contains(Signo{q.info.signo});
  });
  if (entry == pending.list.end()) return out;
  out.sig = Signo{entry->info.signo};
  out.info = entry->info;
  out.because = task(t).blocked.contains(out.sig) ? Rule::kForcedSynchronousIgnoresMask : Rule::kForcedSynchronousFirst;
  mark(out.because, t, out.sig);
  const bool another =
      std::any_of(entry + 1, pending.list.end(), [&](const QueueEntry& q) { return q.info.signo == out.sig.value; });
  --w_.charged[static_cast<std::size_t>(entry->charged_to)];
  pending.list.erase(entry);
  note(Happening::kDequeued, t, false, out.info, task(t).blocked);
  if (!another) {
    pending.set.remove(out.sig);
    recalc_sigpending(t);
  }
  return out;
}

}  // namespace sigconform
