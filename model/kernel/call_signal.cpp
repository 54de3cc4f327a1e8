// The system calls about one's own signals: actions, masks, what is pending, waiting for a signal, returning from a
// handler.
#include "model/kernel/kernel.h"

namespace sigconform {

// do_sigaction()
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::RtSigaction& o) {
  const bool sets = o.handler != Handler::kQuery;
  if (!o.sig.valid() || (sets && sig_kernel_only(o.sig))) return fail(t, step, Errno::kInval, Rule::kSigactionRefuses);
  Process& g = group_of(t);
  SigAction& action = g.action_of(o.sig);
  Outcome out = done(t, step, 0, Rule::kSigactionReports);
  out.event.action = {action.handler, action.flags, action.mask};
  if (!sets) return out;
  if (!(o.mask & kUnblockable).empty()) mark(Rule::kKillAndStopLeaveMasks, t, o.sig);
  const bool was_ignored = action.handler == Handler::kIgnore;
  action = {o.handler, o.flags, o.mask - kUnblockable};
  if (!sig_handler_ignored(g, o.sig)) {
    if (was_ignored) posixtimer_sig_unignore(g, o.sig);
    return out;
  }
  const SignalSet one = SignalSet::of(o.sig);
  bool flushed = g.shared_pending.set.contains(o.sig);
  for (const ThreadRef other : g.threads) flushed |= task(other).pending.set.contains(o.sig);
  if (flushed) mark(Rule::kIgnoringDiscardsPending, t, o.sig);
  if (!dialect_.ignoring_discards_pending) return out;
  flush_sigqueue_mask(g.shared_pending, one);
  for (const ThreadRef other : g.threads) flush_sigqueue_mask(task(other).pending, one);
  return out;
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::RtSigprocmask& o) {
  Outcome out = done(t, step, 0, Rule::kMaskReports);
  const SignalSet old = task(t).blocked;
  out.event.mask = old;
  const SignalSet set = o.set - kUnblockable;
  if (o.how != MaskHow::kQuery && set != o.set) mark(Rule::kKillAndStopLeaveMasks, t);
  switch (o.how) {
    case MaskHow::kInvalid: return fail(t, step, Errno::kInval, Rule::kMaskHowInvalid);
    case MaskHow::kQuery: break;
    case MaskHow::kBlock: set_current_blocked(t, old | set); break;
    case MaskHow::kUnblock: set_current_blocked(t, old - set); break;
    case MaskHow::kSetMask: set_current_blocked(t, set); break;
  }
  return out;
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::RtSigpending&) {
  Outcome out = done(t, step, 0, Rule::kSigpendingReports);
  out.event.mask = (task(t).pending.set | group_of(t).shared_pending.set) & task(t).blocked;
  return out;
}

// do_sigtimedwait(): takes at once what is there; else sleeps with the set unblocked, and remembers that it was
// blocked, so that what it waits for is neither ignored nor fatal.
Outcome Kernel::perform(ThreadRef ref, std::uint8_t step, const op::RtSigtimedwait& o) {
  if (o.timeout == WaitTime::kInvalid) return fail(ref, step, Errno::kInval, Rule::kTimedwaitTimeoutInvalid);
  if (!(o.set & kUnblockable).empty()) mark(Rule::kTimedwaitNeverTakesKillOrStop, ref);
  const SignalSet set = o.set - kUnblockable;
  const Dequeued got = dequeue_signal(ref, ~set);
  if (got.sig.value != 0) {
    mark(Rule::kTimedwaitTakes, ref, got.sig);
    Outcome out = done(ref, step, got.sig.value, got.because);
    out.event.info = got.info;
    return out;
  }
  if (o.timeout == WaitTime::kZero) return fail(ref, step, Errno::kAgain, Rule::kTimedwaitZeroPolls);
  Task& t = task(ref);
  t.real_blocked = t.blocked;
  t.blocked = t.blocked - set;
  recalc_sigpending(ref);
  t.sleep = Sleep::kSigtimedwait;
  t.sleep_step = step;
  if (t.sigpending) {
    const Outcome out = finish_sigtimedwait(ref);
    t.sleep = Sleep::kNone;
    return out;
  }
  return {Outcome::Kind::kAsleep, Rule::kTimedwaitUnblocksTheSet, {}};
}

// A sleeping sigtimedwait was woken. Putting the mask back may hand process-directed signals to siblings.
Outcome Kernel::finish_sigtimedwait(ThreadRef ref) {
  Task& t = task(ref);
  const std::uint8_t step = t.sleep_step;
  const SignalSet set = std::get<op::RtSigtimedwait>(scenario_.steps[step].operation).set - kUnblockable;
  mark(Rule::kTimedwaitUnblocksTheSet, ref);
  set_task_blocked(ref, t.real_blocked);
  t.real_blocked = {};
  const Dequeued got = dequeue_signal(ref, ~set);
  if (got.sig.value == 0) return fail(ref, step, Errno::kIntr, Rule::kTimedwaitInterrupted);
  mark(Rule::kTimedwaitTakes, ref, got.sig);
  Outcome out = done(ref, step, got.sig.value, got.because);
  out.event.info = got.info;
  return out;
}

// The puppet reports before it leaves the handler; outside of handlers there is nothing to leave.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Return&) {
  Outcome out = done(t, step, 0, Rule::kSigreturnRestores);
  if (task(t).frames.empty()) return out;
  emit(out.event, out.because);
  sigreturn(t);
  out.kind = Outcome::Kind::kSilent;
  return out;
}

}  // namespace sigconform
