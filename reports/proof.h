// A divergence as a person checks it: the scenario step by step with what was seen, and at the step where it shows
// what was observed, what is allowed, and why. It must not know how the divergence was found.
#pragma once

#include "properties/oracle.h"

#include <string>
#include <string_view>
#include <vector>

namespace sigconform {

// A step as lines: the operation with its return value where that came first, then everything else that was seen.
// Steps of a burst share what was seen after the last of them.
struct StepText {
  std::string operation;           // "P1.T1  kill P1 SIGHUP", or "     + kill P1 SIGHUP" when joined
  std::string returned;            // "= 0"; empty when the return was not seen first
  std::vector<std::string> after;  // "P1.T1  handler SIGHUP …"
};

// With `but`, the event that this divergence is about is left out.
[[nodiscard]] std::vector<StepText> step_texts(const Scenario& scenario, const Trace& observed,
                                               const Divergence* but = nullptr);
// The operation of a step, as it stands in StepText.
[[nodiscard]] std::string operation_text(const Scenario& scenario, std::size_t step);
// "= 0" for the return of `step`'s operation, else the event with its thread: what is said below that step.
[[nodiscard]] std::string event_text(const Event& event, const Scenario& scenario, std::size_t step);
// "sentence   [sources]"; where the dialect has the rule falsified, what it was told instead; "no rule of the
// catalogue" for Rule::kCount.
[[nodiscard]] std::string because_text(Rule rule, const Dialect& dialect);
[[nodiscard]] std::string_view rule_id(Rule rule);

// What was observed where it diverges, and what is allowed there: an event, a thread's state, or that there is nothing.
[[nodiscard]] std::string observed_text(const Divergence& divergence, const Scenario& scenario);
[[nodiscard]] std::string allowed_text(const Divergence& divergence, const Scenario& scenario);
// observed, allowed, because: three entries, wrapped and indented.
[[nodiscard]] std::string contrast(const Divergence& divergence, const Scenario& scenario, const Dialect& dialect,
                                   std::size_t indent);
// The whole: all steps, and the contrast below the one that diverges.
[[nodiscard]] std::string proof(const Scenario& scenario, const Trace& observed, const Divergence& divergence,
                                const Dialect& dialect);

}  // namespace sigconform
