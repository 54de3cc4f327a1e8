// The clock by which the supervisor waits: puppets and their timers have their own ways to it. It must not know what is
// waited for.
#pragma once

#include <cstdint>
#include <ctime>

namespace sigconform::executor {

// CLOCK_MONOTONIC, in nanoseconds.
[[nodiscard]] inline std::int64_t now_ns() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

}  // namespace sigconform::executor
