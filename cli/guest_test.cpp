// Campaigns on guests: a kernel image conforms, and what User-Mode Linux does is judged to the last scenario.
#include "cli/testing/sigconform_runs.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <cstdlib>

namespace sigconform {
namespace {

using nlohmann::json;
using testing::has;
using testing::json_in;
using testing::Ran;
using testing::ScratchFolder;
using testing::sigconform;

constexpr int kScenarios = 200;

std::string kernel_name() {
  const char* const named = std::getenv("SIGCONFORM_GUEST_KERNEL");
  return named == nullptr || *named == '\0' ? "linux-6.12" : named;
}

// The same scenarios on each but where threads race, none lost, none without a conclusion.
Ran run_on(const std::string& subject, const std::string& folder) {
  return sigconform(fmt::format("run --on {} --scenarios {} --seed 1 --jobs 1 --out {}", subject, kScenarios, folder));
}

TEST(GuestCommand, KernelImageConforms) {
  const ScratchFolder folder;
  const std::string out = (folder.path() / "out").string();
  const Ran ran = run_on("qemu:" + kernel_name(), out);
  if (ran.exit_status == 3 && has(ran.output, "cannot be run")) GTEST_SKIP() << ran.output;
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  const json summary = json_in(out + "/summary.json");
  EXPECT_EQ(summary.at("scenarios"), kScenarios) << "control groups and all else that scenarios need are there";
  EXPECT_EQ(summary.at("inconclusive"), 0);
}

TEST(GuestCommand, KernelImageWithTwoCpusConforms) {
  const ScratchFolder folder;
  const std::string out = (folder.path() / "out").string();
  const Ran ran = run_on("qemu-races:" + kernel_name(), out);
  if (ran.exit_status == 3 && has(ran.output, "cannot be run")) GTEST_SKIP() << ran.output;
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, "threads are to race")) << ran.output;
  const json summary = json_in(out + "/summary.json");
  // Few have more outcomes than can be followed.
  EXPECT_GT(summary.at("scenarios"), kScenarios * 3 / 4);
  EXPECT_LT(summary.at("inconclusive"), kScenarios / 20);
}

TEST(GuestCommand, UserModeLinuxConforms) {
  const ScratchFolder folder;
  const std::string out = (folder.path() / "out").string();
  const Ran ran = run_on("uml", out);
  if (ran.exit_status == 3 && has(ran.output, "cannot be run")) GTEST_SKIP() << ran.output;
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  const json summary = json_in(out + "/summary.json");
  // It lacks two things that some scenarios need.
  EXPECT_EQ(summary.at("scenarios").get<int>() + summary.at("skipped").get<int>(), kScenarios);
  EXPECT_LT(summary.at("skipped").get<int>(), kScenarios / 4);
  EXPECT_EQ(summary.at("inconclusive"), 0);
  EXPECT_TRUE(summary.at("losses").empty());
}

}  // namespace
}  // namespace sigconform
