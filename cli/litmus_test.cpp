// sigconform litmus from outside, on systems that the model plays.
#include "cli/testing/sigconform_runs.h"
#include "reports/testing/validators.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

using testing::has;
using testing::json_complaints;
using testing::json_in;
using testing::Ran;
using testing::ScratchFolder;
using testing::sigconform;

class OnLitmus : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(place("a.scenario")) << "sigconform scenario 1\nprocess P1 user u1\n\n"
                                          "P1.T1 rt_sigprocmask block {SIGUSR1, SIGSYS}\n"
                                          "P1.T1 kill P1 SIGUSR1\n"
                                          "P1.T1 kill P1 SIGSYS\n"
                                          "P1.T1 rt_sigtimedwait {SIGUSR1, SIGSYS} zero\n";
  }
  std::string place(const std::string& name) const { return (folder_.path() / name).string(); }
  Ran litmus(const std::string& system) {
    return sigconform("litmus " + place("a.scenario") + " --times 50 --out " + place("out") + " --on " + system);
  }

 private:
  ScratchFolder folder_;
};

TEST_F(OnLitmus, ConformingSystemShowsTheOneOutcome) {
  const Ran ran = litmus("model");
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, "        50  allowed")) << ran.output;
  EXPECT_EQ(json_complaints(place("out/litmus.json"), "litmus"), "");
  EXPECT_TRUE(has(testing::text_in(place("out/report.html")), "every outcome that was seen is allowed"));
}

TEST_F(OnLitmus, ForbiddenOutcomesFail) {
  const Ran ran = litmus("model:synchronous-first=off");
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  EXPECT_TRUE(has(ran.output, "        50  FORBIDDEN")) << ran.output;
  EXPECT_EQ(json_in(place("out/litmus.json"))["forbidden_runs"], 50);
}

TEST_F(OnLitmus, MissingFileIsNamedBeforeAnythingRuns) {
  const Ran ran = sigconform("litmus " + place("a.scenario") + " " + place("none.scenario") + " --on model");
  EXPECT_EQ(ran.exit_status, 2);
  EXPECT_TRUE(has(ran.output, "none.scenario")) << ran.output;
  EXPECT_FALSE(has(ran.output, "allowed")) << ran.output;
}

}  // namespace
}  // namespace sigconform
