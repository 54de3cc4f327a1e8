// Tests of allowed_way.h, timeline.h and their layout: where signals, bars and lanes begin and end.
#include "reports/timeline.h"

#include "reports/testing/hand_made_result.h"
#include "reports/testing/scenarios.h"
#include "reports/timeline_layout.h"
#include "reports/timeline_svg.h"

#include <gtest/gtest.h>
#include <algorithm>

namespace sigconform {
namespace {

using testing::scenario_of;

// As the model usually does it, observed as predicted.
struct Shown {
  explicit Shown(std::string_view text) : scenario(scenario_of(text)) {
    UsualChoices usual;
    const Trace trace = predict(scenario, Dialect{}, usual, Density::kDense);
    way = allowed_way(scenario, trace, Dialect{});
    lines = timeline(scenario, way, trace, nullptr);
  }
  Scenario scenario;
  AllowedWay way;
  Timeline lines;
};

const TimelineBar* bar_of(const Timeline& lines, TimelineState state) {
  const auto found =
      std::find_if(lines.bars.begin(), lines.bars.end(), [state](const TimelineBar& b) { return b.state == state; });
  return found == lines.bars.end() ? nullptr : &*found;
}

TEST(AllowedWayOf, PredictedTraceIsSeenThroughout) {
  const Shown shown(
      "process P1 user u1 threads 2\n"
      "P1.T1 rt_sigprocmask block {SIGUSR1}\n"
      "P1.T2 kill P1 SIGUSR1\n"
      "P1.T1 rt_sigpending\n");
  ASSERT_EQ(shown.way.bursts.size(), 3U);
  EXPECT_TRUE(shown.way.complete);
  for (const WayBurst& burst : shown.way.bursts) EXPECT_TRUE(burst.as_seen);
}

TEST(AllowedWayOf, FollowsAnOrderThatIsNotTheUsualOne) {
  const Scenario scenario = scenario_of(
      "process P1 user u1\n"
      "process P2 user u1\n"
      "process P3 user u1\n"
      "P1.T1 wait4 -1 0\n"
      "P2.T1 rt_sigaction SIGUSR1 log 0 {}\n"
      "P3.T1 rt_sigaction SIGUSR1 log 0 {}\n"
      "P2.T1 block pause\n"
      "P3.T1 block pause\n"
      "P1.T1 kill P2 SIGUSR1\n"
      "     + kill P3 SIGUSR1\n");
  bool complete = false;
  const std::vector<Trace> allowed = allowed_traces(scenario, Dialect{}, 64, &complete);
  ASSERT_TRUE(complete);
  ASSERT_GT(allowed.size(), 1U);
  for (const Trace& trace : allowed)
    for (const WayBurst& burst : allowed_way(scenario, trace, Dialect{}).bursts) EXPECT_TRUE(burst.as_seen);
}

TEST(AllowedWayOf, DivergenceEndsWhatWasSeen) {
  const Finding finding = testing::hand_made_finding();
  const AllowedWay way = allowed_way(finding.scenario, finding.observed, Dialect{});
  ASSERT_EQ(way.bursts.size(), 3U);
  EXPECT_TRUE(way.bursts[0].as_seen);
  EXPECT_TRUE(way.bursts[1].as_seen);
  EXPECT_FALSE(way.bursts[2].as_seen);
}

// The same events, also where threads may lose the CPU anywhere.
TEST(AllowedWayOf, PreemptibleThreadsHaveAWay) {
  const Scenario scenario = scenario_of(
      "process P1 user u1 threads 2\n"
      "P1.T1 rt_sigprocmask block {SIGUSR1}\n"
      "P1.T2 kill P1 SIGUSR1\n"
      "P1.T1 rt_sigtimedwait {SIGUSR1} zero\n");
  UsualChoices usual;
  Trace trace = predict(scenario, Dialect{}, usual, Density::kSparse);
  Dialect preemptible;
  preemptible.scheduling = Scheduling::kPreemptible;
  const AllowedWay way = allowed_way(scenario, trace, preemptible);
  std::size_t events = 0, marks = 0;
  for (const WayBurst& burst : way.bursts) {
    EXPECT_TRUE(burst.as_seen);
    EXPECT_EQ(burst.record.because.size(), burst.record.events.size());
    events += burst.record.events.size();
    marks += burst.record.marks.size();
  }
  EXPECT_EQ(events, trace.events.size());
  EXPECT_GT(marks, 0U);
}

TEST(TimelineOf, SignalGoesFromItsSenderToWhoTakesIt) {
  const Shown shown(
      "process P1 user u1 threads 2\n"
      "P1.T1 rt_sigprocmask block {SIGUSR1}\n"
      "P1.T2 rt_sigprocmask block {SIGUSR1}\n"
      "P1.T2 kill P1 SIGUSR1\n"
      "P1.T1 rt_sigtimedwait {SIGUSR1} zero\n");
  ASSERT_EQ(shown.lines.lanes.size(), 2U);
  ASSERT_EQ(shown.lines.signals.size(), 1U);
  const TimelineSignal& signal = shown.lines.signals.front();
  EXPECT_EQ(signal.signo, kSigUsr1);
  EXPECT_EQ(signal.from, 1U);
  EXPECT_EQ(signal.sent, 2U);
  EXPECT_EQ(signal.taker, 0U);
  EXPECT_EQ(signal.ended, 3U);
  EXPECT_EQ(signal.fate, SignalFate::kTaken);
  EXPECT_TRUE(has_track(signal));
}

TEST(TimelineOf, SecondInstanceOfAStandardSignalIsCoalesced) {
  const Shown shown(
      "process P1 user u1\n"
      "P1.T1 rt_sigprocmask block {SIGUSR1}\n"
      "P1.T1 kill P1 SIGUSR1\n"
      "P1.T1 kill P1 SIGUSR1\n");
  ASSERT_EQ(shown.lines.signals.size(), 2U);
  EXPECT_EQ(shown.lines.signals[0].fate, SignalFate::kPending);
  EXPECT_EQ(shown.lines.signals[0].ended, 2U);
  EXPECT_EQ(shown.lines.signals[1].fate, SignalFate::kCoalesced);
}

TEST(TimelineOf, ThreadIsBlockedUntilWhatItWaitsForComes) {
  const Shown shown(
      "process P1 user u1 threads 2\n"
      "P1.T1 rt_sigprocmask block {SIGUSR1}\n"
      "P1.T1 rt_sigtimedwait {SIGUSR1} forever\n"
      "P1.T2 rt_sigpending\n"
      "P1.T2 tgkill P1 P1.T1 SIGUSR1\n");
  const TimelineBar* const bar = bar_of(shown.lines, TimelineState::kBlocked);
  ASSERT_NE(bar, nullptr);
  EXPECT_EQ(bar->lane, 0U);
  EXPECT_EQ(bar->from, 1U);
  EXPECT_EQ(bar->to, 3U);
  EXPECT_EQ(bar->text, "rt_sigtimedwait");
}

TEST(TimelineOf, ProcessIsStoppedUntilItContinues) {
  const Shown shown(
      "process P1 user u1\n"
      "process P2 user u1\n"
      "P1.T1 kill P2 SIGSTOP\n"
      "P1.T1 rt_sigpending\n"
      "P1.T1 kill P2 SIGCONT\n");
  const TimelineBar* const bar = bar_of(shown.lines, TimelineState::kStopped);
  ASSERT_NE(bar, nullptr);
  EXPECT_EQ(bar->lane, 1U);
  EXPECT_EQ(bar->from, 0U);
  EXPECT_EQ(bar->to, 2U);
}

TEST(TimelineOf, HandlerLastsUntilItReturns) {
  const Shown shown(
      "process P1 user u1\n"
      "P1.T1 rt_sigaction SIGUSR1 park 0 {}\n"
      "P1.T1 kill P1 SIGUSR1\n"
      "P1.T1 rt_sigpending\n"
      "P1.T1 return\n");
  const TimelineBar* const bar = bar_of(shown.lines, TimelineState::kHandler);
  ASSERT_NE(bar, nullptr);
  EXPECT_EQ(bar->from, 1U);
  EXPECT_EQ(bar->to, 3U);
  EXPECT_EQ(bar->text, "SIGUSR1");
}

TEST(TimelineOf, LanesEndWithTheirThreadsAndBeginWithTheirBirth) {
  const Shown shown(
      "process P1 user u1\n"
      "P1.T1 rt_sigpending\n"
      "P1.T1 fork P2\n"
      "P1.T1 kill P2 SIGKILL\n");
  ASSERT_EQ(shown.lines.lanes.size(), 2U);
  EXPECT_EQ(shown.lines.lanes[1].born, 1U);
  EXPECT_EQ(shown.lines.lanes[1].dead, 2U);
  EXPECT_FALSE(shown.lines.lanes[0].dead.has_value());
}

TEST(TimelineOf, DivergenceIsMarkedWithBothSides) {
  const Finding finding = testing::hand_made_finding();
  const AllowedWay way = allowed_way(finding.scenario, finding.observed, Dialect{});
  const Timeline lines = timeline(finding.scenario, way, finding.observed, &finding.divergence);
  ASSERT_TRUE(lines.divergence.has_value());
  EXPECT_EQ(lines.divergence->step, 3U);
  EXPECT_EQ(lines.divergence->lane, 0U);
  EXPECT_EQ(lines.divergence->observed, "= SIGHUP (SI_USER from P1, u1)");
  EXPECT_EQ(lines.divergence->allowed, "= SIGSEGV (SI_USER from P1, u1)");
  const std::string svg = timeline_svg(lines, "x", "a title");
  EXPECT_NE(svg.find("diverges"), std::string::npos);
  EXPECT_NE(svg.find("Step 4. P1.T1 rt_sigtimedwait {SIGHUP, SIGSEGV} zero; P1.T1 diverges, observed = SIGHUP"),
            std::string::npos)
      << svg;
}

// Bars, texts and tracks stay on the picture, lanes below each other.
TEST(TimelineLayoutOf, EverythingHasAPlace) {
  for (const Scenario& scenario : {testing::hand_made_finding().scenario, testing::every_operation()}) {
    UsualChoices usual;
    const Trace trace = predict(scenario, Dialect{}, usual, Density::kSparse);
    const Timeline lines = timeline(scenario, allowed_way(scenario, trace, Dialect{}), trace, nullptr);
    const TimelineLayout layout = layout_of(lines);
    ASSERT_EQ(layout.columns.size(), scenario.steps.size());
    ASSERT_EQ(layout.rows.size(), lines.lanes.size());
    double bottom = 0;
    for (const TimelineRow& row : layout.rows) {
      EXPECT_GE(row.top, bottom);
      EXPECT_GT(row.line, row.top);
      EXPECT_GE(row.tracks, row.below);
      bottom = row.bottom;
    }
    EXPECT_LE(bottom, layout.height);
    for (const TimelineTrack& track : layout.tracks) {
      EXPECT_LE(track.from, layout.width);
      EXPECT_LE(track.to, layout.width);
    }
    EXPECT_LE(layout.columns.back().x + layout.columns.back().width, layout.width);
  }
}

TEST(TimelineLayoutOf, LongWordsAreBrokenAndLongTextsEnd) {
  EXPECT_EQ(wrapped("kill P1 SIGUSR1", 10), (std::vector<std::string>{"kill P1", "SIGUSR1"}));
  EXPECT_EQ(wrapped("SA_SIGINFO|SA_RESTART", 12), (std::vector<std::string>{"SA_SIGINFO|", "SA_RESTART"}));
  EXPECT_EQ(wrapped("abcdefgh", 3), (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(wrapped(std::string(100, 'x'), 3).back(), "xxx …");
}

}  // namespace
}  // namespace sigconform
