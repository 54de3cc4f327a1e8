// coverage.json written and read again; what is no such file is refused in words; and the table for people.
#include "reports/coverage.h"

#include "model/text.h"
#include "reports/testing/hand_made_result.h"

#include <gtest/gtest.h>
#include <functional>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

using nlohmann::json;
using testing::hand_made_result;
using testing::hand_made_run;

constexpr auto kExample = static_cast<std::size_t>(Rule::kOldestFirst);  // the one rule with an example

// Counts that go with the one example.
CampaignResult result() {
  CampaignResult made = hand_made_result();
  made.rule_agreed.fill(0);
  made.rule_agreed[kExample] = 60;
  return made;
}

CoverageRecord record() {
  return std::get<CoverageRecord>(parse_coverage(coverage_json(hand_made_run(), result()).dump(2)));
}

TEST(Coverage, IsReadAsItWasWritten) {
  RunDescription run = hand_made_run();
  run.falsified = {{"private-first", "…"}};
  run.chapters.set(1);
  const auto parsed = parse_coverage(coverage_json(run, result()).dump());
  ASSERT_TRUE(std::holds_alternative<CoverageRecord>(parsed)) << std::get<std::string>(parsed);
  const auto& read = std::get<CoverageRecord>(parsed);
  EXPECT_EQ(read.subject + read.kernel + read.machine + read.dialect, "host6.18.44x86_64linux-6.18");
  EXPECT_EQ(read.falsified, std::vector<std::string>{"private-first"});
  EXPECT_EQ(read.seed, 7U);
  EXPECT_EQ(read.scenarios, 12345U);
  EXPECT_FALSE(read.interrupted);
  EXPECT_EQ(read.chapters, ChapterSet().set(1));
  EXPECT_EQ(read.rules[kExample].model, 100U);
  EXPECT_EQ(read.rules[kExample].subject, 60U);
  EXPECT_EQ(read.rules[kExample].steps, 3U);
  EXPECT_EQ(read.rules[static_cast<std::size_t>(Rule::kForkInherits)].model, 0U);
}

TEST(Coverage, WhatIsNoCoverageIsRefusedInWords) {
  const auto why = [](const std::function<void(json&)>& spoil) {
    json coverage = coverage_json(hand_made_run(), result());
    spoil(coverage);
    const auto parsed = parse_coverage(coverage.dump());
    return std::holds_alternative<std::string>(parsed) ? std::get<std::string>(parsed) : std::string("accepted");
  };
  const std::string id(id_of(Rule::kOldestFirst));
  EXPECT_EQ(why([](json&) {}), "accepted");
  EXPECT_EQ(why([](json& c) { c = json::array(); }), "'sigconform coverage' is missing");
  EXPECT_EQ(why([](json& c) { c["sigconform coverage"] = 2; }), "it is of another version of sigconform");
  EXPECT_EQ(why([](json& c) { c.erase("seed"); }), "'seed' is missing");
  EXPECT_EQ(why([](json& c) { c["subject"] = 3; }), "'name' is missing");
  EXPECT_EQ(why([](json& c) { c["dialect"] = 3; }), "'dialect' is no text");
  EXPECT_EQ(why([](json& c) { c["falsified"] = "x"; }), "'falsified' is no list");
  EXPECT_EQ(why([](json& c) { c["falsified"] = {3}; }), "'falsified' holds something else than texts");
  EXPECT_EQ(why([](json& c) { c["falsified"] = {"x"}; }), "there is no variation point 'x'");
  EXPECT_EQ(why([](json& c) { c["chapters"] = {"verse"}; }), "there is no chapter 'verse'");
  EXPECT_EQ(why([](json& c) { c["interrupted"] = 0; }), "'interrupted' is neither true nor false");
  EXPECT_EQ(why([](json& c) { c["scenarios"] = -1; }), "'scenarios' is no count");
  EXPECT_EQ(why([](json& c) { c["scenarios"] = 99; }), "the counts of kill.missing-pid contradict each other");
  EXPECT_EQ(why([&](json& c) { c["rules"].erase(id); }), "'" + id + "' is missing");
  EXPECT_EQ(why([&](json& c) { c["rules"]["x.y"] = 1; }),
            "it names rules that this version of sigconform does not have");
  EXPECT_EQ(why([&](json& c) { c["rules"][id]["subject"] = 101; }), "the counts of " + id + " contradict each other");
  EXPECT_EQ(why([&](json& c) { c["rules"][id]["operations"] = 0; }), "the counts of " + id + " contradict each other");
  EXPECT_EQ(why([&](json& c) { c["rules"][id]["operations"] = 999; }),
            "the counts of " + id + " contradict each other");
  EXPECT_EQ(why([&](json& c) { c["rules"][id]["example"] = "/etc/passwd"; }),
            "the example of " + id + " is not where it should be");
  EXPECT_EQ(std::get<std::string>(parse_coverage("{\"sigconform cov")), "it is not JSON");
}

TEST(Coverage, TextHasChapterSourcesHitsAndExampleOfEachRule) {
  const std::string text = coverage_text(record(), {}, "out/x");
  EXPECT_EQ(text.rfind("out/x · host · 6.18.44 x86_64 · rules of linux-6.18\n  12,345 scenarios, seed 7\n", 0), 0U)
      << text;
  EXPECT_NE(text.find("\ndelivery: "), std::string::npos);
  EXPECT_NE(
      text.find("  dequeue.oldest-first                             100            60           3  "
                "rules/dequeue.oldest-first.scenario\n      [POSIX.1-2024 2.4.2; kernel/signal.c collect_signal()]\n"),
      std::string::npos)
      << text;
  for (std::size_t i = 0; i < kRules; ++i) EXPECT_NE(text.find(id_of(static_cast<Rule>(i))), std::string::npos);
  const std::string jobs = coverage_text(record(), ChapterSet().set(static_cast<std::size_t>(Chapter::kJobs)), "out/x");
  EXPECT_EQ(jobs.find("\ndelivery: "), std::string::npos);
  CoverageRecord about = record();
  about.chapters.set(static_cast<std::size_t>(Chapter::kJobs));
  const std::string of_run = coverage_text(about, {}, "out/x");
  EXPECT_NE(of_run.find("\n  about jobs\n"), std::string::npos) << of_run;
  EXPECT_EQ(of_run.find("\ndelivery: "), std::string::npos) << of_run;
}

TEST(Coverage, ExampleIsAScenarioFileThatNamesItsRule) {
  const Scenario scenario = testing::hand_made_finding().scenario;
  const std::string text = example_text(Rule::kOldestFirst, scenario);
  EXPECT_EQ(text.rfind("# dequeue.oldest-first: Several instances of one signal", 0), 0U) << text;
  EXPECT_EQ(std::get<Scenario>(parse_scenario(text)), scenario);
}

}  // namespace
}  // namespace sigconform
