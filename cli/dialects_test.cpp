// Dialects on the command line: the lists, what tells two apart, which one a run takes, and that its files say so. No
// kernel is touched.
#include "cli/settle.h"
#include "cli/testing/sigconform_runs.h"
#include "properties/model_subject.h"

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

std::unique_ptr<Subject> pretender(const std::string& kernel, const Dialect& behaviour) {
  return start_model(behaviour, {.name = "host", .kernel = kernel});
}

std::string settled_words(const std::string& kernel, const Dialect& behaviour,
                          const cli::ModelOptions& given = cli::auto_model()) {
  return cli::settle(given, *pretender(kernel, behaviour)).model.words();
}

TEST(Settling, TakesTheDialectOfTheRelease) {
  EXPECT_EQ(settled_words("6.1.0-28-cloud-amd64", *find_dialect("linux-6.1")), " --dialect linux-6.1");
  EXPECT_EQ(settled_words("6.18.44", {}), " --dialect linux-6.18");
  EXPECT_EQ(settled_words("7.9.1", *find_dialect("linux-7.3")), " --dialect linux-7.3");
  EXPECT_EQ(settled_words("3.18.22-mtk", *find_dialect("linux-3.18")), " --dialect linux-3.18");
  EXPECT_EQ(settled_words("gVisor", {}), " --dialect linux-6.18");
}

TEST(Settling, AddsWhatCameSinceTheDialect) {
  EXPECT_EQ(settled_words("6.16.12", dialect_of_release({6, 16, 12})),
            " --dialect linux-6.13 --set pidfd-thread-is-no-entry=on --set pidfd-self=on --set "
            "notice-has-group-status=on");
}

TEST(Settling, BelievesWhatIsSeenRatherThanTheRelease) {
  const cli::Settled settled = cli::settle(cli::auto_model(), *pretender("6.18.15", {}));
  EXPECT_EQ(settled.model.words(), " --dialect linux-6.18");
  ASSERT_EQ(settled.notes.size(), 3U);
  EXPECT_TRUE(has(settled.notes[1], "release 6.18.15 suggests exiting-thread-drops=off")) << settled.notes[1];
  EXPECT_TRUE(has(settled.notes[1], "the probes saw on")) << settled.notes[1];
  Dialect older;
  older.exiting_thread_drops = false;
  EXPECT_EQ(settled_words("6.18.44", older), " --dialect linux-6.18 --set exiting-thread-drops=off");
}

// However far the name is from the truth, every point is what it is; the settings are what it takes to say so.
TEST(Settling, FindsTheTruthBehindAWrongRelease) {
  for (const NamedDialect& named : version_dialects()) {
    if (named.release < Release{5, 0, 0}) continue;  // where some points show nothing
    const Dialect truth = *find_dialect(named.name);
    for (const char* const called : {"2.6.32", "4.19.0-gvisor", "6.1.0-28-cloud-amd64", "9.9", "Hurd"}) {
      Dialect found = cli::settle(cli::auto_model(), *pretender(called, truth)).model.truth();
      if (!truth.pidfd_self) found.pidfd_self_group = truth.pidfd_self_group;  // it shows nothing without the other
      EXPECT_EQ(found, truth) << named.name << " called " << called;
    }
  }
}

TEST(Settling, SaysWhereAProbeCannotBeRead) {
  Dialect behaviour;
  behaviour.sigaction_reports_old = false;
  const cli::Settled settled = cli::settle(cli::auto_model(), *pretender("6.18.44", behaviour));
  EXPECT_EQ(settled.model.words(), " --dialect linux-6.18");
  const auto& notes = settled.notes;
  EXPECT_TRUE(std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
    return has(note,
               "what the probe of mask-change-retargets saw is neither its on nor its off: "
               "mask-change-retargets=on, as the release suggests");
  }));
}

TEST(Settling, LeavesWhatWasGivenAlone) {
  cli::ModelOptions given = cli::auto_model();
  given.settings.push_back({find_variation_point("exiting-thread-drops"), false});
  EXPECT_EQ(settled_words("6.18.44", {}, given), " --dialect linux-6.18 --set exiting-thread-drops=off");
  given.dialect = "linux-5.10";
  EXPECT_EQ(settled_words("6.18.44", {}, given), " --dialect linux-5.10 --set exiting-thread-drops=off");
}

