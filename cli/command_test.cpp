// Whole commands on the model as a subject: what they print, what files they leave, what status they end with. No
// kernel is touched.
#include "cli/campaign_run.h"
#include "cli/testing/sigconform_runs.h"
#include "model/dialect.h"

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

constexpr const char* kSteps =
    "sigconform scenario 1\nprocess P1 user u1\n\n"
    "P1.T1 rt_sigprocmask block {SIGHUP, SIGSEGV}\nP1.T1 rt_sigpending\nP1.T1 kill P1 SIGHUP\n"
    "P1.T1 kill P1 SIGSEGV\nP1.T1 rt_sigtimedwait {SIGHUP, SIGSEGV} zero\n";

class OnModel : public ::testing::Test {
 protected:
  [[nodiscard]] std::string place(const std::string& name) const { return (folder_.path() / name).string(); }
  [[nodiscard]] std::string scenario() const {
    std::ofstream(place("a.scenario")) << kSteps;
    return place("a.scenario");
  }

 private:
  ScratchFolder folder_;
};

TEST_F(OnModel, RunConformsAndWritesACompleteSummary) {
  const Ran ran = sigconform("run --on model --scenarios 300 --seed 0x10 --stats --out " + place("out"));
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_LT(ran.output.find("  seed         16\n"), ran.output.find("CONFORMS"));
  EXPECT_TRUE(has(ran.output, "operation")) << ran.output;
  const json summary = json_in(place("out/summary.json"));
  EXPECT_EQ(summary.at("complete"), true);
  EXPECT_EQ(summary.at("verdict"), "conforms");
  EXPECT_EQ(summary.at("scenarios"), 300);
  EXPECT_EQ(summary.at("seed"), 16);
  EXPECT_EQ(summary.at("divergences"), json::array());
  EXPECT_GT(summary.at("rules").at("hit"), 50);
  EXPECT_TRUE(summary.contains("stats"));
  EXPECT_TRUE(has(ran.output, "pairs of observable rules came up in one scenario")) << ran.output;
  EXPECT_GT(json_in(place("out/pairs.json")).size(), 50U);
  EXPECT_TRUE(has(text_in(place("out/report.txt")), "CONFORMS"));
}

TEST_F(OnModel, ScenariosAreAsLargeAsSaidOrAsSuitsTheSubject) {
  const Ran usual = sigconform("run --on model --scenarios 1 --out " + place("usual"));
  EXPECT_TRUE(has(usual.output, "  ops          at most 40 a scenario\n")) << usual.output;
  const Ran said = sigconform("run --on model --scenarios 1 --ops 7 --out " + place("said"));
  EXPECT_TRUE(has(said.output, "  ops          at most 7 a scenario\n")) << said.output;
  const GeneratorOptions fewer = cli::fitted(cli::RunOptions().generator, Scheduling::kPreemptible);
  EXPECT_EQ(fewer.operations, cli::kWherePreemptible.operations);
  EXPECT_EQ(fewer.threads, cli::kWherePreemptible.threads);
  EXPECT_LT(cli::fitted(cli::RunOptions().generator, Scheduling::kParallel).operations, fewer.operations);
  EXPECT_EQ(cli::fitted({.threads = 5, .operations = 60}, Scheduling::kPreemptible).operations, 60);
}

TEST_F(OnModel, FalsifiedRunDivergesAndItsFilesShowTheSame) {
  const Ran ran =
      sigconform("run --on model --scenarios 4000 --seed 7 --falsify coalesce-standard --out " + place("out"));
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  const json summary = json_in(place("out/summary.json"));
  EXPECT_EQ(summary.at("verdict"), "diverges");
  EXPECT_TRUE(summary.at("falsified").contains("coalesce-standard"));
  ASSERT_FALSE(summary.at("divergences").empty());
  for (const json& divergence : summary.at("divergences")) {
    const std::string file = place("out/" + divergence.at("scenario").get<std::string>());
    EXPECT_LE(divergence.at("operations"), 6) << text_in(file);
    EXPECT_EQ(divergence.at("repeated"), divergence.at("of"));
    EXPECT_EQ(sigconform("replay " + file + " --on model --falsify coalesce-standard").exit_status, 1);
    EXPECT_EQ(sigconform("replay " + file + " --on model").exit_status, 0);
    EXPECT_TRUE(has(text_in(place("out/" + divergence.at("reproducer").get<std::string>())), "int main("));
  }
}

TEST_F(OnModel, OptionsWithSeveralValuesTakeThemWithCommasOrOneByOne) {
  const std::string run = "run --on model --scenarios 1 --out " + place("out");
  for (const char* const both :
       {" --falsify private-first --falsify realtime-fifo", " --falsify private-first,realtime-fifo"}) {
    ASSERT_LT(sigconform(run + both).exit_status, 2);
    EXPECT_EQ(json_in(place("out/summary.json")).at("falsified").size(), 2U);
  }
}

