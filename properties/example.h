// A short scenario in which the model applies a given rule, found and made small without a subject. It must not know
// what the rule says.
#pragma once

#include "model/dialect.h"
#include "model/rules/rules.h"
#include "model/scenario.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace sigconform {

// The last step of the burst in which the model first applies the rule; nullopt when it does not.
[[nodiscard]] std::optional<std::size_t> first_applied(Rule rule, const Scenario& scenario, const Dialect& dialect);

// The scenario made as small as it goes while the rule is still applied. Precondition: it is.
[[nodiscard]] Scenario smaller_example(Rule rule, const Scenario& scenario, const Dialect& dialect);

// Looks in at most so many random scenarios; one seed gives one example. nullopt: the rule was not met.
[[nodiscard]] std::optional<Scenario> find_example(Rule rule, std::uint64_t seed, std::uint64_t scenarios_max,
                                                   const Dialect& dialect);

}  // namespace sigconform
