// Laws of the minimiser: it never grows a scenario, ends, keeps what makes it fail, and finds what is small.
#include "generators/minimize.h"

#include "generators/generate.h"
#include "model/simplify.h"
#include "model/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <algorithm>

namespace sigconform {
namespace {

// Fails at the last kill of a scenario that has at least `kills` of them.
StillFails has_kills(std::size_t kills) {
  return [kills](const Scenario& s) -> std::optional<std::size_t> {
    std::size_t seen = 0;
    for (std::size_t i = 0; i < s.steps.size(); ++i)
      if (std::holds_alternative<op::Kill>(s.steps[i].operation) && ++seen == kills) return i;
    return std::nullopt;
  };
}

RC_GTEST_PROP(Minimize, ResultsFailAreValidAndNoLonger, ()) {
  const Scenario s = *scenarios({});
  const auto fails = has_kills(2);
  const auto at = fails(s);
  RC_PRE(at.has_value());
  const Minimized m = minimize(s, *at, fails);
  RC_ASSERT(why_invalid(m.scenario).empty());
  RC_ASSERT(m.scenario.steps.size() <= s.steps.size());
  RC_ASSERT(m.scenario.processes.size() <= s.processes.size());
  RC_ASSERT(fails(m.scenario) == std::optional(m.fails_at));
  RC_ASSERT(!m.exhausted);
  RC_ASSERT(m.scenario.steps.size() == 2u);
  RC_ASSERT(m.scenario.processes.size() == 1u);
}

RC_GTEST_PROP(Minimize, TheMinimumIsAFixpoint, ()) {
  const Scenario s = *scenarios({});
  const auto fails = has_kills(3);
  const auto at = fails(s);
  RC_PRE(at.has_value());
  const Minimized once = minimize(s, *at, fails);
  const Minimized twice = minimize(once.scenario, once.fails_at, fails);
  RC_ASSERT(twice.scenario == once.scenario);
}

TEST(Minimize, StopsAtItsLimitOfRuns) {
  Scenario s = generate(5, {3, 3, 40});
  int runs = 0;
  const StillFails never_smaller = [&](const Scenario&) -> std::optional<std::size_t> {
    ++runs;
    return std::nullopt;
  };
  const Minimized m = minimize(s, s.steps.size() - 1, never_smaller, {.runs_max = 10});
  EXPECT_EQ(runs, 10);
  EXPECT_TRUE(m.exhausted);
  EXPECT_EQ(m.scenario, s);
}

TEST(Minimize, NeverRunsTheSameCandidateTwice) {
  std::vector<std::uint64_t> seen;
  const StillFails fails = [&](const Scenario& s) -> std::optional<std::size_t> {
    EXPECT_EQ(std::count(seen.begin(), seen.end(), hash_of(s)), 0) << to_text(s);
    seen.push_back(hash_of(s));
    return s.steps.size() >= 3 ? std::optional(s.steps.size() - 1) : std::nullopt;
  };
  const Scenario s = generate(9, {3, 3, 40});
  ASSERT_GE(s.steps.size(), 3u);
  EXPECT_EQ(minimize(s, s.steps.size() - 1, fails).scenario.steps.size(), 3u);
}

}  // namespace
}  // namespace sigconform
