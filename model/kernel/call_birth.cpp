// The system calls that make processes and threads.
#include "model/kernel/kernel.h"

namespace sigconform {

// copy_process() begins with a look at what is pending, for the caller or for a sibling that has not run yet: that is
// delivered first. Then an allocation may have to wait, while the threads that were woken before run.
Outcome Kernel::begin_birth(ThreadRef t, std::uint8_t step) {
  if (dialect_.births_look_first) recalc_sigpending(t);
  if (task(t).sigpending) {
    mark(Rule::kSignalsBeforeBirth, t);
    return {Outcome::Kind::kRestartAlways, Rule::kSignalsBeforeBirth, {}};
  }
  if (w_.run_queue.empty() || choices_.pick(ChoicePoint::kBirthSleeps, 2) == 0) return finish_birth(t, step);
  task(t).sleep = Sleep::kBirth;
  return {Outcome::Kind::kPutOff, Rule::kForkInherits, {}};
}

// copy_process(): a maker that is being killed makes nothing.
Outcome Kernel::finish_birth(ThreadRef t, std::uint8_t step) {
  if (task(t).pending.set.contains(kSigKill)) return {Outcome::Kind::kRestartAlways, Rule::kDyingGroupTakesNothing, {}};
  const Operation& operation = scenario_.steps[step].operation;
  if (const auto* fork = std::get_if<op::Fork>(&operation)) {
    const Outcome out = process_is_born(t, step, fork->child, {});
    task(w_.find({fork->child, {}})).tells_birth = false;
    return out;
  }
  if (const auto* vfork = std::get_if<op::Vfork>(&operation)) {
    (void)process_is_born(t, step, vfork->child, {kCloneVm | kCloneVfork, kSigChld});
    return begin_vfork_wait(t, step, w_.find({vfork->child, {}}));
  }
  if (const auto* clone = std::get_if<op::Clone3>(&operation))
    return process_is_born(t, step, clone->child, {clone->flags, clone->exit_signal});
  const auto& made = std::get<op::CloneThread>(operation);
  const ThreadRef thread = copy_thread(w_, t, made.thread, dialect_);
  if (made.call == ThreadCall::kClone3) mark(Rule::kThreadByClone3, thread);
  if (task(t).altstack.stack != AltStack::kQuery) mark(Rule::kAltStackIsNotShared, thread);
  task_join_group_stop(t, thread);
  mark(Rule::kThreadInheritsMask, thread);
  note(Happening::kBorn, thread, false, {0, 0, 0, PidName::of(task(t).id), {}, 0});
  w_.run_queue.push_back(thread);
  return done(t, step, PidName::of(task(thread).id).code, Rule::kThreadInheritsMask);
}

// What was sent to many processes at once while the maker slept in the call is pending for the child, too, as bits.
Outcome Kernel::process_is_born(ThreadRef t, std::uint8_t step, ProcessId id, CloneArguments arguments) {
  const ThreadRef child = copy_process(w_, t, id, arguments, dialect_);
  group_of(child).shared_pending.set |= task(t).delayed;
  task(t).delayed = {};
  mark_inheritance(t, child, arguments.flags);
  note(Happening::kBorn, child, false, {0, 0, 0, PidName::of(task(t).id), {}, arguments.flags.bits});
  task(child).tells_birth = true;
  task(child).birth_step = step;
  task(child).birth_because = static_cast<std::uint16_t>(altstack_rule(t, arguments.flags));
  mark(altstack_rule(t, arguments.flags), child);
  w_.run_queue.push_back(child);
  return done(t, step, PidName::of(id).code, Rule::kForkInherits);
}

// What decides which alternate stack the child of such a birth has.
Rule Kernel::altstack_rule(ThreadRef maker, CloneFlags flags) const {
  if (task(maker).altstack.stack == AltStack::kQuery) return Rule::kBornWithoutAltStack;
  if (flags.has(kCloneVfork)) return Rule::kVforkKeepsAltStack;
  return flags.has(kCloneVm) ? Rule::kAltStackIsNotShared : Rule::kForkKeepsAltStack;
}

// What a child of vfork or clone3 does first: it tells its alternate stack, and gives it up.
void Kernel::tell_birth(ThreadRef ref) {
  Task& t = task(ref);
  Event e;
  e.kind = EventKind::kBorn;
  e.thread = t.id;
  e.step = t.birth_step;
  e.stack = altstack_of(t);
  const bool none = static_cast<Rule>(t.birth_because) == Rule::kBornWithoutAltStack;
  if (none && !dialect_.born_disabled) e.stack.flags.bits &= ~kSsDisable.bits;
  emit(e, static_cast<Rule>(t.birth_because));
  t.altstack = {};
  t.tells_birth = false;
}

// Which of the rules of inheritance this child shows.
void Kernel::mark_inheritance(ThreadRef maker, ThreadRef child, CloneFlags flags) {
  const Process& makers = group_of(maker);
  mark(Rule::kForkInherits, child);
  if (!task(maker).blocked.empty()) mark(Rule::kForkInheritsMask, child);
  if (makers.queue_limit != kDefaultQueueLimit) mark(Rule::kForkInheritsLimit, child);
  if (makers.cpu_limit != kCpuUnlimited) mark(Rule::kCpuLimitIsInherited, child);
  if (task(maker).pdeath_signal.value != 0) mark(Rule::kForkClearsPdeath, child, task(maker).pdeath_signal);
  if (!(task(maker).pending.set | makers.shared_pending.set).empty()) mark(Rule::kForkNothingPending, child);
  for (const PosixTimer& timer : w_.timers)
    if (timer.valid && timer.owner == task(maker).process) mark(Rule::kTimersAreNotInherited, maker);
  for (const IntervalTimer& timer : makers.itimers)
    if (timer.left != kLeftNothing) mark(Rule::kItimersAreNotInherited, maker);
  if (flags.has(kCloneParent)) mark(Rule::kSiblingIsBorn, child);
  if (flags.has(kCloneSighand)) mark(Rule::kActionsAreShared, child);
  if (flags.has(kCloneClearSighand)) mark(Rule::kActionsAreCleared, child);
}

// A stop that began while the maker slept in the call is the new thread's, too.
void Kernel::task_join_group_stop(ThreadRef maker, ThreadRef thread) {
  Process& g = group_of(maker);
  if (g.group_stop_count == 0 && !g.stop_stopped) return;
  const bool counts = g.group_stop_count != 0;
  if (counts) ++g.group_stop_count;
  (void)task_set_stop_pending(task(thread), Signo{task(maker).stop_signo}, counts);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Fork&) { return begin_birth(t, step); }
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Vfork&) { return begin_birth(t, step); }

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::CloneThread& o) {
  if (o.call == ThreadCall::kClone3 && !dialect_.clone3_makes_threads)
    return fail(t, step, Errno::kInval, Rule::kThreadByClone3);
  return begin_birth(t, step);
}

