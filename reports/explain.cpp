// The model's decisions, one after the other; see explain.h.
#include "reports/explain.h"

#include "model/text.h"
#include "reports/layout.h"
#include "reports/proof.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

constexpr std::size_t kExplainIndent = 12;  // of what stands beside rule, seen and state

bool same_decision(const Mark& a, const Mark& b) {
  return a.rule == b.rule && a.thread == b.thread && a.signo == b.signo && a.events_before == b.events_before;
}

std::string decision(const Mark& mark, const Dialect& dialect) {
  std::string about = to_text(mark.thread);
  if (mark.signo.value != 0) about = to_text(mark.signo) + " at " + about;
  return fmt::format("     rule   {}  ({})\n", rule_id(mark.rule), about) +
         hanging("", kExplainIndent, because_text(mark.rule, dialect));
}

// What is seen, with the rule that it comes from, which is said in full where no decision before named it.
std::string seen(const Record& record, std::size_t index, const Scenario& scenario, const Dialect& dialect,
                 std::size_t first, std::size_t last) {
  const Event& event = record.events[index];
  const Rule rule = record.because[index];
  const bool said =
      std::any_of(record.marks.begin(), record.marks.end(), [&](const Mark& m) { return m.rule == rule; });
  std::string out = said ? "" : decision({rule, event.thread, Signo{event.info.signo}, event.step, 0}, dialect);
  // Within a burst it must be said whose return it is.
  const std::size_t step = first == last ? last : scenario.steps.size();
  return out + hanging("     seen", kExplainIndent,
                       fmt::format("{}  (by {})", event_text(event, scenario, step), rule_id(rule)));
}

// Decisions and events of one burst, in the order in which they happened.
std::string happened(const Record& record, const Scenario& scenario, const Dialect& dialect, std::size_t first,
                     std::size_t last) {
  std::string out;
  std::size_t events = 0;
  for (std::size_t i = 0; i < record.marks.size(); ++i) {
    const Mark& mark = record.marks[i];
    for (; events < std::min<std::size_t>(mark.events_before, record.events.size()); ++events)
      out += seen(record, events, scenario, dialect, first, last);
    if (i == 0 || !same_decision(mark, record.marks[i - 1])) out += decision(mark, dialect);
  }
  for (; events < record.events.size(); ++events) out += seen(record, events, scenario, dialect, first, last);
  return out;
}

// The threads whose state is not what it was.
std::string changed(const std::vector<ThreadStatus>& before, const std::vector<ThreadStatus>& after) {
  std::string out;
  for (const ThreadStatus& status : after) {
    if (std::find(before.begin(), before.end(), status) == before.end())
      out += hanging("     state", kExplainIndent, to_text(status));
  }
  return out.empty() ? "     state  as before\n" : out;
}

std::string other_outcomes(const Scenario& scenario, const Dialect& dialect) {
  bool complete = true;
  const std::size_t outcomes = allowed_traces(scenario, dialect, kOutcomesCounted, &complete).size();
  if (complete && outcomes <= 1) return "\nThis is the only allowed outcome.\n";
  return "\n" + hanging("", 0,
                        fmt::format("This is what Linux usually does. {}{} are allowed, because some threads may run "
                                    "in another order; sigconform reproduce writes them down.",
                                    complete ? "" : "More than ", counted(outcomes, "outcome")));
}

}  // namespace

std::string explain_text(const Scenario& scenario, const Dialect& dialect) {
  World world = initial_world(scenario.processes);
  std::vector<ThreadStatus> before = statuses_of(world);
  std::string out = "at the start\n" + changed({}, before);
  UsualChoices usual;
  Record record;
  record.keep_marks = true;
  for (std::size_t first = 0; first < scenario.steps.size();) {
    const std::size_t last = burst_end(scenario, first);
    record.clear();
    apply(world, scenario, first, last, usual, dialect, record);
    for (std::size_t i = first; i <= last; ++i) out += fmt::format("{:>3}  {}\n", i + 1, operation_text(scenario, i));
    if (record.marks.empty() && record.events.empty())
      out += "            nothing: the thread is not there to take it, or takes it up later\n";
    out += happened(record, scenario, dialect, first, last);
    const std::vector<ThreadStatus> after = statuses_of(world);
    out += changed(before, after);
    before = after;
    first = last + 1;
  }
  return out + other_outcomes(scenario, dialect);
}

}  // namespace sigconform
