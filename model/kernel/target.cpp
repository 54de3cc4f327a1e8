// Target selection: which thread is woken for a signal that was queued, and when a fatal signal kills the whole
// group at once. Masks and TIF_SIGPENDING belong here too, because changing a mask passes signals on to others.
#include "model/kernel/kernel.h"

#include <algorithm>

namespace sigconform {

// The thread after t in its group's circular list.
ThreadRef Kernel::next_thread(ThreadRef t) const {
  const auto& threads = group_of(t).threads;
  const auto at = std::find(threads.begin(), threads.end(), t);
  return at == threads.end() || at + 1 == threads.end() ? threads.front() : *(at + 1);
}

bool Kernel::wants_signal(Signo sig, ThreadRef ref) const {
  const Task& t = task(ref);
  if (t.blocked.contains(sig) || t.exiting) return false;
  if (sig == kSigKill && (t.state != TaskState::kStopped || dialect_.stopped_is_killed)) return true;
  if (t.state == TaskState::kStopped) return !dialect_.stopped_outlives_fatal && sig_fatal(ref, sig);
  if (!dialect_.vfork_busy_survives && in_vfork(t) && sig_fatal(ref, sig)) return true;
  return !t.sigpending || !dialect_.busy_threads_are_spared || task_curr(ref);
}

// Whether it is on a CPU. On several CPUs whoever may run may be on one.
bool Kernel::task_curr(ThreadRef ref) const {
  if (w_.current == ref) return true;
  if (dialect_.scheduling != Scheduling::kParallel || task(ref).state != TaskState::kRunnable) return false;
  return choices_.pick(ChoicePoint::kIsOnCpu, 2) == 1;
}

// What the choice shows about the states of the threads.
void Kernel::mark_target(Signo sig, ThreadRef p, ThreadRef chosen, Scope scope) {
  if (chosen != p && task(p).exiting) mark(Rule::kDeadLeaderPassesOn, chosen, sig);
  if (!in_vfork(task(chosen)) || scope == Scope::kThread) return;
  for (const ThreadRef t : group_of(p).threads)
    if (t != chosen && task(t).state == TaskState::kInterruptible && wants_signal(sig, t))
      mark(Rule::kVforkKeepsShared, chosen, sig);
}

// It stays pending, and why.
void Kernel::nobody_wants(Signo sig, ThreadRef p) {
  mark(Rule::kNobodyIsWoken, p, sig);
  if (!dialect_.nobody_is_woken && !task(p).exiting) signal_wake_up(p, false);
  if (task(p).blocked.contains(sig)) return;
  if (task(p).state == TaskState::kStopped) {
    const Handler handler = w_.action_of(group_of(p), sig).handler;
    const bool stops = handler == Handler::kDefault && kStopSignals.contains(sig);
    const bool caught = !stops && !sig_fatal(p, sig);
    mark(stops ? Rule::kStoppedKeepsStop : caught ? Rule::kStoppedKeepsCaught : Rule::kStoppedOutlivesFatal, p, sig);
    if (caught && !dialect_.stopped_keeps_caught) continue_signal_generated(group_of(p), p);
  }
  if (in_vfork(task(p)) && sig_fatal(p, sig)) mark(Rule::kVforkBusySurvives, p, sig);
}

// For a falsified model only: a sibling of t that would take the signal now, else t.
ThreadRef Kernel::idle_sibling(Signo sig, ThreadRef t) const {
  for (const ThreadRef other : group_of(t).threads)
    if (task(other).state == TaskState::kInterruptible && wants_signal(sig, other)) return other;
  return t;
}

// A thread of the usual one's process that does not block the signal, where the dialect leaves that open.
ThreadRef Kernel::any_thread(Signo sig, ThreadRef usual) {
  boost::container::static_vector<ThreadRef, kMaxThreadsPerProcess> possible{usual};
  for (const ThreadRef t : group_of(usual).threads)
    if (t != usual && !task(t).exiting && !task(t).blocked.contains(sig)) possible.push_back(t);
  return possible.size() == 1 ? usual : possible[picked(ChoicePoint::kAnyThread, possible.size())];
}

bool Kernel::ignored_by_default(Signo sig) const {
  return kIgnoredByDefault.contains(sig) || (sig.realtime() && !dialect_.realtime_terminates);
}

// A signal whose default action ends the process, and that has it.
bool Kernel::sig_fatal(ThreadRef p, Signo sig) const {
  return !ignored_by_default(sig) && !kStopSignals.contains(sig) &&
         w_.action_of(group_of(p), sig).handler == Handler::kDefault;
}

// kernel/signal.c complete_signal(): p is asked first, then, for a process-directed signal, the ring of threads
// from curr_target on.
void Kernel::complete_signal(Signo sig, ThreadRef p, Scope scope) {
  Process& g = group_of(p);
  const bool by_member = w_.current != kNoOne && &group_of(w_.current) == &g;
  if (!dialect_.leader_before_sender && by_member && scope != Scope::kThread && !sig_kernel_only(sig)) p = w_.current;
  ThreadRef t = p;
  const bool alone =
      scope == Scope::kThread || g.thread_group_empty() || (task(p).exiting && !dialect_.dead_leader_passes_on);
  if ((alone || dialect_.suggested_is_first) && wants_signal(sig, p)) {
    if (!alone) mark(Rule::kSuggestedThreadFirst, p, sig);
  } else if (alone) {
    nobody_wants(sig, p);
    return;
  } else {
    const ThreadRef first = dialect_.ring_goes_on ? g.curr_target : g.leader;
    t = first;
    while (!wants_signal(sig, t)) {
      t = next_thread(t);
      if (t == first) {
        nobody_wants(sig, p);
        return;
      }
    }
    mark(t == g.curr_target ? Rule::kTargetIsSticky : Rule::kRingOfThreads, t, sig);
    g.curr_target = dialect_.choice_is_sticky ? t : next_thread(t);
  }
  if (!alone && dialect_.open_thread) t = any_thread(sig, t);
  mark_target(sig, p, t, scope);
  mark_chosen_while_frozen(sig, t);
  if (!dialect_.vfork_keeps_shared && scope == Scope::kGroup && in_vfork(task(t))) t = idle_sibling(sig, t);
  const bool frozen_dies = sig == kSigKill ? dialect_.frozen_is_killed : dialect_.frozen_dies_of_fatal;
  const bool frozen_survives = is_frozen(task(t)) && !frozen_dies;
  const bool waited_for = task(t).real_blocked.contains(sig) && dialect_.waited_for_is_not_fatal;
  if (sig_fatal(p, sig) && !g.group_exit && !waited_for && !frozen_survives) {
    const bool dumps_at_once = is_frozen(task(t)) && !dialect_.frozen_coredump_waits;
    const bool dumps = kCoredumpSignals.contains(sig) && !dumps_at_once;
    mark(dumps ? Rule::kCoredumpClassIsDequeued : Rule::kFatalKillsAtOnce, t, sig);
    if (dumps ? !dialect_.coredump_is_dequeued : dialect_.fatal_acts_at_once || sig == kSigKill) {
      zap_group(g, sig);
      return;
    }
  }
  signal_wake_up(t, sig == kSigKill);
}

// The group dies of `sig`: every thread gets SIGKILL.
void Kernel::zap_group(Process& g, Signo sig) {
  set_stop_flags(g, false, false, false, false);
  g.unkillable = false;
  g.group_exit = g.old_group_exit = true;
  g.group_exit_code = sig.value;
  g.group_stop_count = 0;
  for (const ThreadRef t : g.threads) {
    clear_stop_pending(task(t));
    task(t).pending.set.add(kSigKill);
    signal_wake_up(t, true);
  }
}

void Kernel::signal_wake_up(ThreadRef ref, bool fatal) {
  Task& t = task(ref);
  t.sigpending = true;
  if (in_vfork(t)) mark(fatal ? Rule::kVforkFatalKills : Rule::kVforkDefers, ref);
  if (fatal && t.state == TaskState::kStopped) mark(Rule::kStoppedIsKilled, ref);
  bool wakes = fatal;
  if (in_vfork(t)) wakes = fatal ? dialect_.vfork_dies_of_fatal : !dialect_.vfork_defers;
  if (t.state == TaskState::kInterruptible || (fatal && t.state == TaskState::kStopped) ||
      (wakes && t.state == TaskState::kKillable))
    wake(ref);
}

bool Kernel::has_pending_outside(ThreadRef t, SignalSet refused) const {
  return !((task(t).pending.set | group_of(t).shared_pending.set) - refused).empty();
}

void Kernel::recalc_sigpending(ThreadRef t) {
  task(t).sigpending = task(t).stop_pending || task(t).trap_freeze || has_unblocked_pending(t);
}

// Process-directed signals in `which` that t will no longer take are offered to its siblings.
void Kernel::retarget_shared_pending(ThreadRef t, SignalSet which) {
  SignalSet left = group_of(t).shared_pending.set & which;
  if (left.empty()) return;
  for (ThreadRef other = next_thread(t); other != t; other = next_thread(other)) {
    Task& o = task(other);
    if (o.exiting || (left - o.blocked).empty()) continue;
    mark(Rule::kRetargeted, other, (left - o.blocked).lowest());
    if (!dialect_.siblings_are_offered) return;
    left &= o.blocked;
    if (!o.sigpending) signal_wake_up(other, false);
    if (left.empty()) break;
  }
}

void Kernel::set_task_blocked(ThreadRef t, SignalSet blocked) {
  if (task(t).sigpending && !group_of(t).thread_group_empty() && dialect_.mask_change_retargets)
    retarget_shared_pending(t, blocked - task(t).blocked);
  task(t).blocked = blocked;
  recalc_sigpending(t);
}

SignalSet Kernel::unblockable() const {
  SignalSet out = dialect_.stop_is_unblockable ? kUnblockable : SignalSet::of(kSigKill);
  if (!dialect_.signals_reach_64) out |= SignalSet::of(Signo{kLastSignal - 1}, Signo{kLastSignal});
  return out;
}

void Kernel::set_current_blocked(ThreadRef t, SignalSet blocked) {
  blocked = blocked - unblockable();
  if (blocked != task(t).blocked) set_task_blocked(t, blocked);
}

}  // namespace sigconform
