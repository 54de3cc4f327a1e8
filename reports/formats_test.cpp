// Every format of a stored run, held against a reader that is not ours: schemas, xmllint, the grammar of KTAP.
#include "reports/formats.h"

#include "reports/testing/compiled_program.h"
#include "reports/testing/hand_made_result.h"
#include "reports/testing/has.h"
#include "reports/testing/validators.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

using testing::count_of;
using testing::hand_made_finding;
using testing::hand_made_result;
using testing::hand_made_run;
using testing::has;
using testing::KtapTest;
using testing::ScratchFolder;

constexpr std::string_view kHostile = "<&>\"']]>\x01 | ` # _\n``` end";

StoredRun stored_run() { return {hand_made_run(), hand_made_result(), true, false}; }

Stored one(StoredRun stored) { return {"out/x", false, {{"host", {}, std::move(stored)}}, {}}; }

Stored two() {
  StoredRun conforming = stored_run();
  conforming.result.findings.clear();
  return {"out/x", true, {{"host", {}, stored_run()}, {"model", {}, conforming}, {"uml", "it is not there", {}}}, {}};
}

Stored check() {
  StoredCheck check{"0.1.0", "linux-6.18", 7, 3, {}};
  check.properties.push_back({"Holds", "it holds", "a page", true, 100, {}, {}, {}});
  check.properties.push_back(
      {"Fails", "it does not", "a page", false, 3, "at step 2", hand_made_finding().scenario, "sigconform check"});
  return {"out/x", false, {}, check};
}

// Whatever comes from outside says something that formats have another use for.
StoredRun hostile() {
  StoredRun stored = stored_run();
  stored.run.kernel = stored.run.machine = stored.run.subject = kHostile;
  stored.result.incidents.front().detail = kHostile;
  Loss loss;
  loss.outcome = Outcome::kDied;
  loss.detail = kHostile;
  loss.scenario = loss.original = hand_made_finding().scenario;
  stored.result.losses.push_back(loss);
  stored.result.vanished = {std::string(kHostile)};
  return stored;
}

class Formats : public ::testing::Test {
 protected:
  std::string file_with(const std::string& text) {
    std::string file = (folder_.path() / "file").string();
    std::ofstream(file) << text;
    return file;
  }
  std::string json_complaints(const std::string& text, const std::string& schema) {
    return testing::json_complaints(file_with(text), schema);
  }
  std::string junit_complaints(const Stored& stored) { return testing::junit_complaints(file_with(as_junit(stored))); }

 private:
  ScratchFolder folder_;
};

const KtapTest* find(const std::vector<KtapTest>& tests, std::string_view name) {
  const auto found = std::find_if(tests.begin(), tests.end(), [&](const KtapTest& t) { return t.name == name; });
  return found == tests.end() ? nullptr : &*found;
}

TEST_F(Formats, TheTableKnowsItsNames) {
  for (const Format& format : formats()) {
    EXPECT_EQ(find_format(format.name), &format);
    EXPECT_FALSE(format.write(one(stored_run())).empty()) << format.name;
    EXPECT_FALSE(format.write(two()).empty()) << format.name;
    EXPECT_FALSE(format.write(check()).empty()) << format.name;
  }
  EXPECT_EQ(find_format("yaml"), nullptr);
}

TEST_F(Formats, JsonIsAsItsSchemasSay) {
  EXPECT_EQ(json_complaints(as_json(one(stored_run())), "summary"), "");
  EXPECT_EQ(json_complaints(as_json(one(hostile())), "summary"), "");
  EXPECT_EQ(json_complaints(as_json(two()), "matrix"), "");
  EXPECT_EQ(json_complaints(as_json(check()), "check"), "");
  EXPECT_EQ(json_complaints(stored_run_json(stored_run()).dump(), "run"), "");
  EXPECT_EQ(json_complaints(stored_run_json(hostile()).dump(), "run"), "");
  StoredRun incomplete = stored_run();
  incomplete.complete = false;
  EXPECT_EQ(json_complaints(as_json(one(incomplete)), "summary"), "");
}

TEST_F(Formats, SchemasRefuseWhatIsNotInThem) {
  nlohmann::json root = stored_run_json(stored_run());
  root["result"]["findings"][0]["more"] = 1;
  EXPECT_TRUE(has(json_complaints(root.dump(), "run"), "$.result.findings[0]: additionalProperties"));
  root = stored_run_json(stored_run());
  root["run"].erase("seed");
  EXPECT_TRUE(has(json_complaints(root.dump(), "run"), "$.run: required"));
}

TEST_F(Formats, JunitIsAsItsSchemaSays) {
  EXPECT_EQ(junit_complaints(one(stored_run())), "");
  EXPECT_EQ(junit_complaints(one(hostile())), "");
  EXPECT_EQ(junit_complaints(two()), "");
  EXPECT_EQ(junit_complaints(check()), "");
  EXPECT_NE(testing::junit_complaints(file_with("<testsuites/>")), "");
}

TEST_F(Formats, JunitHasACaseForEachRuleOnEachSubject) {
  const std::string both = as_junit(two());
  for (std::size_t r = 0; r < kRules; ++r) {
    const std::string name = "name=\"" + std::string(id_of(static_cast<Rule>(r))) + "\"";
    ASSERT_EQ(count_of(both, name), 2U) << name;
  }
  EXPECT_EQ(count_of(both, "<failure "), 2U) << "the rule, and the verdict";
  EXPECT_TRUE(has(both, "P1.T1  kill P1 SIGHUP")) << "the minimised scenario";
  EXPECT_TRUE(has(both, "<error message=\"not run: it is not there\""));
  EXPECT_TRUE(has(both, "<skipped message=\"not exercised: no scenario met it\"/>"));
  EXPECT_TRUE(has(as_junit(check()), "classname=\"model.properties\" name=\"Fails\""));
}

