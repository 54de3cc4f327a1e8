// States and observations put beside each other; see steps.h.
#include "reports/steps.h"

#include "model/text.h"
#include "reports/proof.h"
#include "reports/steps_state.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

void add_rule(std::vector<AppliedRule>& out, Rule rule, const std::string& about) {
  const auto known = std::find_if(out.begin(), out.end(), [rule](const AppliedRule& a) { return a.rule == rule; });
  if (known == out.end())
    out.push_back({rule, about});
  else if (known->about.find(about) == std::string::npos)
    known->about += ", " + about;
}

std::vector<AppliedRule> rules_applied_in(const Record& record) {
  std::vector<AppliedRule> out;
  for (const Mark& mark : record.marks) {
    const std::string thread = to_text(mark.thread);
    add_rule(out, mark.rule, mark.signo.value == 0 ? thread : to_text(mark.signo) + " at " + thread);
  }
  for (std::size_t i = 0; i < record.events.size(); ++i)
    if (record.because[i] < Rule::kCount) add_rule(out, record.because[i], to_text(record.events[i].thread));
  return out;
}

// The return of the only step of a burst needs not say whose it is.
std::string event_words(const Event& event, const Scenario& scenario, const WayBurst& burst) {
  return event_text(event, scenario, burst.first == burst.last ? burst.last : scenario.steps.size());
}

void add_events(const Scenario& scenario, const WayBurst& burst, const Trace& observed, const Divergence* divergence,
                StepView& out) {
  const bool here = divergence != nullptr && divergence->step >= burst.first && divergence->step <= burst.last;
  out.diverges = here;
  bool told = !here || !divergence->observed;
  const std::size_t begin = burst.first == 0 ? 0 : observed.event_ends[burst.first - 1];
  for (std::size_t i = begin; i < observed.event_ends[burst.last]; ++i) {
    const Event& event = observed.events[i];
    const bool this_one = !told && event == *divergence->observed;
    told = told || this_one;
    out.seen.push_back({event_words(event, scenario, burst), this_one});
  }
  if (burst.as_seen) return;
  for (const Event& event : burst.record.events) out.allowed.push_back(event_words(event, scenario, burst));
}

void add_statuses(const WayBurst& burst, const Trace& observed, StepView& out) {
  if (burst.last >= observed.statuses.size()) return;
  const std::vector<ThreadStatus> allowed = statuses_of(burst.after);
  out.threads_looked_at = observed.statuses[burst.last].size();
  for (const ThreadStatus& seen : observed.statuses[burst.last]) {
    const auto same = std::find_if(allowed.begin(), allowed.end(),
                                   [&seen](const ThreadStatus& a) { return a.thread == seen.thread; });
    if (same != allowed.end() && *same == seen) continue;
    const bool absent = same == allowed.end();
    if (absent && seen.state == ThreadState::kAbsent) continue;
    out.otherwise.push_back(fmt::format("{} — allowed: {}", to_text(seen), absent ? "not there" : to_text(*same)));
  }
}

template <typename View, typename Same>
void mark_changes(const std::vector<View>& before, std::vector<View>& now, Same same) {
  for (View& view : now) {
    const auto old = std::find_if(before.begin(), before.end(), [&](const View& b) { return same(b, view); });
    view.changed = old == before.end();
  }
}

void mark_changes(const StepView& before, StepView& now) {
  mark_changes(before.threads, now.threads, [](const ThreadView& a, const ThreadView& b) {
    return a.thread == b.thread && a.state == b.state && a.pending == b.pending && a.blocked == b.blocked &&
           a.handlers == b.handlers;
  });
  mark_changes(before.processes, now.processes, [](const ProcessView& a, const ProcessView& b) {
    return a.process == b.process && a.state == b.state && a.pending == b.pending && a.actions == b.actions;
  });
}

}  // namespace

std::vector<StepView> step_views(const Scenario& scenario, const AllowedWay& way, const Trace& observed,
                                 const Divergence* divergence) {
  std::vector<StepView> out(1);
  out.front().threads = thread_views(way.start, scenario);
  out.front().processes = process_views(way.start);
  for (const WayBurst& burst : way.bursts) {
    StepView view;
    view.first = burst.first;
    view.last = burst.last;
    view.as_seen = burst.as_seen;
    for (std::size_t s = burst.first; s <= burst.last; ++s) view.operations.push_back(operation_text(scenario, s));
    view.threads = thread_views(burst.after, scenario);
    view.processes = process_views(burst.after);
    add_events(scenario, burst, observed, divergence, view);
    add_statuses(burst, observed, view);
    view.rules = rules_applied_in(burst.record);
    mark_changes(out.back(), view);
    out.push_back(std::move(view));
  }
  return out;
}

}  // namespace sigconform
