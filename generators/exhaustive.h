// Small scopes: every sequence of so many steps from an alphabet of steps. What random scenarios find sooner or later
// in a large space, this finds for certain in a small one. It must not know who runs the sequences.
#pragma once

#include "model/scenario.h"

#include <cstdint>
#include <optional>

namespace sigconform {

struct Scope {
  Scenario alphabet;  // who is there at the start, and the steps that sequences are made of
  int length{};       // of each sequence; shorter ones are its beginnings
};

// How many there are, with those that are no scenarios; nullopt when they cannot be counted in 64 bits.
[[nodiscard]] std::optional<std::uint64_t> sequences(const Scope& scope);

// Sequence `index`, in the alphabet's order with the last step going round fastest. nullopt: it is no scenario, because
// a name is given twice, or a step is joined to one of another thread.
[[nodiscard]] std::optional<Scenario> sequence(const Scope& scope, std::uint64_t index);

}  // namespace sigconform
