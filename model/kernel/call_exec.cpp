// execve: the end of all other threads, the leader's identity for the one that is left, and what an image that begins
// anew has of the signals before. It must not know what the new image does.
#include "model/kernel/birth.h"
#include "model/kernel/kernel.h"

#include <algorithm>
#include <utility>

namespace sigconform {

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Execve& o) {
  const auto refuse = [&](Errno error) {
    if (!dialect_.failed_exec_keeps_handlers) exec_actions(t);
    return fail(t, step, error, Rule::kExecRefused);
  };
  switch (o.file) {
    case ExecFile::kMissing: return refuse(Errno::kNoEnt);
    case ExecFile::kDirectory: return refuse(Errno::kAccess);
    case ExecFile::kBadAddress: return refuse(dialect_.exec_address_is_checked ? Errno::kFault : Errno::kNoEnt);
    case ExecFile::kSelf: break;
  }
  // count(), copy_strings(): whoever is killed meanwhile begins nothing.
  if (task(t).pending.set.contains(kSigKill)) return fail(t, step, Errno::kIntr, Rule::kExecCanBeKilled);
  const bool alone = group_of(t).thread_group_empty();
  if (!alone && !dialect_.threads_may_exec) return fail(t, step, Errno::kAgain, Rule::kExecReplaces);
  if (alone || !dialect_.exec_kills_threads) return finish_exec(t, step);
  return de_thread(t, step);
}

// de_thread(): everybody else is killed, which the caller waits for, deaf to all that is not fatal.
Outcome Kernel::de_thread(ThreadRef t, std::uint8_t step) {
  Process& g = group_of(t);
  g.group_exec_task = t;
  g.group_stop_count = 0;
  g.exec_notify_count = 0;
  if (task(t).stop_pending && choices_.pick(ChoicePoint::kExecKeepsStop, 2) == 0) clear_stop_pending(task(t));
  for (ThreadRef other = next_thread(t); other != t; other = next_thread(other)) {
    Task& o = task(other);
    clear_stop_pending(o);
    if (other != g.leader) ++g.exec_notify_count;
    if (o.state == TaskState::kZombie) continue;
    mark(Rule::kExecKillsThreads, other, kSigKill);
    o.pending.set.add(kSigKill);
    signal_wake_up(other, true);
  }
  if (g.exec_notify_count == 0) return await_leader(t, step);
  task(t).sleep = Sleep::kExec;
  return {Outcome::Kind::kAsleep, Rule::kExecKillsThreads, {}};
}

// The second part of the wait: the leader lives on as a zombie until its identity is taken.
Outcome Kernel::await_leader(ThreadRef t, std::uint8_t step) {
  Process& g = group_of(t);
  if (t == g.leader || task(g.leader).state == TaskState::kZombie) return finish_exec(t, step);
  g.exec_notify_count = -1;
  task(t).sleep = Sleep::kExec;
  return {Outcome::Kind::kAsleep, Rule::kExecKillsThreads, {}};
}

// Woken by the last thread's end, or by its own.
Outcome Kernel::continue_exec(ThreadRef t) {
  Process& g = group_of(t);
  if (!task(t).pending.set.contains(kSigKill)) return await_leader(t, task(t).sleep_step);
  mark(Rule::kExecCanBeKilled, t, Signo{g.group_exit_code});
  if (!dialect_.exec_can_be_killed) {
    survive_in_exec(t);
    if (g.exec_notify_count <= 0) return await_leader(t, task(t).sleep_step);
    return {Outcome::Kind::kAsleep, Rule::kExecKillsThreads, {}};
  }
  g.group_exec_task = kNoOne;
  g.exec_notify_count = 0;
  return {Outcome::Kind::kRestartAlways, Rule::kExecCanBeKilled, {}};
}

// What no Linux does: the signal that killed the process is forgotten, and the wait goes on.
void Kernel::survive_in_exec(ThreadRef t) {
  Process& g = group_of(t);
  const SignalSet fatal = SignalSet::of(Signo{g.group_exit_code});
  g.group_exit = false;
  g.group_exit_code = 0;
  task(t).pending.set.remove(kSigKill);
  flush_sigqueue_mask(task(t).pending, fatal);
  flush_sigqueue_mask(g.shared_pending, fatal);
  recalc_sigpending(t);
}

