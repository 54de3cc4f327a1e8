// The generator, in operations a second, and the oracle, in scenarios a second: judging traces that the usual way
// explains, as nearly all are, and traces of a foreign system, where the set of all orders must be refuted; and that
// where threads run at once, whose orders are many.
#include "generators/generate.h"
#include "properties/oracle.h"

#include <benchmark/benchmark.h>

namespace sigconform {
namespace {

inline constexpr std::uint64_t kJudgedScenarios = 512;
// Judging one may take seconds where threads run at once.
inline constexpr std::uint64_t kJudgedAtOnce = 160;

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
std::vector<std::pair<Scenario, Trace>> observed(const Dialect& dialect, const GeneratorOptions& generator,
                                                 std::uint64_t scenarios) {
  std::vector<std::pair<Scenario, Trace>> out;
  UsualChoices usual;
  for (std::uint64_t i = 0; i < scenarios; ++i) {
    Scenario s = generate(scenario_seed(2, i), generator);
    Trace trace = predict(s, dialect, usual, Density::kSparse);
    out.emplace_back(std::move(s), std::move(trace));
  }
  return out;
}

void judge_all(benchmark::State& state, const Dialect& subject) {
  const auto traces = observed(subject, {}, kJudgedScenarios);
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

void foreign_at_once(benchmark::State& state) {
  GeneratorOptions generator;
  generator.operations = static_cast<int>(state.range(0));
  generator.threads = 2;
  Dialect linux_at_once, foreign;
  linux_at_once.scheduling = foreign.scheduling = Scheduling::kParallel;
  foreign.coalesce_standard = foreign.kill_tells_process = foreign.fatal_acts_at_once = false;
  const auto traces = observed(foreign, generator, kJudgedAtOnce);
  std::int64_t judged = 0;
  for (auto _ : state) {
    for (const auto& [scenario, trace] : traces) benchmark::DoNotOptimize(judge(scenario, trace, linux_at_once));
    judged += static_cast<std::int64_t>(traces.size());
  }
  state.SetItemsProcessed(judged);
}
BENCHMARK(foreign_at_once)
    ->Name("oracle scenarios: the same, threads at once, operations")
    ->Arg(6)
    ->Arg(20)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sigconform
