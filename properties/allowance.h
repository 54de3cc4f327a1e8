// How long something may still go on: until a moment, or until somebody says stop. It must not know what goes on.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>

namespace sigconform {

struct Allowance {
  using Clock = std::chrono::steady_clock;

  Clock::time_point until{Clock::time_point::max()};
  const std::atomic<bool>* stop{};  // may be null

  [[nodiscard]] bool over() const { return (stop != nullptr && stop->load()) || Clock::now() >= until; }
  // The same, but no longer than this from now on.
  [[nodiscard]] Allowance at_most(Clock::duration duration) const {
    return {std::min(until, Clock::now() + duration), stop};
  }
};

}  // namespace sigconform
