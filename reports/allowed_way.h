// One way through a scenario that the model allows and that shows what was observed, for as long as there is one: the
// state after each burst, with every decision and the fate of every signal. Timelines and steppers are made from it.
// It must not know how it is shown, nor where the trace comes from.
#pragma once

#include "properties/oracle.h"

#include <cstddef>
#include <vector>

namespace sigconform {

struct WayBurst {
  std::size_t first{}, last{};  // steps
  World after;
  Record record;        // of this burst alone, with marks and journal
  bool as_seen{false};  // it shows exactly what was observed
};

struct AllowedWay {
  World start;
  std::vector<WayBurst> bursts;  // all of the scenario's
  bool complete{true};           // false: more ways are possible than can be followed; from some burst on it is the
                                 // usual one, whatever was observed
};

// Where nothing explains what was seen of a burst, the usual way goes on, as it does for the oracle.
// A trace that the model predicts gives the way that it was predicted by. Precondition: the trace is one of this
// scenario (a place for each step).
[[nodiscard]] AllowedWay allowed_way(const Scenario& scenario, const Trace& observed, const Dialect& dialect);

}  // namespace sigconform
