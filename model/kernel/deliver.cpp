// Delivery: a thread on its way back to user mode takes its signals one after the other, each becoming a handler's
// frame, a stop, a death, or nothing. Must not know why the thread was in the kernel.
#include "model/kernel/kernel.h"

#include <algorithm>
#include <utility>

namespace sigconform {

// exit_to_user_mode_loop(): as long as TIF_SIGPENDING is set another signal is delivered, each handler's frame on
// top of the last, before any handler runs its first instruction. A thread that was stopped goes on inside
// get_signal, TIF_SIGPENDING or not; so does one that was frozen.
bool Kernel::exit_to_user(ThreadRef t, bool in_get_signal) {
  bool framed = false;
  for (; in_get_signal || task(t).sigpending; in_get_signal = false) {
    if (framed && !dialect_.frames_nest) return true;
    Dequeued got;
    SigAction action;
    switch (get_signal(t, got, action)) {
      case Delivery::kNothing: go_on_without_handler(t); break;
      case Delivery::kHandler:
        if (framed) mark(Rule::kFramesNest, t, got.sig);
        framed |= handle_signal(t, got, action);
        if (delivers_later(t)) return false;
        break;
      case Delivery::kLater:
      case Delivery::kStopped:
      case Delivery::kDied: return false;
    }
  }
  return true;
}

// Between two signals that a thread takes on its way to user mode, others of its process, on other CPUs, may take the
// second.
bool Kernel::delivers_later(ThreadRef ref) {
  const auto is_sibling = [&](ThreadRef other) { return task(other).process == task(ref).process; };
  if (dialect_.scheduling != Scheduling::kParallel || !task(ref).sigpending) return false;
  if (std::ranges::none_of(w_.run_queue, is_sibling) || choices_.pick(ChoicePoint::kDeliversLater, 2) == 0)
    return false;
  w_.run_queue.push_back(ref);
  return true;
}

// No handler is to run (now): the system call will be made again in any case, and a mask that it replaced comes back.
void Kernel::go_on_without_handler(ThreadRef ref) {
  Task& t = task(ref);
  if (t.resume == Resume::kRestart || t.resume == Resume::kRestartNoHandler) {
    mark(Rule::kRestartWithoutHandler, ref);
    if (dialect_.restart_without_handler)
      t.resume = Resume::kRestartAlways;
    else
      interrupt_call(ref);
  }
  if (!t.restore_sigmask) return;
  t.restore_sigmask = false;
  set_current_blocked(ref, std::exchange(t.saved_sigmask, {}));
}

// The system call that was to be made again fails.
void Kernel::interrupt_call(ThreadRef ref) {
  Task& t = task(ref);
  const bool never = t.resume == Resume::kRestartNoHandler;
  t.resume = Resume::kReport;
  t.reports.push_back(interrupted_by_handler(ref, t.resume_step));
  t.report_because = static_cast<std::uint16_t>(never ? Rule::kWaitInterrupted : Rule::kInterruptedByHandler);
}

// What a thread that is to be frozen does not take on its way to user mode.
SignalSet Kernel::held_by_freezer(ThreadRef t) const {
  if (!task(t).trap_freeze || !dialect_.frozen_holds_signals) return {};
  SignalSet held = ~SignalSet{};
  for (SignalSet stops = kStopSignals; !dialect_.frozen_stop_waits && !stops.empty(); stops.remove(stops.lowest()))
    if (w_.action_of(group_of(t), stops.lowest()).handler == Handler::kDefault) held.remove(stops.lowest());
  return held;
}

// get_signal(): the next thing to do with this thread's signals.
Kernel::Delivery Kernel::get_signal(ThreadRef t, Dequeued& out, SigAction& action) {
  if (const Signo taken = std::exchange(task(t).taken, {}); taken.value != 0) {
    const Delivery result = stop_or_die(t, taken);
    if (result != Delivery::kNothing) return result;
  }
  while (true) {
    Process& g = group_of(t);
    if (g.cld_continued || g.cld_stopped) {
      const SiCode why = g.cld_continued ? kCldContinued : kCldStopped;
      g.cld_continued = g.cld_stopped = false;
      do_notify_parent_cldstop(t, why);
      continue;
    }
    if (g.group_exit) {
      mark(Rule::kDyingGroupTakesNothing, t, kSigKill);
      task(t).pending.set.remove(kSigKill);
      recalc_sigpending(t);
      const SignalSet left = task(t).blocked | SignalSet::of(kSigKill);
      while (!dialect_.dying_takes_nothing && dequeue_signal(t, left).sig.value != 0) continue;
      do_group_exit(t, kSigKill.value);
      return Delivery::kDied;
    }
    if (g.group_exec_task != kNoOne) {
      task(t).pending.set.remove(kSigKill);
      recalc_sigpending(t);
      do_exit(t, 0);
      return Delivery::kDied;
    }
    if (task(t).stop_pending && do_signal_stop(t, {})) return Delivery::kStopped;
    const SignalSet refused = task(t).blocked | held_by_freezer(t);
    if (task(t).trap_freeze && !has_pending_outside(t, refused)) {
      do_freezer_trap(t);
      return Delivery::kStopped;
    }
    out = refused == task(t).blocked ? dequeue_synchronous_signal(t) : Dequeued{};
    if (out.sig.value == 0) out = dequeue_signal(t, refused);
    if (out.sig.value == 0) return Delivery::kNothing;
    note(Happening::kDelivered, t, false, out.info, task(t).blocked);

    SigAction& installed = w_.action_of(g, out.sig);
    if (installed.handler == Handler::kIgnore) {
      mark(Rule::kIgnoredIsConsumed, t, out.sig);
      if (dialect_.ignored_is_consumed) continue;
    } else if (installed.handler != Handler::kDefault) {
      action = installed;
      if (installed.flags.has(kSaResetHand)) {
        mark(Rule::kResetHand, t, out.sig);
        if (dialect_.resethand_resets) installed.handler = Handler::kDefault;
        if (!dialect_.resethand_keeps_flags) installed = {installed.handler, {}, {}};
      }
      return Delivery::kHandler;
    }
    const Delivery result = default_action(t, out);
    if (result != Delivery::kNothing) return result;
  }
}

// SIG_DFL: kNothing when the thread goes on.
Kernel::Delivery Kernel::default_action(ThreadRef t, const Dequeued& got) {
  if (ignored_by_default(got.sig)) {
    mark(Rule::kDefaultIgnores, t, got.sig);
    if (dialect_.default_ignores) return Delivery::kNothing;
  }
  if (group_of(t).unkillable && !sig_kernel_only(got.sig)) return Delivery::kNothing;
  if (kStopSignals.contains(got.sig)) {
    if (got.sig != kSigStop && !dialect_.terminal_stops_stop) {
      mark(Rule::kGroupStopStarts, t, got.sig);
      return Delivery::kNothing;
    }
    if (got.sig != kSigStop && will_become_orphaned_pgrp(group_of(t).pgrp, kNoOne)) {
      mark(Rule::kOrphanedGroupDoesNotStop, t, got.sig);
      if (dialect_.orphaned_group_goes_on) return Delivery::kNothing;
    }
  } else {
    mark(Rule::kDefaultTerminates, t, got.sig);
  }
  return acts_later(t, got.sig) ? Delivery::kLater : stop_or_die(t, got.sig);
}

// get_signal() lets go of siglock before it does what the signal is for, unless that is SIGSTOP. Meanwhile, on other
// CPUs, a thread of the group may begin execve, which a death is then too late for, and anybody may send SIGCONT, or a
// signal that kills first.
bool Kernel::acts_later(ThreadRef ref, Signo sig) {
  if (dialect_.scheduling != Scheduling::kParallel || sig == kSigStop) return false;
  if (w_.run_queue.empty() || choices_.pick(ChoicePoint::kActsLater, 2) == 0) return false;
  Task& t = task(ref);
  t.taken = sig;
  t.sleep = Sleep::kTaken;
  w_.run_queue.push_back(ref);
  return true;
}

Kernel::Delivery Kernel::stop_or_die(ThreadRef t, Signo sig) {
  if (kStopSignals.contains(sig)) return do_signal_stop(t, sig) ? Delivery::kStopped : Delivery::kNothing;
  if (dialect_.signal_kills_threads || !kCoredumpSignals.contains(sig))
    do_group_exit(t, sig.value);
  else
    do_exit(t, sig.value);
  return Delivery::kDied;
}

// handle_signal(): a frame for the handler; false when there was no place for one. Only the first signal over a system
// call decides about its restart, even if its handler never runs.
bool Kernel::handle_signal(ThreadRef ref, const Dequeued& got, const SigAction& action) {
  Task& t = task(ref);
  const bool asked = action.flags.has(kSaRestart);
  const bool never = t.resume == Resume::kRestartNoHandler;
  const bool may_restart = t.resume == Resume::kRestart || (never && !dialect_.handler_ends_wait);
  if (may_restart && asked) mark(Rule::kRestartedAfterHandler, ref, got.sig);
  if (may_restart && (asked ? dialect_.sa_restart_restarts : !never && !dialect_.handler_interrupts))
    t.resume = Resume::kRestartAlways;  // signals that come after this handler find no system call any more
  else if (t.resume == Resume::kRestart || never)
    interrupt_call(ref);
  const std::optional<std::uint8_t> area = place_frame(ref, got, action);
  if (!area) {
    frame_failed(ref, got.sig);
    return false;
  }
  Frame frame;
  frame.area = *area;
  frame.saved_stack = t.altstack;
  frame.saved_mask = t.restore_sigmask && dialect_.handler_undoes_wait_mask ? t.saved_sigmask : t.blocked;
  t.saved_sigmask = {};
  t.restore_sigmask = false;
  // What the want of a restorer does where it is not noticed: all of a delivery but the frame.
  const bool runs = !action.flags.has(kNoRestorer) || !dialect_.restorer_needed;
  const SignalSet before = runs && !dialect_.wait_mask_holds_in_handler ? frame.saved_mask : t.blocked;
  if (runs) {
    frame.resume = t.resume;
    frame.resume_step = t.resume_step;
    frame.parks = action.handler == Handler::kPark;
    frame.has_info = action.flags.has(kSaSiginfo);
    frame.info = frame.has_info ? got.info : SignalInfo{got.sig.value, 0, 0, {}, {}, 0};
    if (!dialect_.siginfo_arrives_whole) {
      frame.info.error = 0;
      if (has_no_value_of_its_own(got.info)) frame.info.value = 0;
    }
    frame.because = static_cast<std::uint16_t>(got.because);
    t.frames.push_back(frame);
    t.resume = Resume::kEnterHandler;
  }
  signal_delivered(ref, got.sig, action, before);
  return runs;
}

// signal_delivered(): what is blocked from here on, beside what was `before`.
void Kernel::signal_delivered(ThreadRef ref, Signo sig, const SigAction& action, SignalSet before) {
  Task& t = task(ref);
  SignalSet blocked = before;
  if (dialect_.sa_mask_applies && (dialect_.nodefer_keeps_mask || !action.flags.has(kSaNoDefer)))
    blocked |= action.mask;
  if (!(action.mask - t.blocked).empty()) mark(Rule::kHandlerMask, ref, sig);
  const bool resets = action.flags.has(kSaResetHand);
  const bool may_unblock = resets && dialect_.open_resethand && picked(ChoicePoint::kResetUnblocks, 2) == 1;
  const bool reset_unblocks = may_unblock || (resets && !dialect_.resethand_keeps_blocked);
  if (action.flags.has(kSaNoDefer) || reset_unblocks) {
    mark(Rule::kNoDefer, ref, sig);
    if (!dialect_.nodefer_leaves_unblocked) blocked.add(sig);
  } else {
    blocked.add(sig);
  }
  set_current_blocked(ref, blocked);
  if (t.altstack.flags.has(kSsAutoDisarm) && dialect_.autodisarm_disarms) {
    if (t.altstack.stack != AltStack::kQuery) mark(Rule::kAutoDisarm, ref, sig);
    t.altstack = {};
  }
}

// The top frame's handler runs its first instructions: it records what it was given.
void Kernel::enter_handler(ThreadRef ref) {
  Task& t = task(ref);
  Frame& frame = t.frames.back();
  frame.entered = true;
  t.resume = Resume::kCommands;
  Event e;
  e.kind = EventKind::kHandler;
  e.thread = t.id;
  e.parks = frame.parks;
  e.depth = t.depth();
  e.stack.area = frame.area;
  e.info = frame.info;
  e.mask = t.blocked;
  if (!dialect_.action_mask_is_cleaned)
    e.mask |= w_.action_of(group_of(ref), Signo{frame.info.signo}).mask & kUnblockable;
  if (frame.has_info) e.saved = frame.saved_mask;
  emit(e, static_cast<Rule>(frame.because));
}

}  // namespace sigconform
