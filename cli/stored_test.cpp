// report, merge and triage as users run them, on runs of the model as its own subject: every file that is written is
// as its schema says, shards are the whole, and what is expected does not fail.
#include "cli/testing/sigconform_runs.h"
#include "reports/testing/validators.h"

#include <gtest/gtest.h>
#include <fstream>

namespace sigconform {
namespace {

using nlohmann::json;
using testing::has;
using testing::json_complaints;
using testing::json_in;
using testing::Ran;
using testing::ScratchFolder;
using testing::sigconform;
using testing::text_in;

constexpr const char* kOddModel = "model:sa-mask-applies=off,stop-spreads=off";

class OnStored : public ::testing::Test {
 protected:
  std::string place(const std::string& name) const { return (folder_.path() / name).string(); }
  Ran run(const std::string& options, const std::string& out) {
    return sigconform("run --jobs 1 --seed 7 --scenarios 200 --repetitions 5 " + options + " --out " + place(out));
  }
  std::string report(const std::string& out, const std::string& format) {
    const Ran ran = sigconform("report " + place(out) + " --format " + format + " --output " + place("report"));
    EXPECT_EQ(ran.exit_status, 0) << ran.output;
    return text_in(place("report"));
  }

 private:
  ScratchFolder folder_;
};

TEST_F(OnStored, EveryFileOfARunIsAsItsSchemaSays) {
  ASSERT_EQ(run(std::string("--stats --on ") + kOddModel, "out").exit_status, 1);
  for (const char* const name : {"run", "summary", "coverage", "pairs"})
    EXPECT_EQ(json_complaints(place("out/") + name + ".json", name), "");
  ASSERT_GE(json_in(place("out/run.json")).at("result").at("findings").size(), 2U);
}

TEST_F(OnStored, EveryFileOfAMatrixIsAsItsSchemaSays) {
  const Ran ran = sigconform("matrix --seed 7 --scenarios 400 --on model --on model:sa-mask-applies=off --on " +
                             std::string("uml:/none --out ") + place("out"));
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  EXPECT_EQ(json_complaints(place("out/matrix.json"), "matrix"), "");
  EXPECT_EQ(json_complaints(place("out/model/run.json"), "run"), "");
  EXPECT_EQ(json::parse(report("out", "json")), json_in(place("out/matrix.json")));
  report("out", "junit");
  EXPECT_EQ(testing::junit_complaints(place("report")), "");
  EXPECT_EQ(testing::parse_ktap(report("out", "ktap")).complaint, "");
  EXPECT_TRUE(has(report("out", "text"), text_in(place("out/matrix.txt")).substr(0, 200)));
  EXPECT_TRUE(has(report("out", "markdown"), "model:sa-mask-applies=off"));
}

TEST_F(OnStored, ReportsOfARunAreMadeAgain) {
  ASSERT_EQ(run(std::string("--on ") + kOddModel, "out").exit_status, 1);
  EXPECT_EQ(json::parse(report("out", "json")), json_in(place("out/summary.json")));
  EXPECT_TRUE(has(text_in(place("out/report.txt")), report("out", "text")));
  report("out", "junit");
  EXPECT_EQ(testing::junit_complaints(place("report")), "");
  const testing::KtapDocument ktap = testing::parse_ktap(report("out", "ktap"));
  EXPECT_EQ(ktap.complaint, "");
  ASSERT_EQ(ktap.tests.size(), 1U);
  EXPECT_FALSE(ktap.tests.front().ok);
  EXPECT_TRUE(has(report("out", "markdown"), "## sigconform: diverges"));
}

TEST_F(OnStored, ChecksAreStored) {
  const Ran ran = sigconform(
      "check --seed 1 --scenarios 200 --falsify coalesce-standard --property "
      "StandardSignalIsPendingOnce --out " +
      place("out"));
  ASSERT_EQ(ran.exit_status, 1) << ran.output;
  EXPECT_EQ(json_complaints(place("out/check.json"), "check"), "");
  EXPECT_TRUE(has(report("out", "junit"), "name=\"StandardSignalIsPendingOnce\""));
  EXPECT_EQ(testing::junit_complaints(place("report")), "");
  const testing::KtapDocument ktap = testing::parse_ktap(report("out", "ktap"));
  EXPECT_EQ(ktap.complaint, "");
  EXPECT_FALSE(ktap.tests.front().ok);
}

// What one run says of itself and the joined shards cannot: how long it took, and where its files are.
json comparable(const std::string& file) {
  json root = json_in(file);
  root["result"].erase("seconds");
  root["run"].erase("folder");
  for (json& option : root["run"]["options"])
    if (option["name"] == "out") option["text"] = "";
  return root;
}

TEST_F(OnStored, ShardsMergedAreTheWholeRun) {
  const std::string on = std::string("--stats --on ") + kOddModel;
  ASSERT_EQ(run(on, "whole").exit_status, 1);
  ASSERT_EQ(run(on + " --shard 1/3", "a").exit_status, 1);
  (void)run(on + " --shard 2/3", "b");
  (void)run(on + " --shard 3/3", "c");
  const Ran part = sigconform("merge " + place("c") + " " + place("a") + " --out " + place("part"));
  EXPECT_EQ(part.exit_status, 1);
  EXPECT_TRUE(has(part.output, "this is shards 1, 3 of 3")) << part.output;
  const Ran merged = sigconform("merge " + place("b") + " " + place("part") + " --out " + place("merged"));
  EXPECT_EQ(merged.exit_status, 1) << merged.output;
  EXPECT_EQ(comparable(place("merged/run.json")), comparable(place("whole/run.json")));
  EXPECT_EQ(json_in(place("merged/coverage.json")), json_in(place("whole/coverage.json")));
  EXPECT_EQ(json_in(place("merged/pairs.json")), json_in(place("whole/pairs.json")));
  const json whole = json_in(place("whole/summary.json"));
  for (const json& finding : whole.at("divergences")) {
    const std::string program = finding.at("reproducer");
    EXPECT_EQ(text_in(place("merged/" + program)), text_in(place("whole/" + program)));
  }
}

TEST_F(OnStored, RunsThatAreNotOneAreRefused) {
  const std::string few = "run --on model --jobs 1 --seed 7 --scenarios 4 ";
  (void)sigconform(few + "--shard 1/2 --out " + place("a"));
  (void)sigconform(few + "--shard 2/2 --dialect linux-6.13 --out " + place("b"));
  const Ran ran = sigconform("merge " + place("a") + " " + place("b") + " --out " + place("merged"));
  EXPECT_EQ(ran.exit_status, 2);
  EXPECT_TRUE(has(ran.output, "sigconform merge: these cannot be one run: the dialect differs: linux-6.18 in "))
      << ran.output;
  EXPECT_FALSE(std::filesystem::exists(place("merged")));
}

TEST_F(OnStored, ExpectedFindingsDoNotFailAndVanishedOnesAreTold) {
  const std::string on = std::string("--on ") + kOddModel;
  ASSERT_EQ(run(on, "first").exit_status, 1);
  std::ofstream(place("known")) << "sigconform expectations 1\n# kept\nfinding never seen\n";
  const std::string expect = " --expect " + place("known");
  const Ran triage = sigconform("triage " + place("first") + expect);
  EXPECT_EQ(triage.exit_status, 0) << triage.output;
  EXPECT_TRUE(has(text_in(place("known")), "# kept\nfinding never seen\nset ")) << text_in(place("known"));
  const Ran again = run(on + expect, "again");
  EXPECT_EQ(again.exit_status, 0) << again.output;
  EXPECT_TRUE(has(again.output, "CONFORMS")) << again.output;
  EXPECT_TRUE(has(again.output, "vanished    finding never seen")) << again.output;
  EXPECT_EQ(run(on + expect + " --strict-expect", "strict").exit_status, 1);
  EXPECT_EQ(json_complaints(place("again/summary.json"), "summary"), "");
  EXPECT_FALSE(has(report("again", "junit"), "<failure"));
  EXPECT_EQ(sigconform("triage --prune " + place("again") + expect).exit_status, 0);
  EXPECT_FALSE(has(text_in(place("known")), "never seen"));
  EXPECT_TRUE(has(text_in(place("known")), "# kept\nset ")) << text_in(place("known"));
  EXPECT_EQ(run(on + expect + " --strict-expect", "strict").exit_status, 0);
  EXPECT_EQ(run("--on model" + expect + " --strict-expect", "gone").exit_status, 1);
}

TEST_F(OnStored, AnythingNewFails) {
  std::ofstream(place("known")) << "sigconform expectations 1\nset stop-spreads=off\n";
  const Ran ran = run(std::string("--expect ") + place("known") + " --on " + kOddModel, "out");
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  EXPECT_TRUE(has(ran.output, "known divergence")) << ran.output;
}

TEST_F(OnStored, ScenariosAreExpectationsAndReplayKnowsThem) {
  ASSERT_EQ(run(std::string("--on ") + kOddModel, "out").exit_status, 1);
  const std::string known = place("out/known");
  std::ofstream(known) << "sigconform expectations 1\nscenario stop-spreads.scenario\n";
  const std::string replay = "replay " + place("out/stop-spreads.scenario") + " --expect " + known + " --on ";
  const Ran odd = sigconform(replay + kOddModel);
  EXPECT_EQ(odd.exit_status, 0) << odd.output;
  EXPECT_TRUE(has(odd.output, "known by scenario stop-spreads.scenario of ")) << odd.output;
  EXPECT_EQ(sigconform("replay " + place("out/sa-mask-applies.scenario") + " --expect " + known + " --on " + kOddModel)
                .exit_status,
            1);
}

TEST_F(OnStored, WhatShowsSometimesIsKnownAndNeedNotShow) {
  ASSERT_EQ(run(std::string("--on ") + kOddModel, "out").exit_status, 1);
  const auto on = [&](const std::string& subject, const std::string& verb) {
    std::ofstream(place("out/known")) << "sigconform expectations 1\n" << verb << " stop-spreads.scenario\n";
    return run("--strict-expect --expect " + place("out/known") + " --on " + subject, "again");
  };
  EXPECT_TRUE(has(on(kOddModel, "sometimes").output, "by sometimes stop-spreads.scenario"));
  const Ran never = on("model", "sometimes"), vanished = on("model", "scenario");
  EXPECT_EQ(never.exit_status, 0) << never.output;
  EXPECT_EQ(vanished.exit_status, 1) << vanished.output;
}

TEST_F(OnStored, EveryKnownScenarioIsNamedInTheFileOfThem) {
  const std::filesystem::path folder = SIGCONFORM_EXPECTATIONS;
  const std::string known = text_in(folder / "known.expect");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".scenario") continue;
    ++files;
    const std::string system = entry.path().parent_path().filename();
    const std::size_t section = known.find("\non " + system + "\n");
    ASSERT_NE(section, std::string::npos) << system;
    const std::size_t end = known.find("\non ", section + 1);
    const std::string its = known.substr(section, end - section);
    const std::string name = system + "/" + entry.path().filename().string();
    EXPECT_TRUE(has(its, "\nscenario " + name + "\n") || has(its, "\nsometimes " + name + "  # ")) << name;
    EXPECT_TRUE(text_in(entry.path()).starts_with("# ")) << name << " does not say what differs";
  }
  EXPECT_GT(files, 0U);
}