// clone3_args_valid(), then the first lines of copy_process(): all refused before any signal is looked at.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Clone3& o) {
  const auto refuse = [&](Rule because) { return fail(t, step, Errno::kInval, because); };
  const bool is_signal = o.exit_signal.value >= 0 && o.exit_signal.value <= kLastSignal;
  if (!is_signal && dialect_.exit_signal_is_checked) return refuse(Rule::kCloneExitSignalInvalid);
  if (o.flags.has(kCloneDetached) && dialect_.clone3_flags_are_checked) return refuse(Rule::kCloneUnknownFlags);
  if (o.flags.has(kCloneSighand | kCloneClearSighand) && dialect_.clearing_excludes_sharing)
    return refuse(Rule::kCloneClearsOrShares);
  const bool sibling = o.flags.has(kCloneParent) && dialect_.sibling_has_no_exit_signal;
  const bool no_signal_of_its_own = o.flags.has(kCloneThread) || sibling;
  if (no_signal_of_its_own && o.exit_signal.value != 0) return refuse(Rule::kCloneParentHasNoSignal);
  if (o.flags.has(kCloneThread) && !o.flags.has(kCloneSighand) && dialect_.thread_needs_sighand)
    return refuse(Rule::kCloneThreadNeedsSighand);
  if (o.flags.has(kCloneSighand) && !o.flags.has(kCloneVm) && dialect_.sighand_needs_vm)
    return refuse(Rule::kCloneSighandNeedsVm);
  return begin_birth(t, step);
}

}  // namespace sigconform
