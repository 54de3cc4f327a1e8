// Job control: how a thread group stops together, how the parent learns of stops and continues, and what an
// orphaned process group is.
#include "model/kernel/kernel.h"

namespace sigconform {

// signal_set_stop_flags(): the four flags are always replaced together.
void Kernel::set_stop_flags(Process& g, bool stopped, bool continued, bool cld_stopped, bool cld_continued) const {
  g.stop_stopped = stopped;
  g.stop_continued = continued;
  g.cld_stopped = cld_stopped;
  g.cld_continued = cld_continued;
}

// task_clear_jobctl_pending(JOBCTL_STOP_PENDING): the stop is off for this thread.
void Kernel::clear_stop_pending(Task& t) const { t.stop_pending = t.stop_consume = t.stop_dequeued = false; }

// task_set_jobctl_pending(): no effect on a thread that is dying already.
bool Kernel::task_set_stop_pending(Task& t, Signo sig, bool consume) {
  if (t.exiting || t.pending.set.contains(kSigKill)) return false;
  t.stop_pending = true;
  t.stop_consume = t.stop_consume || consume;
  t.stop_signo = static_cast<std::uint8_t>(sig.value);
  return true;
}

// do_signal_stop(): `sig` starts a group stop; {0} joins one that was started by a sibling. True when the thread is
// stopped now.
bool Kernel::do_signal_stop(ThreadRef ref, Signo sig) {
  Process& g = group_of(ref);
  if (!task(ref).stop_pending) {
    if (!task(ref).stop_dequeued || g.group_exit || g.group_exec_task != kNoOne) return false;
    if (!g.stop_stopped) g.group_exit_code = sig.value;
    g.group_stop_count = 0;
    mark(Rule::kGroupStopStarts, ref, sig);
    if (task_set_stop_pending(task(ref), sig, true)) ++g.group_stop_count;
    for (ThreadRef other = next_thread(ref); dialect_.stop_spreads && other != ref; other = next_thread(other)) {
      if (task(other).state == TaskState::kStopped || !task_set_stop_pending(task(other), sig, true)) continue;
      if (in_vfork(task(other))) {
        mark(Rule::kVforkDelaysStop, other, sig);
        if (!dialect_.vfork_delays_stop) {
          clear_stop_pending(task(other));
          continue;
        }
      }
      ++g.group_stop_count;
      signal_wake_up(other, false);
    }
  }
  const bool completes = task_participate_group_stop(ref);
  task(ref).state = TaskState::kStopped;
  task(ref).sleep = Sleep::kGetSignal;
  if (completes) do_notify_parent_cldstop(ref, kCldStopped);
  return true;
}

// task_participate_group_stop(): true when this thread was the last one that the group's stop waited for.
bool Kernel::task_participate_group_stop(ThreadRef ref) {
  Task& t = task(ref);
  Process& g = group_of(ref);
  const bool consume = t.stop_consume;
  clear_stop_pending(t);
  if (!consume) return false;
  if (g.group_stop_count > 0) --g.group_stop_count;
  if (g.stop_stopped || (g.group_stop_count != 0 && dialect_.stop_waits_for_last)) return false;
  mark(Rule::kGroupStopCompletes, ref, Signo{t.stop_signo});
  set_stop_flags(g, true, false, false, false);
  return true;
}

// do_notify_parent_cldstop(): SIGCHLD to the parent of the leader, unless it does not want to hear of stops; waiters
// are woken in any case.
void Kernel::do_notify_parent_cldstop(ThreadRef ref, SiCode why) {
  const Process& g = group_of(ref);
  const ThreadRef parent = g.real_parent;
  if (parent == kNoOne) return;
  const bool stopped = why == kCldStopped;
  std::int32_t status = stopped ? (g.group_exit_code & 0x7f) : kSigCont.value;
  if (stopped && !dialect_.stop_tells_signal) status = status << 8 | 0x7f;
  const SignalInfo info{kSigChld.value, 0, why.value, PidName::of(g.id), UserName{leader_of(g).cred.real}, status};
  const SigAction& action = w_.action_of(group_of(parent), kSigChld);
  const bool silenced = action.flags.has(kSaNoCldStop) && dialect_.nocldstop_silences;
  if (action.handler != Handler::kIgnore && !silenced) {
    mark(stopped ? Rule::kStopIsAnnounced : Rule::kContinueIsAnnounced, parent, kSigChld);
    if (stopped || dialect_.continue_is_announced) (void)send_signal(kSigChld, info, parent, Scope::kGroup);
  } else {
    mark(Rule::kNoCldStop, parent, kSigChld);
  }
  wake_up_parent(task(ref).process, parent);
}

// A process group is orphaned when no member has a parent in another group of the same session, by adoption or not.
bool Kernel::will_become_orphaned_pgrp(PidName pgrp, ProcessRef ignored) const {
  for (ProcessRef p = 0; p < static_cast<ProcessRef>(w_.processes.size()); ++p) {
    const Process& g = w_.process(p);
    if (g.dead || g.pgrp != pgrp || p == ignored || g.real_parent == kNoOne) continue;
    if (task(g.leader).state == TaskState::kZombie && g.thread_group_empty()) continue;
    if (g.adopted && !dialect_.adopted_ties_group) continue;
    const Process& parent = group_of(g.real_parent);
    if (parent.pgrp != pgrp && parent.session == g.session) return false;
  }
  return true;
}

bool Kernel::has_stopped_jobs(PidName pgrp) const {
  for (const Process& g : w_.processes)
    if (!g.dead && g.pgrp == pgrp && g.stop_stopped) return true;
  return false;
}

// kill_orphaned_pgrp(): when p's death (parent == kNoOne), or the death of p's former parent, leaves p's group
// orphaned while a member is stopped, the whole group gets SIGHUP and then SIGCONT.
void Kernel::kill_orphaned_pgrp(ProcessRef p, ThreadRef parent) {
  const Process& g = w_.process(p);
  const ProcessRef ignored = parent == kNoOne ? p : kNoOne;
  if (parent == kNoOne) parent = g.real_parent;
  if (parent == kNoOne) return;
  const Process& father = group_of(parent);
  const PidName pgrp = g.pgrp;
  if (father.pgrp == pgrp || father.session != g.session) return;
  if (!will_become_orphaned_pgrp(pgrp, ignored) || !has_stopped_jobs(pgrp)) return;
  mark(Rule::kNewlyOrphanedIsHungUp, g.leader, kSigHup);
  if (!dialect_.newly_orphaned_is_hung_up) return;
  boost::container::static_vector<ProcessRef, kMaxProcesses + 1> members;
  members_of_group(pgrp.code, members);
  for (const Signo sig : {kSigHup, kSigCont})
    for (const ProcessRef m : members)
      (void)send_signal(sig, kernel_info(sig), w_.process(m).leader, Scope::kGroups, true);
}

}  // namespace sigconform