TEST_F(OnModel, SecondRunInTheSameFolderLeavesNothingOfTheFirst) {
  ASSERT_EQ(
      sigconform("run --on model --scenarios 4000 --seed 7 --stats --falsify coalesce-standard --out " + place("out"))
          .exit_status,
      1);
  std::ofstream(place("out/mine.scenario")) << "mine";
  ASSERT_EQ(sigconform("run --on model --scenarios 10 --seed 7 --out " + place("out")).exit_status, 0);
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(place("out"))) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{"coverage.json", "mine.scenario", "report.html", "report.txt", "rules",
                                             "run.json", "summary.json"}));
}

TEST_F(OnModel, SameSeedGivesTheSameReport) {
  const std::string run = "run --on model --jobs 1 --scenarios 500 --seed 3 --falsify realtime-fifo --out ";
  (void)sigconform(run + place("a"));
  (void)sigconform(run + place("b"));
  json a = json_in(place("a/summary.json"));
  json b = json_in(place("b/summary.json"));
  for (json* each : {&a, &b}) {
    each->erase("seconds");
    each->at("options").erase("out");
  }
  EXPECT_EQ(a, b);
}

TEST_F(OnModel, StoppedRunKeepsWhatIsKnownAndHasNoVerdict) {
  const Ran ran = testing::run_command("timeout -s INT 1 '" SIGCONFORM_BINARY "' run --on model --time 1h --out " +
                                       place("out") + "; test $? -eq 124 || echo not stopped");
  EXPECT_TRUE(has(ran.output, "NO VERDICT  the run was stopped early")) << ran.output;
  const json summary = json_in(place("out/summary.json"));
  EXPECT_EQ(summary.at("complete"), true);
  EXPECT_EQ(summary.at("interrupted"), true);
  EXPECT_EQ(summary.at("verdict"), "none");
}

TEST_F(OnModel, KilledRunLeavesReadableFiles) {
  (void)testing::run_command("timeout -s KILL 1 '" SIGCONFORM_BINARY
                             "' run --on model --time 1h --falsify sa-mask-applies --out " +
                             place("out"));
  const json summary = json_in(place("out/summary.json"));
  ASSERT_FALSE(summary.is_discarded());
  EXPECT_EQ(summary.at("complete"), false);
  for (const json& divergence : summary.at("divergences")) {
    const std::string file = place("out/" + divergence.at("scenario").get<std::string>());
    EXPECT_EQ(sigconform("explain " + file).exit_status, 0) << file;
  }
}

TEST_F(OnModel, ReplayShowsWhatDivergesAndHowOften) {
  const Ran ran = sigconform("replay " + scenario() + " --on model --falsify synchronous-first --repeat 3");
  EXPECT_EQ(ran.exit_status, 1);
  EXPECT_TRUE(has(ran.output, "     observed  = SIGSEGV")) << ran.output;
  EXPECT_TRUE(has(ran.output, "     allowed   = SIGHUP")) << ran.output;
  EXPECT_TRUE(has(ran.output, "3 of 3 runs diverged")) << ran.output;
}

TEST_F(OnModel, MinimizeDropsWhatIsNotNeeded) {
  const Ran ran =
      sigconform("minimize " + scenario() + " --on model --falsify synchronous-first -o " + place("b.scenario"));
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  EXPECT_FALSE(has(text_in(place("b.scenario")), "rt_sigpending"));
  EXPECT_EQ(sigconform("replay " + place("b.scenario") + " --on model --falsify synchronous-first").exit_status, 1);
}

TEST_F(OnModel, MinimizeOfWhatConformsSaysSo) {
  const Ran ran = sigconform("minimize " + scenario() + " --on model");
  EXPECT_EQ(ran.exit_status, 0);
  EXPECT_TRUE(has(ran.output, "nothing to minimise")) << ran.output;
}

TEST_F(OnModel, ExplainNamesRulesAndSources) {
  const Ran ran = sigconform("explain " + scenario());
  EXPECT_EQ(ran.exit_status, 0);
  EXPECT_TRUE(has(ran.output, "rule   dequeue.synchronous-first")) << ran.output;
  EXPECT_TRUE(has(ran.output, "kernel/signal.c next_signal()")) << ran.output;
}

TEST_F(OnModel, ReproduceWritesAProgramThatCompiles) {
  ASSERT_EQ(sigconform("reproduce " + scenario() + " -o " + place("a.c")).exit_status, 0);
  if (!testing::has_compiler("cc")) GTEST_SKIP() << "no C compiler here";
  const Ran ran = testing::run_command("cc -Wall -Werror -o " + place("a.out") + " " + place("a.c"));
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
}

