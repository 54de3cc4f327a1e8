// What other systems are known to do otherwise is what this one does as its rules say: of every scenario below
// ci/expectations/ the host conforms.
#include "cli/testing/expectations.h"
#include "properties/oracle.h"
#include "properties/testing/host.h"

#include <gtest/gtest.h>
#include <vector>

namespace sigconform {
namespace {

TEST(Expectations, HostConformsToAll) {
  testing::Host host;
  try {
    host = testing::start_host_by_its_rules();
  } catch (const SubjectUnavailable& e) {
    GTEST_SKIP() << e.what();
  }
  const std::vector<ExpectedEntry> all = testing::known_scenarios();
  ASSERT_GT(all.size(), 10U);
  for (const ExpectedEntry& known : all) {
    const std::vector<RunResult> results = host.subject->run({&known.scenario, 1}, Density::kDense);
    if (results[0].outcome == Outcome::kSkipped) continue;
    ASSERT_EQ(results[0].outcome, Outcome::kCompleted) << known.value << ": " << results[0].detail;
    EXPECT_EQ(judge(known.scenario, results[0].trace, host.rules).verdict, Verdict::kConforms) << known.value;
  }
}

}  // namespace
}  // namespace sigconform
