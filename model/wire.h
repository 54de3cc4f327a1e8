// The binary form of scenarios and traces that crosses the line between driver and executor: little-endian,
// fixed field order, derived from the list of operations. Not a storage format: both ends are of one build, and
// the frame's version says so (see subjects/protocol.h). Decoding refuses what encode never makes.
#pragma once

#include "model/observation.h"
#include "model/scenario.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace sigconform::wire {

using Bytes = std::vector<std::byte>;

// Appends to `out`.
void encode(const Scenario& scenario, Bytes& out);
void encode(const Trace& trace, Bytes& out);

// nullopt when the bytes are short, long, in another form than encode's, or say something that why_invalid or the
// bounds of vocabulary.h refuse. A trace may hold events after the last event_end: of a step that never finished.
[[nodiscard]] std::optional<Scenario> decode_scenario(std::span<const std::byte> bytes);
[[nodiscard]] std::optional<Trace> decode_trace(std::span<const std::byte> bytes);

}  // namespace sigconform::wire
