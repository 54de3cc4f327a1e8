// The search of interleavings against systems that make them at random: whatever order they come up with is allowed,
// and what breaks a rule is not.
#include "properties/interleave.h"

#include "generators/generate.h"
#include "model/moments.h"
#include "model/text.h"
#include "properties/oracle.h"
#include "properties/testing/thoroughness.h"
#include "properties/world_hash.h"

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

Dialect with_scheduling(Scheduling scheduling) {
  Dialect dialect;
  dialect.scheduling = scheduling;
  return dialect;
}
const Dialect kPreemptible = with_scheduling(Scheduling::kPreemptible);
const Dialect kParallel = with_scheduling(Scheduling::kParallel);

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

void every_order_is_allowed(const Dialect& dialect, int scenarios) {
  int undecided = 0, unusual = 0;
  for (int i = 0; i < scenarios; ++i) {
    const std::uint64_t seed = scenario_seed(11, static_cast<std::uint64_t>(i));
    const Scenario scenario = generate(seed, kSmall);
    const Trace trace = interleave(scenario, dialect, seed);
    const Judgement judgement = judge(scenario, trace, dialect);
    ASSERT_NE(judgement.verdict, Verdict::kDiverges)
        << to_text(scenario) << "seed " << seed << " step " << judgement.divergences.front().step + 1;
    undecided += judgement.verdict == Verdict::kInconclusive ? 1 : 0;
    unusual += judgement.unusual ? 1 : 0;
  }
  EXPECT_LT(undecided, scenarios / 10);
  EXPECT_GT(unusual, scenarios / 20);
}
TEST(Interleave, EveryOrderIsAllowed) {
  every_order_is_allowed(kPreemptible, 2000 / static_cast<int>(testing::kEveryNth));
}
TEST(Interleave, WhatHappensAtOnceIsAllowed) {
  every_order_is_allowed(kParallel, 1000 / static_cast<int>(testing::kEveryNth));
}

TEST(Interleave, TheStrictOrderIsAllowed) {
  for (int i = 0; i < 1000 / static_cast<int>(testing::kEveryNth); ++i) {
    const Scenario scenario = generate(scenario_seed(12, static_cast<std::uint64_t>(i)), kSmall);
    UsualChoices usual;
    const Trace trace = predict(scenario, {}, usual, Density::kSparse);
    std::vector<World> worlds{initial_world(scenario.processes)};
    std::size_t moments = kMomentsInAll;
    for (std::size_t first = 0, last = 0; first < scenario.steps.size(); first = last + 1) {
      last = burst_end(scenario, first);
      const std::size_t begin = first == 0 ? 0 : trace.event_ends[first - 1];
      const SeenBurst burst{first, last, std::span(trace.events).subspan(begin, trace.event_ends[last] - begin),
                            last + 1 == scenario.steps.size()};
      std::vector<World> next;
      if (!interleaved_worlds(scenario, burst, worlds, Dialect{}, moments, next) || next.size() > kWorldsMax) break;
      ASSERT_FALSE(next.empty()) << to_text(scenario) << "step " << last + 1;
      worlds = std::move(next);
    }
  }
}

TEST(Interleave, WorldsHaveNumbersOfTheirOwn) {
  constexpr int kNumbered = 150 / static_cast<int>(testing::kEveryNth);
  int worlds = 0;
  for (int i = 0; i < kNumbered; ++i) {
    const std::uint64_t seed = scenario_seed(13, static_cast<std::uint64_t>(i));
    const Scenario scenario = generate(seed, kSmall);
    const Trace trace = interleave(scenario, kParallel, seed);
    std::vector<World> after{initial_world(scenario.processes)};
    std::size_t moments = kMomentsInAll;
    for (std::size_t first = 0, last = 0; first < scenario.steps.size(); first = last + 1) {
      last = burst_end(scenario, first);
      const std::size_t begin = first == 0 ? 0 : trace.event_ends[first - 1];
      const SeenBurst burst{first, last, std::span(trace.events).subspan(begin, trace.event_ends[last] - begin), false};
      const std::vector<World> before = std::move(after);
      after.clear();
      if (!interleaved_worlds(scenario, burst, before, kParallel, moments, after)) break;
      std::set<std::uint64_t> numbers;
      for (const World& world : after) numbers.insert(hash_of(world));
      ASSERT_EQ(numbers.size(), after.size()) << to_text(scenario) << "step " << last + 1;
      worlds += static_cast<int>(after.size());
    }
  }
  EXPECT_GT(worlds, 10 * kNumbered);
}

