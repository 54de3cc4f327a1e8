// Smaller and simpler variants of a scenario, each one change away from it: the raw material of minimising. Every
// function answers with candidates in the order in which they are worth trying; they may be invalid, the caller asks
// why_invalid. Must not know how candidates are judged.
#pragma once

#include "model/scenario.h"

#include <vector>

namespace sigconform {

// The first `steps` steps; bursts that are cut stay bursts.
[[nodiscard]] Scenario truncated(const Scenario& scenario, std::size_t steps);
// Without steps [at, at + count).
[[nodiscard]] Scenario without_steps(const Scenario& scenario, std::size_t at, std::size_t count);
// Without process i of the layout (0-based): its steps go, its children become init's, later processes move up, and
// what still names it names a process that never comes to be.
[[nodiscard]] Scenario without_process(const Scenario& scenario, std::size_t i);

// Processes left out; fewer threads; parent init; user u1; no capabilities.
[[nodiscard]] std::vector<Scenario> simpler_layouts(const Scenario& scenario);
// One step with one field made simpler, or no longer joined.
[[nodiscard]] std::vector<Scenario> simpler_steps(const Scenario& scenario);
// One thread, process or signal taken for another one everywhere.
[[nodiscard]] std::vector<Scenario> merged_names(const Scenario& scenario);
// Without two steps, not necessarily neighbours.
[[nodiscard]] std::vector<Scenario> without_pairs(const Scenario& scenario);
// One step made by another thread of the scenario, and another step left out.
[[nodiscard]] std::vector<Scenario> moved_without_another(const Scenario& scenario);

}  // namespace sigconform
