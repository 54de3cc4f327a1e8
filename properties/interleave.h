// Everything that a burst may lead to where threads may lose the CPU anywhere: the search that the oracle makes for
// subjects without real-time priorities. It must not know who asks.
#pragma once

#include "model/model.h"
#include "model/observation.h"

#include <span>
#include <vector>

namespace sigconform {

inline constexpr std::size_t kMomentsMax = 20000;              // different states of one burst
inline constexpr std::size_t kMomentsInAll = 5 * kMomentsMax;  // of all bursts together

// The steps [first, last] of a scenario, and the events that were seen before the next step was given.
struct SeenBurst {
  std::size_t first, last;
  std::span<const Event> events;
  bool to_rest;  // nothing can run any more when it is over
};

// Appends to `out` every world, each once, that the burst may lead to from one of `before` and that shows exactly these
// events in this order. False when there are more states than may be looked at, or more such worlds than the oracle
// keeps. `moments` is how many states may yet be looked at in all, and counts down.
[[nodiscard]] bool interleaved_worlds(const Scenario& scenario, const SeenBurst& burst, std::span<const World> before,
                                      const Dialect& dialect, std::size_t& moments, std::vector<World>& out);

// One such world, and all that the model decided and showed on one of the ways there.
struct InterleavedWay {
  World after;
  Record record;  // with marks and journal
};
// The same, with a way to each of the worlds.
[[nodiscard]] bool interleaved_ways(const Scenario& scenario, const SeenBurst& burst, const World& before,
                                    const Dialect& dialect, std::vector<InterleavedWay>& out);

inline constexpr std::size_t kInterleavingsMax = 20000;  // different states of one scenario

// Everything that a scenario may lead to in that way, whenever its steps are given: the events of each trace, in order,
// and the statuses at the end, but not during which step an event was seen (event_ends is empty). Up to `most` traces;
// nothing when there are more, or more states than may be looked at.
[[nodiscard]] std::vector<Trace> interleaved_traces(const Scenario& scenario, const Dialect& dialect, std::size_t most);

}  // namespace sigconform
