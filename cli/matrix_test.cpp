// Several subjects at once, on simulated systems: what is printed, what files it leaves, what status it ends with. No
// kernel is touched.
#include "cli/testing/sigconform_runs.h"
#include "model/rules/rules.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

using nlohmann::json;
using testing::has;
using testing::json_in;
using testing::Ran;
using testing::ScratchFolder;
using testing::sigconform;
using testing::text_in;

class OnSeveral : public ::testing::Test {
 protected:
  [[nodiscard]] std::string place(const std::string& name) const { return (folder_.path() / name).string(); }

 private:
  ScratchFolder folder_;
};

TEST_F(OnSeveral, MatrixOfThoseThatConformConforms) {
  const Ran ran = sigconform("matrix --on model --on model:linux-6.18 --scenarios 300 --seed 3 --out " + place("out"));
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, "CONFORMS    2 subjects: 2 conform\n")) << ran.output;
  const json matrix = json_in(place("out/matrix.json"));
  EXPECT_EQ(matrix.at("verdict"), "conforms");
  EXPECT_EQ(matrix.at("seed"), 3);
  ASSERT_EQ(matrix.at("subjects").size(), 2U);
  for (const json& subject : matrix.at("subjects")) {
    const json summary = json_in(subject.at("folder").get<std::string>() + "/summary.json");
    EXPECT_EQ(summary.at("scenarios"), 300);
    EXPECT_EQ(summary.at("rules").at("total"), kRules);
  }
  EXPECT_EQ(matrix.at("rules").size(), kRules);
}

TEST_F(OnSeveral, MatrixNamesRuleAndFindingOfTheOneThatDiverges) {
  const std::string other = "model:sa-mask-applies=off";
  const Ran ran =
      sigconform("matrix --on model --on " + other + " --scenarios 3000 --seed 7 --jobs 1 --out " + place("out"));
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  EXPECT_TRUE(has(ran.output, "DIVERGES    2 subjects: 1 diverges, 1 conforms\n")) << ran.output;
  EXPECT_TRUE(has(ran.output, "\n  handler.mask ")) << ran.output;
  EXPECT_FALSE(has(ran.output, "\n  kill.siginfo ")) << "it is the same on both";
  const json matrix = json_in(place("out/matrix.json"));
  const json& row = matrix.at("rules").at("handler.mask").at("on");
  EXPECT_EQ(row.at("model").at("state"), "verified");
  EXPECT_EQ(row.at(other).at("state"), "diverges");
  const json& finding = matrix.at("findings").at(row.at(other).at("findings").at(0).get<std::size_t>() - 1);
  EXPECT_EQ(finding.at("cause"), "sa-mask-applies");
  const auto scenario = finding.at("on").at(other).at("scenario").get<std::string>();
  EXPECT_EQ(sigconform("replay " + scenario + " --on model").exit_status, 0);
  EXPECT_EQ(sigconform("replay " + scenario + " --on " + other).exit_status, 1);
  EXPECT_TRUE(has(text_in(place("out/matrix.md")), "| handler.mask |"));
  EXPECT_TRUE(has(ran.output, text_in(place("out/matrix.txt"))));
}

TEST_F(OnSeveral, EachGetsTheScenariosThatItGetsAlone) {
  const std::string options = " --scenarios 400 --seed 9 --jobs 1 --out ";
  (void)sigconform("run --on model:linux-6.18" + options + place("alone"));
  (void)sigconform("matrix --on model --on model:linux-6.18" + options + place("both"));
  json alone = json_in(place("alone/coverage.json"));
  EXPECT_EQ(alone, json_in(place("both/model-linux-6.18/coverage.json")));
  EXPECT_FALSE(alone.is_discarded());
}

TEST_F(OnSeveral, AllShowsEveryRule) {
  const Ran ran = sigconform("matrix --on model --all --scenarios 50 --out " + place("out"));
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  for (std::size_t r = 0; r < kRules; ++r) EXPECT_TRUE(has(ran.output, id_of(static_cast<Rule>(r))));
}

TEST_F(OnSeveral, OneThatCannotBeRunIsNamedAndTheOthersAreRun) {
  const std::string both = "--on uml:/none --on model --scenarios 100 --seed 1 --out " + place("out");
  for (const char* const command : {"matrix ", "run "}) {
    const Ran ran = sigconform(command + both);
    EXPECT_EQ(ran.exit_status, 3) << ran.output;
    EXPECT_TRUE(has(ran.output, "NO VERDICT  2 subjects: 1 conforms, 1 was not run\n")) << ran.output;
    EXPECT_TRUE(has(ran.output, "not run: there is no program at /none; name a User-Mode Linux binary")) << ran.output;
    const json subjects = json_in(place("out/matrix.json")).at("subjects");
    EXPECT_EQ(subjects.at(0).at("verdict"), "not run");
    EXPECT_EQ(subjects.at(1).at("verdict"), "conforms");
  }
  const Ran ran = sigconform(
      "matrix --falsify coalesce-standard --scenarios 3000 --seed 7 --on uml:/none --on model "
      "--out " +
      place("out"));
  EXPECT_EQ(ran.exit_status, 1) << "a divergence says more: " << ran.output;
}

