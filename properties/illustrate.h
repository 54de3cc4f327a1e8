// An example for each rule of the catalogue that shows the rule and does not merely meet it: a scenario at whose end
// something else would be seen if one of the rule's variation points were flipped. Found and made small on the model
// alone; one seed gives one set of examples, whatever the number of threads. It must not know what the rules say.
#pragma once

#include "model/dialect.h"
#include "model/rules/rules.h"
#include "model/scenario.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace sigconform {

// Where the flip of a point is to be seen.
enum class Sight : std::uint8_t {
  kEvents,    // in what a call answers or a handler sees
  kStatuses,  // there, or in what /proc shows of a thread
};

struct Illustration {
  Scenario scenario;                 // no steps: nothing was found
  std::size_t applied{};             // the last step of the burst in which the rule is applied first
  const VariationPoint* shown_by{};  // flipped, it changes what the last step shows; nullptr: none does
  Sight sight{};                     // where
  std::string_view dialect;          // by whose rules it goes as it goes
};

struct IllustrateOptions {
  std::uint64_t seed{1};
  std::uint64_t scenarios_max{};  // random ones that are looked into
  int jobs{1};                    // threads
};

// How many of how many scenarios were looked into, or examples were made small. From any thread, one call at a time.
using Illustrating = std::function<void(std::string_view what, std::uint64_t done, std::uint64_t of)>;

// One a rule, in the catalogue's order, by the rules of the newest named dialect; a rule that it has otherwise is
// looked for by those of the default dialect.
[[nodiscard]] std::vector<Illustration> illustrate(const IllustrateOptions& options, const Illustrating& progress);

// The first step at which the flip changes that, when the rule is applied there or before. nullopt when there is none,
// or when what the one of the two does is allowed to the other.
[[nodiscard]] std::optional<std::size_t> shown_at(Rule rule, const VariationPoint& point, const Scenario& scenario,
                                                  const Dialect& dialect, Sight sight);

}  // namespace sigconform
