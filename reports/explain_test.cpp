// Explanations and replays: what a person is told about a scenario, from the model alone.
#include "reports/explain.h"

#include "model/model.h"
#include "reports/layout.h"
#include "reports/testing/has.h"
#include "reports/testing/scenarios.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

using testing::has;
using testing::scenario_of;

Scenario synchronous_and_not() {
  return scenario_of(
      "process P1 user u1\n"
      "P1.T1 rt_sigprocmask block {SIGHUP, SIGSEGV}\n"
      "P1.T1 kill P1 SIGHUP\n"
      "     + kill P1 SIGSEGV\n"
      "P1.T1 rt_sigtimedwait {SIGHUP, SIGSEGV} zero\n");
}

Trace predicted(const Scenario& scenario, const Dialect& dialect) {
  UsualChoices usual;
  return predict(scenario, dialect, usual, Density::kDense);
}

TEST(Explain, TellsEachDecisionWithItsRuleSentenceAndSource) {
  const std::string text = explain_text(synchronous_and_not(), {});
  EXPECT_TRUE(has(text, "at the start\n     state  P1.T1  asleep"));
  EXPECT_TRUE(has(text, "  2  P1.T1  kill P1 SIGHUP\n  3       + kill P1 SIGSEGV\n")) << text;
  EXPECT_TRUE(has(text, "     rule   dequeue.synchronous-first  (SIGSEGV at P1.T1)\n            SIGSEGV, SIGBUS"));
  EXPECT_TRUE(has(text, "kernel/signal.c next_signal()"));
  EXPECT_TRUE(has(text, "     seen   = SIGSEGV (SI_USER from P1, u1)  (by "));
  EXPECT_TRUE(has(text, "     state  P1.T1  asleep shared {SIGHUP}"));
  EXPECT_TRUE(has(text, "This is the only allowed outcome.\n"));
}

TEST(Explain, FalsifiedRuleIsSaidToBeFalsified) {
  Dialect falsified;
  falsified.synchronous_first = false;
  const std::string text = explain_text(synchronous_and_not(), falsified);
  EXPECT_TRUE(has(text, "     seen   = SIGHUP (SI_USER from P1, u1)"));
  EXPECT_TRUE(has(text, "the model was told that signals come out by number alone"));
}

TEST(Explain, OperationOfADeadThreadIsSaidToDoNothing) {
  const std::string text =
      explain_text(scenario_of("process P1 user u1\nP1.T1 exit_group 0\nP1.T1 kill P1 SIGHUP\n"), {});
  EXPECT_TRUE(has(text, "  2  P1.T1  kill P1 SIGHUP\n            nothing:")) << text;
}

TEST(Replay, ConformingStepsCarryTheirRules) {
  const Scenario scenario = synchronous_and_not();
  const Trace trace = predicted(scenario, {});
  const std::string text = replay_text(scenario, trace, judge(scenario, trace, {}), {});
  EXPECT_TRUE(has(text, "     ok        = SIGSEGV (SI_USER from P1, u1)"));
  EXPECT_TRUE(has(text, "dequeue.synchronous-first\n"));
  EXPECT_TRUE(text.ends_with("conforms\n")) << text;
}

TEST(Replay, DivergentStepShowsObservedAllowedAndBecause) {
  const Scenario scenario = synchronous_and_not();
  Dialect other;
  other.synchronous_first = false;
  const Trace trace = predicted(scenario, other);
  const std::string text = replay_text(scenario, trace, judge(scenario, trace, {}), {});
  EXPECT_TRUE(has(text,
                  "  4  P1.T1  rt_sigtimedwait {SIGHUP, SIGSEGV} zero\n"
                  "     observed  = SIGHUP (SI_USER from P1, u1)\n"
                  "     allowed   = SIGSEGV (SI_USER from P1, u1)\n"
                  "     because   SIGSEGV, SIGBUS"))
      << text;
  EXPECT_TRUE(has(text, "\ndiverges")) << text;
}

TEST(Replay, TraceThatEndsEarlyIsShownAsFarAsItGoes) {
  const Scenario scenario = synchronous_and_not();
  Trace trace = predicted(scenario, {});
  trace.event_ends.resize(1);
  trace.events.resize(1);
  Judgement none;
  none.verdict = Verdict::kInconclusive;
  EXPECT_TRUE(has(replay_text(scenario, trace, none, {}), "no conclusion"));
}

TEST(Layout, WrapsBehindItsHead) {
  const std::string text = hanging("  word", 8, std::string(60, 'a') + " " + std::string(60, 'b') + " c");
  EXPECT_EQ(text, "  word  " + std::string(60, 'a') + "\n        " + std::string(60, 'b') + " c\n");
}

TEST(Layout, CountsCharactersNotBytes) {
  EXPECT_EQ(columns("a · b"), 5U);
  EXPECT_EQ(padded("·", 3), "·  ");
}

TEST(Layout, NumbersAreGrouped) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(counted(1, "scenario"), "1 scenario");
  EXPECT_EQ(counted(2000, "scenario"), "2,000 scenarios");
}

}  // namespace
}  // namespace sigconform
