// A short scenario that tells two dialects apart: what the one usually does the other does not allow, and the other way
// round. Found by search and made small without a subject. It must not know in what the dialects differ.
#pragma once

#include "model/dialect.h"
#include "model/rules/rules.h"
#include "model/scenario.h"
#include "properties/allowance.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace sigconform {

// The step at which the usual ways of the two part; nullopt when they do not, or when the one allows the other's way.
[[nodiscard]] std::optional<std::size_t> parts_at(const Scenario& scenario, const Dialect& a, const Dialect& b);

// The same, of events alone: what /proc shows does not count.
[[nodiscard]] std::optional<std::size_t> events_part_at(const Scenario& scenario, const Dialect& a, const Dialect& b);

// Looks in at most so many random scenarios, every other one about the chapter; one seed gives one scenario, unless the
// time is over before.
[[nodiscard]] std::optional<Scenario> find_separating(const Dialect& a, const Dialect& b, Chapter about,
                                                      std::uint64_t seed, std::uint64_t scenarios_max,
                                                      const Allowance& allowance = {});

// The same for one point: the dialects differ in it alone, and are `newer` otherwise; where that leaves nothing to be
// seen of it, `older`.
[[nodiscard]] std::optional<Scenario> find_separating(const VariationPoint& point, const Dialect& newer,
                                                      const Dialect& older, std::uint64_t seed,
                                                      std::uint64_t scenarios_max);

}  // namespace sigconform
