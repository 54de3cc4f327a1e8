// The generator, in operations a second, and the oracle, in scenarios a second: judging traces that the usual way
// explains, as nearly all are, and traces of a foreign system, where the set of all orders must be refuted.
#include "generators/generate.h"
#include "properties/oracle.h"

#include <benchmark/benchmark.h>

namespace sigconform {
namespace {

inline constexpr std::uint64_t kJudgedScenarios = 512;

void generated_operations(benchmark::State& state) {
  std::int64_t steps = 0;
  std::uint64_t index = 0;
  for (auto _ : state) {
    const Scenario s = generate(scenario_seed(1, index++), {});
    steps += static_cast<std::int64_t>(s.steps.size());
  }
  state.SetItemsProcessed(steps);
}
BENCHMARK(generated_operations)->Name("generator operations");

// Scenarios with the traces that the model predicts under `dialect`.
std::vector<std::pair<Scenario, Trace>> observed(const Dialect& dialect) {
  std::vector<std::pair<Scenario, Trace>> out;
  UsualChoices usual;
  for (std::uint64_t i = 0; i < kJudgedScenarios; ++i) {
    Scenario s = generate(scenario_seed(2, i), {});
    Trace trace = predict(s, dialect, usual, Density::kSparse);
    out.emplace_back(std::move(s), std::move(trace));
  }
  return out;
}

void judge_all(benchmark::State& state, const Dialect& subject) {
  const auto traces = observed(subject);
  std::size_t next = 0;
  for (auto _ : state) {
    const auto& [scenario, trace] = traces[next++ % traces.size()];
    benchmark::DoNotOptimize(judge(scenario, trace, Dialect{}));
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(next));
}

void conforming(benchmark::State& state) { judge_all(state, Dialect{}); }
BENCHMARK(conforming)->Name("oracle scenarios: conforming");

void foreign_system(benchmark::State& state) {
  Dialect foreign;
  foreign.coalesce_standard = false;
  judge_all(state, foreign);
}
BENCHMARK(foreign_system)->Name("oracle scenarios: from a system that does not coalesce");

}  // namespace
}  // namespace sigconform
