// What a subject did, beside what is allowed, step by step; see explain.h. The rule of each event is that of the
// allowed order which explains most of what was seen.
#include "model/text.h"
#include "reports/explain.h"
#include "reports/layout.h"
#include "reports/proof.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

constexpr std::size_t kReplayIndent = 15;
constexpr std::size_t kRuleColumn = 84;

struct WayExplained {
  std::vector<Rule> because;  // one for each event that it explains, from the first on
};

WayExplained explanation_of(const Scenario& scenario, const Trace& observed, const Dialect& dialect) {
  WayExplained best;
  ReplayedChoices choices;
  for (int tried = 0; tried < kOrdersTried; ++tried) {
    Record record;
    const Trace predicted = predict(scenario, dialect, choices, Density::kSparse, &record);
    const std::size_t common = std::min(predicted.events.size(), observed.events.size());
    std::size_t equal = 0;
    while (equal < common && predicted.events[equal] == observed.events[equal]) ++equal;
    if (tried == 0 || equal > best.because.size())
      best.because.assign(record.because.begin(), record.because.begin() + static_cast<std::ptrdiff_t>(equal));
    if (equal == observed.events.size() || !choices.next()) break;
  }
  return best;
}

std::string as_allowed(std::string text, Rule rule) {
  std::string line = padded(padded("     ok", kReplayIndent) + std::move(text), kRuleColumn);
  return line + "  " + std::string(rule_id(rule)) + "\n";
}

// The divergence of these steps that is about this event.
const Divergence* about(const Judgement& judgement, std::size_t first, std::size_t last, const Event& event) {
  for (const Divergence& d : judgement.divergences)
    if (d.step >= first && d.step <= last && d.observed == event) return &d;
  return nullptr;
}

std::string contrasts_without_event(const Judgement& judgement, const Scenario& scenario, const Dialect& dialect,
                                    std::size_t first, std::size_t last) {
  std::string out;
  for (const Divergence& d : judgement.divergences)
    if (d.step >= first && d.step <= last && !d.observed) out += contrast(d, scenario, dialect, 5);
  return out;
}

std::string closing(const Judgement& judgement) {
  switch (judgement.verdict) {
    case Verdict::kConforms:
      return judgement.unusual ? "conforms: allowed, in an order that is not the usual one\n" : "conforms\n";
    case Verdict::kInconclusive:
      return hanging("", 0, "no conclusion: more orders are possible than can be followed; a shorter scenario helps");
    case Verdict::kDiverges: break;
  }
  const std::size_t more = judgement.divergences.size() - std::min<std::size_t>(1, judgement.divergences.size());
  if (more == 0) return "diverges\n";
  return fmt::format("diverges; {} after the first may be its consequence\n", counted(more, "divergence"));
}

}  // namespace

std::string replay_text(const Scenario& scenario, const Trace& observed, const Judgement& judgement,
                        const Dialect& dialect) {
  const WayExplained explanation = explanation_of(scenario, observed, dialect);
  std::string out;
  std::size_t at = 0;
  for (std::size_t first = 0; first < scenario.steps.size();) {
    const std::size_t last = burst_end(scenario, first);
    for (std::size_t i = first; i <= last; ++i) out += fmt::format("{:>3}  {}\n", i + 1, operation_text(scenario, i));
    const std::size_t end = last < observed.event_ends.size() ? observed.event_ends[last] : observed.events.size();
    for (; at < std::min(end, observed.events.size()); ++at) {
      const Event& event = observed.events[at];
      const std::string text = event_text(event, scenario, first == last ? last : scenario.steps.size());
      if (const Divergence* divergence = about(judgement, first, last, event); divergence != nullptr)
        out += contrast(*divergence, scenario, dialect, 5);
      else if (at < explanation.because.size())
        out += as_allowed(text, explanation.because[at]);
      else
        out += hanging("     observed", kReplayIndent, text);
    }
    out += contrasts_without_event(judgement, scenario, dialect, first, last);
    first = last + 1;
  }
  return out + closing(judgement);
}

}  // namespace sigconform
