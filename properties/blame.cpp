// Blame; see blame.h. Rules that say what usually happens are weak evidence; rules that changed the fate of one signal
// are strong, and the latest strong one about the signal in question is named.
#include "properties/blame.h"

#include "properties/interleave.h"

#include <algorithm>
#include <array>

namespace sigconform {
namespace {

// Rules whose decision changes what becomes of a signal.
constexpr std::array kStrong{
    Rule::kStopFlushesCont,
    Rule::kContFlushesStop,
    Rule::kBlockedIsNotIgnored,
    Rule::kIgnoredIsDiscarded,
    Rule::kStandardCoalesces,
    Rule::kRealtimeAppends,
    Rule::kOverflowRefuses,
    Rule::kOverflowLosesInfo,
    Rule::kRealtimeOverLimitLost,
    Rule::kRetargeted,
    Rule::kRingOfThreads,
    Rule::kTargetIsSticky,
    Rule::kSynchronousFirst,
    Rule::kPrivateBeforeShared,
    Rule::kOldestFirst,
    Rule::kForcedSynchronousFirst,
    Rule::kLostInfoIsSynthetic,
    Rule::kForcedSynchronousIgnoresMask,
    Rule::kIgnoredIsConsumed,
    Rule::kHandlerMask,
    Rule::kNoDefer,
    Rule::kResetHand,
    Rule::kIgnoringDiscardsPending,
    Rule::kDyingGroupDropsSignals,
    Rule::kNoCldStop,
    Rule::kNoCldWait,
    Rule::kIgnoredChildrenAreReaped,
};

bool strong(Rule rule) { return std::find(kStrong.begin(), kStrong.end(), rule) != kStrong.end(); }

// The signals in which two observations differ, the likeliest first.
SignalSet suspects(const Divergence& d) {
  SignalSet s;
  if (d.kind == DivergenceKind::kStatus) {
    const auto differ = [](SignalSet a, SignalSet b) { return SignalSet{a.bits ^ b.bits}; };
    s = differ(d.observed_status.pending, d.allowed_status.pending) |
        differ(d.observed_status.shared, d.allowed_status.shared);
    return s;
  }
  if (d.observed && d.allowed && d.observed->kind == EventKind::kReturned && d.allowed->kind == EventKind::kReturned &&
      d.observed->result == d.allowed->result)
    s = SignalSet{d.observed->mask.bits ^ d.allowed->mask.bits};
  for (const auto& event : {d.allowed, d.observed})
    if (event && event->info.signo != 0) s.add(Signo{event->info.signo});
  return s;
}

Rule rule_of_status(const Divergence& d, Rule fallback) {
  const ThreadStatus &o = d.observed_status, &a = d.allowed_status;
  if (o.state != a.state) {
    if (a.state == ThreadState::kUninterruptible || o.state == ThreadState::kUninterruptible)
      return Rule::kVforkParentSleeps;
    if (a.state == ThreadState::kStopped || o.state == ThreadState::kStopped) return Rule::kGroupStopStarts;
    return fallback == Rule::kCount ? Rule::kDefaultTerminates : fallback;
  }
  if (o.blocked != a.blocked) return Rule::kSigreturnRestores;
  if (o.ignored != a.ignored || o.caught != a.caught) return Rule::kSigactionReports;
  if (o.queued != a.queued) return Rule::kQueueEntryIsCharged;
  if (o.group != a.group) return Rule::kSetpgidMoves;
  if (o.session != a.session) return Rule::kSetsidLeads;
  if (o.parent != a.parent) return Rule::kInitAdopts;
  return fallback == Rule::kCount ? Rule::kProcessDirectedIsShared : fallback;
}

}  // namespace

std::vector<const VariationPoint*> suspected_points(const Scenario& scenario, const Dialect& dialect) {
  UsualChoices usual;
  Record record;
  World world = initial_world(scenario.processes);
  for (std::size_t first = 0; first < scenario.steps.size(); first = burst_end(scenario, first) + 1)
    apply(world, scenario, first, burst_end(scenario, first), usual, dialect, record);
  std::vector<const VariationPoint*> points;
  for (const VariationPoint& p : variation_points()) points.push_back(&p);
  const auto falsified = [&](const VariationPoint* p) { return !(dialect.*p->point); };
  const auto applied = [&](const VariationPoint* p) { return record.hits.test(static_cast<std::size_t>(p->rule)); };
  const auto others = std::stable_partition(points.begin(), points.end(), falsified);
  const auto unlikely = std::stable_partition(others, points.end(), applied);
  if (dialect.preemptible()) points.erase(unlikely, points.end());
  return points;
}

const VariationPoint* explaining_flip(const Scenario& scenario, const Trace& observed, std::size_t last,
                                      const Dialect& dialect) {
  Scenario prefix = scenario;
  prefix.steps.resize(last + 1);
  Trace seen = observed;
  seen.event_ends.resize(last + 1);
  seen.events.resize(seen.event_ends.back());
  if (seen.statuses.size() > last + 1) seen.statuses.resize(last + 1);
  std::size_t moments = kMomentsMax;
  for (const VariationPoint* point : suspected_points(prefix, dialect)) {
    Dialect flipped = dialect;
    flipped.*point->point = !(dialect.*point->point);
    if (allows(prefix, seen, flipped, moments)) return point;
  }
  return nullptr;
}

void blame(Divergence& d, const Record& record, Rule allowed_reason) {
  const SignalSet about = suspects(d);
  if (d.explained_by) {
    d.rule = d.explained_by->rule;
    d.signo = about.lowest();
    return;
  }
  const Mark* latest = nullptr;
  for (const Mark& m : record.marks)
    if (strong(m.rule) && about.contains(m.signo)) latest = &m;
  if (latest) {
    d.rule = latest->rule;
    d.signo = latest->signo;
    return;
  }
  d.signo = about.lowest();
  if (d.kind == DivergenceKind::kStatus) {
    const Rule last = record.marks.empty() ? Rule::kCount : record.marks.back().rule;
    d.rule = rule_of_status(d, last);
  } else if (allowed_reason != Rule::kCount) {
    d.rule = allowed_reason;
  } else {
    d.rule = record.marks.empty() ? Rule::kSigreturnRestores : record.marks.back().rule;
  }
}

}  // namespace sigconform
