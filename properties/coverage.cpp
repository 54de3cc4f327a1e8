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

void Examples::offer(const Scenario& scenario, const std::vector<RuleSet>& met_after) {
  std::size_t steps = 0;
  for (const RuleSet& met : met_after) {
    steps = burst_end(scenario, steps) + 1;
    const RuleSet shorter = met & ~within_[steps];
    if (shorter.none()) continue;
    for (const std::size_t rule : indexes_of(shorter)) shortest_[rule] = truncated(scenario, steps);
    for (std::size_t most = steps; most < within_.size(); ++most) within_[most] |= shorter;
  }
}

void Examples::set(Rule rule, Scenario scenario) {
  const auto r = static_cast<std::size_t>(rule);
  for (std::size_t most = 0; most < within_.size(); ++most) within_[most].set(r, most >= scenario.steps.size());
  shortest_[r] = std::move(scenario);
}

}  // namespace sigconform