// A thread of the group is gone: the one that executes may have waited for just that.
void Kernel::wake_exec(Process& g, bool leader) {
  if (g.group_exec_task == kNoOne || (leader ? g.exec_notify_count >= 0 : g.exec_notify_count <= 0)) return;
  if (!leader && --g.exec_notify_count > 0) return;
  if (task(g.group_exec_task).state == TaskState::kKillable) wake(g.group_exec_task);
}

// exchange_tids(): the old leader's zombie is released under the caller's old number.
void Kernel::take_leaders_identity(ThreadRef t) {
  Process& g = group_of(t);
  const ThreadRef old = g.leader;
  mark(Rule::kExecTakesLeadersId, t);
  if (!dialect_.exec_by_thread_is_silent) (void)do_notify_parent(old);
  flush_sigqueue(task(old).pending);  // release_task(), where the exit has not done so
  std::swap(task(old).id, task(t).id);
  for (const ThreadRef r : {old, t}) w_.task_at[static_cast<std::size_t>(slot_of(task(r).id))] = r;
  if (!dialect_.exec_gives_up_id) w_.task_at[static_cast<std::size_t>(slot_of(task(old).id))] = t;
  g.leader = g.curr_target = t;
  g.threads = {t};
  task(old).state = TaskState::kReleased;
  for (const ThreadRef r : {old, t}) task(r).script.clear();
}

// begin_new_exec(), from the point on from which nothing can fail.
Outcome Kernel::finish_exec(ThreadRef t, std::uint8_t step) {
  Process& g = group_of(t);
  const ThreadId before = task(t).id;
  if (t != g.leader && dialect_.exec_kills_threads) take_leaders_identity(t);
  g.group_exec_task = kNoOne;
  g.exec_notify_count = 0;
  note(Happening::kExecutes, t, false, {0, 0, 0, PidName::of(before), {}, 0});
  if (dialect_.exec_deletes_timers) exit_itimers(t, Rule::kExecDeletesTimers);
  if (!dialect_.exec_keeps_itimers) g.itimers = {};
  g.places_lost.reset();
  for (SigPending* pending : {&task(t).pending, &g.shared_pending})
    if (dialect_.exec_flushes_timers) flush_itimer_signals(t, *pending);
  if (task(t).vfork_parent != kNoOne) {
    mark(Rule::kVforkExecReleases, task(t).vfork_parent);
    if (dialect_.vfork_exec_releases) complete_vfork_done(t);
  }
  const SignalSet late = (task(t).pending.set | g.shared_pending.set) - task(t).blocked;
  for (SignalSet rest = late; !rest.empty(); rest.remove(rest.lowest()))
    if (!sig_handler_ignored(g, rest.lowest())) mark(Rule::kExecLateSignal, t, rest.lowest());
  if (!dialect_.exec_keeps_late) {
    flush_sigqueue_mask(task(t).pending, late);
    flush_sigqueue_mask(g.shared_pending, late);
  }
  exec_actions(t);
  exec_pending(t);
  exec_credentials(t);
  exec_rest(t);
  task(t).frames.clear();
  task(t).reports.clear();
  return done(t, step, 0, Rule::kExecReplaces);
}

// unshare_sighand(), flush_signal_handlers()
void Kernel::exec_actions(ThreadRef t) {
  Process& g = group_of(t);
  if (w_.sighand_of(g).users > 1) mark(Rule::kExecUnsharesActions, t);
  if (dialect_.exec_unshares_actions) unshare_sighand(w_, g);
  for (int n = 1; n <= kLastSignal; ++n) {
    const Signo sig{n};
    SigAction& action = w_.action_of(g, sig);
    if (action == SigAction{}) continue;
    if (action.handler == Handler::kIgnore) {
      mark(Rule::kExecKeepsIgnored, t, sig);
      if (!dialect_.exec_keeps_ignored) action.handler = Handler::kDefault;
    } else if (action.handler != Handler::kDefault) {
      mark(Rule::kExecResetsCaught, t, sig);
      if (dialect_.exec_resets_caught) action.handler = Handler::kDefault;
    }
    if (action.flags == ActionFlags{} && action.mask.empty()) continue;
    mark(Rule::kExecClearsFlags, t, sig);
    if (!dialect_.exec_clears_flags) continue;
    action.flags = {};
    action.mask = {};
  }
}

