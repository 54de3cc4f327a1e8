// The catalogue is in order: every id stands once, every rule is of the chapter whose file it is in, every text is
// there.
#include "model/rules/rules.h"

#include "model/dialect.h"

#include <gtest/gtest.h>
#include <set>

namespace sigconform {
namespace {

TEST(Catalogue, EveryIdStandsOnceAndIsFound) {
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < kRules; ++i) {
    const auto rule = static_cast<Rule>(i);
    EXPECT_TRUE(ids.insert(id_of(rule)).second) << id_of(rule);
    EXPECT_EQ(find_rule(id_of(rule)), rule);
    EXPECT_TRUE(text_of(rule).sentence.ends_with('.')) << id_of(rule);
    EXPECT_FALSE(text_of(rule).sources.empty()) << id_of(rule);
  }
  for (const UnobservableRule& rule : unobservable_rules()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    EXPECT_TRUE(rule.sentence.ends_with('.') && rule.reason.ends_with('.')) << rule.id;
    EXPECT_FALSE(rule.sources.empty()) << rule.id;
  }
  EXPECT_EQ(find_rule("no.such-rule"), Rule::kCount);
}

// A rule that nobody can falsify is one that nothing was seen to test.
TEST(Catalogue, EveryRuleHasAVariationPoint) {
  RuleSet falsifiable;
  for (const VariationPoint& point : variation_points()) falsifiable.set(static_cast<std::size_t>(point.rule));
  for (std::size_t i = 0; i < kRules; ++i) EXPECT_TRUE(falsifiable.test(i)) << id_of(static_cast<Rule>(i));
}

TEST(Catalogue, ChaptersDivideTheRules) {
  RuleSet all;
  for (std::size_t i = 0; i < kChapters; ++i) {
    const auto chapter = static_cast<Chapter>(i);
    const RuleSet rules = rules_of(ChapterSet().set(i));
    EXPECT_TRUE(rules.any()) << name_of(chapter);
    EXPECT_TRUE((rules & all).none()) << name_of(chapter);
    EXPECT_EQ(find_chapter(name_of(chapter)), chapter);
    all |= rules;
  }
  EXPECT_TRUE(all.all());
  EXPECT_EQ(rules_of({}), all);
  EXPECT_EQ(text_of(Rule::kGroupStopStarts).chapter, Chapter::kJobs);
  EXPECT_EQ(text_of(Rule::kForkInherits).chapter, Chapter::kBirth);
  EXPECT_EQ(names_of(ChapterSet().set()).size(), kChapters);
  EXPECT_EQ(names_of(ChapterSet().set(1)), std::vector{name_of(static_cast<Chapter>(1))});
  EXPECT_TRUE(names_of({}).empty());
  EXPECT_EQ(find_chapter("verse"), Chapter::kCount);
}

}  // namespace
}  // namespace sigconform
