// The one source of randomness of the generators: splitmix64. Small, fast, the same everywhere.
#pragma once

#include <cstdint>

namespace sigconform {

class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  // 0..n-1; n >= 1. The bias of the multiplication is far below anything that a scenario could show.
  int below(int n) {
    return static_cast<int>(
        (static_cast<std::uint64_t>(static_cast<std::uint32_t>(next())) * static_cast<std::uint64_t>(n)) >> 32);
  }
  int between(int low, int high) { return low + below(high - low + 1); }
  // True in `percent` of 100 cases.
  bool chance(int percent) { return below(100) < percent; }
  template <typename Container>
  const auto& one_of(const Container& c) {
    return *(c.begin() + below(static_cast<int>(c.size())));
  }

 private:
  std::uint64_t state_;
};

}  // namespace sigconform
