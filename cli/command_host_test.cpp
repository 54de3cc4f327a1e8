// Commands on the host kernel: it conforms, a falsified rule is found and minimised, and the C program of what was
// found exits with 0. The long campaigns are ci's.
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

TEST(HostCommand, RunConforms) {
  const ScratchFolder folder;
  const std::string out = (folder.path() / "out").string();
  const Ran ran = sigconform("run --scenarios 500 --seed 1 --out " + out);
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  const json summary = json_in(out + "/summary.json");
  EXPECT_EQ(summary.at("scenarios").get<int>() + summary.at("skipped").get<int>(), 500);
  EXPECT_GT(summary.at("scenarios"), 250) << "a host lacks little";
}

TEST(HostCommand, RaceConforms) {
  const ScratchFolder folder;
  const std::string out = (folder.path() / "out").string();
  const Ran ran = sigconform("run --on host-races --scenarios 1000 --seed 1 --out " + out);
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, "  ops          at most 6 a scenario\n")) << ran.output;
  const json summary = json_in(out + "/summary.json");
  EXPECT_EQ(summary.at("subject").at("name"), "host-races");
  EXPECT_GT(summary.at("scenarios"), 750);
  // Of those that race nearly all go another way than they would on one CPU.
  EXPECT_GT(summary.at("unusual"), 100);
}

TEST(HostCommand, FalsifiedRunDivergesAndTheTrueProgramExitsWith0) {
  const ScratchFolder folder;
  const std::string out = (folder.path() / "out").string();
  const Ran ran = sigconform("run --scenarios 3000 --time 20s --seed 1 --falsify coalesce-standard --out " + out);
  ASSERT_EQ(ran.exit_status, 1) << ran.output;
  const json summary_of_run = json_in(out + "/summary.json");
  for (const json& divergence : summary_of_run.at("divergences")) {
    const std::string scenario = out + "/" + divergence.at("scenario").get<std::string>();
    EXPECT_EQ(sigconform("replay " + scenario).exit_status, 0) << scenario;
    if (!testing::has_compiler("cc")) continue;
    const std::string program = out + "/" + divergence.at("reproducer").get<std::string>();
    const Ran c = testing::run_command(fmt::format("cc -o {0}/program {1} && {0}/program", out, program));
    EXPECT_EQ(c.exit_status, 0) << c.output;
  }
}

TEST(HostCommand, SubjectsSayWhatTheHostOffers) {
  const Ran ran = sigconform("subjects");
  EXPECT_EQ(ran.exit_status, 0);
  EXPECT_TRUE(has(ran.output, "host ")) << ran.output;
  EXPECT_TRUE(has(ran.output, "real-time priorities")) << ran.output;
}

}  // namespace
}  // namespace sigconform
