// Looking for examples and minimising them; see example.h.
#include "properties/example.h"

#include "generators/generate.h"
#include "generators/minimize.h"
#include "model/model.h"

namespace sigconform {
namespace {

// The minimiser ends where no single change makes a scenario smaller; from another beginning it may get further.
inline constexpr int kExampleBeginnings = 4;

std::uint64_t size_of(const Scenario& scenario) { return scenario.steps.size() * 100 + scenario.processes.size(); }

}  // namespace

std::optional<std::size_t> first_applied(Rule rule, const Scenario& scenario, const Dialect& dialect) {
  UsualChoices usual;
  Record record;
  World world = initial_world(scenario.processes);
  for (std::size_t first = 0; first < scenario.steps.size();) {
    const std::size_t last = burst_end(scenario, first);
    apply(world, scenario, first, last, usual, dialect, record);
    if (record.hits.test(static_cast<std::size_t>(rule))) return last;
    first = last + 1;
  }
  return std::nullopt;
}

Scenario smaller_example(Rule rule, const Scenario& scenario, const Dialect& dialect) {
  const auto applied = [&](const Scenario& candidate) { return first_applied(rule, candidate, dialect); };
  return minimize(scenario, *applied(scenario), applied).scenario;
}

std::optional<Scenario> find_example(Rule rule, std::uint64_t seed, std::uint64_t scenarios_max,
                                     const Dialect& dialect) {
  GeneratorOptions about;
  about.chapters.set(static_cast<std::size_t>(text_of(rule).chapter));
  std::optional<Scenario> best;
  int beginnings = 0;
  for (std::uint64_t i = 0; i < scenarios_max && beginnings < kExampleBeginnings; ++i) {
    // Some rules are met more often where scenarios are about everything.
    const Scenario scenario = generate(scenario_seed(seed, i), i % 2 == 0 ? about : GeneratorOptions{});
    if (!first_applied(rule, scenario, dialect)) continue;
    ++beginnings;
    Scenario small = smaller_example(rule, scenario, dialect);
    if (!best || size_of(small) < size_of(*best)) best = std::move(small);
  }
  return best;
}

}  // namespace sigconform
