// Death: of a thread, of a thread group, and what parents and children see of it.
#include "model/kernel/kernel.h"

#include <algorithm>

namespace sigconform {

// do_group_exit(): the first cause decides the status of the whole group.
void Kernel::do_group_exit(ThreadRef t, std::int32_t code) {
  Process& g = group_of(t);
  if (g.group_exit) {
    if (g.group_exit_code != code) mark(Rule::kFirstStatusWins, t);
    if (dialect_.first_exit_status_wins) code = g.group_exit_code;
    g.group_exit_code = code;
  } else if (g.group_exec_task != kNoOne) {
    code = 0;  // killed by execve already: no end of the group
  } else {
    set_stop_flags(g, false, false, false, false);
    g.unkillable = false;
    g.group_exit = true;
    g.old_group_exit = !g.thread_group_empty();
    g.group_exit_code = code;
    g.group_stop_count = 0;
    for (ThreadRef other = next_thread(t); other != t; other = next_thread(other)) {
      Task& o = task(other);
      clear_stop_pending(o);
      if (o.state == TaskState::kZombie) continue;
      mark(Rule::kGroupExitKillsThreads, other, kSigKill);
      o.pending.set.add(kSigKill);
      signal_wake_up(other, true);
    }
  }
  do_exit(t, code);
}

// do_exit(), as far as others can see it. The status of a group in which every thread called exit is the last
// one's.
void Kernel::do_exit(ThreadRef t, std::int32_t code) {
  Process& g = group_of(t);
  if (--g.quick_threads == 0 && !g.group_exit) {
    mark(Rule::kLastThreadDecides, t);
    if (dialect_.last_thread_decides) {
      set_stop_flags(g, false, false, false, false);
      g.unkillable = false;
      g.group_exit = true;
      g.group_exit_code = code;
      g.group_stop_count = 0;
    }
  }
  exit_signals(t);
  if (task(t).vfork_parent != kNoOne) mark(Rule::kVforkExitReleases, task(t).vfork_parent);
  if (dialect_.vfork_exit_releases) complete_vfork_done(t);
  const bool group_dead = --g.live == 0;
  if (group_dead) {
    if (dialect_.death_ends_timers) exit_itimers(t, Rule::kTimersDieWithProcess);
    g.itimers = {};
  }
  task(t).exit_code = code;
  note(Happening::kExits, t);
  task(t).ended_group = group_dead;
  if (exit_is_overtaken(t)) return;
  exit_notify(t, group_dead);
}

// Scheduler autogroups put the exiting thread behind all that are runnable (sched_autogroup_exit_task()). A kernel that
// may be preempted there lets them run at once, others when the thread next sleeps: see release_dead(). On another CPU
// they run anyway.
bool Kernel::exit_is_overtaken(ThreadRef t) {
  if (w_.run_queue.empty()) return false;
  mark(Rule::kExitRunsThrough, t);
  const bool overtaken =
      dialect_.scheduling == Scheduling::kParallel && choices_.pick(ChoicePoint::kExitOvertaken, 2) == 1;
  if (dialect_.exit_runs_through && !overtaken) return false;
  task(t).sleep = Sleep::kExitNotify;
  w_.run_queue.push_back(t);
  return true;
}

// exit_signals(): what this thread was woken for is passed on, and what was directed to it alone is gone. (A thread
// that a group stop waits for cannot be here: it was stopped on its way to user mode.)
void Kernel::exit_signals(ThreadRef ref) {
  Process& g = group_of(ref);
  Task& t = task(ref);
  t.exiting = true;
  if (!t.pending.set.empty()) mark(Rule::kPrivateQueueDies, ref, t.pending.set.lowest());
  if (dialect_.private_queue_dies) flush_sigqueue(t.pending);
  if (ref == g.leader && !dialect_.exit_keeps_shared) flush_sigqueue(g.shared_pending);
  if (g.thread_group_empty() || g.group_exit || !t.sigpending) return;
  if (g.group_exec_task != kNoOne && !dialect_.exec_victims_offer) return;
  retarget_shared_pending(ref, ~t.blocked);
}

void Kernel::exit_notify(ThreadRef ref, bool group_dead) {
  boost::container::static_vector<ThreadRef, kMaxThreads> dead;
  Process& g = group_of(ref);
  forget_original_parent(ref, dead);
  if (group_dead) kill_orphaned_pgrp(task(ref).process, kNoOne);
  task(ref).state = TaskState::kZombie;
  if (ref == g.leader) wake_exec(g, true);
  bool autoreap = true;
  if (ref == g.leader) {
    autoreap = g.thread_group_empty() && do_notify_parent(ref);
    if (!g.thread_group_empty()) {
      mark(Rule::kLeaderWaitsForThreads, ref);
      if (!dialect_.dead_leader_is_not_told && g.group_exec_task == kNoOne) (void)do_notify_parent(ref);
    }
  }
  if (autoreap) dead.insert(dead.begin(), ref);
  task(ref).dead.assign(dead.begin(), dead.end());
  release_dead(ref);
}

// Scheduler autogroups have put the exiting thread behind all that are runnable. They may
// run when release_task() clears /proc, with the task out of reach already and its number not given back yet.
void Kernel::release_dead(ThreadRef ref) {
  const auto could_tell = [&](ThreadRef t) { return !group_of(t).group_exit; };
  auto& dead = task(ref).dead;
  for (; !dead.empty(); dead.erase(dead.begin())) {
    release_task(dead.front());
    if (std::none_of(w_.run_queue.begin(), w_.run_queue.end(), could_tell)) continue;
    if (choices_.pick(ChoicePoint::kExitYields, 2) == 0) continue;
    w_.fading_numbers.set(static_cast<std::size_t>(slot_of(task(dead.front()).id)));
    task(ref).sleep = Sleep::kExit;
    w_.run_queue.push_back(ref);
    return;
  }
}

// find_alive_thread()
ThreadRef Kernel::find_alive_thread(const Process& g) const {
  for (const ThreadRef t : g.threads)
    if (!task(t).exiting) return t;
  return kNoOne;
}

// A living thread of the same group, else of the nearest ancestor that is a subreaper, else the namespace's init.
ThreadRef Kernel::find_new_reaper(ThreadRef father) const {
  const ThreadRef sibling = find_alive_thread(group_of(father));
  if (sibling != kNoOne && dialect_.siblings_adopt) return sibling;
  for (ThreadRef t = group_of(father).real_parent; t != kNoOne; t = group_of(t).real_parent) {
    if (dialect_.init_adopts && !(group_of(t).child_subreaper && dialect_.subreaper_adopts)) continue;
    const ThreadRef reaper = find_alive_thread(group_of(t));
    if (reaper != kNoOne) return reaper;
  }
  return w_.processes.front().leader;
}

// A thread that exits tells the threads of its children that asked for it, as kill() would, permission and all, even
// when a sibling adopts them.
void Kernel::send_pdeath_signals(ThreadRef father, const Process& child) {
  const auto threads = child.threads;
  for (const ThreadRef t : threads) {
    const Signo sig = task(t).pdeath_signal;
    if (sig.value == 0) continue;
    mark(Rule::kPdeathIsSent, t, sig);
    const SignalInfo info{
        sig.value, 0, kSiUser.value, PidName::of(task(father).id.process), UserName{task(father).cred.real}, 0};
    (void)group_send_sig_info(father, sig, info, t, Scope::kGroup);
  }
}

// forget_original_parent(): children get a new parent; zombies are announced to it again.
void Kernel::forget_original_parent(ThreadRef father, boost::container::static_vector<ThreadRef, kMaxThreads>& dead) {
  if (task(father).children.empty()) return;
  const ThreadRef reaper = find_new_reaper(father);
  const bool threaded = task(reaper).process == task(father).process;
  const auto children = task(father).children;
  for (const ProcessRef c : children) {
    Process& child = w_.process(c);
    child.real_parent = reaper;
    const bool by_init = group_of(reaper).id == kInit;
    mark(threaded ? Rule::kSiblingAdopts : by_init ? Rule::kInitAdopts : Rule::kSubreaperAdopts, child.leader);
    if (!threaded || dialect_.pdeath_with_the_thread) send_pdeath_signals(father, child);
    if (threaded) continue;
    child.adopted = true;
    if (child.exit_signal != kSigChld) {
      mark(Rule::kAdoptedDiesWithSigchld, child.leader, child.exit_signal);
      if (dialect_.adopted_dies_with_sigchld) child.exit_signal = kSigChld;
    }
    if (task(child.leader).state == TaskState::kZombie && child.thread_group_empty() && do_notify_parent(child.leader))
      dead.insert(dead.begin(), child.leader);
    kill_orphaned_pgrp(c, father);
  }
  for (const ProcessRef c : children) task(reaper).children.push_back(c);
  task(father).children.clear();
}

bool Kernel::nocldwait_tells() {
  return dialect_.nocldwait_still_tells && !(dialect_.open_nocldwait && picked(ChoicePoint::kNoCldWaitTells, 2) == 1);
}

// The exit signal of a child from before its parent's exec would tell the new image what it did not ask for.
Signo Kernel::exit_signal_of(const Process& g) {
  const bool silent = g.exit_signal.value == 0;
  if (g.exit_signal == kSigChld || !dialect_.exit_signal_is_sent || (silent && !dialect_.silent_death)) return kSigChld;
  if (g.parent_exec_id == group_of(g.real_parent).exec_id) return g.exit_signal;
  mark(Rule::kExecForgetsExitSignals, g.real_parent, g.exit_signal);
  return dialect_.exec_forgets_exit_signals ? kSigChld : g.exit_signal;
}

// do_notify_parent(): the death of a whole group is announced to the leader's parent. True when nobody will wait
// for it, so that it is released at once.
bool Kernel::do_notify_parent(ThreadRef leader) {
  const Process& g = group_of(leader);
  const ThreadRef parent = g.real_parent;
  std::int32_t code = g.group_exit ? g.group_exit_code : task(leader).exit_code;
  if (code != task(leader).exit_code) {
    mark(Rule::kNoticeHasGroupStatus, leader);
    if (!dialect_.notice_has_group_status) code = task(leader).exit_code;
  }
  const bool killed = (code & 0x7f) != 0;
  const Signo sig = exit_signal_of(g);
  const std::int32_t status = killed ? code & 0x7f : code >> 8;
  SignalInfo info{
      sig.value, 0, killed ? kCldKilled.value : kCldExited.value, PidName::of(g.id), UserName{task(leader).cred.real},
      status};
  if (!killed && !dialect_.exit_is_announced) info.value = code;
  if (killed && !dialect_.killed_is_announced) info.code = kCldExited.value, info.value = kShellKilled + status;
  const SigAction& action = w_.action_of(group_of(parent), kSigChld);
  const bool reaps = dialect_.ignoring_sigchld_reaps || group_of(parent).unkillable;
  const bool ignored = action.handler == Handler::kIgnore && reaps;
  const bool unwanted = ignored || action.flags.has(kSaNoCldWait);
  if (unwanted && sig != kSigChld) mark(Rule::kOnlySigchldIsReaped, parent, kSigChld);
  const bool autoreap = unwanted && (sig == kSigChld || !dialect_.only_sigchld_is_reaped);
  if (autoreap) mark(ignored ? Rule::kIgnoredChildrenAreReaped : Rule::kNoCldWait, parent, kSigChld);
  if (!sig.valid()) {
    mark(Rule::kSilentDeath, parent);
  } else if (!(autoreap && (ignored || !nocldwait_tells()))) {
    const Rule announced = killed ? Rule::kKilledIsAnnounced : Rule::kExitIsAnnounced;
    mark(sig == kSigChld ? announced : Rule::kExitSignalIsSent, parent, sig);
    (void)send_signal(sig, info, parent, Scope::kGroup);
  }
  wake_up_parent(task(leader).process, parent);
  return autoreap;
}

// release_task(): the pid is gone, and what was pending with it. The last thread to go announces a leader that
// died before it.
void Kernel::release_task(ThreadRef ref) {
  Process& g = group_of(ref);
  const ThreadRef leader = g.leader;
  if (ref != leader && g.curr_target == ref) g.curr_target = next_thread(ref);
  flush_sigqueue(task(ref).pending);
  g.threads.erase(std::find(g.threads.begin(), g.threads.end(), ref));
  task(ref).state = TaskState::kReleased;
  task(ref).frames.clear();
  task(ref).reports.clear();
  task(ref).script.clear();
  if (ref != leader) wake_exec(g, false);
  if (ref == leader) {
    exit_itimers(ref, Rule::kTimersDieWithProcess);
    flush_sigqueue(g.shared_pending);
    release_sighand(w_, g);
    g.dead = true;
    if (g.real_parent != kNoOne) {
      auto& siblings = task(g.real_parent).children;
      siblings.erase(std::find(siblings.begin(), siblings.end(), task(ref).process));
    }
    return;
  }
  if (g.thread_group_empty() && task(leader).state == TaskState::kZombie) {
    mark(Rule::kLeaderAnnouncedByLast, leader);
    if (dialect_.last_thread_announces && do_notify_parent(leader)) release_task(leader);
  }
}

}  // namespace sigconform