TEST(Interleave, TheCallersBoundIsKept) {
  int unusual = 0;
  for (std::uint64_t i = 0; i < 50; ++i) {
    const Scenario scenario = generate(scenario_seed(14, i), kSmall);
    const Trace trace = interleave(scenario, kParallel, i);
    if (!judge(scenario, trace, kParallel).unusual) continue;
    ++unusual;
    std::size_t enough = kMomentsInAll, none = 0;
    EXPECT_TRUE(allows(scenario, trace, kParallel, enough)) << to_text(scenario);
    EXPECT_LT(enough, kMomentsInAll);
    EXPECT_FALSE(allows(scenario, trace, kParallel, none));
    EXPECT_EQ(none, 0U);
  }
  EXPECT_GT(unusual, 0);
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
    EXPECT_EQ(judge(scenario, trace, kPreemptible).verdict, Verdict::kConforms);
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

// Of all that may come of the scenario where threads run at once.
template <typename Is>
bool may_be(const std::string& text, Is is) {
  const auto read = parse_scenario("sigconform scenario 1\n" + text);
  const std::vector<Trace> all = interleaved_traces(std::get<Scenario>(read), kParallel, 2000);
  return std::ranges::any_of(all, is);
}
// Where the event stands; one behind the last when there is none.
std::ptrdiff_t place_of(const Trace& trace, EventKind kind, std::uint8_t step) {
  const auto is = [&](const Event& e) { return e.kind == kind && (kind != EventKind::kReturned || e.step == step); };
  return std::ranges::find_if(trace.events, is) - trace.events.begin();
}
bool is_stopped(const Trace& trace, ThreadId thread) {
  const auto& all = trace.statuses.back();
  const auto at = std::ranges::find(all, thread, &ThreadStatus::thread);
  return at != all.end() && at->state == ThreadState::kStopped;
}
constexpr ThreadId kP1{ProcessId{1}, ThreadIndex{1}};

// Seen on Linux with two CPUs: it told of its call when the one that had sent SIGSTOP had told of that.
TEST(Interleave, WhoIsInUserModeMayNoticeLater) {
  EXPECT_TRUE(may_be(
      "process P1\nprocess P2\n\n"
      "P1.T1  rt_sigprocmask block {SIGUSR1}\n"
      "P1.T1  rt_sigtimedwait {SIGUSR1} forever\n"
      "P2.T1  kill P1 SIGUSR1\n"
      "     + kill P1 SIGSTOP\n",
      [](const Trace& t) {
        const std::ptrdiff_t taken = place_of(t, EventKind::kReturned, 1);
        return place_of(t, EventKind::kReturned, 3) < taken && taken < std::ssize(t.events) && is_stopped(t, kP1);
      }));
}

// Seen there, too: the child was still on its way out when its parent told of vfork.
TEST(Interleave, WhoWaitsInVforkMayGoOnBeforeTheDeathIsAnnounced) {
  EXPECT_TRUE(
      may_be("process P1\n\n"
             "P1.T1  rt_sigaction SIGCHLD log 0 {}\n"
             "P1.T1  vfork P2\n"
             "P2.T1  exit 0\n",
             [](const Trace& t) {
               const std::ptrdiff_t handled = place_of(t, EventKind::kHandler, 0);
               return place_of(t, EventKind::kReturned, 1) < handled && handled < std::ssize(t.events);
             }));
}

// And there: T1 had begun to stop the process when T2 was about to kill it.
TEST(Interleave, AStopMayEndWithTheThreadsThatExecveKills) {
  const std::string text =
      "process P1 threads 2\n\n"
      "P1.T2  rt_sigqueueinfo P1 SIGTTOU SI_QUEUE 0\n"
      "     + execve self\n";
  const auto executes = [](const Trace& t) {
    return place_of(t, EventKind::kReturned, 1) < std::ssize(t.events) && !is_stopped(t, kP1);
  };
  EXPECT_TRUE(may_be(text, executes));
  EXPECT_TRUE(may_be(text, [](const Trace& t) { return is_stopped(t, kP1); }));
}

// T1 dies of SIGABRT, which it has dequeued already, or is ended by T2 like the other threads.
TEST(Interleave, ExecveMayComeBeforeWhatWasDequeuedKills) {
  const std::string text =
      "process P1 threads 2\n\n"
      "P1.T2  kill P1 SIGABRT\n"
      "     + execve self\n";
  const auto lives = [](const Trace& t) { return place_of(t, EventKind::kReturned, 1) < std::ssize(t.events); };
  EXPECT_TRUE(may_be(text, lives));
  EXPECT_TRUE(may_be(text, [&](const Trace& t) { return !lives(t); }));
}

// T1 is on a CPU when SIGUSR1 comes, and has not taken SIGUSR2 yet: it takes the lower one first, so that the other's
// frame is on top, and T2 sleeps on.
TEST(Interleave, WhoIsOnACpuMayBeChosenAgainAndAnotherMayTakeItsSignals) {
  const std::string text =
      "process P1 threads 2\nprocess P2\n\n"
      "P1.T1  rt_sigaction SIGUSR1 log 0 {}\n"
      "P1.T1  rt_sigaction SIGUSR2 log 0 {}\n"
      "P1.T2  block epoll_wait\n"
      "P2.T1  kill P1 SIGUSR2\n"
      "     + kill P1 SIGUSR1\n";
  const auto interrupted = [](const Trace& t) { return place_of(t, EventKind::kReturned, 2) < std::ssize(t.events); };
  EXPECT_TRUE(may_be(text, interrupted));
  EXPECT_TRUE(may_be(text, [&](const Trace& t) {
    const auto first = std::ranges::find(t.events, EventKind::kHandler, &Event::kind);
    return !interrupted(t) && first != t.events.end() && first->info.signo == kSigUsr2.value &&
           first->mask == SignalSet::of(kSigUsr1, kSigUsr2);
  }));
  // Seen on Linux: T2 is woken for SIGUSR1, which T1 takes, and takes SIGUSR2 before T1 gets to that.
  const auto took = [](const Trace& t, ThreadId thread, Signo sig) {
    return std::ranges::any_of(t.events, [&](const Event& e) {
      return e.kind == EventKind::kHandler && e.thread == thread && e.info.signo == sig.value;
    });
  };
  EXPECT_TRUE(may_be(text, [&](const Trace& t) {
    return took(t, kP1, kSigUsr1) && took(t, {ProcessId{1}, ThreadIndex{2}}, kSigUsr2);
  }));
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
  EXPECT_EQ(judge(scenario, trace, kPreemptible).verdict, Verdict::kConforms);
  EXPECT_EQ(judge(scenario, trace, Dialect{}).verdict, Verdict::kDiverges);
  living->queued = -1;
  EXPECT_EQ(judge(scenario, trace, kPreemptible).verdict, Verdict::kDiverges);
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
