// A subject that a scenario ends: the run goes on, names the scenario, and its status says so. What ends it is a
// saboteur between sigconform and the real executor.
#include "cli/testing/sigconform_runs.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace sigconform {
namespace {

using nlohmann::json;
using testing::has;
using testing::json_in;
using testing::Ran;
using testing::ScratchFolder;
using testing::sigconform;

#ifndef SIGCONFORM_SABOTEUR
#error "SIGCONFORM_SABOTEUR is the program that fails on purpose, given by the build"
#endif

std::string subject_that_will(const std::string& how) {
  return fmt::format("--on 'command:{} {} {{executor}}'", SIGCONFORM_SABOTEUR, how);
}

// What a run of 200 scenarios says, and what replay and minimize say of the scenario that it names.
void expect_loss(const std::string& how, const std::string& outcome, const std::string& said) {
  const ScratchFolder folder;
  const std::string out = (folder.path() / "out").string();
  const std::string on = subject_that_will(how);
  const Ran ran = sigconform(fmt::format("run {} --scenarios 200 --seed 1 --jobs 1 --out {}", on, out));
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  EXPECT_TRUE(has(ran.output, "the subject is lost by")) << ran.output;
  EXPECT_TRUE(has(ran.output, said)) << ran.output;
  const json summary = json_in(out + "/summary.json");
  EXPECT_EQ(summary.at("verdict"), "diverges");
  EXPECT_GT(summary.at("scenarios"), 150) << "the others are run all the same";
  EXPECT_TRUE(summary.at("divergences").empty());
  ASSERT_FALSE(summary.at("losses").empty());
  const json& loss = summary.at("losses").front();
  EXPECT_EQ(loss.at("outcome"), outcome);
  EXPECT_EQ(loss.at("repeated"), loss.at("of"));
  const std::string scenario = out + "/" + loss.at("scenario").get<std::string>();
  EXPECT_TRUE(has(testing::text_in(scenario), "timer_getoverrun")) << testing::text_in(scenario);
  const Ran replayed = sigconform(fmt::format("replay {} {}", scenario, on));
  EXPECT_EQ(replayed.exit_status, 1) << replayed.output;
  EXPECT_TRUE(has(replayed.output, "3 of 3 times")) << replayed.output;
  EXPECT_EQ(sigconform("replay " + scenario).exit_status, 0) << "the host stands it";
}

TEST(LostSubject, DeathIsAFindingWithTheLastWords) { expect_loss("die", "died", "end Kernel panic"); }
TEST(LostSubject, NonsenseOnTheLineIsAFinding) { expect_loss("garble", "garbled", "not a frame, but 52 49 50"); }

TEST(LostSubject, MinimizeGivesTheShortestScenarioThatEndsIt) {
  const ScratchFolder folder;
  const std::string file = (folder.path() / "long.scenario").string();
  const Ran made = sigconform("generate --seed 17 --chapter timers > " + file);
  ASSERT_TRUE(has(testing::text_in(file), "timer_getoverrun")) << made.output << testing::text_in(file);
  const std::string small = (folder.path() / "small.scenario").string();
  const Ran ran = sigconform(fmt::format("minimize {} {} --out {}", file, subject_that_will("die"), small));
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  EXPECT_TRUE(has(testing::text_in(small), "timer_getoverrun"));
  EXPECT_LT(testing::text_in(small).size(), testing::text_in(file).size() / 2);
}

}  // namespace
}  // namespace sigconform
