// A number for each world, by which a search finds again where it has been. It must not know what is searched for.
#pragma once

#include "model/world.h"

#include <cstdint>

namespace sigconform {

// Equal for equal worlds, and for others by chance alone.
[[nodiscard]] std::uint64_t hash_of(const World& world);

}  // namespace sigconform
