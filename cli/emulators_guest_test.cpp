// Foreign systems under the same scenarios and the same rules: what each is known to do otherwise than Linux
// (ci/expectations/) is seen, what it is known to do as Linux is not reported, and a run of anything else ends with a
// judgement. Tested where they are installed.
#include "cli/testing/expectations.h"
#include "generators/generate.h"
#include "model/text.h"
#include "properties/oracle.h"
#include "subjects/guests.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>

namespace sigconform {
namespace {

constexpr std::uint64_t kSeed = 17;
constexpr std::size_t kRandomScenarios = 40;

struct Known {
  const char* name;
  const char* scenario;  // its layout and steps
};

// What all do as Linux does, and may be relied upon.
constexpr Known kAlike[] = {{"a handler for another process's signal",
                             "process P1\nprocess P2\n\n"
                             "P2.T1  rt_sigaction SIGUSR1 log SA_SIGINFO {}\n"
                             "P1.T1  kill P2 SIGUSR1\n"
                             "P1.T1  rt_sigpending\n"},
                            {"realtime signals queue, others coalesce",
                             "process P1\n\n"
                             "P1.T1  rt_sigprocmask block {SIGUSR1, SIG40}\n"
                             "P1.T1  kill P1 SIGUSR1\n"
                             "P1.T1  kill P1 SIGUSR1\n"
                             "P1.T1  rt_sigqueueinfo P1 SIG40 SI_QUEUE 1\n"
                             "P1.T1  rt_sigqueueinfo P1 SIG40 SI_QUEUE 2\n"
                             "P1.T1  rt_sigtimedwait {SIG40} zero\n"
                             "P1.T1  rt_sigtimedwait {SIG40} zero\n"
                             "P1.T1  rt_sigtimedwait {SIG40} zero\n"},
                            {"a descriptor that is ready, watched by a table that has to grow for it",
                             "process P1\n\n"
                             "P1.T1  poll_under epoll_pwait ready forever {}\n"},
                            {"a parent hears of its child's death",
                             "process P1\nprocess P2 parent P1\n\n"
                             "P1.T1  kill P2 SIGKILL\n"
                             "P1.T1  wait4 P2 0\n"},
                            {"a stop, seen by the parent, and a continue",
                             "process P1\nprocess P2 parent P1\n\n"
                             "P1.T1  kill P2 SIGSTOP\n"
                             "P1.T1  wait4 P2 WUNTRACED\n"
                             "P1.T1  kill P2 SIGCONT\n"
                             "P1.T1  wait4 P2 WCONTINUED\n"}};

Scenario parsed(const char* text) {
  return std::get<Scenario>(parse_scenario("sigconform scenario 1\n" + std::string(text)));
}

class EmulatorTest : public ::testing::TestWithParam<Emulator> {
 protected:
  // What gVisor makes in the folder of temporary files, unless it is given another one.
  static std::ptrdiff_t files_left() {
    const auto of_gvisor = [](const auto& entry) { return entry.path().filename().string().starts_with("runsc"); };
    return std::ranges::count_if(std::filesystem::directory_iterator(std::filesystem::temp_directory_path()),
                                 of_gvisor);
  }
  void TearDown() override {
    subject_.reset();
    EXPECT_EQ(files_left(), files_before_);
  }
  void SetUp() override {
    try {
      subject_ = start_emulator(GetParam(), {});
    } catch (const SubjectUnavailable& missing) {
      GTEST_SKIP() << missing.what();
    }
    dialect_.scheduling = subject_->capabilities().scheduling;
  }
  [[nodiscard]] Verdict verdict_on(const Scenario& scenario) {
    const std::vector<RunResult> results = subject_->run({&scenario, 1}, Density::kSparse);
    EXPECT_EQ(results[0].outcome, Outcome::kCompleted) << results[0].detail;
    if (results[0].outcome != Outcome::kCompleted) return Verdict::kInconclusive;
    return judge(scenario, results[0].trace, dialect_).verdict;
  }
  std::ptrdiff_t files_before_{files_left()};
  std::unique_ptr<Subject> subject_;
  Dialect dialect_;
};

TEST_P(EmulatorTest, WhatIsAsOnLinuxIsNotReported) {
  for (const Known& known : kAlike) EXPECT_EQ(verdict_on(parsed(known.scenario)), Verdict::kConforms) << known.name;
}

TEST_P(EmulatorTest, WhatIsExpectedToDifferIsSeen) {
  int seen = 0;
  for (const ExpectedEntry& known : testing::known_scenarios(GetParam().name)) {
    Verdict verdict = verdict_on(known.scenario);
    for (int run = 1; run < known.runs_max() && verdict == Verdict::kConforms; ++run)
      verdict = verdict_on(known.scenario);
    EXPECT_EQ(verdict, Verdict::kDiverges) << known.text << ": if that is mended there, remove it";
    ++seen;
  }
  EXPECT_GT(seen, 0);
}

TEST_P(EmulatorTest, RandomScenariosEndWithAJudgementEach) {
  std::vector<Scenario> scenarios;
  while (scenarios.size() < kRandomScenarios) scenarios.push_back(generate(scenario_seed(kSeed, scenarios.size()), {}));
  const std::vector<RunResult> results = subject_->run(scenarios, Density::kSparse);
  ASSERT_EQ(results.size(), scenarios.size());
  std::map<Verdict, int> verdicts;
  for (std::size_t i = 0; i < results.size(); ++i)
    if (results[i].outcome == Outcome::kCompleted) verdicts[judge(scenarios[i], results[i].trace, dialect_).verdict]++;
  EXPECT_GT(verdicts[Verdict::kConforms], 0);
  EXPECT_GT(verdicts[Verdict::kDiverges], 0);
}

INSTANTIATE_TEST_SUITE_P(Foreign, EmulatorTest, ::testing::ValuesIn(emulators()), testing::name_of_system);

}  // namespace
}  // namespace sigconform
