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
    VariationPoint{"timer-has-own-entry", &Dialect::timer_has_own_entry, Rule::kTimerHasOwnEntry,
                   "the signal of a timer coalesces as others do"},
    VariationPoint{"timer-is-charged", &Dialect::timer_is_charged, Rule::kTimerIsCharged,
                   "timers cost nothing of the limit on queued signals"},
    VariationPoint{"timer-prefers-current", &Dialect::timer_prefers_current, Rule::kTimerCurrentFirst,
                   "a timer's signal is offered to the leader first, whoever runs"},
    VariationPoint{"stale-timer-signal-dropped", &Dialect::stale_timer_signal_dropped, Rule::kStaleTimerSignal,
                   "the signal of a timer that was set anew or deleted is delivered all the same"},
    VariationPoint{"ignored-timer-is-parked", &Dialect::ignored_timer_is_parked, Rule::kTimerIgnoredIsParked,
                   "a repeating timer's signal is lost when it is ignored"},
    VariationPoint{"overruns-count", &Dialect::overruns_count, Rule::kTimerOverrun,
                   "expiries that were missed are not counted"},
    VariationPoint{"fork-clears-timers", &Dialect::fork_clears_timers, Rule::kTimersAreNotInherited,
                   "a forked child has the timers of its parent"},
    VariationPoint{"itimer-rearms-when-taken", &Dialect::itimer_rearms_when_taken, Rule::kItimerRearmsWhenTaken,
                   "a repeating ITIMER_REAL goes on at once when it expires"},
    VariationPoint{"ignored-itimer-stops", &Dialect::ignored_itimer_stops, Rule::kItimerIgnoredStops,
                   "a repeating ITIMER_REAL goes on when its signal is ignored"},
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
