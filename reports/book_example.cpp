// Steps, contrast and timeline; see book_example.h.
#include "reports/book_example.h"

#include "generators/candidates.h"
#include "model/model.h"
#include "model/text.h"
#include "model/versions.h"
#include "properties/oracle.h"
#include "reports/coverage.h"
#include "reports/layout.h"
#include "reports/proof.h"
#include "reports/timeline_svg.h"

#include <fmt/format.h>
#include <algorithm>
#include <iterator>

namespace sigconform {
namespace {

Trace predicted(const Scenario& scenario, const Dialect& dialect) {
  UsualChoices usual;
  return predict(scenario, dialect, usual, Density::kDense);
}

// What has become of threads between two looks at them, where they came to an end or to a stop, or out of it: a
// frozen thread does not go on with that.
std::vector<std::string> changes(const std::vector<ThreadStatus>& before, const std::vector<ThreadStatus>& after) {
  const auto is_over = [](ThreadState state) { return state == ThreadState::kZombie || state == ThreadState::kAbsent; };
  std::vector<std::string> out;
  for (const ThreadStatus& now : after) {
    const auto then = std::find_if(before.begin(), before.end(),
                                   [&now](const ThreadStatus& status) { return status.thread == now.thread; });
    if (then == before.end() || then->state == now.state || is_over(then->state)) continue;
    const bool stops = now.state == ThreadState::kStopped, goes_on = then->state == ThreadState::kStopped;
    if (is_over(now.state) || stops || goes_on)
      out.push_back(to_text(now.thread) + (is_over(now.state) ? "  ends" : stops ? "  stops" : "  is stopped no more"));
  }
  return out;
}

// The first steps of the scenario's bursts.
std::vector<std::size_t> bursts_of(const Scenario& scenario) {
  std::vector<std::size_t> out;
  for (std::size_t first = 0; first < scenario.steps.size(); first = burst_end(scenario, first) + 1)
    out.push_back(first);
  return out;
}

std::vector<ThreadStatus> statuses_before(const Scenario& scenario, const Trace& trace, std::size_t first) {
  return first == 0 ? statuses_of(initial_world(scenario.processes)) : trace.statuses[first - 1];
}

// What is said of a burst of which nothing is seen: the thread is in a call that goes on, or it is not there to take
// the operation.
std::string silence(ThreadId actor, const std::vector<ThreadStatus>& after) {
  const bool waits = std::any_of(after.begin(), after.end(), [actor](const ThreadStatus& status) {
    return status.thread == actor &&
           (status.state == ThreadState::kAsleep || status.state == ThreadState::kUninterruptible);
  });
  return to_text(actor) + (waits ? "  waits" : "  takes up nothing now");
}

// What is seen of the last burst.
std::vector<std::string> last_lines(const Scenario& scenario, const Trace& trace) {
  const std::size_t last = scenario.steps.size() - 1, first = bursts_of(scenario).back();
  std::vector<std::string> out;
  for (std::size_t i = first == 0 ? 0 : trace.event_ends[first - 1]; i < trace.event_ends[last]; ++i)
    out.push_back(event_text(trace.events[i], scenario, first == last ? last : scenario.steps.size()));
  for (std::string& line : changes(statuses_before(scenario, trace, first), trace.statuses[last]))
    out.push_back(std::move(line));
  if (out.empty()) out.push_back(silence(scenario.steps[last].actor, trace.statuses[last]));
  return out;
}

// The threads that are something else at the end than in the other trace.
std::vector<std::string> last_statuses(const Trace& trace, const Trace& other) {
  std::vector<std::string> out;
  for (const ThreadStatus& status : trace.statuses.back())
    if (std::find(other.statuses.back().begin(), other.statuses.back().end(), status) == other.statuses.back().end())
      out.push_back(to_text(status));
  return out;
}

void write_lines(Markup& out, std::string_view css, const std::vector<std::string>& lines) {
  out.open("ul", {{"class", std::string(css)}});
  for (const std::string& line : lines) out.leaf("li", line);
  out.close("ul");
}

void write_step(Markup& out, const StepText& step, bool applied) {
  applied ? out.open("li", {{"class", "decides"}}) : out.open("li");
  out.open("p");
  out.leaf("span", {{"class", "operation mono"}}, step.operation.substr(step.operation.find_first_not_of(' ')));
  if (!step.returned.empty()) out.text(" ").leaf("span", {{"class", "answer mono"}}, step.returned);
  if (applied) out.text(" ").leaf("span", {{"class", "here"}}, "here the rule is applied");
  out.close("p");
  if (!step.after.empty()) write_lines(out, "after mono", step.after);
  out.close("li");
}

void write_steps(Markup& out, const Illustration& example, const Trace& trace) {
  std::vector<StepText> steps = step_texts(example.scenario, trace);
  for (const std::size_t first : bursts_of(example.scenario)) {
    const std::size_t last = burst_end(example.scenario, first);
    for (std::string& line : changes(statuses_before(example.scenario, trace, first), trace.statuses[last]))
      steps[last].after.push_back(std::move(line));
    const auto silent = [](const StepText& step) { return step.returned.empty() && step.after.empty(); };
    if (std::all_of(steps.begin() + static_cast<std::ptrdiff_t>(first),
                    steps.begin() + static_cast<std::ptrdiff_t>(last) + 1, silent))
      steps[last].after.push_back(silence(example.scenario.steps[last].actor, trace.statuses[last]));
  }
  out.open("ol", {{"class", "play"}});
  for (std::size_t s = 0; s < steps.size(); ++s) write_step(out, steps[s], s == example.applied);
  out.close("ol");
}

void write_contrast(Markup& out, const Illustration& example) {
  if (example.shown_by == nullptr) {
    out.leaf("p", {{"class", "remark"}}, "What the rule decides here cannot be told from what is seen.");
    return;
  }
  const Contrast contrast = contrast_of(example);
  out.open("div", {{"class", "contrast"}});
  if (contrast.of_threads) {
    out.open("p").leaf("b", "Afterwards:").close("p");
    write_lines(out, "mono", contrast.kept);
  }
  out.open("p").leaf("b", "Without the rule").text(" (").leaf("code", fmt::format("{}=off", example.shown_by->id));
  out.text(contrast.of_threads ? ") instead:" : ") the last step shows instead:").close("p");
  write_lines(out, "mono", contrast.broken);
  out.close("div");
}

// One thread by itself, of which a picture would say no more than the list.
bool is_plain(const Timeline& lines) { return lines.lanes.size() < 2 && lines.signals.empty() && lines.bars.empty(); }

void write_timeline(Markup& out, Rule rule, const Illustration& example, const Trace& trace, const Dialect& dialect,
                    const std::string& id) {
  const AllowedWay way = allowed_way(example.scenario, trace, dialect);
  const Timeline lines = timeline(example.scenario, way, trace, nullptr);
  if (is_plain(lines)) return;
  const std::string title = fmt::format("Timeline of the example of {}", id_of(rule));
  out.open("figure").open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", title}});
  out.raw(timeline_svg(lines, id + "-timeline", title)).close("div").close("figure");
}

void write_file(Markup& out, Rule rule, const Illustration& example, const std::string& id) {
  out.open("details", {{"class", "file"}}).leaf("summary", "The scenario as a file");
  out.open("div", {{"class", "command"}});
  out.leaf("pre", {{"id", id + "-scenario"}, {"tabindex", "0"}}, example_text(rule, example.scenario));
  out.leaf("button",
           {{"type", "button"},
            {"data-copy", id + "-scenario"},
            {"aria-label", fmt::format("Copy the scenario of {}", id_of(rule))},
            {"hidden", ""}},
           "Copy");
  out.close("div").close("details");
}

std::string cast_member(const Layout& layout, std::size_t index) {
  const ProcessLayout& process = layout[index];
  std::string out = fmt::format("P{} (", index + 1);
  if (process.parent != kInit) out += fmt::format("child of {}, ", to_text(process.parent));
  out += fmt::format("u{}", process.user);
  if (process.threads != 1) out += fmt::format(", {} threads", process.threads);
  return out + (process.capable ? ", capable)" : ")");
}

}  // namespace

Contrast contrast_of(const Illustration& example) {
  const Dialect dialect = *find_dialect(example.dialect);
  Dialect flipped = dialect;
  flipped.*example.shown_by->point = !(flipped.*example.shown_by->point);
  const Trace kept = predicted(example.scenario, dialect), broken = predicted(example.scenario, flipped);
  Contrast out{last_lines(example.scenario, kept), last_lines(example.scenario, broken), false};
  if (out.kept == out.broken) out = {last_statuses(kept, broken), last_statuses(broken, kept), true};
  return out;
}

std::string cast_of(const Layout& layout) {
  std::string out;
  for (std::size_t i = 0; i < layout.size(); ++i) out += (i == 0 ? "" : ", ") + cast_member(layout, i);
  return out;
}

void write_example(Markup& out, Rule rule, const Illustration& example, const std::string& id) {
  out.open("section", {{"class", "example"}, {"aria-label", fmt::format("Example of {}", id_of(rule))}});
  if (example.scenario.steps.empty()) {
    out.leaf("p", {{"class", "remark"}}, "No example was found within the bounds of the search.").close("section");
    return;
  }
  const Dialect dialect = *find_dialect(example.dialect);
  const Trace trace = predicted(example.scenario, dialect);
  out.open("p", {{"class", "cast"}}).leaf("b", "Example").text(" with ");
  out.leaf("span", {{"class", "mono"}}, cast_of(example.scenario.processes));
  if (example.dialect != version_dialects().back().name) out.text(fmt::format(", by the rules of {}", example.dialect));
  out.close("p");
  write_steps(out, example, trace);
  write_contrast(out, example);
  bool complete = true;
  if (allowed_traces(example.scenario, dialect, 2, &complete).size() > 1)
    out.leaf("p", {{"class", "remark"}},
             "This is what Linux usually does; other orders of the threads are allowed, too.");
  write_timeline(out, rule, example, trace, dialect, id);
  write_file(out, rule, example, id);
  out.close("section");
}

}  // namespace sigconform
