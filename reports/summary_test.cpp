// summary.json key by key, as programs read it: printed, parsed again, looked at. And the tables of --stats.
#include "reports/summary.h"

#include "reports/statistics.h"
#include "reports/testing/hand_made_result.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

using nlohmann::json;
using testing::hand_made_result;
using testing::hand_made_run;

json printed_and_parsed(const json& value) { return json::parse(value.dump(2)); }

TEST(Summary, HasThePromisedKeys) {
  const json summary_json = printed_and_parsed(summary(hand_made_run(), hand_made_result(), true));
  EXPECT_EQ(summary_json.at("scenarios"), 12345);
  EXPECT_EQ(summary_json.at("operations"), 246900);
  EXPECT_DOUBLE_EQ(summary_json.at("seconds").get<double>(), 6.5);
  EXPECT_EQ(summary_json.at("seed"), 7);
  EXPECT_EQ(summary_json.at("subject").at("name"), "host");
  EXPECT_EQ(summary_json.at("subject").at("kernel"), "6.18.44");
  EXPECT_EQ(summary_json.at("rules").at("hit"), kRules - 1);
  EXPECT_EQ(summary_json.at("rules").at("total"), kRules);
  ASSERT_EQ(summary_json.at("divergences").size(), 1U);
  const json& divergence = summary_json.at("divergences").at(0);
  EXPECT_EQ(divergence.at("rule"), "dequeue.synchronous-first");
  EXPECT_EQ(divergence.at("signature"), "dequeue.synchronous-first event rt_sigtimedwait");
  EXPECT_EQ(divergence.at("repeated"), 20);
  EXPECT_EQ(divergence.at("of"), 20);
  EXPECT_EQ(divergence.at("operations"), 4);
  EXPECT_EQ(divergence.at("scenario"), "dequeue.synchronous-first-event-rt_sigtimedwait.scenario");
  EXPECT_EQ(divergence.at("reproducer"), "dequeue.synchronous-first-event-rt_sigtimedwait.c");
}

TEST(Summary, HasVerdictAndCircumstances) {
  const json summary_json = printed_and_parsed(summary(hand_made_run(), hand_made_result(), true));
  EXPECT_EQ(summary_json.at("complete"), true);
  EXPECT_EQ(summary_json.at("verdict"), "diverges");
  EXPECT_EQ(summary_json.at("sigconform"), "0.1.0");
  EXPECT_EQ(summary_json.at("dialect"), "linux-6.18");
  EXPECT_EQ(summary_json.at("options").at("jobs"), "2");
  EXPECT_EQ(summary_json.at("inconclusive"), 1);
  EXPECT_EQ(summary_json.at("unusual"), 3);
  EXPECT_EQ(summary_json.at("interrupted"), false);
  EXPECT_EQ(summary_json.at("rules_not_hit"), json::array({"fork.inherits"}));
  EXPECT_EQ(summary_json.at("incidents").at(0).at("outcome"), "deadline");
  EXPECT_EQ(summary_json.at("incidents").at(0).at("seed"), "0x631b655fea6d4ae8");
  EXPECT_FALSE(summary_json.contains("stats"));
}

TEST(Summary, RulesAreCountedByChapter) {
  RunDescription run = hand_made_run();
  const std::size_t birth = rules_of(ChapterSet().set(static_cast<std::size_t>(Chapter::kBirth))).count();
  const json all = printed_and_parsed(summary(run, hand_made_result(), true));
  EXPECT_EQ(all.at("chapters").size(), kChapters);
  EXPECT_EQ(all.at("chapters").at("birth"), (json{{"hit", birth - 1}, {"total", birth}}));
  EXPECT_EQ(all.at("rules").at("unobservable"), unobservable_rules().size());
  run.chapters.set(static_cast<std::size_t>(Chapter::kJobs));
  const json jobs = printed_and_parsed(summary(run, hand_made_result(), true));
  EXPECT_EQ(jobs.at("chapters").size(), 1U);
  EXPECT_EQ(jobs.at("rules").at("total"), rules_of(run.chapters).count());
  EXPECT_EQ(jobs.at("rules_not_hit"), json::array());
}

