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
