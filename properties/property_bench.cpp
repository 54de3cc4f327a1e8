// How many scenarios a second the properties take: all invariants on one walk, one invariant alone, and the laws.
#include "properties/metamorphic.h"
#include "properties/property_walk.h"

#include <benchmark/benchmark.h>

namespace sigconform {
namespace {

inline constexpr std::size_t kCheckedScenarios = 256;

const std::vector<Scenario>& samples() {
  static const std::vector<Scenario> scenarios = [] {
    std::vector<Scenario> drawn;
    for (std::uint64_t i = 0; i < kCheckedScenarios; ++i) drawn.push_back(generate(scenario_seed(1, i), {2, 2, 20}));
    return drawn;
  }();
  return scenarios;
}

void all_invariants_at_once(benchmark::State& state) {
  std::size_t next = 0;
  for (auto _ : state) {
    std::vector<std::unique_ptr<Invariant>> owned;
    std::vector<Invariant*> invariants;
    for (const InvariantText& text : all_invariants()) invariants.push_back(owned.emplace_back(text.make()).get());
    benchmark::DoNotOptimize(walk(samples()[next++ % kCheckedScenarios], {}, invariants));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(all_invariants_at_once)->Name("scenarios checked by every invariant");

void one_invariant(benchmark::State& state) {
  std::size_t next = 0;
  for (auto _ : state) {
    const std::unique_ptr<Invariant> invariant = queue_invariants().front().make();
    Invariant* const one = invariant.get();
    benchmark::DoNotOptimize(walk(samples()[next++ % kCheckedScenarios], {}, {&one, 1}));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(one_invariant)->Name("scenarios checked by one invariant");

void laws(benchmark::State& state) {
  const std::vector<Law> all = all_laws();
  const Apply real = apply;
  std::size_t next = 0;
  for (auto _ : state) {
    for (const Law& law : all) benchmark::DoNotOptimize(law.check(samples()[next % kCheckedScenarios], {}, real));
    ++next;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(laws)->Name("scenarios checked by every law");

}  // namespace
}  // namespace sigconform
