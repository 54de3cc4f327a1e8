// Files of expectations: read, with the place of what is wrong; held against findings; added to.
#include "reports/expectations.h"

#include "model/model.h"
#include "reports/testing/hand_made_result.h"
#include "reports/verdict.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

using testing::hand_made_finding;

constexpr std::string_view kHead = "sigconform expectations 1\n";

Expectations read(const std::string& lines) {
  const auto parsed = parse_expectations(std::string(kHead) + lines);
  if (const auto* error = std::get_if<ParseError>(&parsed)) throw std::invalid_argument(to_text(*error));
  return std::get<Expectations>(parsed);
}

std::string refusal(const std::string& text) {
  const auto parsed = parse_expectations(text);
  const auto* error = std::get_if<ParseError>(&parsed);
  return error == nullptr ? "" : to_text(*error);
}

Finding explained_finding() {
  Finding finding = hand_made_finding();
  finding.explanation.flips = {{find_variation_point("synchronous-first"), false}};
  return finding;
}

CampaignResult result_of(const Finding& finding) {
  CampaignResult result;
  result.scenarios = 1000;
  result.findings.push_back(finding);
  return result;
}

TEST(Expectations, AreReadWithTheirSections) {
  const Expectations all = read(
      "# a comment\n"
      "set synchronous-first=off  # why\n"
      "on gvisor\n"
      "  finding setsid.number event setsid\n"
      "scenario gvisor/a.scenario\n"
      "sometimes gvisor/b.scenario  # 19 of 20\n");
  ASSERT_EQ(all.entries.size(), 4U);
  EXPECT_EQ(all.entries[0].kind, ExpectedKind::kSetting);
  EXPECT_EQ(all.entries[0].subject, "");
  EXPECT_EQ(all.entries[0].line, 3);
  EXPECT_EQ(all.entries[1].value, "setsid.number event setsid");
  EXPECT_EQ(all.entries[1].text, "finding setsid.number event setsid");
  EXPECT_EQ(all.entries[2].kind, ExpectedKind::kScenario);
  EXPECT_FALSE(all.entries[2].sometimes);
  EXPECT_EQ(all.entries[3].kind, ExpectedKind::kScenario);
  EXPECT_TRUE(all.entries[3].sometimes);
  EXPECT_EQ(of_subject(all, "host").entries.size(), 1U);
  EXPECT_EQ(of_subject(all, "gvisor").entries.size(), 4U);
}

TEST(Expectations, ADialectFileIsOne) {
  const auto parsed = parse_expectations("sigconform dialect 1\nlike linux-6.18\nset synchronous-first=off\n");
  ASSERT_TRUE(std::holds_alternative<Expectations>(parsed));
  EXPECT_EQ(std::get<Expectations>(parsed).entries.size(), 1U);
}

TEST(Expectations, WhatIsWrongIsNamedByLineAndColumn) {
  const std::string head(kHead);
  EXPECT_TRUE(refusal("").starts_with("line 1, column 1: expected 'sigconform expectations 1'"));
  EXPECT_TRUE(refusal("hello\n").starts_with("line 1, column 1: expected 'sigconform expectations 1' or"));
  EXPECT_EQ(refusal(head + "  expect x\n"),
            "line 2, column 3: expected on, set, finding, scenario or sometimes, found 'expect'");
  EXPECT_TRUE(refusal(head + "set synchronous-frist=off\n")
                  .starts_with("line 2, column 5: there is no 'synchronous-frist', did you mean 'synchronous-first'?"))
      << refusal(head + "set synchronous-frist=off\n");
  EXPECT_EQ(refusal(head + "finding # nothing\n"),
            "line 2, column 8: expected something behind 'finding', found the end");
  EXPECT_EQ(refusal(head + "finding x\nfinding x\n"), "line 3, column 1: 'finding x' stands in line 2 already");
  EXPECT_EQ(refusal(head + "like linux-6.18\n"),
            "line 2, column 1: 'like' stands in dialect files only; a run has the dialect it is given");
}

TEST(Expectations, FindingsAnswerToSignatureOrExplanation) {
  EXPECT_EQ(known_by(read("finding dequeue.synchronous-first event rt_sigtimedwait\n"), hand_made_finding()),
            "finding dequeue.synchronous-first event rt_sigtimedwait");
  EXPECT_EQ(known_by(read("finding dequeue.synchronous-first event read\n"), hand_made_finding()), "");
  EXPECT_EQ(known_by(read("set synchronous-first=off\n"), explained_finding()), "set synchronous-first=off");
  EXPECT_EQ(known_by(read("set synchronous-first=off\n"), hand_made_finding()), "") << "nothing explains it";
  EXPECT_EQ(known_by(read("set synchronous-first=on\n"), explained_finding()), "");
  Finding two = explained_finding();
  two.explanation.flips.push_back({find_variation_point("limit-is-kept"), false});
  EXPECT_EQ(known_by(read("set synchronous-first=off\n"), two), "") << "all of the explanation is to be expected";
  EXPECT_EQ(known_by(read("set synchronous-first=off\nset limit-is-kept=off\n"), two),
            "set synchronous-first=off, set limit-is-kept=off");
}

TEST(Expectations, FindingsAnswerToAScenarioThatShowsTheSame) {
  Expectations expected = read("scenario a.scenario\n");
  EXPECT_EQ(known_by(expected, hand_made_finding()), "");
  expected.entries[0].shows = {hand_made_finding().signature};
  EXPECT_EQ(known_by(expected, hand_made_finding()), "scenario a.scenario");
}

