// Every variation point changes something that can be seen: a short scenario tells the two values apart, it is what its
// seed gives, and it is spelt as a file that can be replayed.
#include "properties/separate.h"

#include "model/text.h"
#include "model/versions.h"
#include "properties/testing/thoroughness.h"

#include <gtest/gtest.h>
#include <algorithm>

namespace sigconform {
namespace {

inline constexpr std::uint64_t kSeparatingScenariosMax = 100'000;
inline constexpr std::size_t kSeparatingStepsMax = 8;

class EveryPoint : public ::testing::TestWithParam<std::size_t> {};

TEST_P(EveryPoint, IsToldApartByAShortScenario) {
  const VariationPoint& point = variation_points()[GetParam()];
  const std::optional<Scenario> scenario = find_separating(point, {}, {}, 1, kSeparatingScenariosMax);
  ASSERT_TRUE(scenario) << point.flipped;
  EXPECT_LE(scenario->steps.size(), kSeparatingStepsMax) << to_text(*scenario);
  Dialect flipped;
  flipped.*point.point = false;
  EXPECT_EQ(parts_at(*scenario, {}, flipped), scenario->steps.size() - 1) << to_text(*scenario);
  EXPECT_EQ(std::get<Scenario>(parse_scenario(to_text(*scenario))), *scenario);
  RecordProperty("operations", static_cast<int>(scenario->steps.size()));
}

INSTANTIATE_TEST_SUITE_P(Separating, EveryPoint,
                         ::testing::Range(std::size_t{0}, variation_points().size(), testing::kEveryNth),
                         [](const auto& at) {
                           std::string name(variation_points()[at.param].id);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Separating, SameDialectsAreNotToldApart) {
  EXPECT_FALSE(find_separating(Dialect{}, Dialect{}, Chapter{}, 1, 200));
}

// A point that acts only beside another one is told apart on that side of a pair which has the other.
TEST(Separating, PointIsToldApartWhereItActs) {
  const Dialect older = *find_dialect("linux-3.18");
  const VariationPoint& point = *find_variation_point("forced-synchronous-ignores-mask");
  EXPECT_TRUE(find_separating(point, {}, older, 1, kSeparatingScenariosMax));
}

}  // namespace
}  // namespace sigconform
