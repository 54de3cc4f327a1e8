// Steps, and the step that diverges; see proof.h.
#include "reports/proof.h"

#include "model/text.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

// Return values stand below each other, unless operations are very long.
constexpr std::size_t kResultColumnMax = 64;
constexpr std::size_t kContrastWidth = 10;  // "observed  "

std::size_t events_end(const Trace& trace, std::size_t step) {
  if (step >= trace.event_ends.size()) return trace.events.size();
  return std::min<std::size_t>(trace.event_ends[step], trace.events.size());
}

std::size_t burst_end_of(const Scenario& scenario, std::size_t first) {
  std::size_t last = first;
  while (last + 1 < scenario.steps.size() && scenario.steps[last + 1].joined) ++last;
  return last;
}

// Puts what was seen of the burst [first, last] at its lines.
void add_burst(std::vector<StepText>& texts, const Scenario& scenario, const Trace& trace, std::size_t first,
               std::size_t last, const Divergence* divergence) {
  std::vector<std::string>& after = texts[last].after;
  // Handler entries of other steps may look the same.
  bool left_out = divergence == nullptr || !divergence->observed || divergence->step < first || divergence->step > last;
  std::size_t next = first;
  for (std::size_t i = first == 0 ? 0 : events_end(trace, first - 1); i < events_end(trace, last); ++i) {
    const Event& event = trace.events[i];
    if (!left_out && event == *divergence->observed) {
      left_out = true;
      continue;
    }
    const bool returned = event.kind == EventKind::kReturned && event.thread == scenario.steps[last].actor;
    if (after.empty() && returned && event.step >= next && event.step <= last) {
      texts[event.step].returned = event_text(event, scenario, event.step);
      next = event.step + 1U;
    } else {
      after.push_back(event_text(event, scenario, scenario.steps.size()));
    }
  }
}

std::string step_lines(const StepText& text, std::size_t width) {
  std::string out =
      "  " + (text.returned.empty() ? text.operation : padded(text.operation, width) + " " + text.returned);
  out += '\n';
  for (const std::string& line : text.after) out += hanging("", 9, line);
  return out;
}

// Who is there at the start; nothing for one plain process, which every scenario has.
std::string layout_lines(const Scenario& scenario) {
  if (scenario.processes.size() == 1 && scenario.processes.front() == ProcessLayout{}) return {};
  std::string out;
  Scenario bare;
  bare.processes = scenario.processes;
  const std::string text = to_text(bare);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    if (line.starts_with("process ")) out.append("  ").append(line).append("\n");
    at = end + 1;
  }
  return out;
}

// "P1.T1  asleep …", and what else differs from what is allowed is left to the reader.
std::string status_or_event(const Divergence& divergence, bool observed, const Scenario& scenario) {
  if (divergence.kind == DivergenceKind::kStatus)
    return to_text(observed ? divergence.observed_status : divergence.allowed_status);
  const std::optional<Event>& event = observed ? divergence.observed : divergence.allowed;
  if (!event) return observed ? "nothing" : "nothing more";
  return event_text(*event, scenario, divergence.step);
}

}  // namespace

std::string_view rule_id(Rule rule) { return rule < Rule::kCount ? id_of(rule) : std::string_view("none"); }

std::string because_text(Rule rule, const Dialect& dialect) {
  if (rule >= Rule::kCount) return "no rule of the catalogue";
  const RuleText& text = text_of(rule);
  for (const VariationPoint& point : variation_points()) {
    if (point.rule == rule && !(dialect.*point.point))
      return fmt::format("the model was told that {} (--set {}=off); the rule is: {}  [{}]", point.flipped, point.id,
                         text.sentence, text.sources);
  }
  return fmt::format("{}  [{}]", text.sentence, text.sources);
}

std::string operation_text(const Scenario& scenario, std::size_t step) {
  const Step& s = scenario.steps[step];
  return (s.joined ? std::string("     + ") : to_text(s.actor) + "  ") + to_text(s.operation);
}

std::string event_text(const Event& event, const Scenario& scenario, std::size_t step) {
  std::string text = to_text(event, scenario);
  if (event.kind != EventKind::kReturned || event.step != step || step >= scenario.steps.size()) return text;
  const std::string before = to_text(event.thread) + "  " + to_text(scenario.steps[step].operation) + " ";
  if (event.thread == scenario.steps[step].actor && text.starts_with(before)) text.erase(0, before.size());
  return text;
}

std::vector<StepText> step_texts(const Scenario& scenario, const Trace& observed, const Divergence* but) {
  std::vector<StepText> texts(scenario.steps.size());
  for (std::size_t i = 0; i < texts.size(); ++i) texts[i].operation = operation_text(scenario, i);
  for (std::size_t first = 0; first < texts.size(); first = burst_end_of(scenario, first) + 1)
    add_burst(texts, scenario, observed, first, burst_end_of(scenario, first), but);
  return texts;
}

std::string observed_text(const Divergence& divergence, const Scenario& scenario) {
  return status_or_event(divergence, true, scenario);
}

std::string allowed_text(const Divergence& divergence, const Scenario& scenario) {
  std::string allowed = status_or_event(divergence, false, scenario);
  if (divergence.alternatives <= 1) return allowed;
  return allowed + fmt::format("  (or another of {} allowed continuations)", grouped(divergence.alternatives));
}

std::string contrast(const Divergence& divergence, const Scenario& scenario, const Dialect& dialect,
                     std::size_t indent) {
  const std::string before(indent, ' ');
  const std::size_t column = indent + kContrastWidth;
  return hanging(before + "observed", column, observed_text(divergence, scenario)) +
         hanging(before + "allowed", column, allowed_text(divergence, scenario)) +
         hanging(before + "because", column, because_text(divergence.rule, dialect));
}

std::string proof(const Scenario& scenario, const Trace& observed, const Divergence& divergence,
                  const Dialect& dialect) {
  // An event that should not be is shown once, beside what is allowed instead.
  const std::vector<StepText> texts = step_texts(scenario, observed, &divergence);
  std::size_t width = 0;
  for (const StepText& text : texts)
    if (!text.returned.empty()) width = std::max(width, columns(text.operation));
  width = std::min(width, kResultColumnMax);
  std::string out = layout_lines(scenario);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    out += step_lines(texts[i], width);
    if (i == divergence.step) out += contrast(divergence, scenario, dialect, 9);
  }
  return out;
}

}  // namespace sigconform