TEST(Summary, IncompleteOneSaysWhatIsNotKnownYet) {
  CampaignResult result = hand_made_result();
  EXPECT_EQ(summary(hand_made_run(), result, false).at("verdict"), "diverges");
  result.findings.clear();
  const json early = printed_and_parsed(summary(hand_made_run(), result, false));
  EXPECT_EQ(early.at("complete"), false);
  EXPECT_EQ(early.at("verdict"), "none");
  EXPECT_TRUE(early.at("rules").at("hit").is_null());
  EXPECT_EQ(early.at("rules").at("total"), kRules);
}

TEST(Summary, StatisticsCountOperationsRulesAndPairs) {
  const json stats = printed_and_parsed(summary(hand_made_run(), hand_made_result(), true, true)).at("stats");
  EXPECT_EQ(stats.at("operations").at("kill"), 90);
  EXPECT_EQ(stats.at("operations").size(), kOperationKinds);
  EXPECT_EQ(stats.at("rules").at("dequeue.synchronous-first"), 100);
  EXPECT_EQ(stats.at("rules").size(), kRules);
  EXPECT_EQ(stats.at("pairs").at("hit"), 1);
  EXPECT_EQ(stats.at("pairs").at("of"), kRules * (kRules - 1) / 2);
  EXPECT_EQ(stats.at("pairs").at("rarest").at(0).at("scenarios"), 2);
  EXPECT_EQ(stats.at("pairs").at("by_scenarios").at(1), (json{{"from", 1}, {"to", 9}, {"pairs", 1}}));
  EXPECT_EQ(stats.at("pairs").at("by_chapters").at("delivery").at("delivery").at("hit"), 1);
  EXPECT_EQ(pairs_json(hand_made_run(), hand_made_result()),
            (json{{"dequeue.synchronous-first", {{"dequeue.oldest-first", 2}}}}));
}

TEST(Summary, StatisticsOfARunAboutAChapterAreOfItsRules) {
  RunDescription run = hand_made_run();
  run.chapters.set(static_cast<std::size_t>(Chapter::kJobs));
  const std::size_t jobs = rules_of(run.chapters).count();
  const json stats = printed_and_parsed(statistics_json(run, hand_made_result()));
  EXPECT_EQ(stats.at("rules").size(), jobs);
  EXPECT_EQ(stats.at("pairs").at("of"), jobs * (jobs - 1) / 2);
  EXPECT_EQ(stats.at("pairs").at("hit"), 0);
  EXPECT_EQ(pairs_json(run, hand_made_result()), json::object());
}

TEST(Summary, FilesAreNamedAfterTheCause) {
  Finding finding = testing::hand_made_finding();
  EXPECT_EQ(file_stem(finding), "dequeue.synchronous-first-event-rt_sigtimedwait");
  finding.explanation.flips = {{find_variation_point("synchronous-first"), false}};
  EXPECT_EQ(file_stem(finding), "synchronous-first");
  CampaignResult result;
  result.findings.push_back(finding);
  EXPECT_EQ(summary(hand_made_run(), result, true).at("divergences").at(0).at("explained_by"), "synchronous-first");
  EXPECT_EQ(summary(hand_made_run(), result, true).at("deviations"), json({{"synchronous-first", "off"}}));
}

TEST(Statistics, RarestStandLast) {
  const std::string text = statistics_text(hand_made_run(), hand_made_result());
  EXPECT_NE(text.find(" 90     0.036\n"), std::string::npos) << text;
  EXPECT_LT(text.find("dequeue.synchronous-first "), text.find("fork.inherits "));
  EXPECT_LT(text.find("fork.inherits "), text.find("pair of rules"));
}

TEST(Summary, NamesWhatTheProbesSaw) {
  RunDescription run = hand_made_run();
  run.evidence = {{find_variation_point("pidfd-self"), true, Seen::kOff, {}},
                  {find_variation_point("pidfd-scopes"), false, Seen::kNeither, {}}};
  EXPECT_EQ(summary(run, hand_made_result(), true, false).at("evidence"),
            (nlohmann::json{{"pidfd-self", {{"release", "on"}, {"seen", "off"}}},
                            {"pidfd-scopes", {{"release", "off"}, {"seen", "neither"}}}}));
}

}  // namespace
}  // namespace sigconform
