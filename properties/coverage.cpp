// Examples and pairs; see coverage.h.
#include "properties/coverage.h"

#include "generators/candidates.h"
#include "model/model.h"

#include <algorithm>

namespace sigconform {
namespace {

std::vector<std::size_t> indexes_of(const RuleSet& rules) {
  std::vector<std::size_t> indexes;
  indexes.reserve(rules.count());
  for (std::size_t r = 0; r < kRules; ++r)
    if (rules.test(r)) indexes.push_back(r);
  return indexes;
}

}  // namespace

std::uint64_t& RulePairs::at(std::size_t low, std::size_t high) {
  if (scenarios_.empty()) scenarios_.resize(kRules * kRules);
  return scenarios_[low * kRules + high];
}

void RulePairs::add(const RuleSet& met) {
  const std::vector<std::size_t> rules = indexes_of(met);
  for (std::size_t i = 0; i < rules.size(); ++i)
    for (std::size_t j = i + 1; j < rules.size(); ++j) ++at(rules[i], rules[j]);
}

void RulePairs::add(Rule a, Rule b, std::uint64_t scenarios) {
  const auto [low, high] = std::minmax({static_cast<std::size_t>(a), static_cast<std::size_t>(b)});
  at(low, high) += scenarios;
}

std::uint64_t RulePairs::of(Rule a, Rule b) const {
  if (scenarios_.empty()) return 0;
  const auto [low, high] = std::minmax({static_cast<std::size_t>(a), static_cast<std::size_t>(b)});
  return scenarios_[low * kRules + high];
}

void Examples::offer(const Scenario& scenario, const std::vector<RuleSet>& met_after, std::uint64_t index) {
  std::size_t steps = 0;
  for (const RuleSet& met : met_after) {
    steps = burst_end(scenario, steps) + 1;
    // Scenarios come nearly in order, and a newer one must be shorter.
    const RuleSet candidates = met & ~within_[index < newest_ ? steps - 1 : steps];
    if (candidates.none()) continue;
    for (const std::size_t rule : indexes_of(candidates)) {
      const bool as_short = within_[steps].test(rule);
      if (!as_short || index < indexes_[rule]) set(rule, scenario, steps, index);
    }
  }
}

void Examples::offer(Rule rule, const Scenario& scenario, std::uint64_t index) {
  const auto r = static_cast<std::size_t>(rule);
  const std::size_t steps = scenario.steps.size();
  const bool shorter = !within_[steps].test(r);
  const bool as_short = !shorter && (steps == 0 || !within_[steps - 1].test(r));
  if (steps != 0 && (shorter || (as_short && index < indexes_[r]))) set(r, scenario, steps, index);
}

void Examples::set(std::size_t rule, const Scenario& scenario, std::size_t steps, std::uint64_t index) {
  shortest_[rule] = truncated(scenario, steps);
  indexes_[rule] = index;
  newest_ = std::max(newest_, index);
  for (std::size_t most = steps; most < within_.size(); ++most) within_[most].set(rule);
}

}  // namespace sigconform
