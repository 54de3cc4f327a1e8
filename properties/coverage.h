// What a campaign met of the catalogue of rules besides plain counts: the shortest beginning of a scenario that meets
// each rule, and how often two rules were met together. It must not know how scenarios are run or judged.
#pragma once

#include "model/rules/rules.h"
#include "model/scenario.h"

#include <array>
#include <vector>

namespace sigconform {

// Rules met in one scenario, two by two.
class RulePairs {
 public:
  void add(const RuleSet& met);  // one scenario
  void add(Rule a, Rule b, std::uint64_t scenarios);
  // Scenarios that met both.
  [[nodiscard]] std::uint64_t of(Rule a, Rule b) const;
  [[nodiscard]] bool empty() const { return scenarios_.empty(); }

 private:
  std::uint64_t& at(std::size_t low, std::size_t high);
  std::vector<std::uint64_t> scenarios_;  // kRules * kRules; made when the first is added
};

// The shortest known scenario for each rule. To offer a scenario that is no shorter costs next to nothing.
class Examples {
 public:
  Examples() : shortest_(kRules), indexes_(kRules) {}
  // `met_after`: the rules met by the end of each burst, for the first bursts or for all. `index`: of the scenario in
  // the run; of two that are as short the earlier one counts, whatever the order in which they are offered.
  void offer(const Scenario& scenario, const std::vector<RuleSet>& met_after, std::uint64_t index = 0);
  // One that an earlier run, or another shard of this one, found to be the shortest for this rule.
  void offer(Rule rule, const Scenario& scenario, std::uint64_t index);
  // Where the example of this rule comes from.
  [[nodiscard]] std::uint64_t index_of(Rule rule) const { return indexes_[static_cast<std::size_t>(rule)]; }
  // No steps: none is known.
  [[nodiscard]] const Scenario& of(Rule rule) const { return shortest_[static_cast<std::size_t>(rule)]; }

 private:
  void set(std::size_t rule, const Scenario& scenario, std::size_t steps, std::uint64_t index);

  std::vector<Scenario> shortest_;
  std::vector<std::uint64_t> indexes_;
  std::uint64_t newest_{};                       // the greatest of these
  std::array<RuleSet, kMaxSteps + 1> within_{};  // rules that have an example of at most so many steps
};

}  // namespace sigconform
