// The wait in vfork: killable, and deaf to everything else, until the child execs or exits.
#include "model/kernel/kernel.h"

#include <algorithm>

namespace sigconform {

Outcome Kernel::begin_vfork_wait(ThreadRef t, std::uint8_t step, ThreadRef child) {
  mark(Rule::kVforkParentSleeps, t);
  if (!dialect_.vfork_parent_sleeps) return done(t, step, PidName::of(task(child).id).code, Rule::kVforkParentSleeps);
  task(child).vfork_parent = t;
  task(t).sleep = Sleep::kVfork;
  return {Outcome::Kind::kAsleep, Rule::kVforkParentSleeps, {}};
}

// wait_for_vfork_done(): the child was told that nobody waits any more, or has told us.
Outcome Kernel::finish_vfork(ThreadRef ref) {
  Task& t = task(ref);
  if (t.trap_freeze) t.sigpending = true;  // as it is since the freeze, unless that is falsified
  for (Task& child : w_.tasks)
    if (child.vfork_parent == ref) child.vfork_parent = kNoOne;
  const ProcessId child = std::get<op::Vfork>(scenario_.steps[t.sleep_step].operation).child;
  return done(ref, t.sleep_step, PidName::of(child).code, Rule::kVforkParentSleeps);
}

void Kernel::complete_vfork_done(ThreadRef child) {
  const ThreadRef parent = task(child).vfork_parent;
  if (parent == kNoOne) return;
  task(child).vfork_parent = kNoOne;
  if (task(parent).state == TaskState::kKillable) wake(parent);
}

}  // namespace sigconform
