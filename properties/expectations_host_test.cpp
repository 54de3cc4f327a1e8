// What other systems are known to do otherwise is what this one does as the rules say: of every scenario below
// ci/expectations/ the host conforms.
#include "properties/oracle.h"
#include "properties/testing/expectations.h"
#include "subjects/subject.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

TEST(Expectations, HostConformsToAll) {
  std::unique_ptr<Subject> host;
  try {
    host = start_host({});
  } catch (const SubjectUnavailable& e) {
    GTEST_SKIP() << e.what();
  }
  const std::vector<testing::Expectation> all = testing::expectations();
  ASSERT_GT(all.size(), 10U);
  for (const testing::Expectation& known : all) {
    const std::vector<RunResult> results = host->run({&known.scenario, 1}, Density::kDense);
    ASSERT_EQ(results[0].outcome, Outcome::kCompleted) << known.name << ": " << results[0].detail;
    EXPECT_EQ(judge(known.scenario, results[0].trace, Dialect{}).verdict, Verdict::kConforms) << known.name;
  }
}

}  // namespace
}  // namespace sigconform
