// How the threads of a scenario get at CPUs: not a matter of rules, but of how a system is driven. It must not know
// what comes of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sigconform {

enum class Scheduling : std::uint8_t {
  kPriorities,   // one after the other: who runs goes on until it sleeps, and each step comes to rest before the next
  kPreemptible,  // one at a time, which may lose the CPU wherever it is in user mode; at rest only at the end
  kParallel,     // as kPreemptible, and several at once, on CPUs of their own
};
inline constexpr std::size_t kSchedulings = 3;

// "priorities", "preemptible", "parallel"
[[nodiscard]] constexpr std::string_view name_of(Scheduling scheduling) {
  constexpr std::array<std::string_view, kSchedulings> kNames{"priorities", "preemptible", "parallel"};
  return kNames[static_cast<std::size_t>(scheduling)];
}

}  // namespace sigconform
