// sigconform mutants: what is found is told with its figures, what is not with its reason and a scenario, and the last
// line counts. No kernel is touched.
#include "cli/testing/sigconform_runs.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

using testing::has;
using testing::Ran;
using testing::sigconform;

TEST(Mutants, OnTheModelAreFoundByProperties) {
  const Ran ran = sigconform("mutants --point sa-mask-applies,private-first --seed 3 --time 60s");
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, "by HandlerRunsWithItsMask")) << ran.output;
  EXPECT_TRUE(has(ran.output, "by PrivateComesBeforeShared")) << ran.output;
  EXPECT_TRUE(has(ran.output, "to the first detection: ")) << ran.output;
  EXPECT_TRUE(ran.output.ends_with("\nfound 2 of 2\n")) << ran.output;
}

TEST(Mutants, SurvivorsHaveAReasonAndAScenario) {
  const Ran ran = sigconform("mutants --point suggested-is-first --seed 3 --time 300ms");
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, "NOT FOUND  suggested-is-first")) << ran.output;
  EXPECT_TRUE(has(ran.output, "no property: any thread that does not block a signal may take it")) << ran.output;
  EXPECT_TRUE(has(ran.output, "this would show it:\nsigconform scenario 1\n")) << ran.output;
  EXPECT_TRUE(ran.output.ends_with("\nfound 0 of 1\n")) << ran.output;
}

TEST(Mutants, SurvivorsWithoutAReasonAreAFailure) {
  // A simulated system with the same flip is no mutant's opposite: nothing diverges.
  const Ran ran = sigconform("mutants --on model:private-first=off --point private-first --seed 3 --time 300ms");
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  EXPECT_TRUE(has(ran.output, "no reason is known")) << ran.output;
}

TEST(Mutants, AnotherDeviationOfTheSystemIsNotTheMutant) {
  const std::string on = "mutants --on model:private-first=off,sa-mask-applies=off --seed 3 --time 500ms --point ";
  EXPECT_EQ(sigconform(on + "private-first").exit_status, 1);
  EXPECT_EQ(sigconform("mutants --on host --jobs 200 --point private-first").exit_status, 2);
}

TEST(Mutants, OnASystemAreFoundByTheComparison) {
  const Ran ran = sigconform("mutants --on model:linux-6.18 --point private-first --seed 3 --time 60s");
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, "by private-first\n")) << ran.output;
}

TEST(Mutants, UnknownPointsAreRefused) {
  const Ran ran = sigconform("mutants --point privat-first");
  EXPECT_EQ(ran.exit_status, 2);
  EXPECT_TRUE(has(ran.output, "did you mean 'private-first'?")) << ran.output;
}

}  // namespace
}  // namespace sigconform
