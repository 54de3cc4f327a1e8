// What the model does with a scenario and why: every decision with its rule, what is then seen, and the state after
// each step. And the same beside what a subject did. No kernel is touched; it must not know where scenarios come from.
#pragma once

#include "properties/oracle.h"

#include <string>

namespace sigconform {

// Other allowed outcomes are counted up to here.
inline constexpr std::size_t kOutcomesCounted = 64;
// Orders tried to find the one that a subject took.
inline constexpr int kOrdersTried = 500;

[[nodiscard]] std::string explain_text(const Scenario& scenario, const Dialect& dialect);

// Step by step: operation, observed, allowed, rule.
[[nodiscard]] std::string replay_text(const Scenario& scenario, const Trace& observed, const Judgement& judgement,
                                      const Dialect& dialect);

}  // namespace sigconform
