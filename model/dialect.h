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
  bool stop_spreads = true;                     // stop.whole-group
  bool stop_waits_for_last = true;              // stop.completes-with-last
  bool orphaned_group_goes_on = true;           // stop.orphaned-group
  bool newly_orphaned_is_hung_up = true;        // stop.newly-orphaned
  bool stop_tells_signal = true;                // stop.announced
  bool continue_is_announced = true;            // stop.continue-announced
  bool nocldstop_silences = true;               // stop.nocldstop
  bool blocked_cont_continues = true;           // generate.cont-wakes
  bool continue_is_waitable = true;             // generate.cont-is-noted
  bool broken_stop_is_announced = true;         // generate.cont-interrupts-stop
  bool ignored_is_discarded = true;             // ignore.discarded
  bool cont_within_session = true;              // kill.cont-in-session
  bool everyone_spares_caller = true;           // kill.everyone
  bool everyone_forgives_refusal = true;        // kill.everyone-forgives-permission
  bool int_min_is_nobody = true;                // kill.int-min
  bool number_before_permission = true;         // kill.invalid-signal
  bool existence_before_number = true;          // kill.missing-pid
  bool null_signal_only_asks = true;            // kill.null-signal
  bool permission_is_needed = true;             // kill.permission
  bool cap_kill_permits = true;                 // kill.capability
  bool group_needs_one_success = true;          // kill.process-group
  bool empty_group_is_told = true;              // kill.empty-group
  bool kill_tells_process = true;               // kill.siginfo
  bool tkill_has_its_code = true;               // tkill.siginfo
  bool kill_asks_named_thread = true;           // kill.thread-id
  bool zombie_is_target = true;                 // kill.zombie
  bool real_user_is_charged = true;             // queue.charged
  bool kill_bypasses_limit = true;              // queue.kill-bypasses-limit
  bool overflow_is_lost = true;                 // queue.overflow-is-lost
  bool process_signals_are_shared = true;       // queue.process-directed
  bool thread_signals_are_private = true;       // queue.thread-directed
  bool sigkill_has_no_entry = true;             // queue.sigkill-has-no-entry
  bool code_is_checked = true;                  // sigqueue.forbidden-code
  bool own_tid_is_meant = true;                 // sigqueue.own-tid
  bool code_arrives_as_passed = true;           // sigqueue.verbatim
  bool coredump_is_dequeued = true;             // target.coredump-class
  bool fatal_acts_at_once = true;               // target.fatal-at-once
  bool siblings_are_offered = true;             // target.retarget
  bool ring_goes_on = true;                     // target.ring
  bool choice_is_sticky = true;                 // target.sticky
  bool suggested_is_first = true;               // target.suggested-first
  bool tids_are_positive = true;                // tkill.invalid-id
  bool missing_tid_before_number = true;        // tkill.missing-thread
  bool group_of_tid_is_checked = true;          // tkill.wrong-group
  bool realtime_appends = true;                 // queue.realtime-appends
  bool nobody_is_woken = true;                  // target.nobody
  bool exit_is_announced = true;                // exit.announced
  bool killed_is_announced = true;              // exit.killed-announced
  bool dead_leader_is_not_told = true;          // exit.leader-waits
  bool last_thread_announces = true;            // exit.leader-announced-by-last
  bool exit_status_is_a_byte = true;            // exit.low-byte
  bool silent_death = true;                     // exit.no-signal
  bool nocldwait_still_tells = true;            // exit.nocldwait
  bool ignoring_sigchld_reaps = true;           // exit.sigchld-ignored-reaps
  bool pdeath_is_the_threads = true;            // pdeath.set
  bool pdeath_with_the_thread = true;           // pdeath.sent
  bool new_user_clears_pdeath = true;           // pdeath.cleared-by-users
  bool pdeath_number_is_checked = true;         // pdeath.invalid-signal
  bool siblings_adopt = true;                   // reparent.sibling-thread
  bool init_adopts = true;                      // reparent.init
  bool wclone_is_exclusive = true;              // wait.clone-children
  bool continue_reported_once = true;           // wait.continued-once
  bool stop_reported_once = true;               // wait.stopped-once
  bool dead_never_stops = true;                 // wait.dead-only-exits
  bool nowait_keeps = true;                     // wait.nowait-keeps
  bool nohang_gives_zero = true;                // wait.nohang
  bool childless_wait_fails = true;             // wait.no-child
  bool nothread_limits = true;                  // wait.nothread
  bool siblings_children_count = true;          // wait.siblings-children
  bool wait_options_are_checked = true;         // wait.unknown-options
  bool wait4_int_min_is_checked = true;         // wait.int-min
  bool waitid_needs_a_state = true;             // wait.waitid-needs-state
  bool waitid_id_is_checked = true;             // wait.waitid-invalid-id
  bool dead_leader_reports_stops = true;        // wait.zombie-leader-reports
  bool other_child_wakes_nobody = true;         // wait.other-child-wakes-nobody
  bool wait_tells_exit_status = true;           // wait.exited
  bool wait_tells_signal = true;                // wait.killed
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
