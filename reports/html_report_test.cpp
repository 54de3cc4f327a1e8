// Tests of html_report.h: what a page has, and that nothing from outside becomes a part of its markup. How it looks and
// acts is for ci/browser_test.
#include "reports/html_report.h"

#include "reports/reproducer.h"
#include "reports/testing/hand_made_result.h"
#include "reports/testing/has.h"

#include <gtest/gtest.h>
#include <array>

namespace sigconform {
namespace {

using testing::count_of;
using testing::hand_made_result;
using testing::hand_made_run;
using testing::has;

TEST(HtmlReport, AnswersFirst) {
  const std::string page = html_report(hand_made_run(), hand_made_result());
  EXPECT_TRUE(has(page, "<h1>host 6.18.44 diverges from linux-6.18</h1>"));
  EXPECT_TRUE(has(page, "1 finding: what was observed is none of what the rules of linux-6.18 allow."));
  EXPECT_LT(page.find("<h1>"), page.find("id=\"findings\""));
  EXPECT_LT(page.find("id=\"findings\""), page.find("id=\"rules\""));
}

TEST(HtmlReport, FindingHasAllOfItsParts) {
  const std::string page = html_report(hand_made_run(), hand_made_result());
  EXPECT_EQ(count_of(page, "class=\"finding\""), 1U);
  EXPECT_EQ(count_of(page, "<svg class=\"timeline\""), 1U);
  EXPECT_EQ(count_of(page, "class=\"stepper\""), 1U);
  EXPECT_TRUE(has(page, "sigconform replay out/x/dequeue.synchronous-first-event-rt_sigtimedwait.scenario --on host"));
  EXPECT_TRUE(has(page, "kernel/signal.c next_signal()"));
  EXPECT_TRUE(has(page, "<h3>Unexplained</h3>"));
}

TEST(HtmlReport, ConformingRunSaysSo) {
  CampaignResult result = hand_made_result();
  result.findings.clear();
  result.inconclusive = 0;
  const std::string page = html_report(hand_made_run(), result);
  EXPECT_TRUE(has(page, "<div class=\"verdict conforms\"><h1>host 6.18.44 conforms to linux-6.18</h1>"));
  EXPECT_EQ(count_of(page, "class=\"finding\""), 0U);
}

TEST(HtmlReport, RunThatHasNotEndedSaysSo) {
  EXPECT_TRUE(
      has(html_report(hand_made_run(), hand_made_result(), "The run has not ended."), "<p>The run has not ended.</p>"));
}

TEST(HtmlReport, WhatComesFromOutsideCannotBecomeMarkup) {
  constexpr std::string_view kHostileText = "</script><img src=x onerror=alert(1)>\"'&\x1b";
  RunDescription run = hand_made_run();
  CampaignResult result = hand_made_result();
  for (std::string* text : std::array{&run.version, &run.subject, &run.kernel, &run.machine, &run.dialect, &run.folder,
                                      &run.again, &run.replay_options})
    *text = kHostileText;
  run.notes = {std::string(kHostileText)};
  run.missing = run.options = run.falsified = {{std::string(kHostileText), std::string(kHostileText)}};
  result.incidents.front().detail = kHostileText;
  result.unsupported[std::string(kHostileText)] = {};
  result.vanished = {std::string(kHostileText)};
  result.findings.front().known = kHostileText;
  Loss loss;
  loss.detail = kHostileText;
  loss.scenario = loss.original = result.findings.front().scenario;
  result.losses.push_back(loss);
  const std::string page = html_report(run, result);
  EXPECT_FALSE(has(page, "<img"));
  EXPECT_FALSE(has(page, "\x1b"));
  EXPECT_EQ(count_of(page, "</script>"), 1U);
  EXPECT_GT(count_of(page, "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\xEF\xBF\xBD"), 10U);
}

TEST(HtmlReport, SameInputMakesTheSameBytes) {
  EXPECT_EQ(html_report(hand_made_run(), hand_made_result()), html_report(hand_made_run(), hand_made_result()));
}

TEST(HtmlReport, NamesNoPlaceOfTheNetwork) {
  const std::string page = html_report(hand_made_run(), hand_made_result());
  EXPECT_EQ(count_of(page, "://"), count_of(page, "http://www.w3.org/2000/svg"));
  EXPECT_TRUE(has(page, "default-src &#39;none&#39;"));
}

TEST(HtmlReport, StaysBelowItsBound) {
  CampaignResult result = hand_made_result();
  result.findings.insert(result.findings.end(), 60, result.findings.front());
  const std::string page = html_report(hand_made_run(), result);
  EXPECT_LE(page.size(), kHtmlBytesMax);
  EXPECT_EQ(count_of(page, "class=\"finding\""), 61U);
  EXPECT_LT(count_of(page, "<svg class=\"timeline\""), 61U);
  EXPECT_GT(count_of(page, "<svg class=\"timeline\""), 10U);
  EXPECT_TRUE(has(page, "shown without timeline and stepper"));
}

TEST(HtmlReport, MatrixShowsEachSubject) {
  std::vector<MatrixSubject> subjects{{"host", "", hand_made_run(), hand_made_result()},
                                      {"uml", "there is no linux.uml", {}, {}},
                                      {"gvisor", "", hand_made_run(), hand_made_result()}};
  const std::string page = html_report(make_matrix(std::move(subjects), {}));
  EXPECT_TRUE(has(page, "<h1>2 of 3 subjects diverge</h1>"));
  EXPECT_TRUE(has(page, "not run: there is no linux.uml"));
  EXPECT_EQ(count_of(page, "class=\"finding\""), 2U);
  EXPECT_TRUE(has(page, "cell-diverges\">diverges"));
}

TEST(HtmlReport, CheckShowsWhatFailed) {
  StoredCheck check;
  check.version = "0.1.0";
  check.dialect = "linux-6.18";
  check.wanted = 2;
  check.properties = {{"queue.order", "Holds.", "signal(7)", true, 100, "", {}, ""},
                      {"queue.limit", "Fails.", "signal(7)", false, 7, "broken <so>", {}, "sigconform check --again"}};
  const std::string page = html_report(check);
  EXPECT_TRUE(has(page, "verdict diverges"));
  EXPECT_TRUE(has(page, "broken &lt;so&gt;"));
  EXPECT_EQ(count_of(page, "class=\"finding\""), 1U);
}

// The button puts the program together from parts; they are those of the file.
TEST(CProgramParts, MakeTheWholeProgram) {
  const Finding finding = testing::hand_made_finding();
  const auto parts = reproducer_parts(finding.scenario, Dialect{}, &finding.divergence, "6.18.44 x86_64");
  const auto whole = reproducer(finding.scenario, Dialect{}, &finding.divergence, "6.18.44 x86_64");
  ASSERT_TRUE(parts && whole);
  EXPECT_EQ(parts->text(), *whole);
  const std::string page = html_report(hand_made_run(), hand_made_result());
  EXPECT_TRUE(has(page, "<span class=\"opening\">/*"));
  EXPECT_EQ(count_of(page, "id=\"program-rest\""), 1U);
}

}  // namespace
}  // namespace sigconform
