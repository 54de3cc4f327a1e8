// Tests of litmus.h on systems that the model plays.
#include "properties/litmus.h"

#include "model/text.h"
#include "properties/model_subject.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

constexpr std::uint64_t kTimes = 40;

// Two processes send, and a handler logs who comes first.
Scenario two_senders() {
  const auto parsed = parse_scenario(
      "sigconform scenario 1\n"
      "process P1 user u1\n"
      "process P2 user u1\n"
      "process P3 user u1\n\n"
      "P1.T1 rt_sigaction SIGUSR1 log SA_SIGINFO {}\n"
      "P2.T1 kill P1 SIGUSR1\n"
      "P3.T1 kill P1 SIGUSR1\n");
  return std::get<Scenario>(parsed);
}

Litmus on_model(const Dialect& system, const Dialect& rules) {
  return run_litmus(two_senders(), rules, *start_model(system), kTimes, [](std::uint64_t) { return true; });
}

TEST(LitmusOf, CountsWhatIsSeenBesideAllThatIsAllowed) {
  Dialect preemptible;
  preemptible.scheduling = Scheduling::kPreemptible;
  const Litmus litmus = on_model({}, preemptible);
  EXPECT_EQ(litmus.runs, kTimes);
  EXPECT_EQ(litmus.forbidden(), 0U);
  EXPECT_TRUE(litmus.enumerated);
  ASSERT_GT(litmus.outcomes.size(), 3U) << "signals may meet, come in either order, or find no handler yet";
  EXPECT_EQ(litmus.outcomes.front().seen, kTimes);
  EXPECT_EQ(litmus.never_seen(), litmus.outcomes.size() - 1);
}

TEST(LitmusOf, OneOrderAllowsOneOutcome) {
  const Litmus litmus = on_model({}, {});
  ASSERT_EQ(litmus.outcomes.size(), 1U);
  EXPECT_TRUE(litmus.outcomes.front().allowed);
  EXPECT_EQ(litmus.outcomes.front().seen, kTimes);
}

TEST(LitmusOf, WhatNothingAllowsStandsByItself) {
  Dialect odd;
  odd.sigaction_reports_old = false;
  const Litmus litmus = on_model(odd, {});
  EXPECT_EQ(litmus.forbidden(), kTimes);
  ASSERT_EQ(litmus.outcomes.size(), 2U);
  EXPECT_FALSE(litmus.outcomes.front().allowed);
  EXPECT_EQ(litmus.outcomes.back().seen, 0U);
}

TEST(LitmusOf, EndsWhenItIsToldTo) {
  const Litmus litmus =
      run_litmus(two_senders(), {}, *start_model(), 1'000'000, [](std::uint64_t done) { return done < 64; });
  EXPECT_EQ(litmus.runs, 64U);
}

}  // namespace
}  // namespace sigconform
