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
    VariationPoint{"dying-group-drops", &Dialect::dying_group_drops, Rule::kDyingGroupDropsSignals,
                   "a signal to a zombie becomes pending"},
    VariationPoint{"exiting-thread-drops", &Dialect::exiting_thread_drops, Rule::kExitingThreadDropsSignals,
                   "a thread that has exited keeps its private queue until it is released, and takes further signals"},
    VariationPoint{"last-thread-decides", &Dialect::last_thread_decides, Rule::kLastThreadDecides,
                   "when every thread calls exit, the status is the leader's"},
    VariationPoint{"notice-has-group-status", &Dialect::notice_has_group_status, Rule::kNoticeHasGroupStatus,
                   "SIGCHLD for a leader that died before its process carries the leader's own status"},
    VariationPoint{"nowait-has-group-status", &Dialect::nowait_has_group_status, Rule::kNoWaitHasGroupStatus,
                   "with WNOWAIT a leader that died before its process is reported with its own status"},
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
