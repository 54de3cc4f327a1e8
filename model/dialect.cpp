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
    VariationPoint{"vfork-parent-sleeps", &Dialect::vfork_parent_sleeps, Rule::kVforkParentSleeps,
                   "vfork returns at once, as fork does"},
    VariationPoint{"vfork-defers", &Dialect::vfork_defers, Rule::kVforkDefers, "any signal ends the wait in vfork"},
    VariationPoint{"vfork-dies-of-fatal", &Dialect::vfork_dies_of_fatal, Rule::kVforkFatalKills,
                   "the wait in vfork goes on whatever is sent"},
    VariationPoint{"vfork-busy-survives", &Dialect::vfork_busy_survives, Rule::kVforkBusySurvives,
                   "a fatal signal ends the wait in vfork even if another signal is pending"},
    VariationPoint{"vfork-keeps-shared", &Dialect::vfork_keeps_shared, Rule::kVforkKeepsShared,
                   "an idle thread takes a process-directed signal from one that waits in vfork"},
    VariationPoint{"vfork-delays-stop", &Dialect::vfork_delays_stop, Rule::kVforkDelaysStop,
                   "a group stop takes no notice of threads that wait in vfork"},
    VariationPoint{"vfork-exec-releases", &Dialect::vfork_exec_releases, Rule::kVforkExecReleases,
                   "only the exit of the child ends the wait in vfork"},
    VariationPoint{"exec-resets-caught", &Dialect::exec_resets_caught, Rule::kExecResetsCaught,
                   "a caught signal keeps its handler over exec"},
    VariationPoint{"exec-keeps-ignored", &Dialect::exec_keeps_ignored, Rule::kExecKeepsIgnored,
                   "exec sets ignored signals to SIG_DFL"},
    VariationPoint{"exec-clears-flags", &Dialect::exec_clears_flags, Rule::kExecClearsFlags,
                   "the flags and masks of actions stay over exec"},
    VariationPoint{"exec-keeps-mask", &Dialect::exec_keeps_mask, Rule::kExecKeepsMask, "exec unblocks all signals"},
    VariationPoint{"exec-keeps-pending", &Dialect::exec_keeps_pending, Rule::kExecKeepsPending,
                   "exec discards what is pending"},
    VariationPoint{"exec-kills-threads", &Dialect::exec_kills_threads, Rule::kExecKillsThreads,
                   "the other threads live on beside an exec"},
    VariationPoint{"exec-keeps-pdeath", &Dialect::exec_keeps_pdeath, Rule::kExecKeepsPdeath,
                   "exec takes the parent-death signal away"},
    VariationPoint{"exec-secure-clears-pdeath", &Dialect::exec_secure_clears_pdeath, Rule::kExecSecureClearsPdeath,
                   "exec keeps the parent-death signal whoever the users are"},
    VariationPoint{"exec-saves-user", &Dialect::exec_saves_user, Rule::kExecSavesUser,
                   "exec leaves the saved user as it is"},
    VariationPoint{"exec-drops-capabilities", &Dialect::exec_drops_capabilities, Rule::kExecDropsCapabilities,
                   "capabilities stay over exec"},
    VariationPoint{"stopped-outlives-fatal", &Dialect::stopped_outlives_fatal, Rule::kStoppedOutlivesFatal,
                   "a fatal signal ends a stopped process at once"},
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