TEST_F(OnStored, WhatIsWrongIsToldWithTheMend) {
  const Ran nothing = sigconform("report " + place("empty"));
  EXPECT_EQ(nothing.exit_status, 2);
  EXPECT_TRUE(has(nothing.output, "nothing is stored there")) << nothing.output;
  EXPECT_TRUE(has(sigconform("report x --format yaml").output, "--format: expected one of text, html, json, junit"));
  std::filesystem::create_directory(place("bad"));
  std::ofstream(place("bad/run.json")) << "{\"sigconform run\": 7}";
  const Ran bad = sigconform("report " + place("bad"));
  EXPECT_EQ(bad.exit_status, 2);
  EXPECT_TRUE(has(bad.output, "/bad/run.json: /sigconform run: expected 1, the version of the format")) << bad.output;
  std::ofstream(place("known")) << "sigconform expectations 1\nset nonsense\n";
  const Ran expect = run("--on model --expect " + place("known"), "out");
  EXPECT_EQ(expect.exit_status, 2);
  EXPECT_TRUE(has(expect.output, "known:2:5: expected ID=on or ID=off, found 'nonsense'")) << expect.output;
  const Ran shard = run("--on model --shard 3/2", "out");
  EXPECT_EQ(shard.exit_status, 2);
  EXPECT_TRUE(has(shard.output, "--shard: expected I/N such as 2/8")) << shard.output;
}

}  // namespace
}  // namespace sigconform