TEST_F(Formats, KtapIsAsTheKernelsDocumentationSays) {
  for (const Stored& stored : {one(stored_run()), one(hostile()), two(), check()}) {
    const testing::KtapDocument document = testing::parse_ktap(as_ktap(stored));
    EXPECT_EQ(document.complaint, "");
    EXPECT_FALSE(document.tests.empty());
  }
  EXPECT_EQ(testing::parse_ktap("KTAP version 1\n1..2\nok 1 a\nok 3 b\n").complaint, "line 4: expected the number 2");
  EXPECT_EQ(testing::parse_ktap("KTAP version 1\n1..1\nok 1 a # LATER\n").complaint,
            "line 3: expected the directive SKIP with a reason");
  EXPECT_EQ(testing::parse_ktap("1..1\nok 1 a\n").complaint, "line 1: expected 'KTAP version 1'");
}

TEST_F(Formats, KtapNestsChaptersAndShowsTheScenario) {
  const testing::KtapDocument document = testing::parse_ktap(as_ktap(one(stored_run())));
  ASSERT_EQ(document.tests.size(), 1U);
  const KtapTest& host = document.tests.front();
  EXPECT_FALSE(host.ok);
  const KtapTest* const delivery = find(host.subtests, "delivery");
  ASSERT_NE(delivery, nullptr);
  EXPECT_FALSE(delivery->ok);
  const KtapTest* const rule = find(delivery->subtests, "dequeue.synchronous-first");
  ASSERT_NE(rule, nullptr);
  EXPECT_FALSE(rule->ok);
  EXPECT_TRUE(std::any_of(rule->diagnostics.begin(), rule->diagnostics.end(),
                          [](const std::string& line) { return has(line, "P1.T1  kill P1 SIGHUP"); }));
  const KtapTest* const birth = find(host.subtests, "birth");
  ASSERT_NE(birth, nullptr);
  EXPECT_TRUE(birth->ok);
  const KtapTest* const fork = find(birth->subtests, "fork.inherits");
  ASSERT_NE(fork, nullptr);
  EXPECT_EQ(fork->skip, "not exercised: no scenario met it");
}

TEST_F(Formats, KnownFindingsAreSkippedAndVerdictsPass) {
  StoredRun stored = stored_run();
  stored.result.findings.front().known = "finding x";
  EXPECT_FALSE(has(as_junit(one(stored)), "<failure "));
  EXPECT_TRUE(has(as_junit(one(stored)), "<skipped message=\"known: finding x, dequeue.synchronous-first event"));
  EXPECT_TRUE(testing::parse_ktap(as_ktap(one(stored))).tests.front().ok);
}

TEST_F(Formats, WhatHasNoVerdictIsAnErrorAndNotAPass) {
  StoredRun stored = stored_run();
  stored.result.findings.clear();
  stored.result.interrupted = true;
  EXPECT_TRUE(has(as_junit(one(stored)), "<error message=\"the run was stopped early"));
  stored.result.interrupted = false;
  stored.complete = false;
  EXPECT_TRUE(has(as_junit(one(stored)), "<error message=\"the run has not ended"));
  EXPECT_FALSE(testing::parse_ktap(as_ktap(one(stored))).tests.front().ok);
}

TEST_F(Formats, MarkdownSaysTheVerdictAndShowsTheScenario) {
  const std::string text = as_markdown(one(stored_run()));
  EXPECT_TRUE(text.starts_with("## sigconform: diverges\n")) << text;
  EXPECT_TRUE(has(text, "P1.T1  kill P1 SIGHUP")) << text;
  EXPECT_FALSE(has(text, "Left off"));
}

TEST_F(Formats, MarkdownFitsAndSaysWhatItLeftOff) {
  StoredRun stored = stored_run();
  for (int i = 0; i < 200; ++i) stored.result.findings.push_back(hand_made_finding());
  const std::string text = as_markdown(one(stored));
  EXPECT_LE(text.size(), kMarkdownBytesMax);
  EXPECT_GT(text.size(), kMarkdownBytesMax / 2);
  EXPECT_TRUE(has(text, "Left off for want of room: ")) << text.substr(text.size() - 300);
  Stored several = two();
  several.subjects.front().stored = stored;
  EXPECT_LE(as_markdown(several).size(), kMarkdownBytesMax);
}

TEST_F(Formats, MarkdownLeavesNothingHostileUnescaped) {
  const std::string text = as_markdown(one(hostile()));
  EXPECT_FALSE(has(text, "| <&>")) << "a tag would be one";
  EXPECT_TRUE(has(text, "\n````\n")) << "a fence longer than the one within";
}

TEST_F(Formats, CheckIsReadBack) {
  const StoredCheck wrote = *check().check;
  const auto parsed = parse_stored_check(stored_check_json(wrote).dump());
  ASSERT_TRUE(std::holds_alternative<StoredCheck>(parsed));
  EXPECT_EQ(stored_check_json(std::get<StoredCheck>(parsed)), stored_check_json(wrote));
  EXPECT_EQ(std::get<StoredCheck>(parsed).properties[1].counterexample, wrote.properties[1].counterexample);
  EXPECT_EQ(std::get<std::string>(parse_stored_check("{}")),
            "/: expected a member 'sigconform check', and there is none");
}

}  // namespace
}  // namespace sigconform
