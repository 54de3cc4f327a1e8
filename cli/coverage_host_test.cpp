// Coverage of a run on the host: what the model met there held, and each example conforms when it is replayed.
#include "cli/testing/sigconform_runs.h"
#include "model/rules/rules.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

using nlohmann::json;
using testing::Ran;
using testing::ScratchFolder;
using testing::sigconform;

TEST(HostCoverage, RulesThatWereMetHoldAndTheirExamplesConform) {
  const ScratchFolder folder;
  const std::string out = (folder.path() / "out").string();
  const Ran ran = sigconform("run --scenarios 4000 --seed 6 --out " + out);
  ASSERT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_EQ(sigconform("rules --coverage " + out).exit_status, 0);
  std::size_t met = 0;
  const json coverage = testing::json_in(out + "/coverage.json");
  for (const auto& [id, its] : coverage.at("rules").items()) {
    if (its.at("model") == 0) continue;
    EXPECT_NE(its.at("subject"), 0) << id;
    if (++met % 12 != 0) continue;  // properties' host test has examples of them all
    const Ran replay = sigconform("replay " + out + "/" + its.at("example").get<std::string>());
    EXPECT_EQ(replay.exit_status, 0) << replay.output;
  }
  EXPECT_GT(met, kRules / 2);
}

}  // namespace
}  // namespace sigconform
