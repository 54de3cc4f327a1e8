// Mutants: the model with one variation point flipped, and how soon that is noticed: by the properties of the model, or
// by comparing it with a real system. A false model against a true kernel finds what a true model against a false
// kernel would. It must not know who asks.
#pragma once

#include "properties/campaign.h"
#include "properties/property.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace sigconform {

struct MutantOptions {
  std::uint64_t seed{};
  std::chrono::milliseconds time_max{};  // for each mutant
  Dialect dialect;                       // what a mutant is one flip away from
};

struct MutantResult {
  const VariationPoint* point{};
  bool found{false};
  double seconds{};           // to the first detection, else the time that was given
  std::uint64_t scenarios{};  // run by then
  Scenario scenario;          // minimised
  std::string by;             // the property, or what the divergence was explained by
};

// Do the properties notice? Every invariant sees every scenario, every law some; half the scenarios are about the
// chapter of the point's rule. What breaks a property without the flip, too, does not count. `stop` may be null.
[[nodiscard]] MutantResult hunt_on_model(const VariationPoint& point, const MutantOptions& options,
                                         const std::atomic<bool>* stop);
// Does the comparison with this system notice? Found is what diverges again when
// observed after every step, and is explained by the flip.
[[nodiscard]] MutantResult hunt_on_subject(const VariationPoint& point, Subject& subject, const MutantOptions& options,
                                           const std::atomic<bool>* stop);

// Why no property notices the point; empty when one is meant to.
[[nodiscard]] std::string_view why_unnoticed(const VariationPoint& point);

}  // namespace sigconform
