// Threads that race: on several CPUs they do run at once, and what is seen then is no order of theirs. That the model
// allows what comes of it is for campaigns to say.
#include "subjects/subject.h"
#include "subjects/testing.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <algorithm>

namespace sigconform {
namespace {

using testing::kP1;
using testing::kP2;
using testing::Script;

TEST(Races, AreRunAtOnceWhereThereAreSeveralCpus) {
  std::unique_ptr<Subject> subject;
  try {
    subject = start_host({.races = true});
  } catch (const SubjectUnavailable& missing) {
    GTEST_SKIP() << missing.what();
  }
  EXPECT_EQ(subject->name(), "host-races");
  EXPECT_EQ(subject->capabilities().scheduling, Scheduling::kParallel);
  cpu_set_t cpus;
  if (sched_getaffinity(0, sizeof cpus, &cpus) != 0 || CPU_COUNT(&cpus) < 2) GTEST_SKIP() << "there is but one CPU";

  // P2 takes one SIGUSR1 before the next one comes: on one CPU, with priorities, it always takes one for all.
  Script script({{}, {}});
  script.then(kP2, op::RtSigaction{kSigUsr1, Handler::kLog, kSaSiginfo, {}});
  script.then(kP1, op::Kill{PidArg::of(kP2), kSigUsr1});
  for (int i = 0; i < 8; ++i) script.with(op::Kill{PidArg::of(kP2), kSigUsr1});
  std::size_t most = 0;
  for (int run = 0; run < 200; ++run) {
    const std::vector<RunResult> results = subject->run(std::span(&script.scenario, 1), Density::kSparse);
    ASSERT_EQ(results.at(0).outcome, Outcome::kCompleted) << results.at(0).detail;
    most = std::max(most, testing::handlers(results.at(0).trace).size());
  }
  EXPECT_GT(most, 1U);
}

}  // namespace
}  // namespace sigconform
