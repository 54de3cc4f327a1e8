// Counting outcomes; see litmus.h.
#include "properties/litmus.h"

#include "properties/interleave.h"

#include <algorithm>

namespace sigconform {
namespace {

constexpr std::uint64_t kLitmusBatch = 32;  // runs asked of a subject at once

std::vector<Event> thread_by_thread(std::vector<Event> events) {
  std::ranges::stable_sort(events, {}, [](const Event& e) { return slot_of(e.thread); });
  return events;
}

LitmusOutcome& outcome_of(Litmus& litmus, std::vector<Event> events, bool allowed) {
  const auto known = std::ranges::find_if(
      litmus.outcomes, [&](const LitmusOutcome& o) { return o.allowed == allowed && o.events == events; });
  if (known != litmus.outcomes.end()) return *known;
  return litmus.outcomes.emplace_back(LitmusOutcome{std::move(events), 0, allowed});
}

void list_allowed(Litmus& litmus, const Dialect& dialect) {
  std::vector<Trace> traces;
  if (dialect.preemptible()) {
    traces = interleaved_traces(litmus.scenario, dialect, kLitmusOutcomesMax);
    litmus.enumerated = !traces.empty();
  } else {
    traces = allowed_traces(litmus.scenario, dialect, kLitmusOutcomesMax, &litmus.enumerated);
  }
  if (!litmus.enumerated) return;
  for (Trace& trace : traces) outcome_of(litmus, thread_by_thread(std::move(trace.events)), true);
}

void count(Litmus& litmus, const RunResult& result, const Dialect& dialect) {
  Judgement judgement;
  judgement.verdict = Verdict::kInconclusive;
  if (result.outcome == Outcome::kCompleted) judgement = judge(litmus.scenario, result.trace, dialect);
  if (judgement.verdict == Verdict::kInconclusive) {
    if (litmus.inconclusive++ == 0) litmus.why = result.detail.empty() ? "too many possibilities" : result.detail;
    return;
  }
  ++litmus.runs;
  ++outcome_of(litmus, thread_by_thread(result.trace.events), judgement.verdict == Verdict::kConforms).seen;
}

}  // namespace

std::uint64_t Litmus::forbidden() const {
  std::uint64_t runs_of_them = 0;
  for (const LitmusOutcome& outcome : outcomes) runs_of_them += outcome.allowed ? 0 : outcome.seen;
  return runs_of_them;
}

std::size_t Litmus::never_seen() const {
  return static_cast<std::size_t>(std::ranges::count(outcomes, 0U, &LitmusOutcome::seen));
}

Litmus run_litmus(const Scenario& scenario, const Dialect& dialect, Subject& subject, std::uint64_t times,
                  const std::function<bool(std::uint64_t)>& goes_on) {
  Litmus litmus;
  litmus.scenario = scenario;
  list_allowed(litmus, dialect);
  for (std::uint64_t done = 0; done < times && goes_on(done);) {
    const std::vector<Scenario> batch(std::min(kLitmusBatch, times - done), scenario);
    for (const RunResult& result : subject.run(batch, Density::kSparse)) count(litmus, result, dialect);
    done += batch.size();
  }
  std::ranges::stable_sort(litmus.outcomes, std::ranges::greater{}, &LitmusOutcome::seen);
  return litmus;
}

}  // namespace sigconform