TEST(Dialects, AreListedWithTheirPoints) {
  const Ran ran = sigconform("dialects");
  EXPECT_EQ(ran.exit_status, 0);
  for (const NamedDialect& dialect : version_dialects()) EXPECT_TRUE(has(ran.output, std::string(dialect.name)));
  for (const DatedPoint& point : dated_points()) EXPECT_TRUE(has(ran.output, "\n" + std::string(point.id) + "\n"));
}

TEST(Dialects, AreProbedOnASubject) {
  const Ran ran = sigconform("dialects --on model:pidfd-self=off,exiting-thread-drops=off,private-queue-dies=off");
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, " linux-6.18 by its release\n")) << ran.output;
  EXPECT_TRUE(has(ran.output, "on       off      the release is wrong here\n")) << ran.output;
  EXPECT_TRUE(has(ran.output, " points probed; the probes contradict the release in 1\n")) << ran.output;
  EXPECT_EQ(sigconform("dialects --on model --diff linux-6.1 linux-6.12").exit_status, 2);
}

TEST(Dialects, AreToldApartByScenarios) {
  const ScratchFolder folder;
  const Ran ran = sigconform("dialects --diff linux-6.13 linux-6.18");
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, "differ in 7 variation points")) << ran.output;
  EXPECT_TRUE(has(ran.output, "\nexiting-thread-drops: off in linux-6.13, on in linux-6.18\n")) << ran.output;
  const std::size_t at = ran.output.find("sigconform scenario 1\n");
  const std::size_t end = ran.output.rfind("\n\n", ran.output.find(": off in", at));
  ASSERT_LT(at, end);
  const std::string text = ran.output.substr(at, end - at) + "\n";
  std::ofstream(folder.path() / "a.scenario") << text;
  const std::string replay = "replay '" + (folder.path() / "a.scenario").string() + "' --on model --dialect ";
  EXPECT_EQ(sigconform(replay + "linux-6.18").exit_status, 0) << text;
  EXPECT_EQ(sigconform(replay + "linux-6.13").exit_status, 1) << text;
}

TEST(Dialects, ThatAreTheSameDoNotDiffer) {
  const Ran ran = sigconform("dialects --diff linux-6.18 linux-6.18");
  EXPECT_EQ(ran.exit_status, 0);
  EXPECT_EQ(ran.output, "linux-6.18 and linux-6.18 differ in 0 variation points\n");
}

TEST(Dialects, NothingFoundIsNoVerdict) {
  const Ran ran = sigconform("dialects --diff linux-6.13 linux-6.18 --scenarios 1");
  EXPECT_EQ(ran.exit_status, 3) << ran.output;
  EXPECT_TRUE(has(ran.output, "nothing tells them apart in 1 scenario of seed 1")) << ran.output;
}

TEST(Dialects, RunSaysWhichItTookAndItsFilesRepeatIt) {
  const ScratchFolder folder;
  const std::string out = (folder.path() / "out").string();
  const Ran ran = sigconform(
      "run --on model --scenarios 200 --seed 7 --dialect linux-6.12 --set notice-has-group-status=on --out '" + out +
      "'");
  EXPECT_EQ(ran.exit_status, 1) << ran.output;
  const json summary = json_in(out + "/summary.json");
  EXPECT_EQ(summary.at("dialect"), "linux-6.12");
  EXPECT_EQ(summary.at("settings"), (json{{"notice-has-group-status", "on"}}));
  EXPECT_TRUE(has(ran.output, " --dialect linux-6.12 --set notice-has-group-status=on")) << ran.output;
  EXPECT_EQ(json_in(out + "/coverage.json").at("settings"), summary.at("settings"));
  EXPECT_EQ(sigconform("rules --coverage '" + out + "'").exit_status, 0);
  for (const json& divergence : summary.at("divergences")) {
    const std::string file = "'" + out + "/" + divergence.at("scenario").get<std::string>() + "'";
    EXPECT_EQ(
        sigconform("replay " + file + " --on model --dialect linux-6.12 --set notice-has-group-status=on").exit_status,
        1);
    EXPECT_EQ(sigconform("replay " + file + " --on model").exit_status, 0);
  }
}

TEST(Dialects, ModelIsHeldToTheDefaultOne) {
  const ScratchFolder folder;
  const std::string out = (folder.path() / "out").string();
  ASSERT_EQ(sigconform("run --on model --scenarios 100 --out '" + out + "'").exit_status, 0);
  EXPECT_EQ(json_in(out + "/summary.json").at("dialect"), kDefaultDialect);
  EXPECT_EQ(json_in(out + "/summary.json").at("settings"), json::object());
}

}  // namespace
}  // namespace sigconform
