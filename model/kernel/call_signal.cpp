// The system calls about one's own signals: actions, masks, what is pending, waiting for a signal.
#include "model/kernel/kernel.h"

namespace sigconform {
namespace {

// UAPI_SA_FLAGS of x86; SA_RESTORER aside, which goes without saying.
constexpr std::uint32_t kUapiFlags =
    (kSaNoCldStop | kSaNoCldWait | kSaSiginfo | kSaOnStack | kSaRestart | kSaNoDefer | kSaResetHand | kSaExposeTagbits)
        .bits;

// What of a set sigtimedwait can take.
SignalSet waited_for(SignalSet set, const Dialect& dialect) {
  return set - (dialect.timedwait_takes_no_stop ? kUnblockable : SignalSet::of(kSigKill));
}

Errno nothing_there(const Dialect& dialect) {
  return dialect.timedwait_zero_gives_eagain ? Errno::kAgain : Errno::kIntr;
}

}  // namespace

// do_sigaction()
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::RtSigaction& o) {
  const bool sets = o.handler != Handler::kQuery;
  const bool forbidden = sets && sig_kernel_only(o.sig);
  const bool default_allowed = o.handler == Handler::kDefault && !dialect_.kill_keeps_no_default;
  const bool taken = o.sig.value == kLastSignal && (o.handler == Handler::kLog || o.handler == Handler::kPark);
  if (!o.sig.valid() || (taken && !dialect_.last_signal_has_action) ||
      (forbidden && !default_allowed && dialect_.sigaction_refuses_kill))
    return fail(t, step, Errno::kInval, Rule::kSigactionRefuses);
  Process& g = group_of(t);
  SigAction& action = w_.action_of(g, o.sig);
  Outcome out = done(t, step, 0, Rule::kSigactionReports);
  const auto tell = [&] { out.event.action = {action.handler, {action.flags.bits & ~kNoRestorer.bits}, action.mask}; };
  tell();
  if (!sets || forbidden) return out;
  if (!(o.mask & kUnblockable).empty()) mark(Rule::kKillAndStopLeaveMasks, t, o.sig);
  const ActionFlags known{o.flags.bits & (kUapiFlags | kNoRestorer.bits)};
  if (known != o.flags) mark(Rule::kUnknownFlagsAreCleared, t, o.sig);
  const bool was_ignored = action.handler == Handler::kIgnore;
  action = {o.handler, dialect_.unknown_flags_cleared ? known : o.flags,
            dialect_.action_mask_is_cleaned ? o.mask - (unblockable() & kUnblockable) : o.mask};
  if (!dialect_.sigaction_reports_old) tell();
  if (w_.sighand_of(g).users > 1) mark(Rule::kActionsAreShared, t, o.sig);
  if (!sig_handler_ignored(g, o.sig)) {
    if (was_ignored) posixtimer_sig_unignore(g, o.sig);
    return out;
  }
  const SignalSet one = SignalSet::of(o.sig);
  bool flushed = g.shared_pending.set.contains(o.sig);
  for (const ThreadRef other : g.threads) flushed |= task(other).pending.set.contains(o.sig);
  if (flushed) mark(Rule::kIgnoringDiscardsPending, t, o.sig);
  if (w_.sighand_of(g).users > 1) leave_to_sharers(g, o.sig);
  if (!dialect_.ignoring_discards_pending) return out;
  flush_sigqueue_mask(g.shared_pending, one);
  for (const ThreadRef other : g.threads)
    if (other == t || dialect_.ignoring_reaches_threads) flush_sigqueue_mask(task(other).pending, one);
  return out;
}

// The queues of the other processes that share the action are left alone.
void Kernel::leave_to_sharers(const Process& g, Signo sig) {
  for (Process& sharer : w_.processes) {
    if (sharer.sighand != g.sighand || sharer.id == g.id || !sharer.shared_pending.set.contains(sig)) continue;
    mark(Rule::kSharersKeepPending, sharer.leader, sig);
    if (!dialect_.sharers_keep_pending) flush_sigqueue_mask(sharer.shared_pending, SignalSet::of(sig));
  }
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::RtSigprocmask& o) {
  Outcome out = done(t, step, 0, Rule::kMaskReports);
  const SignalSet old = task(t).blocked;
  out.event.mask = old;
  const SignalSet set = o.set - unblockable();
  if (o.how != MaskHow::kQuery && !(o.set & kUnblockable).empty()) mark(Rule::kKillAndStopLeaveMasks, t);
  switch (o.how) {
    case MaskHow::kQuery: break;
    case MaskHow::kBlock: set_current_blocked(t, old | set); break;
    case MaskHow::kUnblock: set_current_blocked(t, old - set); break;
    case MaskHow::kInvalid:
      if (dialect_.how_is_checked) return fail(t, step, Errno::kInval, Rule::kMaskHowInvalid);
      [[fallthrough]];
    case MaskHow::kSetMask: set_current_blocked(t, set); break;
  }
  if (!dialect_.mask_reports_old) out.event.mask = task(t).blocked;
  return out;
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::RtSigpending&) {
  Outcome out = done(t, step, 0, Rule::kSigpendingReports);
  out.event.mask = task(t).pending.set & task(t).blocked;
  if (dialect_.sigpending_sees_process) out.event.mask |= group_of(t).shared_pending.set & task(t).blocked;
  out.event.mask = out.event.mask - unseen(t);
  return out;
}

