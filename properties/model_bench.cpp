// Model operations a second: apply() over scenarios that were drawn before the clock runs, in items (operations).
#include "generators/generate.h"
#include "model/model.h"

#include <benchmark/benchmark.h>

namespace sigconform {
namespace {

inline constexpr std::size_t kScenarios = 512;

void operations(benchmark::State& state) {
  const GeneratorOptions options{static_cast<int>(state.range(0)), static_cast<int>(state.range(1)),
                                 static_cast<int>(state.range(2))};
  std::vector<Scenario> scenarios;
  std::vector<World> worlds;
  for (std::uint64_t i = 0; i < kScenarios; ++i) {
    scenarios.push_back(generate(scenario_seed(1, i), options));
    worlds.push_back(initial_world(scenarios.back().processes));
  }
  const Dialect dialect;
  UsualChoices usual;
  Record record;
  std::int64_t steps = 0;
  std::size_t next = 0;
  for (auto _ : state) {
    const Scenario& s = scenarios[next % kScenarios];
    World world = worlds[next++ % kScenarios];
    record.clear();
    for (std::size_t first = 0; first < s.steps.size();) {
      const std::size_t last = burst_end(s, first);
      apply(world, s, first, last, usual, dialect, record);
      first = last + 1;
    }
    benchmark::DoNotOptimize(world);
    steps += static_cast<std::int64_t>(s.steps.size());
  }
  state.SetItemsProcessed(steps);
}
BENCHMARK(operations)->Name("model operations: processes/threads/operations")->Args({2, 2, 20})->Args({3, 3, 40});

}  // namespace
}  // namespace sigconform