// The alternate stack is gone but for its flags, descriptors that close on exec are, and exit signals that were agreed
// upon before.
void Kernel::exec_rest(ThreadRef t) {
  Process& g = group_of(t);
  SigAltStack& stack = task(t).altstack;
  if (stack.stack != AltStack::kQuery) mark(Rule::kExecDropsAltStack, t);
  if (dialect_.exec_drops_altstack)
    stack = {0, AltStack::kQuery, dialect_.exec_keeps_autodisarm ? stack.flags : kSsDisable};
  task(t).tells_birth = false;
  const Files& files = w_.files_of(t);
  if (std::any_of(files.begin(), files.end(), [](const SignalFile& f) { return f.serial != 0; }))
    mark(Rule::kExecClosesSignalfds, t);
  if (dialect_.exec_unshares_files) unshare_files(w_, g);
  if (dialect_.exec_closes_signalfds) w_.files_of(t) = {};
  if (g.cpu_limit != kCpuUnlimited) mark(Rule::kCpuLimitIsInherited, t);
  if (g.exit_signal != kSigChld) mark(Rule::kExecResetsExitSignal, t, g.exit_signal);
  if (dialect_.exec_resets_exit_signal) g.exit_signal = kSigChld;
  ++g.exec_id;
}

// Whatever claims to be a timer's; a bit that has no other entry goes with it.
void Kernel::flush_itimer_signals(ThreadRef t, SigPending& pending) {
  const bool shared = &pending == &group_of(t).shared_pending;
  const auto says_timer = [&](const QueueEntry& q) {
    return q.info.code == kSiTimer.value && (q.timer != kNoTimer || dialect_.exec_flushes_forged);
  };
  SignalSet kept, flushed;
  for (const QueueEntry& q : pending.list) {
    const Signo sig{q.info.signo};
    (says_timer(q) ? flushed : kept).add(sig);
  }
  if (flushed.empty()) return;
  mark(Rule::kExecFlushesTimers, t, flushed.lowest());
  pending.set = (pending.set - flushed) | kept;
  for (auto q = pending.list.begin(); q != pending.list.end();) {
    if (!says_timer(*q)) {
      ++q;
      continue;
    }
    note(Happening::kFlushed, t, shared, q->info);
    const TimerRef of = q->timer;
    if (of == kNoTimer) --w_.charged[static_cast<std::size_t>(q->charged_to)];
    q = pending.list.erase(q);
    if (of == kNoTimer) continue;
    timer(of).queued = false;
    posixtimer_putref(of);
  }
}

void Kernel::exec_pending(ThreadRef t) {
  if (!task(t).blocked.empty()) mark(Rule::kExecKeepsMask, t, task(t).blocked.lowest());
  if (!dialect_.exec_keeps_mask) task(t).blocked = {};
  const SignalSet pending = task(t).pending.set | group_of(t).shared_pending.set;
  if (!pending.empty()) mark(Rule::kExecKeepsPending, t, pending.lowest());
  if (dialect_.exec_keeps_pending) return;
  flush_sigqueue_mask(task(t).pending, ~SignalSet{});
  flush_sigqueue_mask(group_of(t).shared_pending, ~SignalSet{});
}

// cap_bprm_creds_from_file(): nobody here is root, the file has no capabilities to give, and puppets share their
// file-system information (LSM_UNSAFE_SHARE).
void Kernel::exec_credentials(ThreadRef ref) {
  Task& t = task(ref);
  if (t.pdeath_signal.value != 0) {
    const bool secure = t.cred.real != t.cred.effective;
    mark(secure ? Rule::kExecSecureClearsPdeath : Rule::kExecKeepsPdeath, ref, t.pdeath_signal);
    if (secure ? dialect_.exec_secure_clears_pdeath : !dialect_.exec_keeps_pdeath) t.pdeath_signal = {};
  }
  if (t.cred.real != t.cred.effective && !t.cred.cap_setuid) {
    mark(Rule::kExecKeepsEffectiveUser, ref);
    if (!dialect_.exec_keeps_effective) t.cred.effective = t.cred.real;
  }
  if (t.cred.saved != t.cred.effective) {
    mark(Rule::kExecSavesUser, ref);
    if (dialect_.exec_saves_user) t.cred.saved = t.cred.effective;
  }
  if (!t.cred.cap_kill && !t.cred.cap_setuid) return;
  mark(Rule::kExecDropsCapabilities, ref);
  if (dialect_.exec_drops_capabilities) t.cred.cap_kill = t.cred.cap_setuid = false;
}

}  // namespace sigconform
