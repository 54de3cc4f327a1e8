// Sometimes-properties: things that must be seen when enough scenarios are tried, or the generator has a blind spot.
#pragma once

#include "properties/property.h"

#include <string>
#include <vector>

namespace sigconform {

// One a rule of the catalogue, one an operation's success and each of its errors, and one each for situations that are
// worth reaching; for properties().
[[nodiscard]] std::vector<Property> sometimes_properties();

// Runs the scenarios once for all Sometimes-properties; answers with the ids of those that were not seen.
[[nodiscard]] std::vector<std::string> never_seen(std::uint64_t seed, std::uint64_t scenarios,
                                                  const GeneratorOptions& generator, const Dialect& dialect);

}  // namespace sigconform
