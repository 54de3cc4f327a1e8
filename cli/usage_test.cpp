// Bad usage and bad input: status 2, and one line that names the option or the place and the mend. And the help.
#include "cli/testing/sigconform_runs.h"

#include <gtest/gtest.h>
#include <algorithm>

namespace sigconform {
namespace {

using testing::has;
using testing::Ran;
using testing::ScratchFolder;
using testing::sigconform;

struct Bad {
  const char* name;
  const char* arguments;
  const char* message;
};

void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }

class BadUsage : public ::testing::TestWithParam<Bad> {};

TEST_P(BadUsage, IsStatus2AndOneLine) {
  const Ran ran = sigconform(GetParam().arguments);
  EXPECT_EQ(ran.exit_status, 2) << ran.output;
  EXPECT_TRUE(has(ran.output, GetParam().message)) << ran.output;
  EXPECT_EQ(std::count(ran.output.begin(), ran.output.end(), '\n'), 1) << ran.output;
}

INSTANTIATE_TEST_SUITE_P(
    Options, BadUsage,
    ::testing::Values(
        Bad{"Nothing", "", "a command is missing: run, matrix, check"},
        Bad{"UnknownCommand", "frobnicate", "there is no command 'frobnicate'"},
        Bad{"MistypedCommand", "rum", "did you mean run?"},
        Bad{"UnknownOption", "run --no-such-option", "there is no option '--no-such-option'"},
        Bad{"MistypedOption", "run --sed 3", "there is no option '--sed', did you mean --seed?"},
        Bad{"MissingValue", "run --seed", "--seed: its value is missing"},
        Bad{"ExtraArgument", "rules delivery", "one argument too many: 'delivery'"},
        Bad{"MissingFile", "explain", "FILE is required"},
        Bad{"TimeWithoutUnit", "run --time 60", "--time: expected a duration such as 500ms, 60s, 5m or 1h"},
        Bad{"NoScenarios", "run --scenarios 0", "--scenarios: expected a number from 1"},
        Bad{"BadSeed", "run --seed 12x", "--seed: expected a number of at most 64 bits, decimal or 0x..., found '12x'"},
        Bad{"TooManyOps", "run --ops 201", "--ops: expected a number from 1 to 200, found '201'"},
        Bad{"TooManyProcesses", "run --processes 9", "--processes: expected a number from 1 to 8"},
        Bad{"TooManyThreads", "run --threads 9", "--threads: expected a number from 1 to 8"},
        Bad{"NoJobs", "run --jobs 0", "--jobs: expected a number from 1"},
        Bad{"MoreJobsThanCpus", "run --jobs 256", "--jobs: expected at most"},
        Bad{"UnknownSubject", "run --on mars",
            "--on: expected host, host-races, qemu:PATH, qemu-races:PATH, uml[:PATH], gvisor, qemu-user, "
            "qemu-user-arm64, valgrind, command:TEMPLATE, model"},
        Bad{"SubjectTwice", "matrix --on model --on model:linux-6.1 --on model", "--on: 'model' is given twice"},
        Bad{"UnknownAmongSeveral", "run --on model --on mars", "--on: expected host, host-races"},
        Bad{"SeveralWhereOneIsMeant", "minimize a.scenario --on model --on host", "--on: "},
        Bad{"MatrixIntoAFile", "matrix --on model --scenarios 1 --out /etc/passwd",
            "sigconform matrix: --out /etc/passwd: there is a file"},
        Bad{"UnknownDialect", "run --dialect linux-2.0", "--dialect: expected one of auto, linux-2.6.32, linux-3.18"},
        Bad{"AutoWithoutASubject", "check --dialect auto", "--dialect: expected one of linux-2.6.32, linux-3.18"},
        Bad{"UnknownDialectOfADiff", "dialects --diff linux-6.18 linux-9", "--diff: expected one of linux-2.6.32"},
        Bad{"DiffOfOne", "dialects --diff linux-6.18", "--diff"},
        Bad{"UnknownSetting", "run --set private-frist=on", "there is no 'private-frist', did you mean"},
        Bad{"SettingWithoutAValue", "run --set private-first", "--set: expected ID=on or ID=off"},
        Bad{"MistypedFalsify", "run --falsify synchronous-last", "there is no 'synchronous-last'"},
        Bad{"UnknownProperty", "check --property Foo", "--property: there is no property 'Foo'"},
        Bad{"UnknownChapter", "rules --chapter verse", "--chapter: expected one of generation"},
        Bad{"UnknownChapterOfARun", "run --chapter verse", "--chapter: expected one of generation, "},
        Bad{"UnknownChapterOfAScenario", "generate --seed 1 --chapter jobs,verse", "found 'verse'"},
        Bad{"UnknownRule", "rules --example dequeue.oldest-frist",
            "there is no rule 'dequeue.oldest-frist', did you mean"},
        Bad{"UnobservableRule", "rules --example kill.kernel-thread", "kill.kernel-thread cannot be observed"},
        Bad{"ExampleOfAChapter", "rules --example kill.siginfo --chapter jobs", "--chapter"},
        Bad{"SeedWithoutExample", "rules --seed 1", "--seed"},
        Bad{"NoCoverageThere", "rules --coverage /none", "/none/coverage.json: cannot be read: No such file"},
        Bad{"OutIsAFile", "run --on model --scenarios 1 --out /etc/passwd", "--out /etc/passwd: there is a file"},
        Bad{"OutCannotBeMade", "run --on model --scenarios 1 --out /proc/no/way", "the folder cannot be made"},
        Bad{"NoSuchScenario", "explain /no/such.scenario", "/no/such.scenario: cannot be read: No such file"},
        Bad{"ScenarioIsAFolder", "replay / --on model", "cannot be read: Is a directory"},
        Bad{"ScenarioIsEndless", "explain /dev/zero", "/dev/zero: this is no scenario"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(BadScenario, IsNamedByFileLineAndColumn) {
  const ScratchFolder folder;
  const std::string file = (folder.path() / "bad.scenario").string();
  std::ofstream(file) << "sigconform scenario 1\nprocess P1 user u1\n\nP1.T1 kill P1 SIGFOO\n";
  for (const char* const command : {"explain", "replay --on model", "minimize --on model", "reproduce"}) {
    const Ran ran = sigconform(std::string(command) + " '" + file + "'");
    EXPECT_EQ(ran.exit_status, 2) << command;
    EXPECT_EQ(ran.output.rfind(file + ":4:15: expected", 0), 0U) << ran.output;
    EXPECT_EQ(std::count(ran.output.begin(), ran.output.end(), '\n'), 1) << ran.output;
  }
}

TEST(Options, LeaveTheFileThatFollowsTheirValueAlone) {
  const ScratchFolder folder;
  const std::string file = (folder.path() / "good.scenario").string();
  std::ofstream(file) << "sigconform scenario 1\nprocess P1 user u1\n\nP1.T1  kill P1 SIGURG\n";
  for (const char* const option :
       {"--on model", "--repeat 2 --on model --set private-first=on", "--on model --falsify stop-spreads"}) {
    const Ran ran = sigconform(std::string("replay ") + option + " '" + file + "' --dialect linux-6.18");
    EXPECT_EQ(ran.exit_status, 0) << ran.output;
  }
}

TEST(BadScenario, IsReadFromStandardInputToo) {
  const Ran ran = sigconform("explain - < /dev/null");
  EXPECT_EQ(ran.exit_status, 2);
  EXPECT_EQ(ran.output.rfind("standard input:1:1: expected", 0), 0U) << ran.output;
}

TEST(Help, TeachesEachCommandWithAnExample) {
  for (const char* const command :
       {"run", "check", "replay", "explain", "minimize", "reproduce", "rules", "properties", "subjects", "generate",
        "dialects", "matrix", "report", "merge", "triage", "book"}) {
    const Ran ran = sigconform(std::string(command) + " --help");
    EXPECT_EQ(ran.exit_status, 0) << command;
    EXPECT_TRUE(has(ran.output, std::string("  sigconform ") + command)) << ran.output;
    EXPECT_TRUE(has(sigconform("--help").output, command));
  }
  EXPECT_TRUE(has(sigconform("--help").output, "Exit status: 0 conforms, 1 a divergence"));
}

TEST(Manual, HasEveryCommandAndReadsWithoutAWarning) {
  const ScratchFolder folder;
  const std::string page = (folder.path() / "sigconform.1").string();
  ASSERT_EQ(sigconform("manual > '" + page + "'").exit_status, 0);
  if (testing::run_command("command -v groff").exit_status != 0) GTEST_SKIP() << "no groff to read the page with";
  const Ran read = testing::run_command("groff -man -Tascii -ww -P-cbou '" + page + "' 2>&1");
  EXPECT_FALSE(has(read.output, "warning")) << read.output.substr(0, 2000);
  for (const char* const text : {"sigconform COMMAND", "   mutants", "--on SUBJECT", "Exit status: 0 conforms"})
    EXPECT_TRUE(has(read.output, text)) << text;
}
TEST(Completion, KnowsCommandsAndTheirOptions) {
  const auto completed = [](const std::string& words, int at) {
    return testing::run_command("bash -c 'source <(\"" SIGCONFORM_BINARY "\" completion); COMP_WORDS=(" + words +
                                "); COMP_CWORD=" + std::to_string(at) + "; _sigconform; echo \"${COMPREPLY[@]}\"'")
        .output;
  };
  EXPECT_EQ(completed("sigconform mat", 1), "matrix\n");
  EXPECT_EQ(completed("sigconform run --stat", 2), "--stats\n");
  EXPECT_EQ(completed("sigconform rules --stat", 2), "\n");
}
TEST(Unavailable, SubjectIsStatus3AndSaysHowToGetIt) {
  const ScratchFolder folder;
  const Ran ran = sigconform("run --scenarios 1 --out '" + folder.path().string() + "'", "SIGCONFORM_EXECUTOR=/none");
  EXPECT_EQ(ran.exit_status, 3) << ran.output;
  EXPECT_TRUE(has(ran.output, "the subject cannot be run: there is no executor at /none")) << ran.output;
}

}  // namespace
}  // namespace sigconform
