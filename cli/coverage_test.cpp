// What a run leaves of its coverage and what `rules --coverage` and `rules --example` make of it, also when it is
// damaged. No kernel is touched.
#include "cli/testing/sigconform_runs.h"
#include "model/rules/rules.h"

#include <gtest/gtest.h>
#include <algorithm>

namespace sigconform {
namespace {

using nlohmann::json;
using testing::has;
using testing::json_in;
using testing::Ran;
using testing::ScratchFolder;
using testing::sigconform;
using testing::text_in;

// The steps of a scenario, and what stands above them.
std::ptrdiff_t lines_in(const std::string& name) {
  const std::string text = text_in(name);
  return std::count(text.begin(), text.end(), '\n');
}

class Coverage : public ::testing::Test {
 protected:
  // A run of so many scenarios on the model, with its results below out().
  void run(const std::string& options) {
    const Ran ran = sigconform("run --on model --jobs 1 --seed 3 --out " + out() + " " + options);
    ASSERT_EQ(ran.exit_status, 0) << ran.output;
    EXPECT_TRUE(has(ran.output, "coverage    sigconform rules --coverage " + out())) << ran.output;
  }
  [[nodiscard]] std::string out() const { return (folder_.path() / "out").string(); }
  [[nodiscard]] std::string file(const std::string& name) const { return out() + "/" + name; }
  // Status 2, and one line that names the file, what is wrong and the mend.
  void is_refused(const std::string& name, std::string_view wrong, const std::string& options = {}) {
    const Ran ran = sigconform("rules --coverage " + out() + options);
    EXPECT_EQ(ran.exit_status, 2) << ran.output;
    EXPECT_TRUE(has(ran.output, file(name)) && has(ran.output, wrong)) << ran.output;
    EXPECT_TRUE(has(ran.output, "; sigconform run --out " + out() + " writes it when it ends")) << ran.output;
    EXPECT_EQ(std::count(ran.output.begin(), ran.output.end(), '\n'), 1) << ran.output;
  }

 private:
  ScratchFolder folder_;
};

TEST_F(Coverage, OfARunIsShownForEachRule) {
  run("--scenarios 40000");
  const json rules = json_in(file("coverage.json")).at("rules");
  EXPECT_EQ(rules.size(), kRules);
  const Ran ran = sigconform("rules --coverage " + out());
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, "  observable rules: ")) << ran.output;
  EXPECT_TRUE(has(ran.output, "cannot be observed from user space")) << ran.output;
  for (const auto& [id, its] : rules.items()) {
    EXPECT_EQ(its.at("model"), its.at("subject")) << id;
    EXPECT_TRUE(has(ran.output, its.at("example").get<std::string>())) << id;
    EXPECT_LE(its.at("operations"), 30) << id;
  }
  const Ran jobs = sigconform("rules --chapter jobs --coverage " + out());
  EXPECT_TRUE(has(jobs.output, "stop.whole-group") && !has(jobs.output, "kill.siginfo")) << jobs.output;
}

TEST_F(Coverage, ExamplesOfARunAreMadeSmallAndCanBeReplayed) {
  run("--scenarios 8000");
  for (const char* const id : {"kill.siginfo", "stop.whole-group", "restart.sa-restart"}) {
    const std::string stored = file(std::string("rules/") + id + ".scenario");
    EXPECT_EQ(text_in(stored).rfind(std::string("# ") + id + ": ", 0), 0U) << text_in(stored);
    EXPECT_EQ(sigconform("replay --on model " + stored).exit_status, 0) << id;
    const std::string small = file("small.scenario");
    const Ran ran = sigconform("rules --coverage " + out() + " --example " + id + " > " + small);
    EXPECT_EQ(ran.exit_status, 0) << ran.output;
    EXPECT_LE(lines_in(small), lines_in(stored)) << id;
    const Ran replay = sigconform("replay --on model " + small);
    EXPECT_EQ(replay.exit_status, 0) << replay.output;
    EXPECT_TRUE(has(sigconform("explain " + small).output, id));
  }
}

