// C programs compiled and run on the host: with what Linux is known to allow they conform, and with one thing
// falsified in it they do not and say where.
#include "reports/c_program.h"

#include "properties/interleave.h"
#include "reports/c_runtime.h"
#include "reports/testing/compiled_program.h"
#include "reports/testing/hand_made.h"
#include "reports/testing/scenarios.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <chrono>
#include <iostream>

namespace sigconform {
namespace {

using testing::compile;
using testing::HandMade;
using testing::Ran;
using testing::run_command;
using testing::ScratchFolder;

std::string why_not_here() {
  if (geteuid() != 0) return "the programs need root, to make PID namespaces and to use SCHED_FIFO";
  if (!testing::has_compiler("cc")) return "no C compiler here";
  return {};
}

Ran compile_and_run(const ScratchFolder& folder, const std::string& source, unsigned uid = 0) {
  const Ran compiled = compile(folder, source);
  if (compiled.exit_status != 0) return {-1, compiled.output};
  return run_command("'" + (folder.path() / "program").string() + "'", uid);
}

class CProgramOnHost : public ::testing::TestWithParam<HandMade> {
 protected:
  void SetUp() override {
    if (const std::string why = why_not_here(); !why.empty()) GTEST_SKIP() << why;
  }
  [[nodiscard]] Ran run_with(const std::vector<Trace>& allowed) const {
    const ScratchFolder folder;
    return compile_and_run(folder,
                           c_program(GetParam().scenario, allowed, {"", "", "The sentence.", "signal(7)", "", {}}));
  }
  // Runs it with all allowed traces changed by `falsify`.
  template <typename Falsify>
  [[nodiscard]] Ran run_falsified(Falsify falsify) const {
    std::vector<Trace> wrong = GetParam().allowed;
    for (Trace& trace : wrong) falsify(trace);
    return run_with(wrong);
  }
};

void expect_divergence(const Ran& ran) {
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  EXPECT_NE(ran.output.find("diverges: Linux "), std::string::npos) << ran.output;
  EXPECT_NE(ran.output.find("observed  "), std::string::npos) << ran.output;
  EXPECT_NE(ran.output.find("allowed   "), std::string::npos) << ran.output;
  EXPECT_NE(ran.output.find("because   The sentence.  [signal(7)]"), std::string::npos) << ran.output;
}

TEST_P(CProgramOnHost, Conforms) {
  const Ran ran = run_with(GetParam().allowed);
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_EQ(ran.output.rfind("conforms: Linux ", 0), 0U) << ran.output;
}

TEST_P(CProgramOnHost, DivergesWhenAnEventIsOtherwise) {
  expect_divergence(run_falsified([](Trace& trace) { trace.events.back().mask.bits ^= 1U << 20; }));
}

TEST_P(CProgramOnHost, DivergesWhenAnEventIsMissing) {
  expect_divergence(run_falsified([](Trace& trace) {
    const std::size_t all = trace.events.size();
    trace.events.pop_back();
    for (std::uint16_t& end : trace.event_ends) end = static_cast<std::uint16_t>(end == all ? all - 1 : end);
  }));
}

TEST_P(CProgramOnHost, DivergesWhenAnEventIsTooMany) {
  expect_divergence(run_falsified([](Trace& trace) {
    trace.events.push_back(trace.events.back());
    ++trace.event_ends.back();
  }));
}

TEST_P(CProgramOnHost, DivergesWhenTheFinalStatusIsOtherwise) {
  const Ran ran = run_falsified([](Trace& trace) {
    trace.statuses.back().front().state = ThreadState::kZombie;
    trace.statuses.back().back().pending.bits ^= 1;
  });
  expect_divergence(ran);
  EXPECT_NE(ran.output.find("at the end"), std::string::npos) << ran.output;
}

TEST_P(CProgramOnHost, OneAllowedTraceOfSeveralIsEnough) {
  std::vector<Trace> several = GetParam().allowed;
  Trace wrong = several.front();
  wrong.events.back().result ^= 1;
  several.insert(several.begin(), wrong);
  const Ran ran = run_with(several);
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
}

// Where real-time priorities are refused the program compares with what may happen in any order of threads, or says
// that it cannot be run.
class CProgramWithoutPriorities : public CProgramOnHost {
 protected:
  [[nodiscard]] static Ran run_without_priorities(const ScratchFolder& folder, const std::vector<Trace>& loosely) {
    const HandMade& made = GetParam();
    const Ran compiled = compile(folder, c_program(made.scenario, made.allowed, {"", "", "", "", "", loosely}));
    if (compiled.exit_status != 0) return {-1, compiled.output};
    return run_command("setpriv --inh-caps=-sys_nice --bounding-set=-sys_nice '" +
                       (folder.path() / "program").string() + "'");
  }
};

TEST_P(CProgramWithoutPriorities, ComparesWithAnyOrder) {
  std::vector<Trace> loosely = interleaved_traces(GetParam().scenario, Dialect{}, 200);
  ASSERT_FALSE(loosely.empty());
  const ScratchFolder folder;
  const Ran right = run_without_priorities(folder, loosely);
  EXPECT_EQ(right.exit_status, 0) << right.output;
  for (Trace& trace : loosely) trace.events.back().mask.bits ^= 1U << 20;
  const Ran wrong = run_without_priorities(folder, loosely);
  EXPECT_EQ(wrong.exit_status, 1) << wrong.output;
  EXPECT_NE(wrong.output.find("observed  "), std::string::npos) << wrong.output;
}

TEST_P(CProgramWithoutPriorities, SaysThatItCannotBeRunWithoutATable) {
  const ScratchFolder folder;
  const Ran ran = run_without_priorities(folder, {});
  EXPECT_EQ(ran.exit_status, 2) << ran.output;
  EXPECT_NE(ran.output.find("could not be run here: real-time priorities (SCHED_FIFO)"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(HandMade, CProgramWithoutPriorities, ::testing::ValuesIn(testing::hand_made()),
                         [](const auto& made) { return made.param.name; });
INSTANTIATE_TEST_SUITE_P(HandMade, CProgramOnHost, ::testing::ValuesIn(testing::hand_made()),
                         [](const auto& made) { return made.param.name; });

TEST(CProgramAlone, UnprivilegedUserIsToldWhatIsMissing) {
  if (const std::string why = why_not_here(); !why.empty()) GTEST_SKIP() << why;
  const HandMade made = testing::hand_made().front();
  const ScratchFolder folder;
  const Ran ran = compile_and_run(folder, c_program(made.scenario, made.allowed, {}), 65534);
  EXPECT_EQ(ran.exit_status, 2) << ran.output;
  EXPECT_NE(ran.output.find("could not be run here"), std::string::npos);
  EXPECT_NE(ran.output.find("root"), std::string::npos);
}

TEST(CProgramAlone, DivergenceReadsAsAReport) {
  if (const std::string why = why_not_here(); !why.empty()) GTEST_SKIP() << why;
  const Scenario scenario = testing::scenario_of(
      "process P1 user u1\n"
      "P1.T1 rt_sigprocmask block {SIGHUP, SIGSEGV}\n"
      "P1.T1 kill P1 SIGHUP\n"
      "     + kill P1 SIGSEGV\n"
      "P1.T1 rt_sigtimedwait {SIGHUP, SIGSEGV} zero\n");
  Trace wrong;
  const ThreadId p1{{1}, {1}};
  for (const int step : {0, 1, 2, 3}) {
    Event e;
    e.thread = p1;
    e.step = static_cast<std::uint8_t>(step);
    wrong.events.push_back(e);
  }
  wrong.events.back().result = kSigHup.value;
  wrong.events.back().info = {kSigHup.value, 0, 0, PidName::of(p1), {1}, 0};
  wrong.event_ends = {1, 1, 3, 4};
  const ScratchFolder folder;
  const Ran ran = compile_and_run(
      folder, c_program(scenario, std::vector<Trace>{wrong},
                        {"", "", "synchronous signals are dequeued before all others", "signal(7)", "", {}}));
  EXPECT_EQ(ran.exit_status, 1);
  EXPECT_EQ(ran.output.substr(std::min(ran.output.find('\n'), ran.output.size())),
            "\n"
            "   0  P1.T1  rt_sigprocmask block {SIGHUP, SIGSEGV} = 0\n"
            "   1  P1.T1  kill P1 SIGHUP\n"
            "   2       +  kill P1 SIGSEGV\n"
            "                P1.T1 step 1 = 0\n"
            "                P1.T1 step 2 = 0\n"
            "   3  P1.T1  rt_sigtimedwait {SIGHUP, SIGSEGV} zero\n"
            "       observed  P1.T1 step 3 = SIGSEGV (SI_USER from P1, u1)\n"
            "       allowed   P1.T1 step 3 = SIGHUP (SI_USER from P1, u1)\n"
            "       because   synchronous signals are dequeued before all others  [signal(7)]\n");
}

TEST(CProgramAlone, WaitStatusesAndSiginfoAreReadable) {
  if (const std::string why = why_not_here(); !why.empty()) GTEST_SKIP() << why;
  HandMade made;
  for (HandMade& one : testing::hand_made()) {
    if (one.name == "StopIsReportedAndShown") made = std::move(one);
  }
  ASSERT_EQ(made.allowed.size(), 1U);
  made.allowed.front().events.back().result = -1;
  const ScratchFolder folder;
  const Ran ran = compile_and_run(folder, c_program(made.scenario, made.allowed, {}));
  EXPECT_EQ(ran.exit_status, 1);
  for (const char* const line :
       {"P1.T1 step 1 = P2 stopped by SIGSTOP\n", "P1.T1 step 3 = 0 SIGCHLD (CLD_CONTINUED from P2, u1, SIGCONT)\n",
        "       observed  P1.T1 step 6 = 0\n", "       allowed   P1.T1 step 6 = -EPERM\n"}) {
    EXPECT_NE(ran.output.find(line), std::string::npos) << line << "is missing in\n" << ran.output;
  }
}

TEST(CProgramAlone, RuntimeIsAProgramOfItsOwn) {
  if (const std::string why = why_not_here(); !why.empty()) GTEST_SKIP() << why;
  const std::string source(c_runtime());
  const ScratchFolder folder;
  const Ran ran = compile_and_run(folder, source);
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
}

TEST(CProgramAlone, AnswersAtOnceAndAlwaysTheSame) {
  if (const std::string why = why_not_here(); !why.empty()) GTEST_SKIP() << why;
  const HandMade made = testing::hand_made().back();
  const ScratchFolder folder;
  const Ran first = compile_and_run(folder, c_program(made.scenario, made.allowed, {}));
  EXPECT_EQ(first.exit_status, 0) << first.output;
  constexpr int kRuns = 50;
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < kRuns; ++i) {
    const Ran again = run_command("'" + (folder.path() / "program").string() + "'");
    ASSERT_EQ(again.output, first.output);
  }
  const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  RecordProperty("milliseconds_a_run", static_cast<int>(spent.count() / kRuns));
  EXPECT_LT(spent.count(), kRuns * 1000);
}

}  // namespace
}  // namespace sigconform
