// Properties that cannot fail prove nothing: every variation point of the dialect, turned over, is noticed by the
// property that is about it.
#include "model/text.h"
#include "properties/property.h"
#include "properties/testing/noticed_by.h"
#include "properties/testing/thoroughness.h"
#include "properties/unnoticed.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

using testing::kNoticedBy;

TEST(Mutants, EveryVariationPointIsNoticedByItsProperty) {
  std::size_t index = 0;
  for (const VariationPoint& point : variation_points()) {
    EXPECT_NE(kNoticedBy.contains(point.id), kNoPropertyBecause.contains(point.id))
        << point.id << " has no property that is about it, and no excuse, or both";
    if (!kNoticedBy.contains(point.id) || index++ % testing::kEveryNth != 0) continue;
    Dialect falsified;
    falsified.*point.point = false;
    const Property* property = find_property(kNoticedBy.at(point.id));
    ASSERT_NE(property, nullptr) << point.id;
    const PropertyResult result = check_property(*property, falsified, 1, 100'000, {});
    EXPECT_FALSE(result.holds) << point.id << " is not noticed by " << property->id;
    EXPECT_LE(result.counterexample.steps.size(), 6u) << point.id << "\n" << to_text(result.counterexample);
  }
}

TEST(Mutants, FewPointsHaveNoProperty) {
  for (const auto& [point, reason] : kNoPropertyBecause) {
    EXPECT_NE(find_variation_point(point), nullptr) << point;
    EXPECT_FALSE(reason.empty()) << point;
  }
  EXPECT_LT(kNoPropertyBecause.size() * kPointsPerExcuse, variation_points().size());
}

}  // namespace
}  // namespace sigconform
