// Tests of steps.h: the state after each step, and both sides of a divergence.
#include "reports/steps.h"

#include "reports/testing/hand_made_result.h"
#include "reports/testing/scenarios.h"

#include <gtest/gtest.h>
#include <algorithm>

namespace sigconform {
namespace {

std::vector<StepView> usual_steps(std::string_view text) {
  const Scenario scenario = testing::scenario_of(text);
  UsualChoices usual;
  const Trace trace = predict(scenario, Dialect{}, usual, Density::kDense);
  return step_views(scenario, allowed_way(scenario, trace, Dialect{}), trace, nullptr);
}

bool applied(const StepView& step, Rule rule) {
  return std::any_of(step.rules.begin(), step.rules.end(), [rule](const AppliedRule& a) { return a.rule == rule; });
}

TEST(StepsOf, StateStandsBesideWhatWasObserved) {
  const std::vector<StepView> steps = usual_steps(
      "process P1 user u1 threads 2\n"
      "P1.T1 rt_sigprocmask block {SIGUSR1}\n"
      "P1.T2 tgkill P1 P1.T1 SIGUSR1\n"
      "P1.T1 rt_sigtimedwait {SIGUSR2} forever\n");
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_TRUE(steps[0].operations.empty());
  EXPECT_EQ(steps[1].threads[0].blocked, "{SIGUSR1}");
  EXPECT_TRUE(steps[1].threads[0].changed);
  EXPECT_FALSE(steps[1].threads[1].changed);
  EXPECT_EQ(steps[2].threads[0].pending, std::vector<std::string>{"SIGUSR1 (SI_TKILL from P1, u1)"});
  EXPECT_EQ(steps[2].seen.front().text, "= 0");
  EXPECT_TRUE(applied(steps[2], Rule::kThreadDirectedIsPrivate));
  EXPECT_EQ(steps[3].threads[0].state, "blocked in rt_sigtimedwait (step 3)");
  EXPECT_EQ(steps[3].threads_looked_at, 2U);
  EXPECT_TRUE(steps[3].otherwise.empty());
}

TEST(StepsOf, HandlersAndActionsAreShown) {
  const std::vector<StepView> steps = usual_steps(
      "process P1 user u1\n"
      "P1.T1 rt_sigaction SIGUSR1 park SA_SIGINFO {SIGHUP}\n"
      "P1.T1 kill P1 SIGUSR1\n"
      "P1.T1 return\n");
  EXPECT_EQ(steps[1].processes[0].actions, std::vector<std::string>{"SIGUSR1 park SA_SIGINFO {SIGHUP}"});
  ASSERT_EQ(steps[2].threads[0].handlers.size(), 1U);
  EXPECT_EQ(steps[2].threads[0].handlers[0], "SIGUSR1 (SI_USER from P1, u1), return restores mask {}");
  EXPECT_EQ(steps[2].threads[0].blocked, "{SIGHUP, SIGUSR1}");
  EXPECT_TRUE(steps[3].threads[0].handlers.empty());
}

TEST(StepsOf, DivergentStepShowsBothSides) {
  const Finding finding = testing::hand_made_finding();
  const AllowedWay way = allowed_way(finding.scenario, finding.observed, Dialect{});
  const std::vector<StepView> steps = step_views(finding.scenario, way, finding.observed, &finding.divergence);
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_EQ(steps[2].operations.size(), 2U);
  EXPECT_EQ(steps[2].processes[0].pending.size(), 2U);
  const StepView& last = steps.back();
  EXPECT_FALSE(last.as_seen);
  EXPECT_TRUE(last.diverges);
  EXPECT_FALSE(steps[2].diverges);
  ASSERT_EQ(last.seen.size(), 1U);
  EXPECT_TRUE(last.seen[0].diverges);
  EXPECT_EQ(last.seen[0].text, "= SIGHUP (SI_USER from P1, u1)");
  EXPECT_EQ(last.allowed, std::vector<std::string>{"= SIGSEGV (SI_USER from P1, u1)"});
  EXPECT_TRUE(applied(last, Rule::kSynchronousFirst));
}

TEST(StepsOf, WhatProcShowsOtherwiseIsTold) {
  const Scenario scenario = testing::scenario_of("process P1 user u1\nP1.T1 rt_sigprocmask block {SIGUSR1}\n");
  UsualChoices usual;
  Trace trace = predict(scenario, Dialect{}, usual, Density::kDense);
  trace.statuses[0][0].blocked = {};
  const std::vector<StepView> steps = step_views(scenario, allowed_way(scenario, trace, Dialect{}), trace, nullptr);
  ASSERT_EQ(steps[1].otherwise.size(), 1U);
  EXPECT_NE(steps[1].otherwise[0].find("allowed: P1.T1  asleep"), std::string::npos) << steps[1].otherwise[0];
  EXPECT_NE(steps[1].otherwise[0].find("blocked {SIGUSR1}"), std::string::npos) << steps[1].otherwise[0];
}

}  // namespace
}  // namespace sigconform