TEST_F(OnModel, GeneratedScenarioCanBeExplained) {
  const Ran ran = testing::run_command("'" SIGCONFORM_BINARY "' generate --seed 0x4d2 --ops 10 | '" SIGCONFORM_BINARY
                                       "' explain -");
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, "at the start")) << ran.output;
  EXPECT_EQ(sigconform("generate --seed 1234").output, sigconform("generate --seed 0x4d2").output);
}

TEST_F(OnModel, RunAboutAChapterCountsItsRulesAndItsScenariosCanBeGenerated) {
  const std::string run = "run --on model --seed 5 --jobs 1 --scenarios 8000 ";
  const Ran ran = sigconform(run + "--chapter jobs --chapter death --out " + place("out"));
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, "  chapters     jobs, death\n")) << ran.output;
  EXPECT_TRUE(has(ran.output, " --chapter jobs,death --dialect linux-6.18\n")) << ran.output;
  const json chapters = json_in(place("out/summary.json")).at("chapters");
  EXPECT_EQ(chapters.size(), 2U);
  EXPECT_EQ(chapters.at("jobs").at("hit"), chapters.at("jobs").at("total"));
  EXPECT_NE(sigconform("generate --seed 1234 --chapter jobs").output, sigconform("generate --seed 1234").output);
}

TEST(Check, HoldsAndFalsifiedFails) {
  const Ran ran = sigconform("check --scenarios 20 --seed 1 --property StandardSignalIsPendingOnce");
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  const Ran falsified =
      sigconform("check --scenarios 500 --seed 1 --property StandardSignalIsPendingOnce --falsify coalesce-standard");
  EXPECT_EQ(falsified.exit_status, 1) << falsified.output;
  EXPECT_TRUE(has(falsified.output, "sigconform scenario 1")) << falsified.output;
}

TEST(Lists, SayWhatCannotBeObservedAndHowMuchThatIs) {
  const std::string rules = sigconform("rules").output;
  EXPECT_TRUE(has(rules, "\ncannot be observed from user space: ")) << rules;
  for (const UnobservableRule& rule : unobservable_rules()) {
    EXPECT_TRUE(has(rules, std::string("  ") + std::string(rule.id) + "\n"));
    EXPECT_EQ(find_rule(rule.id), Rule::kCount) << rule.id;
  }
  EXPECT_FALSE(has(sigconform("rules --chapter jobs").output, "cannot be observed"));
}

TEST(Lists, NameEveryRuleAndVariationPoint) {
  const std::string rules = sigconform("rules").output;
  for (std::size_t i = 0; i < kRules; ++i) EXPECT_TRUE(has(rules, id_of(static_cast<Rule>(i))));
  const std::string falsifiable = sigconform("rules --falsifiable").output;
  for (const VariationPoint& point : variation_points()) EXPECT_TRUE(has(falsifiable, point.id));
  const std::string two = sigconform("rules --chapter jobs --chapter death").output;
  EXPECT_TRUE(has(two, "stop.whole-group") && has(two, "exit.low-byte") && !has(two, "fork.inherits")) << two;
  EXPECT_TRUE(has(sigconform("properties").output, "StandardSignalIsPendingOnce"));
}

TEST(Run, ScopeIsRunFromEndToEnd) {
  const ScratchFolder folder;
  const std::string scope = (folder.path() / "a.scenario").string();
  std::ofstream(scope) << "sigconform scenario 1\nprocess P1 user u1\n"
                          "P1.T1 rt_sigprocmask block {SIGUSR1}\nP1.T1 kill P1 SIGUSR1\nP1.T1 rt_sigpending\n";
  const std::string out = (folder.path() / "out").string();
  const std::string run = "run --on model --scope '" + scope + "' --seed 1 --out '" + out + "'";
  Ran ran = sigconform(run);
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, "every sequence of 3 of its 3 steps")) << ran.output;
  EXPECT_TRUE(has(ran.output, "judged      27 scenarios, 81 operations")) << ran.output;
  ran = sigconform(run + " --length 2 --falsify process-signals-are-shared");
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  EXPECT_TRUE(has(ran.output, "first seen at sequence 1\n")) << ran.output;
  EXPECT_TRUE(has(sigconform(run + " --length 13").output, "--length: expected a number from 1 to 12"));
  std::ofstream(scope) << "sigconform scenario 1\nprocess P1 user u1\n";
  ran = sigconform(run);
  EXPECT_EQ(ran.exit_status, 2);
  EXPECT_TRUE(has(ran.output, "that makes no sequences")) << ran.output;
}

}  // namespace
}  // namespace sigconform
