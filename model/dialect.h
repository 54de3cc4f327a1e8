// A dialect: values for the variation points, the places where systems differ from each other. The default is
// Linux 6.18. The same points serve kernel versions, falsified models (one point flipped must be noticed by a run
// against a real kernel), and later the diagnosis of foreign systems. This file must not know how points act.
#pragma once

#include "model/rules/rules.h"

#include <span>
#include <string_view>

namespace sigconform {

struct Dialect {
  bool coalesce_standard = true;                // queue.standard-coalesces
  bool realtime_fifo = true;                    // dequeue.oldest-first
  bool private_first = true;                    // dequeue.private-before-shared
  bool synchronous_first = true;                // dequeue.synchronous-first
  bool stop_flushes_cont = true;                // generate.stop-flushes-cont
  bool cont_flushes_stop = true;                // generate.cont-flushes-stop, from the shared queue
  bool cont_flushes_private_stop = true;        // generate.cont-flushes-stop, from the threads' own queues
  bool blocked_ignored_kept = true;             // ignore.blocked-is-kept
  bool ignoring_discards_pending = true;        // sigaction.ignoring-discards-pending
  bool sa_mask_applies = true;                  // handler.mask
  bool first_exit_status_wins = true;           // exit.first-status-wins
  bool overflow_refuses_sigqueue = true;        // queue.overflow-eagain
  bool overflow_loses_kill_info = true;         // queue.overflow-loses-info
  bool fork_clears_pending = true;              // fork.nothing-pending
  bool forced_blocked_is_default = true;        // force.blocked, its action
  bool forced_unblocks = true;                  // force.blocked, the mask
  bool forced_ignored_is_default = true;        // force.ignored
  bool forced_wakes_pending = true;             // force.already-pending
  bool forced_beyond_limit = true;              // force.beyond-limit
  bool fault_to_the_thread = true;              // fault.to-the-thread
  bool fault_tells_where = true;                // fault.siginfo
  bool onstack_switches = true;                 // altstack.handler-runs-there
  bool altstack_busy = true;                    // altstack.busy
  bool altstack_minimum = true;                 // altstack.too-small
  bool autodisarm_disarms = true;               // altstack.autodisarm
  bool sigreturn_restores_altstack = true;      // altstack.return-restores
  bool altstack_not_shared = true;              // altstack.not-shared
  bool vfork_keeps_altstack = true;             // altstack.vfork-keeps
  bool fork_keeps_altstack = true;              // altstack.fork-keeps
  bool altstack_overflow_detected = true;       // frame.altstack-overflow
  bool restorer_needed = true;                  // frame.restorer-needed
  bool undeliverable_becomes_segv = true;       // frame.failure-is-sigsegv
  bool unknown_flags_cleared = true;            // sigaction.unknown-flags
  bool return_takes_frame_mask = true;          // handler.return-changed-mask
  bool nodefer_leaves_unblocked = true;         // handler.nodefer
  bool resethand_resets = true;                 // handler.resethand
  bool signalfd_reads_own = true;               // signalfd.reader
  bool signalfd_takes_no_stop = true;           // signalfd.kill-and-stop
  bool signalfd_wakes_readers = true;           // signalfd.wakes-readers
  bool signalfd_fills_buffer = true;            // signalfd.several
  bool poll_asks_for_poller = true;             // poll.poller
  bool ready_wins = true;                       // poll.ready-wins
  bool ready_restores_mask = true;              // poll.ready-restores-mask
  bool fault_loses_signal = true;               // sigtimedwait.fault-loses
  bool timedwait_retargets = true;              // sigtimedwait.retargets
  bool sleep_tells_time_left = true;            // sleep.time-left
  bool pidfd_flags_checked = true;              // pidfd.flags
  bool pidfd_process_group = true;              // pidfd.process-group
  bool pidfd_thread_code = true;                // pidfd.thread
  bool forged_sender_kept = true;               // siginfo.forged
  bool long_tail_refused = true;                // siginfo.long-tail
  bool sigpipe_is_private = true;               // write.sigpipe
  bool file_limit_signals = true;               // write.sigxfsz
  bool cpu_limit_signals = true;                // cpulimit.soft-signal
  bool cpu_limit_asks_running = true;           // cpulimit.soft-signal, who is asked
  bool cpu_limit_moves_on = true;               // cpulimit.moves-on
  bool cpu_hard_limit_kills = true;             // cpulimit.hard-kills
  bool fork_inherits_cpu_limit = true;          // cpulimit.inherited
  bool owner_permission = true;                 // sigio.permission
  bool sigio_fallback = true;                   // sigio.fallback
  bool fork_clears_pdeath = true;               // fork.clears-pdeath
  bool fork_inherits_mask = true;               // fork.inherits-mask
  bool fork_inherits_limit = true;              // fork.inherits-limit
  bool sighand_is_shared = true;                // clone3.shares-actions
  bool sharers_keep_pending = true;             // clone3.sharers-keep-pending
  bool cleared_actions_keep_ignoring = true;    // clone3.clears-actions
  bool clone_parent_is_followed = true;         // clone3.parent
  bool exit_signal_is_sent = true;              // exit.other-signal
  bool only_sigchld_is_reaped = true;           // exit.only-sigchld-is-reaped
  bool adopted_dies_with_sigchld = true;        // reparent.sigchld
  bool subreaper_adopts = true;                 // reparent.subreaper
  bool clone_children_are_apart = true;         // wait.plain-children
  bool vfork_parent_sleeps = true;              // vfork.parent-sleeps
  bool vfork_defers = true;                     // vfork.defers
  bool vfork_dies_of_fatal = true;              // vfork.fatal-kills
  bool vfork_busy_survives = true;              // vfork.busy-survives
  bool vfork_keeps_shared = true;               // vfork.keeps-shared
  bool vfork_delays_stop = true;                // vfork.delays-stop
  bool frozen_holds_signals = true;             // frozen.holds-signals
  bool frozen_dies_of_fatal = true;             // frozen.fatal-kills
  bool frozen_coredump_waits = true;            // frozen.coredump-waits
  bool frozen_includes_freezer = true;          // frozen.freezer-itself
  bool frozen_reaches_children = true;          // frozen.children
  bool freeze_interrupts_wait = true;           // frozen.interrupts-wait
  bool stopped_outlives_fatal = true;           // stopped.outlives-fatal
  bool forced_synchronous_first = true;         // dequeue.forced-synchronous-first
  bool forced_synchronous_ignores_mask = true;  // dequeue.forced-synchronous-ignores-mask
  bool vfork_exec_releases = true;              // vfork.exec-releases
  bool exec_resets_caught = true;               // exec.resets-caught
  bool exec_keeps_ignored = true;               // exec.keeps-ignored
  bool exec_clears_flags = true;                // exec.clears-flags
  bool exec_keeps_mask = true;                  // exec.keeps-mask
  bool exec_keeps_pending = true;               // exec.keeps-pending
  bool exec_kills_threads = true;               // exec.kills-threads
  bool exec_keeps_pdeath = true;                // exec.keeps-pdeath
  bool exec_secure_clears_pdeath = true;        // exec.secure-clears-pdeath
  bool exec_saves_user = true;                  // exec.saves-user
  bool exec_drops_capabilities = true;          // exec.drops-capabilities
  bool timer_has_own_entry = true;              // timer.own-entry
  bool timer_is_charged = true;                 // timer.charged
  bool timer_prefers_current = true;            // timer.running-thread-first
  bool stale_timer_signal_dropped = true;       // timer.stale-is-dropped
  bool ignored_timer_is_parked = true;          // timer.ignored-is-parked
  bool overruns_count = true;                   // timer.overrun
  bool fork_clears_timers = true;               // timer.not-inherited
  bool itimer_rearms_when_taken = true;         // itimer.rearms-when-taken
  bool ignored_itimer_stops = true;             // itimer.ignored-stops
  bool dying_group_drops = true;                // generate.dying-group-drops
  bool exiting_thread_drops = true;             // generate.exiting-thread-drops, exit.private-queue-dies
  bool last_thread_decides = true;              // exit.last-thread-decides
  bool notice_has_group_status = true;          // exit.notice-has-status-of-wait
  bool nowait_has_group_status = true;          // wait.nowait-has-status-of-wait
  bool sigsys_is_synchronous = true;            // dequeue.synchronous-first, of SIGSYS
  bool mask_change_retargets = true;            // target.retarget, by a change of the mask
  bool cont_wakes_stopped_only = true;          // generate.cont-wakes
  bool sigkill_has_no_entry = true;             // queue.sigkill-has-no-entry
  bool sigio_has_own_codes = true;              // sigio.own-codes
  bool overrun_counted_when_taken = true;       // timer.queued-once
  bool setting_forgets_overrun = true;          // timer.overrun, of a timer that is set anew
  bool pidfd_scopes = true;                     // pidfd.flags, those that there are
  bool pidfd_of_threads = true;                 // pidfd.thread, PIDFD_THREAD
  bool pidfd_self = true;                       // pidfd.self
  bool pidfd_thread_is_no_entry = true;         // pidfd.open-thread
  bool own_tid_may_be_lied_to = true;           // sigqueue.own-tid
  bool tkill_code_is_forbidden = true;          // sigqueue.forbidden-code, of SI_TKILL
  bool waitid_takes_clone_options = true;       // wait.unknown-options, of waitid
  bool waitid_takes_own_group = true;           // waitid.invalid-id
  bool wait_int_min_is_missing = true;          // wait.int-min
  bool autodisarm_is_known = true;              // altstack.autodisarm, the flag
  bool ready_outruns_handlers = true;           // poll.ready-restores-mask, before handlers
  bool operator==(const Dialect&) const = default;
};

inline constexpr std::string_view kDefaultDialect = "linux-6.18";

// One variation point: flipping it falsifies `rule`.
struct VariationPoint {
  std::string_view id;  // "coalesce-standard"
  bool Dialect::*point;
  Rule rule;
  std::string_view flipped;  // one sentence: what a system does where the point is false
};
[[nodiscard]] std::span<const VariationPoint> variation_points();
// nullptr when no point has that id.
[[nodiscard]] const VariationPoint* find_variation_point(std::string_view id);

// True when `release` (uname -r) is of the series that the dialect describes.
[[nodiscard]] bool dialect_describes(std::string_view dialect, std::string_view release);

}  // namespace sigconform
