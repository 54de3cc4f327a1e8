// Counting and making sequences; see exhaustive.h.
#include "generators/exhaustive.h"

#include <limits>

namespace sigconform {

std::optional<std::uint64_t> sequences(const Scope& scope) {
  const std::uint64_t steps = scope.alphabet.steps.size();
  std::uint64_t count = 1;
  for (int i = 0; i < scope.length; ++i) {
    if (steps != 0 && count > std::numeric_limits<std::uint64_t>::max() / steps) return std::nullopt;
    count *= steps;
  }
  return count;
}

std::optional<Scenario> sequence(const Scope& scope, std::uint64_t index) {
  const std::uint64_t steps = scope.alphabet.steps.size();
  Scenario out{scope.alphabet.processes, {}};
  out.steps.resize(static_cast<std::size_t>(scope.length));
  for (auto step = out.steps.rbegin(); step != out.steps.rend(); ++step) {
    *step = scope.alphabet.steps[index % steps];
    index /= steps;
  }
  if (!why_invalid(out).empty()) return std::nullopt;
  return out;
}

}  // namespace sigconform
