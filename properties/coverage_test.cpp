// Counting of what a campaign met: the shortest beginnings, pairs of rules, and which hits the subject agreed with.
#include "properties/coverage.h"

#include "properties/campaign.h"
#include "properties/example.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

constexpr auto kFirst = static_cast<std::size_t>(Rule::kOldestFirst);
constexpr auto kSecond = static_cast<std::size_t>(Rule::kInfoOfKill);

Scenario of_steps(std::size_t steps) {
  Scenario scenario;
  scenario.processes.resize(1);
  scenario.steps.assign(steps, Step{{{1}, {1}}, op::RtSigpending{}, false});
  return scenario;
}

TEST(Examples, AreTheShortestBeginnings) {
  Examples examples;
  EXPECT_TRUE(examples.of(Rule::kOldestFirst).steps.empty());
  examples.offer(of_steps(3), {RuleSet{}, RuleSet{}.set(kFirst), RuleSet{}.set(kFirst).set(kSecond)});
  EXPECT_EQ(examples.of(Rule::kOldestFirst), of_steps(2));
  EXPECT_EQ(examples.of(Rule::kInfoOfKill), of_steps(3));
  examples.offer(of_steps(9), {RuleSet{}.set(kSecond)});
  EXPECT_EQ(examples.of(Rule::kOldestFirst), of_steps(2));
  EXPECT_EQ(examples.of(Rule::kInfoOfKill), of_steps(1));
}

TEST(Examples, OfTwoAsShortTheEarlierOfTheRunCounts) {
  Scenario other = of_steps(2);
  other.steps[0].operation = op::Setsid{};
  const std::vector<RuleSet> met{RuleSet{}, RuleSet{}.set(kFirst)};
  for (const bool in_order : {true, false}) {
    Examples examples;
    examples.offer(in_order ? of_steps(2) : other, met, in_order ? 4 : 7);
    examples.offer(in_order ? other : of_steps(2), met, in_order ? 7 : 4);
    EXPECT_EQ(examples.of(Rule::kOldestFirst), of_steps(2));
    EXPECT_EQ(examples.index_of(Rule::kOldestFirst), 4U);
  }
  Examples examples;
  examples.offer(Rule::kOldestFirst, other, 7);
  examples.offer(Rule::kOldestFirst, of_steps(3), 1);
  EXPECT_EQ(examples.of(Rule::kOldestFirst), other) << "a longer one does not count";
  examples.offer(Rule::kOldestFirst, of_steps(2), 4);
  EXPECT_EQ(examples.index_of(Rule::kOldestFirst), 4U);
  examples.offer(Rule::kOldestFirst, of_steps(1), 9);
  EXPECT_EQ(examples.of(Rule::kOldestFirst), of_steps(1));
}

TEST(Examples, DoNotCutBursts) {
  Scenario scenario = of_steps(4);
  scenario.steps[1].joined = scenario.steps[2].joined = true;
  Examples examples;
  examples.offer(scenario, {RuleSet{}.set(kFirst), RuleSet{}.set(kFirst).set(kSecond)});
  EXPECT_EQ(examples.of(Rule::kOldestFirst).steps.size(), 3U);
  EXPECT_EQ(examples.of(Rule::kInfoOfKill).steps.size(), 4U);
}

TEST(RulePairs, CountScenariosThatMetBoth) {
  RulePairs pairs;
  EXPECT_TRUE(pairs.empty());
  pairs.add(RuleSet{}.set(kFirst));
  EXPECT_EQ(pairs.of(Rule::kOldestFirst, Rule::kInfoOfKill), 0U);
  pairs.add(RuleSet{}.set(kFirst).set(kSecond));
  pairs.add(RuleSet{}.set());
  EXPECT_EQ(pairs.of(Rule::kOldestFirst, Rule::kInfoOfKill), 2U);
  EXPECT_EQ(pairs.of(Rule::kInfoOfKill, Rule::kOldestFirst), 2U);
  EXPECT_EQ(pairs.of(Rule::kRealtimeAppends, Rule::kOldestFirst), 1U);
}

// Does as the model, or in every scenario says something else of the last event.
class Repeats final : public Subject {
 public:
  explicit Repeats(bool lies) : lies_(lies) {}
  [[nodiscard]] std::string name() const override { return "repeats"; }
  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] std::vector<RunResult> run(std::span<const Scenario> scenarios, Density density) override {
    std::vector<RunResult> results;
    for (const Scenario& s : scenarios) {
      UsualChoices usual;
      RunResult result{Outcome::kCompleted, {}, predict(s, Dialect{}, usual, density)};
      if (lies_ && !result.trace.events.empty()) result.trace.events.back().result += 77;
      results.push_back(std::move(result));
    }
    return results;
  }

 private:
  bool lies_;
  Capabilities capabilities_;
};

CampaignResult campaign_on(bool lies, std::uint64_t scenarios) {
  CampaignOptions options;
  options.seed = 3;
  options.scenarios_max = scenarios;
  options.findings_max = 0;
  return run_campaign(
      options, [&](int) { return std::make_unique<Repeats>(lies); }, {}, {}, nullptr);
}

TEST(Coverage, OfASubjectThatConformsIsWhatTheModelMet) {
  const CampaignResult result = campaign_on(false, 256);
  EXPECT_EQ(result.rule_agreed, result.rule_hits);
  for (std::size_t r = 0; r < kRules; ++r) {
    const auto rule = static_cast<Rule>(r);
    const Scenario& example = result.examples.of(rule);
    EXPECT_EQ(example.steps.empty(), result.rule_hits[r] == 0) << id_of(rule);
    if (example.steps.empty()) continue;
    EXPECT_EQ(first_applied(rule, example, Dialect{}), example.steps.size() - 1) << id_of(rule);
  }
}

TEST(Coverage, OfASubjectThatDivergesIsNothing) {
  const CampaignResult result = campaign_on(true, 64);
  for (std::size_t r = 0; r < kRules; ++r) EXPECT_LT(result.rule_agreed[r], 5U) << id_of(static_cast<Rule>(r));
  EXPECT_TRUE(result.rules.any());
}

}  // namespace
}  // namespace sigconform
