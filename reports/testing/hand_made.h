// For tests: scenarios with the traces that Linux allows of them, written by hand, from knowledge of Linux and without
// the model, so that the C program is tested against something else than what it will be fed with.
#pragma once

#include "model/observation.h"
#include "model/scenario.h"

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform::testing {

struct HandMade {
  std::string name;
  Scenario scenario;
  std::vector<Trace> allowed;
};

[[nodiscard]] std::vector<HandMade> hand_made();
// How GoogleTest shows it.
void PrintTo(const HandMade& made, std::ostream* out);

// Throws std::invalid_argument with the parser's words.
[[nodiscard]] Scenario scenario_of(std::string_view text);
// Every operation and every kind of argument at least once; it compiles, and is not meant to be run.
[[nodiscard]] Scenario every_operation();
// A trace of the right shape in which nothing happens.
[[nodiscard]] Trace silent_trace(const Scenario& scenario);

}  // namespace sigconform::testing
