// Properties that cannot fail prove nothing: every variation point of the dialect, turned over, is noticed by the
// property that is about it.
#include "model/text.h"
#include "properties/property.h"
#include "properties/testing/noticed_by.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

using testing::kNoticedBy;

TEST(Mutants, EveryVariationPointIsNoticedByItsProperty) {
  for (const VariationPoint& point : variation_points()) {
    ASSERT_TRUE(kNoticedBy.contains(point.id)) << point.id << " has no property that is about it";
    Dialect falsified;
    falsified.*point.point = false;
    const Property* property = find_property(kNoticedBy.at(point.id));
    ASSERT_NE(property, nullptr);
    const PropertyResult result = check_property(*property, falsified, 1, 100'000, {});
    EXPECT_FALSE(result.holds) << point.id << " is not noticed by " << property->id;
    EXPECT_LE(result.counterexample.steps.size(), 6u) << point.id << "\n" << to_text(result.counterexample);
  }
}

}  // namespace
}  // namespace sigconform
