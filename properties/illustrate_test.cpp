// Every rule has an example, nearly all of them show it, and how many threads look for them does not matter.
#include "properties/illustrate.h"

#include "generators/candidates.h"
#include "model/model.h"
#include "model/text.h"
#include "model/versions.h"
#include "properties/example.h"
#include "properties/testing/thoroughness.h"

#include <gtest/gtest.h>
#include <algorithm>

namespace sigconform {
namespace {

inline constexpr std::uint64_t kScenarios = 20'000;  // seconds
inline constexpr std::size_t kIllustratingStepsMax = 8;
// Rules that are applied in no scenario so that it could be seen within these bounds.
inline constexpr std::size_t kUnshownMax = 8;

const std::vector<Illustration>& all() {
  static const std::vector<Illustration> examples = illustrate({1, kScenarios, 1}, [](auto, auto, auto) {});
  return examples;
}

class AllIllustrations : public ::testing::Test {
 protected:
  void SetUp() override {
    if (testing::kEveryNth > 1) GTEST_SKIP() << "a minute under the sanitizers; AreTheSameWhoeverLooks runs all of it";
  }
};

TEST_F(AllIllustrations, EveryRuleHasAShortOne) {
  ASSERT_EQ(all().size(), kRules);
  for (std::size_t r = 0; r < kRules; ++r) {
    const auto rule = static_cast<Rule>(r);
    const Illustration& its = all()[r];
    ASSERT_FALSE(its.scenario.steps.empty()) << id_of(rule);
    EXPECT_LE(its.scenario.steps.size(), kIllustratingStepsMax) << id_of(rule) << "\n" << to_text(its.scenario);
    EXPECT_EQ(why_invalid(its.scenario), "") << id_of(rule);
    EXPECT_EQ(first_applied(rule, its.scenario, *find_dialect(its.dialect)), its.applied) << id_of(rule);
  }
}

TEST_F(AllIllustrations, ShowTheirRules) {
  std::size_t unshown = 0;
  for (std::size_t r = 0; r < kRules; ++r) {
    const auto rule = static_cast<Rule>(r);
    const Illustration& its = all()[r];
    if (its.shown_by == nullptr && ++unshown != 0) continue;
    EXPECT_EQ(its.shown_by->rule, rule);
    const Dialect dialect = *find_dialect(its.dialect);
    EXPECT_TRUE(dialect.*its.shown_by->point) << id_of(rule);
    EXPECT_EQ(shown_at(rule, *its.shown_by, its.scenario, dialect, its.sight), its.scenario.steps.size() - 1)
        << id_of(rule);
    // A step less shows it no longer.
    const std::size_t fewer = its.scenario.steps.size() - 1;
    EXPECT_TRUE(fewer == 0 || !shown_at(rule, *its.shown_by, truncated(its.scenario, fewer), dialect, its.sight))
        << id_of(rule);
  }
  EXPECT_LE(unshown, kUnshownMax);
}

// An answer is easier to read than what /proc shows.
TEST_F(AllIllustrations, ShowMostRulesByWhatCallsAnswer) {
  const auto by_answers = std::count_if(all().begin(), all().end(), [](const Illustration& its) {
    return its.shown_by != nullptr && its.sight == Sight::kEvents;
  });
  EXPECT_GT(static_cast<std::size_t>(by_answers), kRules * 3 / 4);
}

TEST_F(AllIllustrations, AreOfTheNewestDialectThatHasTheRule) {
  const auto dialect_of = [](Rule rule) { return all()[static_cast<std::size_t>(rule)].dialect; };
  EXPECT_EQ(dialect_of(Rule::kSynchronousFirst), version_dialects().back().name);
  EXPECT_EQ(dialect_of(find_rule("timer.sigev-none-keeps-time")), kDefaultDialect);
}

TEST(Illustrations, AreTheSameWhoeverLooks) {
  std::uint64_t told = 0;
  const auto few = [&](int jobs) {
    return illustrate({7, 40, jobs}, [&told](std::string_view, std::uint64_t done, std::uint64_t of) {
      ++told;
      EXPECT_LE(done, of);
    });
  };
  const std::vector<Illustration> one = few(1), three = few(3);
  ASSERT_EQ(one.size(), three.size());
  EXPECT_GT(told, 0U);
  EXPECT_TRUE(std::any_of(one.begin(), one.end(), [](const Illustration& i) { return !i.scenario.steps.empty(); }));
  for (std::size_t r = 0; r < kRules; ++r) {
    EXPECT_EQ(one[r].scenario, three[r].scenario);
    EXPECT_EQ(one[r].shown_by, three[r].shown_by);
  }
}

TEST(Illustrations, AreNotFoundWhereNobodyLooks) {
  for (const Illustration& its : illustrate({1, 0, 1}, [](auto, auto, auto) {}))
    EXPECT_TRUE(its.scenario.steps.empty() && its.shown_by == nullptr);
}

}  // namespace
}  // namespace sigconform
