// The table of variation points; see dialect.h.
#include "model/dialect.h"

#include <array>

namespace sigconform {
namespace {

constexpr std::array kPoints{
    VariationPoint{"coalesce-standard", &Dialect::coalesce_standard, Rule::kStandardCoalesces,
                   "standard signals queue every instance"},
    VariationPoint{"realtime-fifo", &Dialect::realtime_fifo, Rule::kOldestFirst,
                   "the newest instance of a signal comes out first"},
    VariationPoint{"private-first", &Dialect::private_first, Rule::kPrivateBeforeShared,
                   "process-directed signals are taken before thread-directed ones"},
    VariationPoint{"synchronous-first", &Dialect::synchronous_first, Rule::kSynchronousFirst,
                   "signals come out by number alone"},
    VariationPoint{"stop-flushes-cont", &Dialect::stop_flushes_cont, Rule::kStopFlushesCont,
                   "a stop signal leaves a pending SIGCONT where it is"},
    VariationPoint{"cont-flushes-stop", &Dialect::cont_flushes_stop, Rule::kContFlushesStop,
                   "SIGCONT leaves process-directed stop signals pending"},
    VariationPoint{"cont-flushes-private-stop", &Dialect::cont_flushes_private_stop, Rule::kContFlushesStop,
                   "SIGCONT leaves thread-directed stop signals pending"},
    VariationPoint{"blocked-ignored-kept", &Dialect::blocked_ignored_kept, Rule::kBlockedIsNotIgnored,
                   "an ignored signal is discarded even while it is blocked"},
    VariationPoint{"ignoring-discards-pending", &Dialect::ignoring_discards_pending, Rule::kIgnoringDiscardsPending,
                   "a pending signal stays pending when its action becomes SIG_IGN"},
    VariationPoint{"sa-mask-applies", &Dialect::sa_mask_applies, Rule::kHandlerMask,
                   "sa_mask has no effect during the handler"},
    VariationPoint{"first-exit-status-wins", &Dialect::first_exit_status_wins, Rule::kFirstStatusWins,
                   "the last cause of death decides the status"},
    VariationPoint{"overflow-refuses-sigqueue", &Dialect::overflow_refuses_sigqueue, Rule::kOverflowRefuses,
                   "sigqueue beyond the limit succeeds and loses the siginfo"},
    VariationPoint{"overflow-loses-kill-info", &Dialect::overflow_loses_kill_info, Rule::kOverflowLosesInfo,
                   "signals beyond the limit are dropped instead of losing their siginfo"},
    VariationPoint{"fork-clears-pending", &Dialect::fork_clears_pending, Rule::kForkNothingPending,
                   "a forked child inherits what is pending"},
    VariationPoint{"forced-blocked-is-default", &Dialect::forced_blocked_is_default, Rule::kForcedWhileBlocked,
                   "a blocked fault goes to its handler"},
    VariationPoint{"forced-unblocks", &Dialect::forced_unblocks, Rule::kForcedWhileBlocked,
                   "a blocked fault stays pending"},
    VariationPoint{"forced-ignored-is-default", &Dialect::forced_ignored_is_default, Rule::kForcedWhileIgnored,
                   "an ignored fault is ignored"},
    VariationPoint{"forced-wakes-pending", &Dialect::forced_wakes_pending, Rule::kForcedWhilePending,
                   "a fault whose signal is pending already is forgotten"},
    VariationPoint{"forced-beyond-limit", &Dialect::forced_beyond_limit, Rule::kForcedBeyondLimit,
                   "a fault beyond the limit loses its siginfo"},
    VariationPoint{"fault-to-the-thread", &Dialect::fault_to_the_thread, Rule::kFaultToTheThread,
                   "a fault's signal is directed to the process, and its leader asked first"},
    VariationPoint{"fault-tells-where", &Dialect::fault_tells_where, Rule::kFaultSiginfo,
                   "a fault says SI_KERNEL and no more"},
    VariationPoint{"onstack-switches", &Dialect::onstack_switches, Rule::kHandlerOnAltStack,
                   "handlers with SA_ONSTACK run on the ordinary stack"},
    VariationPoint{"altstack-busy", &Dialect::altstack_busy, Rule::kAltStackBusy,
                   "the alternate stack is changed under a handler that runs on it"},
    VariationPoint{"altstack-minimum", &Dialect::altstack_minimum, Rule::kAltStackTooSmall,
                   "an alternate stack may be of any size"},
    VariationPoint{"autodisarm-disarms", &Dialect::autodisarm_disarms, Rule::kAutoDisarm,
                   "an SS_AUTODISARM stack stays in force during its handler"},
    VariationPoint{"sigreturn-restores-altstack", &Dialect::sigreturn_restores_altstack,
                   Rule::kSigreturnRestoresAltStack, "the alternate stack stays as the handler left it"},
    VariationPoint{"altstack-not-shared", &Dialect::altstack_not_shared, Rule::kAltStackIsNotShared,
                   "a new thread has its maker's alternate stack"},
    VariationPoint{"altstack-overflow-detected", &Dialect::altstack_overflow_detected, Rule::kAltStackOverflow,
                   "a frame is written below the end of the alternate stack"},
    VariationPoint{"restorer-needed", &Dialect::restorer_needed, Rule::kRestorerNeeded,
                   "a handler without SA_RESTORER runs"},
    VariationPoint{"undeliverable-becomes-segv", &Dialect::undeliverable_becomes_segv, Rule::kUndeliverableBecomesSegv,
                   "a signal whose frame cannot be made is lost without a trace"},
    VariationPoint{"unknown-flags-cleared", &Dialect::unknown_flags_cleared, Rule::kUnknownFlagsAreCleared,
                   "every bit of sa_flags is kept"},
    VariationPoint{"return-takes-frame-mask", &Dialect::return_takes_frame_mask, Rule::kReturnTakesFrameMask,
                   "a return restores the mask from before the handler, whatever its frame says"},
    VariationPoint{"nodefer-leaves-unblocked", &Dialect::nodefer_leaves_unblocked, Rule::kNoDefer,
                   "SA_NODEFER has no effect"},
    VariationPoint{"resethand-resets", &Dialect::resethand_resets, Rule::kResetHand, "SA_RESETHAND has no effect"},
    VariationPoint{"signalfd-reads-own", &Dialect::signalfd_reads_own, Rule::kSignalfdReader,
                   "a signalfd gives the signals of the thread that created it"},
    VariationPoint{"signalfd-takes-no-stop", &Dialect::signalfd_takes_no_stop, Rule::kSignalfdNeverTakesKillOrStop,
                   "a signalfd can take SIGSTOP"},
    VariationPoint{"signalfd-wakes-readers", &Dialect::signalfd_wakes_readers, Rule::kSignalfdWakesReaders,
                   "only the thread that is chosen to take a signal wakes for it, not who reads a signalfd"},
    VariationPoint{"signalfd-fills-buffer", &Dialect::signalfd_fills_buffer, Rule::kSignalfdTakesSeveral,
                   "a read of a signalfd takes one signal only"},
    VariationPoint{"poll-asks-for-poller", &Dialect::poll_asks_for_poller, Rule::kPollAsksForPoller,
                   "a signalfd is readable when its creator has signals"},
    VariationPoint{"ready-wins", &Dialect::ready_wins, Rule::kReadyWins,
                   "a signal that the mask of a poll lets through wins over a ready descriptor"},
    VariationPoint{"ready-restores-mask", &Dialect::ready_restores_mask, Rule::kReadyRestoresMask,
                   "a poll that finds a descriptor leaves its mask in force"},
    VariationPoint{"fault-loses-signal", &Dialect::fault_loses_signal, Rule::kTimedwaitFaultLoses,
                   "a signal whose siginfo cannot be written stays pending"},
    VariationPoint{"timedwait-retargets", &Dialect::timedwait_retargets, Rule::kTimedwaitRetargets,
                   "sigtimedwait puts its mask back without offering what it leaves to other threads"},
    VariationPoint{"sleep-tells-time-left", &Dialect::sleep_tells_time_left, Rule::kSleepTellsTimeLeft,
                   "an interrupted sleep does not store the time left"},
    VariationPoint{"pidfd-flags-checked", &Dialect::pidfd_flags_checked, Rule::kPidfdFlags,
                   "pidfd_send_signal takes unknown flags, and the narrowest of several scopes"},
    VariationPoint{"pidfd-process-group", &Dialect::pidfd_process_group, Rule::kPidfdProcessGroup,
                   "PIDFD_SIGNAL_PROCESS_GROUP signals the process alone"},
    VariationPoint{"pidfd-thread-code", &Dialect::pidfd_thread_code, Rule::kPidfdThread,
                   "a signal to one thread through a pidfd says SI_USER"},
    VariationPoint{"forged-sender-kept", &Dialect::forged_sender_kept, Rule::kSiginfoForged,
                   "a siginfo that was passed gets the sender's true pid and uid"},
    VariationPoint{"long-tail-refused", &Dialect::long_tail_refused, Rule::kSiginfoLongTail,
                   "bytes of a siginfo that are not understood are left out in silence"},
    VariationPoint{"sigpipe-is-private", &Dialect::sigpipe_is_private, Rule::kWriteSigpipe,
                   "any thread of the process may take the SIGPIPE of a write"},
    VariationPoint{"file-limit-signals", &Dialect::file_limit_signals, Rule::kWriteSigxfsz,
                   "a write beyond RLIMIT_FSIZE only fails"},
    VariationPoint{"owner-permission", &Dialect::owner_permission, Rule::kOwnerPermission,
                   "whoever sets an owner may have signals sent to anybody"},
    VariationPoint{"sigio-fallback", &Dialect::sigio_fallback, Rule::kSigioFallback,
                   "a realtime signal of F_SETSIG that does not fit the queue is lost"},
    VariationPoint{"fork-clears-pdeath", &Dialect::fork_clears_pdeath, Rule::kPdeathNotInherited,
                   "a forked child inherits the parent-death signal"},
};

}  // namespace

std::span<const VariationPoint> variation_points() { return kPoints; }

const VariationPoint* find_variation_point(std::string_view id) {
  for (const VariationPoint& p : kPoints)
    if (p.id == id) return &p;
  return nullptr;
}

// "linux-6.18" describes 6.18, 6.18.44 and 6.18.44-whatever, not 6.180.
bool dialect_describes(std::string_view dialect, std::string_view release) {
  constexpr std::string_view kPrefix = "linux-";
  if (!dialect.starts_with(kPrefix)) return false;
  const std::string_view series = dialect.substr(kPrefix.size());
  if (!release.starts_with(series)) return false;
  return release.size() == series.size() || release[series.size()] == '.' || release[series.size()] == '-';
}

}  // namespace sigconform