// do_sigtimedwait(): takes at once what is there; else sleeps with the set unblocked, and remembers that it was
// blocked, so that what it waits for is neither ignored nor fatal.
Outcome Kernel::perform(ThreadRef ref, std::uint8_t step, const op::RtSigtimedwait& o) {
  const bool invalid = o.timeout == WaitTime::kInvalid;
  if (invalid && dialect_.timeout_goes_first) return fail(ref, step, Errno::kInval, Rule::kTimedwaitTimeoutInvalid);
  if (!(o.set & kUnblockable).empty()) mark(Rule::kTimedwaitNeverTakesKillOrStop, ref);
  const SignalSet set = waited_for(o.set, dialect_) - unseen(ref);
  const Dequeued got = dequeue_of(ref, set, dialect_.timedwait_takes_unblocked);
  if (got.sig.value != 0) return timedwait_took(ref, step, got);
  if (invalid) return fail(ref, step, Errno::kInval, Rule::kTimedwaitTimeoutInvalid);
  if (o.timeout == WaitTime::kZero) return fail(ref, step, nothing_there(dialect_), Rule::kTimedwaitZeroPolls);
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
  const SignalSet set = waited_for(std::get<op::RtSigtimedwait>(scenario_.steps[step].operation).set, dialect_);
  mark(Rule::kTimedwaitUnblocksTheSet, ref);
  const SignalSet left = group_of(ref).shared_pending.set & set & t.real_blocked;
  if (t.sigpending && !group_of(ref).thread_group_empty() && !left.empty())
    mark(Rule::kTimedwaitRetargets, ref, left.lowest());
  if (dialect_.timedwait_retargets) {
    set_task_blocked(ref, t.real_blocked);
  } else {
    t.blocked = t.real_blocked;
    recalc_sigpending(ref);
  }
  t.real_blocked = {};
  const Dequeued got = dequeue_of(ref, set, dialect_.timedwait_takes_unblocked);
  if (got.sig.value != 0) return timedwait_took(ref, step, got);
  Outcome out = fail(ref, step, Errno::kIntr, Rule::kTimedwaitInterrupted);
  if (!dialect_.timedwait_never_restarts) out.kind = Outcome::Kind::kRestart;
  return out;
}

Outcome Kernel::timedwait_took(ThreadRef t, std::uint8_t step, const Dequeued& got) {
  mark(Rule::kTimedwaitTakes, t, got.sig);
  Outcome out = done(t, step, got.sig.value, got.because);
  out.event.info = dialect_.timedwait_tells_siginfo ? got.info : SignalInfo{got.sig.value, 0, 0, {}, {}, 0};
  if (!dialect_.siginfo_arrives_whole) {
    out.event.info.error = 0;
    if (has_no_value_of_its_own(got.info)) out.event.info.value = kUnwrittenValue.value;
  }
  return out;
}

// Nothing is waited for: the signal is taken, and then cannot be told.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::RtSigtimedwaitUnwritable& o) {
  const SignalSet set = waited_for(o.set, dialect_);
  bool there = !((task(t).pending.set | group_of(t).shared_pending.set) & set).empty();
  // What is pending may be stale, and is none then.
  if (!there || dialect_.fault_loses_signal)
    there = dequeue_of(t, set, dialect_.timedwait_takes_unblocked).sig.value != 0;
  if (!there) return fail(t, step, nothing_there(dialect_), Rule::kTimedwaitZeroPolls);
  return fail(t, step, Errno::kFault, Rule::kTimedwaitFaultLoses);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::PassBadSet& o) {
  if (o.set == BadSet::kSize) {
    const bool harmless = o.call == SetCall::kSigprocmask || o.call == SetCall::kSigpending;
    if ((harmless && !dialect_.set_size_is_checked) ||
        (o.call == SetCall::kSigpending && !dialect_.sigpending_checks_size) ||
        (o.call == SetCall::kSigaction && !dialect_.sigaction_checks_size))
      return done(t, step, 0, Rule::kSetSizeInvalid);
    return fail(t, step, Errno::kInval, Rule::kSetSizeInvalid);
  }
  const bool faults = o.call != SetCall::kSignalfd || dialect_.unreadable_set_faults;
  return fail(t, step, faults ? Errno::kFault : Errno::kInval, Rule::kSetUnreadable);
}

}  // namespace sigconform
