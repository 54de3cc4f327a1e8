// The book: every rule stands in it once, its parts say what they are to say, and nothing from outside becomes a part
// of its markup. How it looks and acts is for ci/browser_test.
#include "reports/book.h"

#include "model/model.h"
#include "reports/book_example.h"
#include "reports/testing/has.h"
#include "reports/testing/scenarios.h"

#include <gtest/gtest.h>
#include <set>

namespace sigconform {
namespace {

using testing::count_of;
using testing::has;
using testing::scenario_of;

// The values of an attribute, in their order.
std::vector<std::string> values_of(const std::string& page, const std::string& attribute) {
  std::vector<std::string> out;
  const std::string begin = " " + attribute + "=\"";
  for (std::size_t at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
    at += begin.size();
    out.push_back(page.substr(at, page.find('"', at) - at));
  }
  return out;
}

Illustration two_pending() {
  return {scenario_of("process P1 user u1\n"
                      "P1.T1 rt_sigprocmask block {SIGUSR1, SIGSYS}\n"
                      "P1.T1 kill P1 SIGUSR1\n"
                      "P1.T1 kill P1 SIGSYS\n"
                      "P1.T1 rt_sigtimedwait {SIGUSR1, SIGSYS} zero\n"),
          3, find_variation_point("synchronous-first"), Sight::kEvents, "linux-7.3"};
}

VerifiedRun hand_made_verified() {
  VerifiedRun run{
      "0.1.0",    "qemu", "6.12.118", "6.12.118+deb13-cloud-amd64", "x86_64", "2026-11-26", "linux-6.12", {}, 7, 30'000,
      "diverges", {},     {}};
  run.verified[static_cast<std::size_t>(Rule::kSynchronousFirst)] = 1234;
  run.diverges.set(static_cast<std::size_t>(Rule::kLowestNumberFirst));
  return run;
}

Book hand_made_book() {
  Book book{"0.1.0", std::vector<Illustration>(kRules), {hand_made_verified()}};
  book.examples[static_cast<std::size_t>(Rule::kSynchronousFirst)] = two_pending();
  return book;
}

std::string entry_of(const std::string& page, Rule rule) {
  const std::size_t begin = page.find("<article class=\"rule\" id=\"" + std::string(id_of(rule)) + "\"");
  return begin == std::string::npos ? "" : page.substr(begin, page.find("</article>", begin) - begin);
}

TEST(Book, HasEveryRuleOnceWithItsAnchor) {
  const std::string page = book_html(hand_made_book());
  EXPECT_EQ(count_of(page, "<article class=\"rule\""), kRules + unobservable_rules().size());
  std::size_t last = 0;
  for (std::size_t r = 0; r < kRules; ++r) {
    const auto rule = static_cast<Rule>(r);
    const std::string anchor = "<article class=\"rule\" id=\"" + std::string(id_of(rule)) + "\"";
    ASSERT_EQ(count_of(page, anchor), 1U) << id_of(rule);
    EXPECT_GT(page.find(anchor), last) << "in the catalogue's order";
    last = page.find(anchor);
    EXPECT_TRUE(has(entry_of(page, rule), "<p class=\"sentence\">" + escaped(text_of(rule).sentence) + "</p>"));
  }
  for (const UnobservableRule& rule : unobservable_rules()) {
    EXPECT_EQ(count_of(page, " id=\"" + std::string(rule.id) + "\""), 1U) << rule.id;
    EXPECT_TRUE(has(page, escaped(rule.reason))) << rule.id;
  }
}

TEST(Book, LinksLeadSomewhereAndPlacesAreThereOnce) {
  const std::string page = book_html(hand_made_book());
  std::set<std::string> places;
  for (const std::string& id : values_of(page, "id")) EXPECT_TRUE(places.insert(id).second) << id;
  for (const std::string& link : values_of(page, "href")) {
    ASSERT_TRUE(link.starts_with('#')) << link;
    EXPECT_TRUE(places.contains(link.substr(1))) << link;
  }
}

TEST(Book, EveryVariationPointAndOpeningStandsAtItsRule) {
  const std::string page = book_html(hand_made_book());
  for (const VariationPoint& point : variation_points())
    EXPECT_TRUE(has(entry_of(page, point.rule), escaped(point.flipped) + " <code>" + std::string(point.id)))
        << point.id;
  for (const Opening& opening : openings()) EXPECT_TRUE(has(entry_of(page, opening.rule), escaped(opening.allowed)));
  const std::string entry = entry_of(page, Rule::kSynchronousFirst);
  EXPECT_TRUE(has(entry, "<b>Linux has the rule since 2.6.34.</b> Otherwise in linux-2.6.32. Source: kernel/signal.c"));
  EXPECT_TRUE(has(entry, "<li>signal(7)</li><li>kernel/signal.c next_signal(), since 2.6.34</li>"));
}

TEST(Book, ExampleSaysWhatEachStepAnswersAndWhatItWouldOtherwise) {
  const std::string entry = entry_of(book_html(hand_made_book()), Rule::kSynchronousFirst);
  EXPECT_EQ(count_of(entry, "<span class=\"answer mono\">"), 4U);
  EXPECT_EQ(count_of(entry, "here the rule is applied"), 1U);
  EXPECT_TRUE(has(entry, "<li class=\"decides\"><p><span class=\"operation mono\">P1.T1  rt_sigtimedwait"));
  EXPECT_TRUE(has(entry, "= SIGSYS (SI_USER from P1, u1)</span>"));
  EXPECT_TRUE(has(entry,
                  "(<code>synchronous-first=off</code>) the last step shows instead:</p><ul class=\"mono\"><li>= "
                  "SIGUSR1 (SI_USER from P1, u1)</li>"));
  EXPECT_EQ(count_of(entry, "<svg class=\"timeline\""), 1U);
  EXPECT_TRUE(has(entry, "# dequeue.synchronous-first: SIGSEGV"));
  EXPECT_FALSE(has(entry, "by the rules of linux-7.3")) << "that goes without saying";
}

TEST(Book, SaysWhenAnExampleIsOfAnotherDialectShowsNothingOrIsMissing) {
  Book book = hand_made_book();
  Illustration& example = book.examples[static_cast<std::size_t>(Rule::kSynchronousFirst)];
  example.dialect = "linux-6.18";
  example.shown_by = nullptr;
  const std::string page = book_html(book);
  const std::string entry = entry_of(page, Rule::kSynchronousFirst);
  EXPECT_TRUE(has(entry, ", by the rules of linux-6.18"));
  EXPECT_TRUE(has(entry, "cannot be told from what is seen"));
  EXPECT_TRUE(has(entry_of(page, Rule::kOldestFirst), "No example was found within the bounds of the search."));
}

TEST(Book, OneThreadWithoutSignalsHasNoPicture) {
  Book book = hand_made_book();
  book.examples[static_cast<std::size_t>(Rule::kMaskReports)] = {
      scenario_of("process P1 user u1\nP1.T1 rt_sigprocmask block {SIGUSR1}\n"), 0, nullptr, Sight::kEvents,
      "linux-7.3"};
  EXPECT_EQ(count_of(entry_of(book_html(book), Rule::kMaskReports), "<svg"), 0U);
}

TEST(BookExample, TellsOfThreadsWhatCallsDoNot) {
  const Illustration example{scenario_of("process P1 user u1 threads 2\nP1.T1 kill P1 SIGSTOP\n"), 0,
                             find_variation_point("stop-spreads"), Sight::kEvents, "linux-7.3"};
  const Contrast contrast = contrast_of(example);
  EXPECT_EQ(contrast.kept, (std::vector<std::string>{"P1.T1  stops", "P1.T2  stops"}));
  EXPECT_EQ(contrast.broken, std::vector<std::string>{"P1.T1  stops"});
  EXPECT_FALSE(contrast.of_threads);
  const Illustration waiting{scenario_of("process P1 user u1\n"
                                         "process P2 parent P1 user u1\n"
                                         "P1.T1 kill P2 SIGSTOP\n"
                                         "P1.T1 kill P2 SIGCONT\n"
                                         "P1.T1 wait4 P2 WCONTINUED\n"),
                             1, find_variation_point("continue-is-waitable"), Sight::kEvents, "linux-7.3"};
  EXPECT_EQ(contrast_of(waiting).kept, std::vector<std::string>{"= P2 (continued)"});
  EXPECT_EQ(contrast_of(waiting).broken, std::vector<std::string>{"P1.T1  waits"});
  const Illustration masked{scenario_of("process P1 user u1\n"
                                        "P1.T1 rt_sigprocmask block {SIGUSR1}\n"
                                        "P1.T1 kill P1 SIGUSR1\n"
                                        "P1.T1 rt_sigaction SIGUSR1 ignore 0 {}\n"),
                            2, find_variation_point("ignoring-discards-pending"), Sight::kEvents, "linux-7.3"};
  ASSERT_NE(masked.shown_by, nullptr);
  const Contrast pending = contrast_of(masked);
  EXPECT_TRUE(pending.of_threads);
  ASSERT_EQ(pending.broken.size(), 1U);
  EXPECT_TRUE(has(pending.broken.front(), "shared {SIGUSR1}")) << pending.broken.front();
}

TEST(BookExample, CastSaysWhoIsThere) {
  EXPECT_EQ(
      cast_of(
          scenario_of("process P1 user u1 threads 2\nprocess P2 parent P1 user u3 capable\nP1.T1 setsid\n").processes),
      "P1 (u1, 2 threads), P2 (child of P1, u3, capable)");
}

TEST(Book, SaysWhereRulesWereVerified) {
  Book book = hand_made_book();
  VerifiedRun uml = hand_made_verified();
  uml.system = "uml";
  uml.release = "6.1.176";
  uml.settings = {{find_variation_point("synchronous-first"), false}};
  VerifiedRun again = hand_made_verified();
  again.seed = 8;
  book.runs.push_back(uml);
  book.runs.push_back(again);
  const std::string page = book_html(book);
  const std::string entry = entry_of(page, Rule::kSynchronousFirst);
  EXPECT_TRUE(has(entry, "<li class=\"as\"><a href=\"#run-1\">6.12.118</a> <span class=\"count\">2,468×</span></li>"));
  EXPECT_TRUE(has(entry,
                  ">User-Mode Linux 6.1.176</a> <span class=\"count\">1,234×</span> otherwise: "
                  "<code>synchronous-first=off</code>"));
  EXPECT_TRUE(has(entry_of(page, Rule::kLowestNumberFirst), "6.12.118</a> <b>does otherwise</b>"));
  EXPECT_TRUE(has(entry_of(page, Rule::kOldestFirst), "nowhere so far: no recorded run met it"));
  EXPECT_TRUE(has(page, "<td data-name=\"rules verified\" class=\"short\">1 of " + std::to_string(kRules) + "</td>"));
  EXPECT_TRUE(has(page, "linux-6.12 <code>synchronous-first=off"));
}

TEST(Book, WithoutRunsSaysSo) {
  Book book = hand_made_book();
  book.runs.clear();
  const std::string page = book_html(book);
  EXPECT_TRUE(has(page, "No runs are recorded in this copy"));
  EXPECT_FALSE(has(entry_of(page, Rule::kSynchronousFirst), "<dt>Verified</dt>"));
  EXPECT_FALSE(has(page, "nowhere so far"));
  EXPECT_FALSE(has(page, "id=\"runs\""));
}

TEST(Book, WhatComesFromOutsideCannotBecomeMarkup) {
  constexpr std::string_view kHostile = "</script><img src=x onerror=alert(1)>\"'&\x1b";
  Book book = hand_made_book();
  book.version = kHostile;
  VerifiedRun& run = book.runs.front();
  for (std::string* text : {&run.system, &run.release, &run.kernel, &run.machine, &run.date, &run.verdict})
    *text = kHostile;
  const std::string page = book_html(book);
  EXPECT_FALSE(has(page, "<img"));
  EXPECT_FALSE(has(page, "\x1b"));
  EXPECT_EQ(count_of(page, "</script>"), 1U);
  EXPECT_GT(count_of(page, "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\xEF\xBF\xBD"), 6U);
}

TEST(Book, SameInputMakesTheSameBytesInWhateverOrderRunsAre) {
  Book book = hand_made_book();
  VerifiedRun older = hand_made_verified();
  older.release = older.kernel = "6.1.1";
  book.runs.push_back(older);
  const std::string page = book_html(book);
  EXPECT_TRUE(book_html(book) == page);
  std::swap(book.runs.front(), book.runs.back());
  EXPECT_TRUE(book_html(book) == page);
}

TEST(Book, NamesNoPlaceOfTheNetwork) {
  const std::string page = book_html(hand_made_book());
  EXPECT_EQ(count_of(page, "://"), count_of(page, "http://www.w3.org/2000/svg"));
  EXPECT_TRUE(has(page, "default-src &#39;none&#39;"));
}

}  // namespace
}  // namespace sigconform
