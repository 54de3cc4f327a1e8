// Generation: what happens when a signal is sent, before anyone is chosen to take it. Side effects of stop and
// continue signals, the decision to ignore, coalescing, the queue limit. Must not know who sends or why
// (call_kill.cpp) and who is woken (target.cpp).
#include "model/kernel/kernel.h"

#include <algorithm>

namespace sigconform {
namespace {

// What the queue could not take, and nobody is told of.
constexpr Errno kLost{-1};

}  // namespace

// Removes every instance of the signals in `mask` and gives back what their entries were charged.
void Kernel::flush_sigqueue_mask(SigPending& pending, SignalSet mask, Happening why) {
  if ((pending.set & mask).empty()) return;
  if (record_.keep_journal) [[unlikely]]
    note_flush(pending, mask, why);
  pending.set = pending.set - mask;
  boost::container::small_vector<TimerRef, 4> of_timers;
  const auto gone = std::remove_if(pending.list.begin(), pending.list.end(), [&](const QueueEntry& q) {
    if (!mask.contains(Signo{q.info.signo})) return false;
    if (q.timer == kNoTimer)
      w_.charged[static_cast<std::size_t>(q.charged_to)] -= dialect_.flushed_is_given_back ? 1 : 0;
    else
      of_timers.push_back(q.timer);
    return true;
  });
  pending.list.erase(gone, pending.list.end());
  for (const TimerRef t : of_timers) {
    timer(t).queued = false;
    if (why == Happening::kFlushed)
      posixtimer_sig_ignore(t);
    else
      posixtimer_putref(t);
  }
}

// SIGKILL is left out: dying threads are given its bit without any signal being sent.
void Kernel::note_flush(const SigPending& pending, SignalSet mask, Happening why) {
  ThreadRef owner = kNoOne;
  bool shared = false;
  for (ThreadRef t = 0; t < static_cast<ThreadRef>(w_.tasks.size()); ++t)
    if (&task(t).pending == &pending) owner = t;
  for (const Process& g : w_.processes) {
    if (&g.shared_pending != &pending) continue;
    owner = g.leader;
    shared = true;
  }
  SignalSet bare = (pending.set & mask) - SignalSet::of(kSigKill);
  for (const QueueEntry& q : pending.list) {
    if (!mask.contains(Signo{q.info.signo})) continue;
    bare.remove(Signo{q.info.signo});
    note(why, owner, shared, q.info);
  }
  for (; !bare.empty(); bare.remove(bare.lowest())) note(why, owner, shared, {bare.lowest().value, 0, 0, {}, {}, 0});
}

// kernel/signal.c prepare_signal(): effects that a signal has by being generated, whether or not it is blocked,
// ignored or caught. False when the signal goes no further.
bool Kernel::prepare_signal(Signo sig, ThreadRef p, bool force) {
  Process& g = group_of(p);
  if (g.group_exit) {
    mark(Rule::kDyingGroupDropsSignals, p, sig);
    if (dialect_.dying_group_drops) {
      note(Happening::kDropped, p);
      return false;
    }
  }
  // Before 6.0 such a signal had no effect on others, where SIGNAL_GROUP_EXIT told that the group dies.
  if (!g.old_group_exit) {
    if (kStopSignals.contains(sig)) stop_signal_generated(g, p, sig);
    if (sig == kSigCont) continue_signal_generated(g, p);
  }
  if (!sig_ignored(p, sig, force)) return true;
  note(Happening::kIgnored, p);
  return false;
}

void Kernel::stop_signal_generated(Process& g, ThreadRef p, Signo sig) {
  const SignalSet cont = SignalSet::of(kSigCont);
  bool flushed = g.shared_pending.set.contains(kSigCont);
  for (const ThreadRef t : g.threads) flushed |= task(t).pending.set.contains(kSigCont);
  if (!flushed) return;
  mark(Rule::kStopFlushesCont, p, kSigCont);
  mark(Rule::kStopFlushesCont, p, sig);
  if (!dialect_.stop_flushes_cont) return;
  flush_sigqueue_mask(g.shared_pending, cont);
  for (const ThreadRef t : g.threads) flush_sigqueue_mask(task(t).pending, cont);
}

void Kernel::continue_signal_generated(Process& g, ThreadRef p) {
  SignalSet flushed = g.shared_pending.set & kStopSignals;
  const bool wakes = (dialect_.blocked_cont_continues || !task(p).blocked.contains(kSigCont)) &&
                     (dialect_.frozen_is_continued || !task(p).trap_freeze);
  if (dialect_.cont_flushes_stop) flush_sigqueue_mask(g.shared_pending, kStopSignals);
  for (const ThreadRef t : g.threads) {
    flushed |= task(t).pending.set & kStopSignals;
    if (dialect_.cont_flushes_private_stop) flush_sigqueue_mask(task(t).pending, kStopSignals);
    const bool late = in_vfork(task(t)) && task(t).stop_pending;
    if (late) mark(Rule::kVforkContCancels, t, kSigCont);
    if (!late || dialect_.vfork_cont_cancels) clear_stop_pending(task(t));
    if (task(t).state == TaskState::kStopped) {
      mark(Rule::kContWakesStopped, t, kSigCont);
      if (task(t).trap_freeze) mark(Rule::kFrozenIsContinued, t, kSigCont);
      if (wakes) wake(t);
    }
    const bool caught = !sig_handler_ignored(g, kSigCont) && w_.action_of(g, kSigCont).handler != Handler::kDefault;
    if (caught && !dialect_.cont_wakes_stopped_only && !task(t).blocked.contains(kSigCont)) signal_wake_up(t, false);
  }
  for (SignalSet rest = flushed; !rest.empty(); rest.remove(rest.lowest()))
    mark(Rule::kContFlushesStop, p, rest.lowest());
  if (!wakes) return;
  if (g.stop_stopped) {
    mark(Rule::kContinuedIsNoted, p, kSigCont);
    set_stop_flags(g, false, dialect_.continue_is_waitable, false, true);
  } else if (g.group_stop_count > 0) {
    mark(Rule::kInterruptedStopIsNoted, p, kSigCont);
    const bool noted = dialect_.broken_stop_is_announced;
    set_stop_flags(g, false, noted, noted, false);
  } else {
    return;
  }
  g.group_stop_count = 0;
  g.group_exit_code = 0;
}

// sig_handler_ignored(): the action alone says that the signal is thrown away.
bool Kernel::sig_handler_ignored(const Process& g, Signo sig) const {
  const Handler handler = w_.action_of(g, sig).handler;
  return handler == Handler::kIgnore || (handler == Handler::kDefault && ignored_by_default(sig));
}

bool Kernel::sig_ignored(ThreadRef p, Signo sig, bool force) {
  const Process& g = group_of(p);
  const Task& t = task(p);
  if (t.blocked.contains(sig) || (t.real_blocked.contains(sig) && dialect_.waited_for_is_not_ignored)) {
    if (!sig_handler_ignored(g, sig)) return false;
    mark(Rule::kBlockedIsNotIgnored, p, sig);
    const bool discards = dialect_.open_blocked_ignored && picked(ChoicePoint::kDiscards, 2) == 1;
    if (dialect_.blocked_ignored_kept && !discards) return false;
  }
  if (g.unkillable && w_.action_of(g, sig).handler == Handler::kDefault && !(force && sig_kernel_only(sig))) {
    mark(Rule::kInitIgnoresDefault, p, sig);
    return true;
  }
  const bool stops = kStopSignals.contains(sig) && w_.action_of(g, sig).handler == Handler::kDefault;
  if (stops && t.state == TaskState::kStopped && !dialect_.stopped_keeps_stop) return true;
  if (!sig_handler_ignored(g, sig)) return false;
  mark(Rule::kIgnoredIsDiscarded, p, sig);
  return dialect_.ignored_is_discarded;
}

// __sigqueue_alloc(): an entry is charged to the real user of the task that the signal is sent to, and is had when
// the count afterwards is within that task's soft limit.
bool Kernel::sigqueue_alloc(ThreadRef t, bool override_rlimit, std::int8_t& charged_to) {
  charged_to = dialect_.real_user_is_charged ? task(t).cred.real : task(t).cred.effective;
  std::int32_t& charged = w_.charged[static_cast<std::size_t>(charged_to)];
  if (!override_rlimit && charged + 1 > static_cast<std::int32_t>(group_of(t).queue_limit)) return false;
  ++charged;
  return true;
}

// legacy_queue(): true when the signal is pending already, and that is all.
bool Kernel::coalesces(Signo sig, const SignalInfo& info, ThreadRef t, bool shared) {
  if (!pending_of(t, shared).set.contains(sig)) return false;
  const bool queues = sig.realtime() && (sig.value != kFirstRealtime || dialect_.first_realtime_queues);
  mark(queues ? Rule::kRealtimeAppends : Rule::kStandardCoalesces, t, sig);
  const bool again = !queues && dialect_.open_repetition && sig != kSigKill && picked(ChoicePoint::kRepeats, 2) == 1;
  const bool ends = queues ? !dialect_.realtime_appends : (dialect_.coalesce_standard && !again) || sig == kSigKill;
  if (ends) note(Happening::kCoalesced, t, shared, info);
  return ends;
}

// The entry with the siginfo. Not kOk when the signal goes no further: kAgain, or kLost, which the sender is not told.
Errno Kernel::queue_entry(Signo sig, const SignalInfo& info, ThreadRef t, bool shared, bool from_kernel) {
  const Process& g = group_of(t);
  SigPending& pending = pending_of(t, shared);
  if (sig == kSigKill) mark(Rule::kKillHasNoEntry, t, sig);
  if (sig == kSigKill ? dialect_.sigkill_has_no_entry : sig == kSigStop && !dialect_.sigstop_has_entry) {
    note(Happening::kQueuedBare, t, shared, info);
    return kOk;
  }
  // Kernel-made signals and kill() of a standard signal may exceed the limit; sigqueue() and tkill() may not.
  const bool override_rlimit = !sig.realtime() && (from_kernel || info.code >= 0) && dialect_.kill_bypasses_limit;
  std::int8_t charged_to{};
  if (sigqueue_alloc(t, override_rlimit, charged_to)) {
    if (override_rlimit && w_.charged[static_cast<std::size_t>(charged_to)] > static_cast<std::int32_t>(g.queue_limit))
      mark(Rule::kKillBypassesLimit, t, sig);
    mark(Rule::kQueueEntryIsCharged, t, sig);
    pending.list.push_back({info, charged_to});
    note(Happening::kQueued, t, shared, info);
    return kOk;
  }
  if (sig.realtime() && !from_kernel && info.code != kSiUser.value) {
    mark(Rule::kOverflowRefuses, t, sig);
    note(dialect_.overflow_refuses_sigqueue ? Happening::kRefused : Happening::kQueuedBare, t, shared, info);
    return dialect_.overflow_refuses_sigqueue ? Errno::kAgain : kOk;
  }
  const bool again = pending.set.contains(sig);
  mark(again ? Rule::kRealtimeOverLimitLost : Rule::kOverflowLosesInfo, t, sig);
  if (!dialect_.overflow_loses_kill_info) return kLost;
  const bool refused = again && !dialect_.overflow_is_lost;
  note(refused ? Happening::kRefused : again ? Happening::kCoalesced : Happening::kQueuedBare, t, shared, info);
  return refused ? Errno::kAgain : kOk;
}

// __send_signal_locked(). kOk, or kAgain when a realtime signal that must not lose its siginfo does not fit.
Errno Kernel::send_signal(Signo sig, const SignalInfo& info, ThreadRef t, Scope scope, bool from_kernel) {
  const bool shared =
      scope == Scope::kThread ? !dialect_.thread_signals_are_private : dialect_.process_signals_are_shared;
  note(Happening::kGenerated, t, shared, info, task(t).blocked | task(t).real_blocked);
  if (scope == Scope::kThread && task(t).exiting) {
    mark(Rule::kExitingThreadDropsSignals, t, sig);
    if (dialect_.exiting_thread_drops) {
      note(Happening::kDropped, t);
      return kOk;
    }
  }
  if (!prepare_signal(sig, t, from_kernel) || coalesces(sig, info, t, shared)) return kOk;
  if (const Errno error = queue_entry(sig, info, t, shared, from_kernel); error != kOk)
    return error == kLost ? kOk : error;
  Process& g = group_of(t);
  if (!w_.sighand_of(g).signalfd_wqh.empty()) {
    mark(Rule::kSignalfdWakesReaders, t, sig);
    if (dialect_.signalfd_wakes_readers) signalfd_notify(t);
  }
  mark(scope == Scope::kThread ? Rule::kThreadDirectedIsPrivate : Rule::kProcessDirectedIsShared, t, sig);
  pending_of(t, shared).set.add(sig);
  if (scope == Scope::kGroups) delay_for_births(g, sig);
  complete_signal(sig, t, scope);
  return kOk;
}

// A process that is being born by fork or clone gets the bit, as if it had been there already.
void Kernel::delay_for_births(const Process& g, Signo sig) {
  for (const ThreadRef t : g.threads) {
    if (task(t).sleep != Sleep::kBirth) continue;
    SignalSet& delayed = task(t).delayed;
    if (sig == kSigCont) delayed = delayed - kStopSignals;
    if (kStopSignals.contains(sig)) delayed.remove(kSigCont);
    delayed.add(sig);
  }
}

}  // namespace sigconform
