// Random scenarios that the model finds interesting: each step is drawn with the model's world at hand, so that
// signals are sent where they are pending or blocked, waited for where something is to come, and actors are awake.
// Swarm testing: every scenario draws its own subset of operations, signals and weights, so that rare combinations
// get long runs. One seed gives one scenario, whatever else was generated.
#pragma once

#include "model/rules/rules.h"
#include "model/scenario.h"

#include <rapidcheck.h>

namespace sigconform {

// Upper bounds; a scenario draws its own numbers up to them. Values beyond vocabulary.h's bounds are refused by the
// command line, and clamped here.
struct GeneratorOptions {
  int processes{3};
  int threads{3};         // a process, at the start
  int operations{40};     // a scenario, at the most
  ChapterSet chapters{};  // what scenarios are mostly about; none given: everything
};

[[nodiscard]] Scenario generate(std::uint64_t seed, const GeneratorOptions& options);

// The seed of scenario `index` of a run: neighbouring indexes give unrelated seeds.
[[nodiscard]] std::uint64_t scenario_seed(std::uint64_t run_seed, std::uint64_t index);

// The same generator behind RapidCheck, for properties; shrinks by dropping steps and simplifying fields.
[[nodiscard]] rc::Gen<Scenario> scenarios(GeneratorOptions options);

}  // namespace sigconform
