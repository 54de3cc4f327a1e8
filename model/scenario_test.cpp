// Which scenarios are refused, and with which sentence.
#include "model/scenario.h"

#include "model/testing/arbitrary.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace sigconform {
namespace {

constexpr ThreadId kP1T1{ProcessId{1}, ThreadIndex{1}};

Scenario one_process(std::initializer_list<Operation> operations) {
  Scenario scenario;
  scenario.processes.push_back({});
  for (const Operation& operation : operations) scenario.steps.push_back({kP1T1, operation, false});
  return scenario;
}

std::string why(const Scenario& scenario, int expected_step) {
  int step = -2;
  std::string sentence = why_invalid(scenario, &step);
  EXPECT_EQ(step, expected_step) << sentence;
  return sentence;
}

RC_GTEST_PROP(WhyInvalid, ArbitraryScenariosAreValid, ()) { RC_ASSERT(why_invalid(*testing::scenarios()) == ""); }

TEST(WhyInvalid, ScenarioWithoutProcessesIsRefused) { EXPECT_EQ(why({}, -1), "a scenario has at least one process"); }

TEST(WhyInvalid, ParentMustStandBeforeItsChild) {
  Scenario scenario = one_process({});
  scenario.processes[0].parent = ProcessId{1};
  EXPECT_EQ(why(scenario, -1), "the parent of P1 must be init or a process that stands before it");
}

TEST(WhyInvalid, LayoutKeepsItsBounds) {
  Scenario scenario = one_process({});
  scenario.processes[0].user = 4;
  EXPECT_EQ(why(scenario, -1), "the user of P1 must be u1, u2 or u3");
  scenario.processes[0] = {};
  scenario.processes[0].threads = 9;
  EXPECT_EQ(why(scenario, -1), "P1 must have from 1 to 8 threads");
  scenario.processes[0].threads = 0;
  EXPECT_EQ(why(scenario, -1), "P1 must have from 1 to 8 threads");
}

TEST(WhyInvalid, TwentyThreePuppetsFitBesideInitAndNoMore) {
  Scenario scenario = one_process({op::CloneThread{ThreadIndex{8}, {}}});
  scenario.processes[0].threads = 7;
  scenario.processes.push_back({.threads = 8});
  scenario.processes.push_back({.threads = 7});
  EXPECT_EQ(why(scenario, -1), "");
  scenario.steps.push_back({kP1T1, op::Fork{ProcessId{4}}, false});
  EXPECT_EQ(why(scenario, 1), "a scenario has at most 24 threads, init included");
}

TEST(WhyInvalid, NameIsGivenOnce) {
  EXPECT_EQ(why(one_process({op::Fork{ProcessId{1}}}), 0), "the name P1.T1 was given before");
  EXPECT_EQ(why(one_process({op::Fork{ProcessId{2}}, op::Setsid{}, op::Fork{ProcessId{2}}}), 2),
            "the name P2.T1 was given before");
  EXPECT_EQ(why(one_process({op::CloneThread{ThreadIndex{2}, {}}, op::CloneThread{ThreadIndex{2}, {}}}), 1),
            "the name P1.T2 was given before");
  EXPECT_EQ(why(one_process({op::CloneThread{ThreadIndex{1}, {}}}), 0), "thread must be a thread from T2 to T8");
}

TEST(WhyInvalid, ThreadIsNotMadeByWhatMakesProcesses) {
  constexpr CloneFlags kThread = kCloneThread | kCloneSighand | kCloneVm;
  EXPECT_EQ(why(one_process({op::Clone3{ProcessId{2}, kThread, {}}}), 0),
            "flags must be without CLONE_THREAD where both CLONE_SIGHAND and CLONE_VM are and no exit signal is");
  EXPECT_EQ(why(one_process({op::Clone3{ProcessId{2}, kThread, kSigChld}}), -1), "");
}

TEST(WhyInvalid, SameThreadIndexInTwoProcessesIsTwoNames) {
  Scenario scenario = one_process({op::CloneThread{ThreadIndex{2}, {}}});
  scenario.processes.push_back({.threads = 2});
  EXPECT_EQ(why(scenario, -1), "");
}

TEST(WhyInvalid, ActorNeedNotEverExist) {
  Scenario scenario = one_process({op::Setsid{}});
  scenario.steps[0].actor = {ProcessId{8}, ThreadIndex{8}};
  EXPECT_EQ(why(scenario, -1), "");
  scenario.steps[0].actor = {ProcessId{9}, ThreadIndex{1}};
  EXPECT_EQ(why(scenario, 0), "the actor must be from P1.T1 to P8.T8");
  scenario.steps[0].actor = {kInit, ThreadIndex{1}};
  EXPECT_EQ(why(scenario, 0), "the actor must be from P1.T1 to P8.T8");
}

TEST(WhyInvalid, JoinedStepHasTheActorOfTheStepBefore) {
  Scenario scenario = one_process({op::Setsid{}, op::Setsid{}});
  scenario.steps[1].joined = true;
  EXPECT_EQ(why(scenario, -1), "");
  scenario.steps[1].actor.thread = ThreadIndex{2};
  EXPECT_EQ(why(scenario, 1), "a joined step has the actor of the step before it");
  scenario.steps.erase(scenario.steps.begin());
  EXPECT_EQ(why(scenario, 0), "the first step has none before it to be joined to");
}

TEST(WhyInvalid, TwoHundredStepsAreTheMost) {
  Scenario scenario = one_process({});
  scenario.steps.assign(kMaxSteps, {kP1T1, op::Setsid{}, false});
  EXPECT_EQ(why(scenario, -1), "");
  scenario.steps.push_back(scenario.steps[0]);
  EXPECT_EQ(why(scenario, kMaxSteps), "a scenario has at most 200 steps");
}

TEST(WhyInvalid, FieldsKeepTheirBounds) {
  const PidArg p1 = PidArg::of(ProcessId{1});
  const PidArg all = PidArg::special(PidArg::Kind::kMinusOne);
  EXPECT_EQ(why(one_process({op::Kill{p1, Signo{71}}}), 0), "sig must be a signal number from -2 to 70");
  EXPECT_EQ(why(one_process({op::Kill{p1, Signo{-3}}}), 0), "sig must be a signal number from -2 to 70");
  EXPECT_EQ(why(one_process({op::Kill{PidArg::of(ProcessId{9}), Signo{1}}}), 0),
            "pid must be init or a thread from P1.T1 to P8.T8");
  EXPECT_EQ(why(one_process({op::Kill{{PidArg::Kind::kGroup, {ProcessId{1}, ThreadIndex{2}}}, Signo{1}}}), 0),
            "pid must be the process group of init or of P1 to P8");
  EXPECT_EQ(why(one_process({op::Kill{{PidArg::Kind::kZero, kP1T1}, Signo{1}}}), 0), "pid must be without a thread");
  EXPECT_EQ(why(one_process({op::Kill{{static_cast<PidArg::Kind>(7), {}}, Signo{1}}}), 0),
            "pid must be a kind of pid argument");
  EXPECT_EQ(why(one_process({op::Setresuid{{1}, {4}, {-1}}}), 0), "effective must be u1, u2, u3 or keep");
  EXPECT_EQ(why(one_process({op::Setrlimit{{2001}}}), 0), "limit must be a limit from 0 to 2000");
  EXPECT_EQ(why(one_process({op::Waitid{static_cast<IdType>(4), all, {}}}), 0),
            "type must be one of the words of this field");
  EXPECT_EQ(why(one_process({op::RtSigaction{kSigHup, Handler::kLog, {0x04000000}, {}}}), 0),
            "flags must be without SA_RESTORER, which goes without saying");
  EXPECT_EQ(why(one_process({op::Wait4{all, {0xffffffff}}, op::Kill{PidArg::group_of(kInit), Signo{0}}}), -1), "");
}

}  // namespace
}  // namespace sigconform