TEST_F(Coverage, OfAFalsifiedRunIsReadWithThatRuleFalsified) {
  (void)sigconform("run --on model --jobs 1 --seed 3 --scenarios 500 --falsify realtime-fifo --out " + out());
  const Ran ran = sigconform("rules --coverage " + out());
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, "  with realtime-fifo falsified\n")) << ran.output;
}

TEST_F(Coverage, RuleThatTheRunDidNotMeetHasNoExample) {
  run("--scenarios 1 --ops 1");
  const Ran ran = sigconform("rules --coverage " + out() + " --example stop.newly-orphaned");
  EXPECT_EQ(ran.exit_status, 3);
  EXPECT_TRUE(has(ran.output, "stop.newly-orphaned was not met by the run in " + out())) << ran.output;
}

TEST_F(Coverage, DamagedOrMissingFileIsRefused) {
  is_refused("coverage.json", "cannot be read: No such file");
  run("--scenarios 300");
  const std::string whole = text_in(file("coverage.json"));
  std::ofstream(file("coverage.json")) << whole.substr(0, whole.size() / 2);
  is_refused("coverage.json", "it is not JSON");
  json spoilt = json::parse(whole);
  spoilt["rules"].erase("kill.siginfo");
  std::ofstream(file("coverage.json")) << spoilt.dump();
  is_refused("coverage.json", "'kill.siginfo' is missing", " --example kill.siginfo");
  std::ofstream(file("coverage.json")) << whole;
  std::ofstream(file("rules/kill.siginfo.scenario")) << "sigconform scenario 1\nprocess P1 user u1\n\nP1.T1 kil\n";
  is_refused("rules/kill.siginfo.scenario", ":4:7: expected");
  std::ofstream(file("rules/kill.siginfo.scenario")) << "sigconform scenario 1\nprocess P1 user u1\n\nP1.T1 return\n";
  is_refused("rules/kill.siginfo.scenario", "this is not the example of kill.siginfo", " --example kill.siginfo");
  std::filesystem::remove(file("rules/kill.siginfo.scenario"));
  is_refused("rules/kill.siginfo.scenario", "cannot be read: No such file");
}

TEST_F(Coverage, NextRunLeavesNothingOfTheLast) {
  run("--scenarios 300 --stats");
  ASSERT_TRUE(std::filesystem::exists(file("pairs.json")));
  std::ofstream(file("rules/mine.scenario")) << "mine";
  run("--scenarios 1 --ops 1");
  EXPECT_FALSE(std::filesystem::exists(file("pairs.json")));
  std::size_t examples = 0;
  const json coverage = json_in(file("coverage.json"));
  for (const auto& [id, its] : coverage.at("rules").items()) examples += its.at("operations") != 0;
  const std::filesystem::directory_iterator rules(file("rules")), end;
  EXPECT_EQ(static_cast<std::size_t>(std::distance(rules, end)), examples + 1);
}

TEST(Example, IsComputedFromItsSeed) {
  const Ran ran = sigconform("rules --example dequeue.oldest-first");
  EXPECT_EQ(ran.exit_status, 0);
  EXPECT_EQ(ran.output.rfind("# dequeue.oldest-first: Several instances of one signal", 0), 0U) << ran.output;
  EXPECT_EQ(sigconform("rules --example dequeue.oldest-first --seed 1").output, ran.output);
  EXPECT_EQ(testing::run_command("'" SIGCONFORM_BINARY "' rules --example dequeue.oldest-first | '" SIGCONFORM_BINARY
                                 "' replay --on model -")
                .exit_status,
            0);
}

TEST(Example, ThatIsNotFoundIsStatus3AndSaysWhatMayHelp) {
  const Ran ran = sigconform("rules --example stop.newly-orphaned --scenarios 1 --seed 5");
  EXPECT_EQ(ran.exit_status, 3);
  EXPECT_TRUE(
      has(ran.output, "stop.newly-orphaned was not met in 1 scenario of seed 5; another --seed or more --scenarios"))
      << ran.output;
}

}  // namespace
}  // namespace sigconform
