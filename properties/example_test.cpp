// Examples of rules on the model alone: every rule of the catalogue has one, it is small, it is what its seed gives,
// and it is spelt as a file that can be replayed.
#include "properties/example.h"

#include "generators/generate.h"
#include "model/text.h"

#include <gtest/gtest.h>
#include <algorithm>

namespace sigconform {
namespace {

inline constexpr std::uint64_t kScenariosMax = 200'000;
inline constexpr std::size_t kStepsMax = 8;

class EveryRule : public ::testing::TestWithParam<std::size_t> {};

TEST_P(EveryRule, HasAShortExample) {
  const auto rule = static_cast<Rule>(GetParam());
  const std::optional<Scenario> example = find_example(rule, 1, kScenariosMax, Dialect{});
  ASSERT_TRUE(example);
  EXPECT_EQ(first_applied(rule, *example, Dialect{}), example->steps.size() - 1) << to_text(*example);
  EXPECT_LE(example->steps.size(), kStepsMax) << to_text(*example);
  EXPECT_EQ(std::get<Scenario>(parse_scenario(to_text(*example))), *example);
  RecordProperty("operations", static_cast<int>(example->steps.size()));
}

INSTANTIATE_TEST_SUITE_P(Example, EveryRule, ::testing::Range(std::size_t{0}, kRules), [](const auto& at) {
  std::string name(id_of(static_cast<Rule>(at.param)));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '.' || c == '-'; }, '_');
  return name;
});

TEST(Example, IsWhatItsSeedGives) {
  const auto find = [](std::uint64_t seed) { return find_example(Rule::kOldestFirst, seed, kScenariosMax, Dialect{}); };
  EXPECT_EQ(find(7), find(7));
}

TEST(Example, IsNotFoundWhereNobodyLooks) {
  EXPECT_FALSE(find_example(Rule::kOldestFirst, 1, 0, Dialect{}));
  EXPECT_FALSE(first_applied(Rule::kOldestFirst, Scenario{Layout(1), {}}, Dialect{}));
}

TEST(Example, OfALongScenarioIsNoLonger) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Scenario scenario = generate(seed, {});
    if (!first_applied(Rule::kInfoOfKill, scenario, Dialect{})) continue;
    const Scenario small = smaller_example(Rule::kInfoOfKill, scenario, Dialect{});
    EXPECT_LE(small.steps.size(), std::min<std::size_t>(scenario.steps.size(), 3)) << to_text(small);
  }
}

}  // namespace
}  // namespace sigconform
