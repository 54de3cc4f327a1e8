// What the text of a C program must be like; nothing is run, and only the compilers of the system are used.
#include "reports/c_program.h"

#include "reports/c_runtime.h"
#include "reports/c_spelling.h"
#include "reports/testing/compiled_program.h"
#include "reports/testing/scenarios.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <set>
#include <stdexcept>

namespace sigconform {
namespace {

using testing::compile;
using testing::has_compiler;
using testing::Ran;
using testing::ScratchFolder;

constexpr const char* kAwkward = "a \"title\" with /* and */ in it, a \\ and\na second line";

std::string program_of_every_operation() {
  const Scenario scenario = testing::every_operation();
  const Trace silent = testing::silent_trace(scenario);
  return c_program(scenario, std::vector<Trace>{silent},
                   {kAwkward, "a.rule", std::string(kAwkward), "arch/*/kernel/*", "6.18", {}});
}

TEST(CProgram, EveryOperationIsInTheScenarioOfEveryOperation) {
  std::set<std::size_t> kinds;
  for (const Step& step : testing::every_operation().steps) kinds.insert(step.operation.index());
  EXPECT_EQ(kinds.size(), kOperationKinds);
}

TEST(CProgram, EveryOperationCompilesWithoutWarnings) {
  for (const char* const compiler : {"cc", "gcc", "clang", "gcc -std=gnu11 -O2", "clang -std=gnu11 -O2"}) {
    if (!has_compiler(std::string(compiler).substr(0, std::string(compiler).find(' ')))) continue;
    const ScratchFolder folder;
    const Ran ran = compile(folder, program_of_every_operation(), compiler);
    EXPECT_EQ(ran.exit_status, 0) << compiler << "\n" << ran.output;
    EXPECT_EQ(ran.output, "") << compiler;
  }
}

TEST(CProgram, ScenarioWithoutStepsOrTracesCompiles) {
  if (!has_compiler("cc")) GTEST_SKIP() << "no C compiler here";
  const ScratchFolder folder;
  const Ran ran = compile(folder, c_program(testing::scenario_of("process P1 user u1\n"), {}, {}));
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
}

TEST(CProgram, SameInputGivesTheSameText) { EXPECT_EQ(program_of_every_operation(), program_of_every_operation()); }

TEST(CProgram, OpensWithTitleRuleAndScenario) {
  const Scenario scenario = testing::scenario_of("process P1 user u1\nP1.T1 kill P1 SIGHUP\n");
  const std::string text =
      c_program(scenario, std::vector<Trace>{testing::silent_trace(scenario)},
                {"SIGHUP is lost", "dequeue.lowest-first", "the sentence", "signal(7)", "6.18", {}});
  EXPECT_EQ(text.rfind("/* SIGHUP is lost\n", 0), 0U);
  EXPECT_NE(text.find(" * rule      dequeue.lowest-first: the sentence\n"), std::string::npos);
  EXPECT_NE(text.find(" * sources   signal(7)\n"), std::string::npos);
  EXPECT_NE(text.find(" * seen on   Linux 6.18\n"), std::string::npos);
  EXPECT_NE(text.find(" *     process P1 user u1"), std::string::npos);
  EXPECT_NE(text.find("/* P1_T1 */ case 0: return sys(SYS_kill, pid_of(P1), SIGHUP);\n"), std::string::npos);
}

TEST(CProgram, EqualTracesAreWrittenOnce) {
  const Scenario scenario = testing::scenario_of("process P1 user u1\nP1.T1 kill P1 SIGHUP\n");
  const Trace trace = testing::silent_trace(scenario);
  const std::string once = c_program(scenario, std::vector<Trace>{trace}, {});
  EXPECT_EQ(c_program(scenario, std::vector<Trace>{trace, trace}, {}), once);
}

TEST(CProgram, TraceOfAnotherScenarioIsRefused) {
  const Scenario scenario = testing::scenario_of("process P1 user u1\nP1.T1 kill P1 SIGHUP\n");
  EXPECT_THROW((void)c_program(scenario, std::vector<Trace>{Trace{}}, {}), std::invalid_argument);
}

TEST(CProgram, FixedPartStaysSmall) {
  const auto lines = [](std::string_view text) { return std::count(text.begin(), text.end(), '\n'); };
  EXPECT_LE(lines(c_runtime()), 1500);
}

TEST(CSpelling, SetsAreTheShorterOfMembersAndComplement) {
  EXPECT_EQ(c_set({}), "0");
  EXPECT_EQ(c_set(SignalSet::of(kSigHup, Signo{40})), "BIT(SIGHUP) | BIT(40)");
  EXPECT_EQ(c_set(~SignalSet::of(kSigKill)), "~BIT(SIGKILL)");
  EXPECT_EQ(c_set(~SignalSet::of(kSigKill, kSigStop)), "~(BIT(SIGKILL) | BIT(SIGSTOP))");
  EXPECT_EQ(c_set(~SignalSet{}), "~0ul");
}

TEST(CSpelling, PidsAreNamesAndNumbersOfNobody) {
  EXPECT_EQ(c_pid(PidArg::of(ThreadId{{2}, {1}})), "pid_of(P2)");
  EXPECT_EQ(c_pid(PidArg::of(ThreadId{{2}, {3}})), "pid_of(P2_T3)");
  EXPECT_EQ(c_pid(PidArg::group_of({2})), "-pid_of(P2)");
  EXPECT_EQ(c_pid(PidArg::special(PidArg::Kind::kIntMin)), "INT_MIN");
  EXPECT_EQ(c_name(PidName::of(kInit)), "INIT");
  EXPECT_EQ(c_name({kForeignPid + 5}), "FOREIGN + 5");
}

TEST(CSpelling, WaitStatusesAreReadable) {
  EXPECT_EQ(c_wait_status(3 << 8), "EXITED(3)");
  EXPECT_EQ(c_wait_status(kSigKill.value), "KILLED(SIGKILL)");
  EXPECT_EQ(c_wait_status(kSigTstp.value << 8 | 0x7f), "STOPPED(SIGTSTP)");
  EXPECT_EQ(c_wait_status(0xffff), "CONTINUED");
}

}  // namespace
}  // namespace sigconform
