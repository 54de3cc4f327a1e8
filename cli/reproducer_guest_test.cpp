// The C programs of what other systems are known to do otherwise (ci/expectations/), run without sigconform: each says
// so on the system that it is about, and finds nothing on the host. Tested where the systems are installed.
#include "reports/reproducer.h"

#include "cli/testing/expectations.h"
#include "model/text.h"
#include "properties/testing/host.h"
#include "reports/testing/compiled_program.h"
#include "subjects/guests.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <string>

namespace sigconform {
namespace {

using testing::Ran;
using testing::ScratchFolder;

// A stop and a continue, seen by the parent: alike everywhere.
constexpr const char* kStopAndContinue =
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
    if (!testing::has_compiler(compiler())) GTEST_SKIP() << compiler() << " is not installed";
    if (!testing::has_compiler(GetParam().program)) GTEST_SKIP() << GetParam().program << " is not installed";
  }
  static bool of_this_machine() { return GetParam().machine == Machine::kThis; }
  static std::string compiler() { return of_this_machine() ? "cc" : "aarch64-linux-gnu-gcc"; }
  // The host keeps its own; what the systems are known by shows beside any.
  static const Dialect& rules() {
    static const Dialect of_host = testing::start_host_by_its_rules().rules;
    return of_host;
  }
  // The program, linked so that it needs nothing of the system but its kernel.
  static void make(const ScratchFolder& folder, const Scenario& scenario) {
    const auto source = reproducer(scenario, rules());
    ASSERT_TRUE(source);
    const Ran compiled = testing::compile(folder, *source, compiler() + " -static");
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
  for (const ExpectedEntry& known : testing::known_scenarios(GetParam().name)) {
    SCOPED_TRACE(known.text);
    const ScratchFolder folder;
    ASSERT_NO_FATAL_FAILURE(make(folder, known.scenario));
    Ran there = run_there(folder);
    for (int run = 1; run < known.runs_max() && there.exit_status == 0; ++run) there = run_there(folder);
    EXPECT_EQ(there.exit_status, 1) << there.output;
    EXPECT_NE(there.output.find("observed  "), std::string::npos) << there.output;
    ++shown;
    if (!of_this_machine()) continue;
    const Ran here = testing::run_command(program(folder));
    EXPECT_EQ(here.exit_status, 0) << here.output;
  }
  EXPECT_GT(shown, 0);
}

TEST_P(ForeignReproducer, WhatIsAlikeConformsThereToo) {
  const ScratchFolder folder;
  ASSERT_NO_FATAL_FAILURE(make(folder, std::get<Scenario>(parse_scenario(kStopAndContinue))));
  const Ran there = run_there(folder);
  EXPECT_EQ(there.exit_status, 0) << there.output;
}

INSTANTIATE_TEST_SUITE_P(Foreign, ForeignReproducer, ::testing::ValuesIn(emulators()), testing::name_of_system);

}  // namespace
}  // namespace sigconform
