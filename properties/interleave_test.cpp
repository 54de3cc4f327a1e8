// The search of interleavings against systems that make them at random: whatever order they come up with is allowed,
// and what breaks a rule is not.
#include "properties/interleave.h"

#include "generators/generate.h"
#include "model/moments.h"
#include "model/text.h"
#include "properties/oracle.h"
#include "properties/testing/thoroughness.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <random>
#include <set>
#include <variant>

namespace sigconform {
namespace {

constexpr GeneratorOptions kSmall{.processes = 3, .threads = 2, .operations = 14, .chapters = {}};

class RandomChoices final : public Choices {
 public:
  explicit RandomChoices(std::mt19937_64& random) : random_(random) {}
  int pick(ChoicePoint, int n) override { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

 private:
  std::mt19937_64& random_;
};

Dialect preemptible(Dialect dialect = {}) {
  dialect.preemptible = true;
  return dialect;
}

// A system whose threads are interrupted anywhere, and whose steps are given too early now and then.
Trace interleave(const Scenario& scenario, const Dialect& dialect, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  RandomChoices choices(random);
  World world = initial_world(scenario.processes);
  Record record;
  Trace trace;
  trace.statuses.resize(scenario.steps.size());
  const auto run = [&](bool hurried) {
    while (!world.run_queue.empty() && !(hurried && random() % 8 == 0))
      run_for_a_moment(world, scenario, random() % world.run_queue.size(), choices, dialect, record);
  };
  for (std::size_t first = 0, last = 0; first < scenario.steps.size(); first = last + 1) {
    last = burst_end(scenario, first);
    const auto before = static_cast<std::uint16_t>(record.events.size());
    give(world, scenario, first, last, dialect, record);
    const bool is_last = last + 1 == scenario.steps.size();
    run(!is_last);
    bool elapses = false;
    for (std::size_t s = first; s <= last; ++s)
      elapses |= std::holds_alternative<op::Elapse>(scenario.steps[s].operation);
    const std::uint32_t until = world.armed;
    while (elapses && expire_next(world, scenario, until, choices, dialect, record)) run(false);
    trace.event_ends.insert(trace.event_ends.end(), last - first, before);
    trace.event_ends.push_back(static_cast<std::uint16_t>(record.events.size()));
  }
  trace.events = record.events;
  trace.statuses.back() = statuses_of(world);
  return trace;
}

TEST(Interleave, EveryOrderIsAllowed) {
  constexpr int scenarios = 4000 / static_cast<int>(testing::kEveryNth);
  int undecided = 0, unusual = 0;
  for (int i = 0; i < scenarios; ++i) {
    const std::uint64_t seed = scenario_seed(11, static_cast<std::uint64_t>(i));
    const Scenario scenario = generate(seed, kSmall);
    const Trace trace = interleave(scenario, Dialect{}, seed);
    const Judgement judgement = judge(scenario, trace, preemptible());
    ASSERT_NE(judgement.verdict, Verdict::kDiverges)
        << to_text(scenario) << "seed " << seed << " step " << judgement.divergences.front().step + 1;
    undecided += judgement.verdict == Verdict::kInconclusive ? 1 : 0;
    unusual += judgement.unusual ? 1 : 0;
  }
  EXPECT_LT(undecided, scenarios / 10);
  EXPECT_GT(unusual, scenarios / 20);
}

TEST(Interleave, TheStrictOrderIsAllowed) {
  for (int i = 0; i < 1000 / static_cast<int>(testing::kEveryNth); ++i) {
    const Scenario scenario = generate(scenario_seed(12, static_cast<std::uint64_t>(i)), kSmall);
    UsualChoices usual;
    const Trace trace = predict(scenario, {}, usual, Density::kSparse);
    std::vector<World> worlds{initial_world(scenario.processes)};
    for (std::size_t first = 0, last = 0; first < scenario.steps.size(); first = last + 1) {
      last = burst_end(scenario, first);
      const std::size_t begin = first == 0 ? 0 : trace.event_ends[first - 1];
      const SeenBurst burst{first, last, std::span(trace.events).subspan(begin, trace.event_ends[last] - begin),
                            last + 1 == scenario.steps.size()};
      std::vector<World> next;
      if (!interleaved_worlds(scenario, burst, worlds, Dialect{}, next) || next.size() > kWorldsMax) break;
      ASSERT_FALSE(next.empty()) << to_text(scenario) << "step " << last + 1;
      worlds = std::move(next);
    }
  }
}

// SIGUSR1 is sent twice in one burst to a thread that is asleep: it takes one after the other, where it can run in
// between, or one for both; or dies of it, where it had no time for its handler.
TEST(Interleave, AWokenThreadMayRunInsideABurst) {
  const auto read = parse_scenario(
      "sigconform scenario 1\nprocess P1\nprocess P2\n\n"
      "P2.T1  rt_sigaction SIGUSR1 log 0 {}\n"
      "P1.T1  kill P2 SIGUSR1\n"
      "P1.T1  kill P2 SIGUSR1\n");
  ASSERT_TRUE(std::holds_alternative<Scenario>(read));
  Scenario scenario = std::get<Scenario>(read);
  scenario.steps.back().joined = true;
  std::set<std::size_t> handlers;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Trace trace = interleave(scenario, Dialect{}, seed);
    handlers.insert(static_cast<std::size_t>(
        std::ranges::count(trace.events, EventKind::kHandler, [](const Event& e) { return e.kind; })));
    EXPECT_EQ(judge(scenario, trace, preemptible()).verdict, Verdict::kConforms);
  }
  EXPECT_EQ(handlers, (std::set<std::size_t>{0, 1, 2}));
}

// Seen on Linux without real-time priorities: the call was interrupted for a signal, and its caller lost the CPU before
// it could take that.
TEST(Interleave, AnotherThreadMayTakeWhatInterruptedACall) {
  const auto read = parse_scenario(
      "sigconform scenario 1\nprocess P1 threads 2\n\n"
      "P1.T1  rt_sigaction SIGCONT log 0 {}\n"
      "P1.T2  kill P1 SIGCONT\n"
      "     + rt_sigtimedwait {} forever\n");
  const auto interrupted_for_nothing = [](const Trace& trace) {
    const auto by = [&](EventKind kind, ThreadIndex thread) {
      return std::ranges::count_if(trace.events, [&](const Event& e) {
        return e.kind == kind && e.thread == ThreadId{ProcessId{1}, thread};
      });
    };
    return by(EventKind::kReturned, ThreadIndex{2}) == 2 && by(EventKind::kHandler, ThreadIndex{1}) == 1 &&
           by(EventKind::kHandler, ThreadIndex{2}) == 0;
  };
  const std::vector<Trace> all = interleaved_traces(std::get<Scenario>(read), Dialect{}, 60);
  EXPECT_TRUE(std::ranges::any_of(all, interrupted_for_nothing));
}

// A thread that dies gives back what was queued for it when nobody sees it any more.
TEST(Interleave, WhoDiesMayStillBeCharged) {
  const auto read = parse_scenario(
      "sigconform scenario 1\nprocess P1 user u1\nprocess P2 user u1\n\n"
      "P1.T1  kill P1 SIGUSR1\n");
  const auto& scenario = std::get<Scenario>(read);
  UsualChoices usual;
  Trace trace = predict(scenario, Dialect{}, usual, Density::kSparse);
  const auto living = std::ranges::find(trace.statuses.back(), ThreadState::kAsleep, &ThreadStatus::state);
  ASSERT_NE(living, trace.statuses.back().end());
  living->queued = 1;
  EXPECT_EQ(judge(scenario, trace, preemptible()).verdict, Verdict::kConforms);
  EXPECT_EQ(judge(scenario, trace, Dialect{}).verdict, Verdict::kDiverges);
  living->queued = -1;
  EXPECT_EQ(judge(scenario, trace, preemptible()).verdict, Verdict::kDiverges);
}

// What a system comes up with is among all that are listed, and the list is no longer than what there is.
TEST(Interleave, ListsEveryTrace) {
  constexpr GeneratorOptions kTiny{.processes = 2, .threads = 2, .operations = 4, .chapters = {}};
  constexpr std::size_t kMost = 60;
  int listed = 0, several = 0;
  for (int i = 0; i < 2000 / static_cast<int>(testing::kEveryNth); ++i) {
    const std::uint64_t seed = scenario_seed(13, static_cast<std::uint64_t>(i));
    const Scenario scenario = generate(seed, kTiny);
    const std::vector<Trace> all = interleaved_traces(scenario, Dialect{}, kMost);
    if (all.empty()) continue;
    ++listed;
    several += all.size() > 1 ? 1 : 0;
    for (std::uint64_t other = 0; other < 5; ++other) {
      const Trace trace = interleave(scenario, Dialect{}, seed + other);
      const auto same = [&](const Trace& t) {
        return t.events == trace.events && t.statuses.back() == trace.statuses.back();
      };
      ASSERT_EQ(std::ranges::count_if(all, same), 1) << to_text(scenario) << "seed " << seed + other;
    }
  }
  EXPECT_GT(listed, 1000 / static_cast<int>(testing::kEveryNth));
  EXPECT_GT(several, 20 / static_cast<int>(testing::kEveryNth));
}

// One thread alone has but one way to go.
TEST(Interleave, ListsNothingThatCannotBe) {
  const auto read = parse_scenario(
      "sigconform scenario 1\nprocess P1\n\n"
      "P1.T1  rt_sigprocmask block {SIGUSR1}\n"
      "P1.T1  kill P1 SIGUSR1\n");
  EXPECT_EQ(interleaved_traces(std::get<Scenario>(read), Dialect{}, 60).size(), 1U);
  EXPECT_TRUE(interleaved_traces(std::get<Scenario>(read), Dialect{}, 0).empty());
}

}  // namespace
}  // namespace sigconform
