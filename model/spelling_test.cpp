// Which words are taken for slips of the hand.
#include "model/spelling.h"

#include <gtest/gtest.h>
#include <array>

namespace sigconform {
namespace {

TEST(Nearest, FindsSlipsOfTheHandOnly) {
  constexpr std::array<std::string_view, 3> kWords{"run", "replay", "reproduce"};
  EXPECT_EQ(nearest("rum", kWords.data(), kWords.size()), "run");
  EXPECT_EQ(nearest("repaly", kWords.data(), kWords.size()), "replay");
  EXPECT_EQ(nearest("frobnicate", kWords.data(), kWords.size()), "");
}

}  // namespace
}  // namespace sigconform
