// Whether a world and what led to it are what was observed of a burst: the question that the oracle asks of each
// possibility, for others that look for one. It must not know how possibilities are found.
#pragma once

#include "model/observation.h"
#include "model/world.h"

#include <cstddef>
#include <span>

namespace sigconform {

// Whether a burst that shows these events and ends in this world is what was observed of the steps [first, last].
[[nodiscard]] bool explains(const World& after, std::span<const Event> shown, const Trace& observed, std::size_t first,
                            std::size_t last);

}  // namespace sigconform