TEST_F(OnSeveral, RunPrintsTheReportOfEachAndThenTheMatrix) {
  const Ran ran =
      sigconform("run --on model --on model:private-first=off --scenarios 2000 --seed 7 --out " + place("out"));
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  const std::size_t first = ran.output.find("CONFORMS    nothing was observed");
  const std::size_t second = ran.output.find("divergence 1 of ");
  const std::size_t joint = ran.output.find("DIVERGES    2 subjects: 1 diverges, 1 conforms");
  EXPECT_LT(first, second) << ran.output;
  EXPECT_LT(second, joint) << ran.output;
  EXPECT_NE(joint, std::string::npos);
  EXPECT_TRUE(has(text_in(place("out/model-private-first-off/report.txt")), "DIVERGES"));
}

TEST_F(OnSeveral, NamesThatBeginAlikeHaveFoldersOfTheirOwn) {
  const std::string both = "model:linux-6.18,sa-mask-applies=on,private-first=on,coalesce-standard=on";
  const Ran ran =
      sigconform("matrix --on " + both + " --on " + both + ",stop-spreads=on --scenarios 10 --out " + place("out"));
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  const json subjects = json_in(place("out/matrix.json")).at("subjects");
  const std::string folder = place("out/model-linux-6.18-sa-mask-applies-on-private-first-on-coalesc");
  EXPECT_EQ(subjects.at(0).at("folder"), folder);
  EXPECT_EQ(subjects.at(1).at("folder"), folder + "-2");
}

TEST_F(OnSeveral, LaterRunInTheSameFolderLeavesNothingOfTheMatrix) {
  ASSERT_EQ(
      sigconform("matrix --on model --on model:sa-mask-applies=off --scenarios 2000 --seed 7 --out " + place("out"))
          .exit_status,
      1);
  std::ofstream(place("out/model/mine")) << "mine";
  ASSERT_EQ(sigconform("run --on model --scenarios 10 --seed 7 --out " + place("out")).exit_status, 0);
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(place("out"))) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{"coverage.json", "model", "report.html", "report.txt", "rules", "run.json",
                                             "summary.json"}));
  EXPECT_EQ(text_in(place("out/model/mine")), "mine");
}

TEST_F(OnSeveral, StoppedMatrixSaysWhoseTurnItWasNot) {
  const Ran ran = testing::run_command("timeout -s INT 1 '" SIGCONFORM_BINARY
                                       "' matrix --on model --on model:linux-6.18 --time 1h --out " +
                                       place("out") + "; test $? -eq 124 || echo not stopped");
  EXPECT_TRUE(has(ran.output, "not run: the run was stopped before its turn")) << ran.output;
  const json matrix = json_in(place("out/matrix.json"));
  EXPECT_EQ(matrix.at("verdict"), "none");
  EXPECT_EQ(matrix.at("subjects").at(0).at("interrupted"), true);
}

TEST_F(OnSeveral, ReplayShowsEachAndEndsAsTheWorstDoes) {
  std::ofstream(place("a.scenario"))
      << "sigconform scenario 1\nprocess P1 user u1\n\nP1.T1 rt_sigprocmask block {SIGHUP, SIGSEGV}\n"
         "P1.T1 kill P1 SIGHUP\nP1.T1 kill P1 SIGSEGV\nP1.T1 rt_sigtimedwait {SIGHUP, SIGSEGV} zero\n";
  const std::string replay = "replay " + place("a.scenario") + " --on model";
  EXPECT_EQ(sigconform(replay + " --on model:linux-6.1").exit_status, 0);
  EXPECT_EQ(sigconform(replay + " --on uml:/none").exit_status, 3);
  const Ran ran = sigconform(replay + " --on uml:/none --on model:synchronous-first=off");
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  EXPECT_TRUE(has(ran.output, "uml:/none · not run: there is no program at /none")) << ran.output;
  EXPECT_TRUE(has(ran.output, "     observed  = SIGHUP")) << ran.output;
}

TEST_F(OnSeveral, CommandThatAReportGivesCanBePastedIntoAShell) {
  const std::string other = "model:sa-mask-applies=off";
  (void)sigconform("run --on " + other + " --scenarios 2000 --seed 7 --out '" + place("with space") + "'");
  const std::string report = text_in(place("with space/report.txt"));
  const std::size_t at = report.find("sigconform replay ");
  ASSERT_NE(at, std::string::npos) << report;
  const std::string line = report.substr(at, report.find('\n', at) - at);
  EXPECT_EQ(sigconform(line.substr(std::string("sigconform ").size())).exit_status, 1) << line;
}

}  // namespace
}  // namespace sigconform
