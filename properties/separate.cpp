// Looking for separating scenarios and minimising them; see separate.h.
#include "properties/separate.h"

#include "generators/generate.h"
#include "generators/minimize.h"
#include "model/model.h"
#include "properties/oracle.h"

#include <algorithm>

namespace sigconform {
namespace {

// The minimiser ends where no single change makes a scenario smaller; from another beginning it may get further.
inline constexpr int kSeparatingBeginnings = 4;
// So often what tells two dialects apart where threads have priorities may say nothing where they do not.
inline constexpr int kUselessBeginnings = 16;
// So few steps are not worth another beginning.
inline constexpr std::size_t kShortEnough = 3;

// Statuses count where they were observed densely.
std::optional<std::size_t> first_difference(const Scenario& scenario, const Trace& a, const Trace& b, Density density) {
  for (std::size_t step = 0; step < scenario.steps.size(); ++step) {
    const std::size_t end_a = a.event_ends[step];
    const std::size_t end_b = b.event_ends[step];
    const bool same = end_a == end_b && std::equal(a.events.begin(), a.events.begin() + static_cast<long>(end_a),
                                                   b.events.begin(), b.events.begin() + static_cast<long>(end_b));
    if (!same || (density == Density::kDense && a.statuses[step] != b.statuses[step])) return step;
  }
  return std::nullopt;
}

std::optional<std::size_t> part_at(const Scenario& scenario, const Dialect& a, const Dialect& b, Density density) {
  UsualChoices usual_a, usual_b;
  const Trace trace_a = predict(scenario, a, usual_a, density);
  const Trace trace_b = predict(scenario, b, usual_b, density);
  const std::optional<std::size_t> step = first_difference(scenario, trace_a, trace_b, density);
  if (!step || allows(scenario, trace_a, b) || allows(scenario, trace_b, a)) return std::nullopt;
  return burst_end(scenario, *step);
}

Dialect with_priorities(Dialect dialect) {
  dialect.scheduling = Scheduling::kPriorities;
  return dialect;
}

}  // namespace

std::optional<std::size_t> parts_at(const Scenario& scenario, const Dialect& a, const Dialect& b) {
  return part_at(scenario, a, b, Density::kDense);
}

std::optional<std::size_t> events_part_at(const Scenario& scenario, const Dialect& a, const Dialect& b) {
  return part_at(scenario, a, b, Density::kSparse);
}

std::optional<Scenario> find_separating(const Dialect& a, const Dialect& b, Chapter about, std::uint64_t seed,
                                        std::uint64_t scenarios_max, const Allowance& allowance) {
  // Where threads may lose the CPU anywhere a long scenario takes a search of seconds: there only short ones are asked.
  const StillFails parts = [as = with_priorities(a), bs = with_priorities(b)](const Scenario& candidate) {
    return parts_at(candidate, as, bs);
  };
  GeneratorOptions chapter;
  chapter.chapters.set(static_cast<std::size_t>(about));
  std::optional<Scenario> best;
  int beginnings = 0, useless = 0;
  for (std::uint64_t i = 0; i < scenarios_max && !allowance.over(); ++i) {
    if (beginnings == kSeparatingBeginnings || useless == kUselessBeginnings) break;
    const Scenario scenario = generate(scenario_seed(seed, i), i % 2 == 0 ? chapter : GeneratorOptions{});
    const std::optional<std::size_t> at = parts(scenario);
    if (!at) continue;
    Scenario small = minimize(scenario, *at, parts, {.enough = [&] { return allowance.over(); }}).scenario;
    if (a.preemptible() && !parts_at(small, a, b)) {
      ++useless;
      continue;
    }
    ++beginnings;
    if (!best || small.steps.size() < best->steps.size()) best = std::move(small);
    if (best->steps.size() <= kShortEnough) break;
  }
  return best;
}

std::optional<Scenario> find_separating(const VariationPoint& point, const Dialect& newer, const Dialect& older,
                                        std::uint64_t seed, std::uint64_t scenarios_max) {
  for (const Dialect& base : {newer, older}) {
    Dialect flipped = base;
    flipped.*point.point = !(flipped.*point.point);
    std::optional<Scenario> found = find_separating(base, flipped, text_of(point.rule).chapter, seed, scenarios_max);
    if (found) return found;
    if (newer == older) break;
  }
  return std::nullopt;
}

}  // namespace sigconform
