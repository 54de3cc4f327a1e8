// Small scopes: every sequence is there once, and what is no scenario is left out.
#include "generators/exhaustive.h"

#include "model/text.h"

#include <gtest/gtest.h>
#include <set>

namespace sigconform {
namespace {

Scope scope(const std::string& steps, int length) {
  return {std::get<Scenario>(parse_scenario("sigconform scenario 1\nprocess P1 user u1 threads 2\n" + steps)), length};
}

TEST(Scope, HasEverySequenceOnce) {
  const Scope two = scope("P1.T1 kill P1 SIGUSR1\nP1.T2 rt_sigpending\nP1.T1 exit 0\n", 3);
  EXPECT_EQ(sequences(two), 27u);
  std::set<std::string> seen;
  for (std::uint64_t i = 0; i < *sequences(two); ++i) {
    const auto one = sequence(two, i);
    ASSERT_TRUE(one);
    EXPECT_EQ(one->steps.size(), 3u);
    seen.insert(to_text(*one));
  }
  EXPECT_EQ(seen.size(), 27u);
}

TEST(Scope, LeavesOutWhatIsNoScenario) {
  const Scope births = scope("P1.T1 fork P2\nP1.T2 exit 0\nP1.T1 exit 0\n + exit 0\n", 2);
  int valid = 0;
  for (std::uint64_t i = 0; i < *sequences(births); ++i) valid += sequence(births, i) ? 1 : 0;
  // Of 16: P2 twice, four that begin with what is joined, and what is joined to T2's step.
  EXPECT_EQ(valid, 16 - 1 - 4 - 1);
}

TEST(Scope, ThatIsTooLargeIsNotCounted) {
  EXPECT_EQ(sequences(scope("P1.T1 exit 0\nP1.T2 exit 0\n", 64)), std::nullopt);
  EXPECT_EQ(sequences(scope("P1.T1 exit 0\nP1.T2 exit 0\n", 63)), std::uint64_t{1} << 63);
}

}  // namespace
}  // namespace sigconform
