// Motifs: short sequences of steps that lead to rules which independent draws meet too seldom. They are put into
// otherwise random scenarios, with participants drawn from who is awake.
#pragma once

#include "generators/rng.h"
#include "model/scenario.h"
#include "model/world.h"

#include <vector>

namespace sigconform {

struct FreeNames;

inline constexpr int kMotifStepsMax = 8;

// The steps of one motif, in bursts; empty when nobody fits the parts. At most kMotifStepsMax.
[[nodiscard]] std::vector<Step> draw_motif(Rng& rng, const World& world, FreeNames& names);
// One of those about timers, about exec, about frozen control groups, about what happens to sleepers' descriptors.
[[nodiscard]] std::vector<Step> timer_motif(Rng& rng, const World& world);
[[nodiscard]] std::vector<Step> exec_motif(Rng& rng, const World& world);
[[nodiscard]] std::vector<Step> freezer_motif(Rng& rng, const World& world);
[[nodiscard]] std::vector<Step> waiting_motif(Rng& rng, const World& world);
// A stop that a thread in vfork joins late, or not at all.
[[nodiscard]] std::vector<Step> late_stop_motif(Rng& rng, const World& world, FreeNames& names);

// For motifs: the threads that would take an operation up now.
[[nodiscard]] std::vector<ThreadId> awake_threads(const World& world);

}  // namespace sigconform
