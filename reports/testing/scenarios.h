// For tests: scenarios from text, and one that has everything. It must not know what they lead to.
#pragma once

#include "model/observation.h"
#include "model/scenario.h"

#include <string_view>

namespace sigconform::testing {

// The text form without its first line. Throws std::invalid_argument with the parser's words.
[[nodiscard]] Scenario scenario_of(std::string_view text);
// Every operation and every kind of argument at least once; it compiles, and is not meant to be run.
[[nodiscard]] Scenario every_operation();
// A trace of the right shape in which nothing happens.
[[nodiscard]] Trace silent_trace(const Scenario& scenario);

}  // namespace sigconform::testing
