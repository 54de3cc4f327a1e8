// The signals of a timeline: what the model's journal says of each instance, from its sending to its end. It must not
// know how they are drawn.
#pragma once

#include "reports/timeline.h"

namespace sigconform {

// Signals whose target has no lane (init) are left out.
[[nodiscard]] std::vector<TimelineSignal> timeline_signals(const Scenario& scenario, const AllowedWay& way,
                                                           const std::vector<TimelineLane>& lanes);

// Nothing for a thread without a lane.
[[nodiscard]] std::optional<std::size_t> lane_of(const std::vector<TimelineLane>& lanes, ThreadId thread);

}  // namespace sigconform
