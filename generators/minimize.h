// Makes a failing scenario small. It is told where the failure showed, cuts there, drops what is not needed, makes
// operations, names and the layout simpler, and keeps only candidates that fail in the same way, as the caller
// judges. Must not know what a failure is.
#pragma once

#include "model/scenario.h"

#include <cstddef>
#include <functional>
#include <optional>

namespace sigconform {

// Runs a candidate and answers with the index of the step at which it fails in the same way as the original, or
// nullopt when it does not. May be expensive: a run on a real kernel.
using StillFails = std::function<std::optional<std::size_t>(const Scenario&)>;

struct MinimizeLimits {
  int runs_max{2000};              // calls of StillFails
  std::function<bool()> enough{};  // asked before each of them; true ends it
};

struct Minimized {
  Scenario scenario;
  std::size_t fails_at{};
  int runs{};             // how many candidates were run
  bool exhausted{false};  // a limit was reached: there may be something smaller
};

// Precondition: still_fails(scenario) == fails_at. The result is valid, never longer than the scenario, and fails.
[[nodiscard]] Minimized minimize(const Scenario& scenario, std::size_t fails_at, const StillFails& still_fails,
                                 const MinimizeLimits& limits = {});

}  // namespace sigconform
