// Stored runs of the host kernel: their files are as their schemas say, and every format is made of them.
#include "cli/testing/sigconform_runs.h"
#include "reports/testing/validators.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

using testing::json_complaints;
using testing::ScratchFolder;
using testing::sigconform;

TEST(HostStored, RunIsReportedInEveryFormat) {
  const ScratchFolder folder;
  const std::string out = (folder.path() / "out").string();
  const std::string file = (folder.path() / "report").string();
  ASSERT_EQ(sigconform("run --scenarios 2000 --seed 1 --falsify coalesce-standard --out " + out).exit_status, 1);
  for (const char* const name : {"run", "summary", "coverage"})
    EXPECT_EQ(json_complaints(out + "/" + name + ".json", name), "");
  const auto report = [&](const std::string& format) {
    EXPECT_EQ(sigconform("report " + out + " --format " + format + " --output " + file).exit_status, 0) << format;
    return testing::text_in(file);
  };
  EXPECT_EQ(nlohmann::json::parse(report("json")), testing::json_in(out + "/summary.json"));
  (void)report("junit");
  EXPECT_EQ(testing::junit_complaints(file), "");
  EXPECT_EQ(testing::parse_ktap(report("ktap")).complaint, "");
  EXPECT_TRUE(testing::has(report("markdown"), "## sigconform: diverges"));
}

TEST(HostStored, WhatIsKnownOfOtherSystemsSaysNothingOfTheHost) {
  const ScratchFolder folder;
  const std::string out = (folder.path() / "out").string();
  const std::string known = std::string(SIGCONFORM_EXPECTATIONS) + "/known.expect";
  const testing::Ran ran =
      sigconform("run --on host --scenarios 50 --seed 1 --strict-expect --expect " + known + " --out " + out);
  EXPECT_EQ(ran.exit_status, 0) << "its entries are of another subject\n" << ran.output;
  EXPECT_FALSE(testing::has(ran.output, "vanished ")) << ran.output;
}

}  // namespace
}  // namespace sigconform
