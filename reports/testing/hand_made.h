// For tests: scenarios with the traces that Linux allows of them, written by hand, from knowledge of Linux and without
// the model, so that the C program is tested against something else than what it will be fed with.
#pragma once

#include "model/observation.h"
#include "model/scenario.h"

#include <ostream>
#include <string>
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

}  // namespace sigconform::testing
