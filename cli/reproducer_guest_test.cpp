// The C programs of what other systems are known to do otherwise (ci/expectations/), run without sigconform: each says
// so on the system that it is about, and finds nothing on the host. Tested where the systems are installed.
#include "reports/reproducer.h"

#include "model/text.h"
#include "properties/testing/expectations.h"
#include "reports/testing/compiled_program.h"
#include "subjects/guests.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <string>

namespace sigconform {
namespace {

using testing::Expectation;
using testing::Ran;
using testing::ScratchFolder;

// A stop and a continue, seen by the parent: alike everywhere.
constexpr const char* kAlike =
    "sigconform scenario 1\n"
    "process P1 user u1\n"
    "process P2 parent P1 user u1\n\n"
    "P1.T1  kill P2 SIGSTOP\n"
    "P1.T1  wait4 P2 WUNTRACED\n"
    "P1.T1  kill P2 SIGCONT\n"
    "P1.T1  wait4 P2 WCONTINUED\n";

// What hangs is ended after so long; it takes some seconds.
constexpr int kPatienceSeconds = 300;

class ForeignReproducer : public ::testing::TestWithParam<Emulator> {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "the programs need root, to make PID namespaces";
    if (!testing::has_compiler("cc")) GTEST_SKIP() << "no C compiler here";
    if (!testing::has_compiler(GetParam().program)) GTEST_SKIP() << GetParam().program << " is not installed";
  }
  // The program, linked so that it needs nothing of the system but its kernel.
  static void make(const ScratchFolder& folder, const Scenario& scenario) {
    const auto source = reproducer(scenario, Dialect{});
    ASSERT_TRUE(source);
    const Ran compiled = testing::compile(folder, *source, "cc -static");
    ASSERT_EQ(compiled.exit_status, 0) << compiled.output;
  }
  static std::string program(const ScratchFolder& folder) { return (folder.path() / "program").string(); }
  // In a PID namespace that ends with all that the emulator leaves behind, and with its files in a folder of their own.
  static Ran run_there(const ScratchFolder& folder) {
    std::string command = GetParam().program;
    for (const std::string& argument : GetParam().arguments) command += " " + argument;
    return testing::run_command(
        fmt::format("timeout -s KILL {} unshare --pid --fork --kill-child --mount --mount-proc sh -c "
                    "'mount -t tmpfs none /mnt && TMPDIR=/mnt {} {}'",
                    kPatienceSeconds, command, program(folder)));
  }
};

TEST_P(ForeignReproducer, WhatIsExpectedToDifferIsShownThereAndNotOnTheHost) {
  int shown = 0;
  for (const Expectation& known : testing::expectations()) {
    if (known.system != GetParam().name) continue;
    SCOPED_TRACE(known.name + ": " + known.sentence);
    const ScratchFolder folder;
    ASSERT_NO_FATAL_FAILURE(make(folder, known.scenario));
    const Ran there = run_there(folder), here = testing::run_command(program(folder));
    EXPECT_EQ(there.exit_status, 1) << there.output;
    EXPECT_NE(there.output.find("observed  "), std::string::npos) << there.output;
    EXPECT_EQ(here.exit_status, 0) << here.output;
    ++shown;
  }
  EXPECT_GT(shown, 0);
}

TEST_P(ForeignReproducer, WhatIsAlikeConformsThereToo) {
  const ScratchFolder folder;
  ASSERT_NO_FATAL_FAILURE(make(folder, std::get<Scenario>(parse_scenario(kAlike))));
  const Ran there = run_there(folder);
  EXPECT_EQ(there.exit_status, 0) << there.output;
}

std::string name_of_case(const ::testing::TestParamInfo<Emulator>& info) {
  std::string name = info.param.name;
  std::erase(name, '-');
  return name;
}
INSTANTIATE_TEST_SUITE_P(Foreign, ForeignReproducer, ::testing::ValuesIn(emulators()), name_of_case);

}  // namespace
}  // namespace sigconform
