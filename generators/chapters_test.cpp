// Scenarios about one chapter: they reach each of its rules, and meet them more often than scenarios about everything.
#include "generators/chapters.h"

#include "generators/generate.h"
#include "model/model.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

inline constexpr std::uint64_t kScenarios = 20'000;  // a chapter; its rarest rules come up in one of some thousand

struct Met {
  std::array<std::uint64_t, kRules> times{};
  std::uint64_t operations{};

  // Of the rules of the chapter, a thousand operations.
  [[nodiscard]] double rate(const RuleSet& rules) const {
    std::uint64_t sum = 0;
    for (std::size_t r = 0; r < kRules; ++r)
      if (rules.test(r)) sum += times[r];
    return 1000.0 * static_cast<double>(sum) / static_cast<double>(operations);
  }
};

Met meet(const ChapterSet& chapters, std::uint64_t scenarios) {
  GeneratorOptions options;
  options.chapters = chapters;
  Met met;
  for (std::uint64_t i = 0; i < scenarios; ++i) {
    const Scenario scenario = generate(scenario_seed(11, i), options);
    UsualChoices usual;
    Record record;
    (void)predict(scenario, Dialect{}, usual, Density::kSparse, &record);
    for (std::size_t r = 0; r < kRules; ++r) met.times[r] += record.hits.test(r) ? 1 : 0;
    met.operations += scenario.steps.size();
  }
  return met;
}

class About : public ::testing::TestWithParam<std::size_t> {};

TEST_P(About, ChapterReachesItsRulesAndMeetsThemMoreOften) {
  ChapterSet chapter;
  chapter.set(GetParam());
  const RuleSet rules = rules_of(chapter);
  const Met met = meet(chapter, kScenarios);
  for (std::size_t r = 0; r < kRules; ++r)
    EXPECT_TRUE(!rules.test(r) || met.times[r] > 0) << id_of(static_cast<Rule>(r));
  EXPECT_GT(met.rate(rules), meet({}, 2000).rate(rules));
}

TEST_P(About, ChapterHasOperationsThatServeIt) {
  std::size_t serving = 0;
  for (std::size_t kind = 0; kind < kOperationKinds; ++kind) serving += chapters_of(kind).test(GetParam()) ? 1 : 0;
  EXPECT_GT(serving, 0U);
  EXPECT_LT(serving, kOperationKinds);
}

INSTANTIATE_TEST_SUITE_P(Each, About, ::testing::Range(std::size_t{0}, kChapters),
                         [](const auto& at) { return std::string(name_of(static_cast<Chapter>(at.param))); });

TEST(Chapters, EveryOperationServesOne) {
  for (std::size_t kind = 0; kind < kOperationKinds; ++kind) EXPECT_TRUE(chapters_of(kind).any()) << kind;
}

}  // namespace
}  // namespace sigconform