// Where mask-reports-old is off all the same, both scenarios show that sigpending-sees-process is.
TEST(Expectations, ScenariosAreJudgedAsTheFindingWas) {
  const Dialect adopted = with({}, {{find_variation_point("mask-reports-old"), false}});
  const Dialect behaviour = with(adopted, {{find_variation_point("sigpending-sees-process"), false}});
  const auto run = [&](const std::string& before, Scenario& scenario, Trace& observed) {
    scenario = std::get<Scenario>(parse_scenario("sigconform scenario 1\nprocess P1 user u1\n" + before +
                                                 "P1.T1 kill P1 SIGUSR1\nP1.T1 rt_sigpending\n"));
    UsualChoices usual;
    observed = predict(scenario, behaviour, usual, Density::kDense);
  };
  Expectations expected = read("scenario a.scenario\n");
  expected.entries[0].shows = {"mask.reports-old event rt_sigprocmask"};
  run("P1.T1 rt_sigprocmask block {SIGUSR1}\n", expected.entries[0].scenario, expected.entries[0].observed);
  Finding finding;
  finding.judged_by = adopted;
  run("P1.T1 rt_sigprocmask setmask {SIGUSR1, SIGUSR2}\n", finding.scenario, finding.observed);
  finding.signature = "what explains it by chance";
  EXPECT_EQ(known_by(expected, finding), "scenario a.scenario");
  finding.judged_by = behaviour;
  EXPECT_EQ(known_by(expected, finding), "") << "nothing diverges any more";
}

TEST(Expectations, KnownFindingsDoNotFail) {
  CampaignResult result = result_of(hand_made_finding());
  EXPECT_EQ(verdict_of(result), RunVerdict::kDiverges);
  apply(read("finding dequeue.synchronous-first event rt_sigtimedwait\n"), Dialect{}, true, result);
  EXPECT_EQ(verdict_of(result), RunVerdict::kConforms);
  EXPECT_TRUE(result.vanished.empty());
  result.findings.push_back(explained_finding());
  apply(read("finding dequeue.synchronous-first event rt_sigwait\n"), Dialect{}, false, result);
  EXPECT_EQ(verdict_of(result), RunVerdict::kDiverges);
}

TEST(Expectations, VanishedOnesFailWhenAskedTo) {
  CampaignResult result;
  result.scenarios = 1000;
  apply(read("finding x\n"), Dialect{}, false, result);
  EXPECT_EQ(result.vanished, std::vector<std::string>{"finding x"});
  EXPECT_EQ(verdict_of(result), RunVerdict::kConforms);
  apply(read("finding x\n"), Dialect{}, true, result);
  EXPECT_EQ(verdict_of(result), RunVerdict::kDiverges);
}

TEST(Expectations, WhatTheDialectHasAnywayHasNotVanished) {
  CampaignResult result;
  Dialect held;
  held.*(find_variation_point("synchronous-first")->point) = false;
  apply(read("set synchronous-first=off\n"), held, true, result);
  EXPECT_TRUE(result.vanished.empty());
  apply(read("set synchronous-first=off\n"), Dialect{}, true, result);
  EXPECT_EQ(result.vanished.size(), 1U);
}

TEST(Expectations, ScenariosVanishOnlyWhenTheyConform) {
  CampaignResult result;
  Expectations expected = read("scenario a.scenario\n");
  expected.entries[0].undecided = true;
  apply(expected, Dialect{}, true, result);
  EXPECT_TRUE(result.vanished.empty());
  expected.entries[0].undecided = false;
  expected.entries[0].shows = {"something else"};
  apply(expected, Dialect{}, true, result);
  EXPECT_TRUE(result.vanished.empty());
  expected.entries[0].shows.clear();
  apply(expected, Dialect{}, true, result);
  EXPECT_EQ(result.vanished, std::vector<std::string>{"scenario a.scenario"});
}

TEST(Expectations, NewsIsAddedAndCommentsStay) {
  CampaignResult result = result_of(hand_made_finding());
  result.findings.push_back(explained_finding());
  result.findings.push_back(explained_finding());
  const std::string before = "sigconform expectations 1\n# mine\n\nfinding x   # and this\n";
  const std::string after = with_news(before, result, "");
  EXPECT_TRUE(after.starts_with(before)) << after;
  const Expectations read_again = std::get<Expectations>(parse_expectations(after));
  EXPECT_EQ(read_again.entries.size(), 3U) << after;
  apply(read_again, Dialect{}, false, result);
  EXPECT_FALSE(has_news(result));
  EXPECT_EQ(with_news(after, result, ""), after) << "nothing is added twice";
}

TEST(Expectations, NewsOfASubjectGoesIntoItsSection) {
  const std::string text = with_news("", result_of(explained_finding()), "gvisor");
  const Expectations all = std::get<Expectations>(parse_expectations(text));
  ASSERT_EQ(all.entries.size(), 1U) << text;
  EXPECT_EQ(all.entries[0].subject, "gvisor");
}

TEST(Expectations, LinesAreTakenOut) {
  const std::vector<int> lines{2, 4};
  EXPECT_EQ(without_lines("a\nb\nc\nd\ne\n", lines), "a\nc\ne\n");
}

}  // namespace
}  // namespace sigconform
