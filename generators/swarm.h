// What one scenario is about: its own subset of operations with their weights, its few signals, and its habits.
// Rare combinations get long runs because most of everything is left out each time.
#pragma once

#include "generators/rng.h"
#include "model/operations.h"
#include "model/rules/rules.h"

#include <array>
#include <boost/container/static_vector.hpp>

namespace sigconform {

inline constexpr int kPaletteMax = 8;

struct Swarm {
  std::array<int, kOperationKinds> weight{};  // 0: not in this scenario
  int total_weight{};
  boost::container::static_vector<Signo, kPaletteMax> palette;
  SignalSet palette_set;
  int burst_percent{};   // that the next step is joined to this one
  int park_percent{};    // that a handler parks
  int ignore_percent{};  // that an action is SIG_IGN or SIG_DFL
  int siginfo_percent{};
  int flag_percent{};     // for each other sa_flag
  int onstack_percent{};  // SA_ONSTACK among the flags
  int odd_percent{};      // that an argument is odd: bad numbers, nobody, unusual targets
  int fatal_percent{};    // that a signal that would end its target is sent after all
  int forever_percent{};  // that a waiting call may sleep
};

// With chapters given, it is mostly about them: operations that serve one are always in and drawn more often, the
// others seldom.
[[nodiscard]] Swarm draw_swarm(Rng& rng, const ChapterSet& chapters);

// An operation kind by its weight.
[[nodiscard]] std::size_t draw_kind(Rng& rng, const Swarm& swarm);

}  // namespace sigconform
