// The freezer of control groups (version 2): freezing and thawing all processes of one, and the sleep of a frozen
// thread on its way to user mode. A freeze is no signal, but wakes threads as one does. Must not know what signals
// come.
#include "model/kernel/kernel.h"

namespace sigconform {

// cgroup_kn_lock_live() may have to wait, while the threads that were woken before run.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Freeze&) {
  if (w_.run_queue.empty() || choices_.pick(ChoicePoint::kFreezeSleeps, 2) == 0) return finish_freeze(t, step);
  task(t).sleep = Sleep::kFreeze;
  return {Outcome::Kind::kPutOff, Rule::kFreezeAnswers, {}};
}

// cgroup_freeze(), cgroup_do_freeze(): the tasks of the group, first made first; those that are dying are left out.
Outcome Kernel::finish_freeze(ThreadRef t, std::uint8_t step) {
  const auto& o = std::get<op::Freeze>(scenario_.steps[step].operation);
  const bool freeze = o.on == Switch::kOn;
  const Outcome out = done(t, step, 0, Rule::kFreezeAnswers);
  if (w_.frozen_cgroups.test(o.cgroup.index) == freeze)
    return dialect_.freeze_again_succeeds ? out : fail(t, step, Errno::kInval, Rule::kFreezeAnswers);
  w_.frozen_cgroups.set(o.cgroup.index, freeze);
  for (ThreadRef ref = 0; ref < static_cast<ThreadRef>(w_.tasks.size()); ++ref)
    if (group_of(ref).cgroup == o.cgroup && !task(ref).exiting) cgroup_freeze_task(ref, freeze);
  return out;
}

void Kernel::cgroup_freeze_task(ThreadRef ref, bool freeze) {
  Task& t = task(ref);
  if (group_of(ref).id != group_of(ref).cgroup) mark(Rule::kFrozenChildren, ref);
  if (t.state == TaskState::kStopped) {
    mark(Rule::kFrozenStoppedStays, ref);
    if (!freeze && !dialect_.frozen_stopped_stays) continue_signal_generated(group_of(ref), ref);
  }
  if (is_frozen(t) && has_unblocked_pending(ref)) {
    mark(Rule::kThawDelivers, ref);
    if (!dialect_.thaw_delivers) forget_unblocked(ref);
  }
  if (freeze && in_vfork(t)) mark(Rule::kFrozenVfork, ref);
  if (freeze && ref == w_.current) {
    mark(Rule::kFreezerFreezesItself, ref);
    if (!dialect_.frozen_includes_freezer) return;
  }
  t.trap_freeze = freeze;
  if (freeze && (dialect_.frozen_vfork_is_signalled || !in_vfork(t))) t.sigpending = true;
  if (t.state == TaskState::kInterruptible) wake(ref);
}

// For a falsified model only: what would be delivered by the thaw is lost.
void Kernel::forget_unblocked(ThreadRef t) {
  flush_sigqueue_mask(task(t).pending, ~task(t).blocked);
  flush_sigqueue_mask(group_of(t).shared_pending, ~task(t).blocked);
}

// do_freezer_trap(): the thread sleeps, as if nothing was pending, so that whatever comes is offered to it again.
void Kernel::do_freezer_trap(ThreadRef ref) {
  Task& t = task(ref);
  const SignalSet held = (t.pending.set | group_of(ref).shared_pending.set) - t.blocked;
  for (SignalSet rest = held; !rest.empty(); rest.remove(rest.lowest())) {
    const Signo sig = rest.lowest();
    mark(Rule::kFrozenHoldsSignals, ref, sig);
    const Handler handler = w_.action_of(group_of(ref), sig).handler;
    if (kStopSignals.contains(sig) && handler == Handler::kDefault) mark(Rule::kFrozenStopWaits, ref, sig);
  }
  t.sigpending = false;
  t.state = TaskState::kInterruptible;
  t.sleep = Sleep::kFrozen;
}

// A thread was woken from a call for nothing but a freeze, which looks like a signal to the call.
void Kernel::call_is_frozen(ThreadRef ref) {
  Task& t = task(ref);
  if (!t.trap_freeze || t.stop_pending || has_unblocked_pending(ref)) return;
  if (t.resume == Resume::kRestart || t.resume == Resume::kRestartNoHandler) {
    mark(Rule::kFrozenCallGoesOn, ref);
    if (!dialect_.frozen_call_goes_on) interrupt_call(ref);
    return;
  }
  if (t.resume != Resume::kReport || t.reports.back().result != -static_cast<std::int32_t>(Errno::kIntr)) return;
  mark(Rule::kFreezeInterruptsWait, ref);
  if (dialect_.freeze_interrupts_wait) return;
  t.resume = Resume::kRestartAlways;
  t.resume_step = t.reports.back().step;
  t.reports.pop_back();
}

// What becomes of a signal that is offered to a frozen thread.
void Kernel::mark_chosen_while_frozen(Signo sig, ThreadRef ref) {
  if (!is_frozen(task(ref))) return;
  if (sig == kSigKill) mark(Rule::kFrozenIsKilled, ref, sig);
  if (sig == kSigKill || !sig_fatal(ref, sig)) return;
  mark(kCoredumpSignals.contains(sig) ? Rule::kFrozenCoredumpWaits : Rule::kFrozenFatalKills, ref, sig);
}

}  // namespace sigconform
