// sigconform book as users run it: the file, what is said of runs, how they are recorded, and what is refused. No
// kernel is touched; a run on the model is made one of a kernel by its name.
#include "cli/testing/sigconform_runs.h"
#include "model/rules/rules.h"
#include "reports/testing/validators.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <cstdlib>

namespace sigconform {
namespace {

using nlohmann::json;
using testing::has;
using testing::json_in;
using testing::Ran;
using testing::ScratchFolder;
using testing::sigconform;
using testing::text_in;

// Few scenarios: that all rules have examples is tested where they are made.
constexpr const char* kQuick = " --scenarios 60";

class OfTheBook : public ::testing::Test {
 protected:
  [[nodiscard]] std::string place(const std::string& name) const { return (folder_.path() / name).string(); }
  // The folder of a run whose subject bears the name of a kernel.
  std::string run_of(const std::string& subject, const std::string& kernel) {
    const Ran ran = sigconform("run --on model --jobs 1 --seed 3 --scenarios 300 --out " + place("run"));
    EXPECT_EQ(ran.exit_status, 0) << ran.output;
    json run = json_in(place("run/run.json"));
    run["run"]["subject"] = {{"name", subject}, {"kernel", kernel}, {"machine", "x86_64"}};
    std::ofstream(place("run/run.json")) << run.dump();
    EXPECT_EQ(std::system(("touch -d '2026-02-03 12:00 UTC' '" + place("run/run.json") + "'").c_str()), 0);
    return place("run");
  }
  // Status 2, and one line.
  static void is_refused(const std::string& arguments, std::string_view message) {
    const Ran ran = sigconform("book " + arguments);
    EXPECT_EQ(ran.exit_status, 2) << ran.output;
    EXPECT_TRUE(has(ran.output, message)) << ran.output;
    EXPECT_EQ(std::count(ran.output.begin(), ran.output.end(), '\n'), 1) << ran.output;
  }

 private:
  ScratchFolder folder_;
};

TEST_F(OfTheBook, FileIsWholeAndTheSameEachTime) {
  const Ran ran = sigconform("book --out " + place("a.html") + kQuick);
  ASSERT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_TRUE(has(ran.output, place("a.html") + "  " + std::to_string(kRules) + " rules, ")) << ran.output;
  const std::string page = text_in(place("a.html"));
  EXPECT_EQ(page.rfind("<!doctype html>", 0), 0U);
  EXPECT_TRUE(page.ends_with("</html>\n"));
  EXPECT_TRUE(has(page, "id=\"dequeue.synchronous-first\""));
  EXPECT_TRUE(has(page, "<svg class=\"timeline\""));
  EXPECT_EQ(sigconform(std::string("book --out -") + kQuick + " > " + place("b.html")).exit_status, 0);
  EXPECT_TRUE(text_in(place("b.html")) == page);
}

TEST_F(OfTheBook, RunsAreInItByTheirFolders) {
  const std::string run = run_of("qemu:5.10.262", "5.10.0-46-cloud-amd64");
  ASSERT_EQ(sigconform("book --out " + place("a.html") + kQuick + " --run " + run).exit_status, 0);
  EXPECT_TRUE(has(text_in(place("a.html")), ">5.10.262</a>"));
  EXPECT_TRUE(has(text_in(place("a.html")), "<td data-name=\"date\" class=\"short\">2026-02-03</td>"));
}

TEST_F(OfTheBook, RecordedRunsSayTheSame) {
  const std::string run = run_of("qemu:/srv/where/it/lies", "6.12.118+deb13-cloud-amd64");
  const std::string ledger = place("new/ledger"), file = ledger + "/qemu-6.12.118+deb13-cloud-amd64-x86_64-seed3.json";
  const Ran ran = sigconform("book --record " + ledger + " --run " + run);
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
  EXPECT_EQ(ran.output.rfind(file + "  300 scenarios, ", 0), 0U) << ran.output;
  EXPECT_EQ(testing::json_complaints(file, "verified"), "");
  EXPECT_FALSE(has(text_in(file), "/srv/")) << "where an image lies is nobody's business";
  EXPECT_EQ(json_in(file).at("date"), "2026-02-03");
  const json kept = json_in(file);
  for (const auto& [id, count] : kept.at("verified").items())
    EXPECT_EQ(count, json_in(run + "/coverage.json").at("rules").at(id).at("subject")) << id;

  ASSERT_EQ(sigconform("book --out " + place("a.html") + kQuick + " --ledger " + ledger).exit_status, 0);
  EXPECT_TRUE(has(text_in(place("a.html")), ">6.12.118</a>"));
  // The same run once more is the same run.
  ASSERT_EQ(sigconform("book --out " + place("b.html") + kQuick + " --ledger " + ledger + " --run " + run).exit_status,
            0);
  EXPECT_TRUE(text_in(place("b.html")) == text_in(place("a.html")));
}

TEST_F(OfTheBook, BrokenLedgerIsRefusedByFileAndPlace) {
  const std::string run = run_of("qemu", "6.12.118");
  ASSERT_EQ(sigconform("book --record " + place("ledger") + " --run " + run).exit_status, 0);
  const std::string file = place("ledger/qemu-6.12.118-x86_64-seed3.json");
  json kept = json_in(file);
  kept["verified"]["kill.siginfo"] = "often";
  std::ofstream(file) << kept.dump();
  is_refused("--ledger " + place("ledger"),
             "sigconform book: --ledger " + file + ": /verified/kill.siginfo: expected a whole number");
}

TEST_F(OfTheBook, FoldersThatSayNothingAreRefused) {
  is_refused("--run " + place("none"), "sigconform book: --run: " + place("none") + ": nothing is stored there");
  is_refused("--ledger " + place("none"),
             "sigconform book: --ledger " + place("none") + ": cannot be read: No such file");
  ASSERT_EQ(sigconform("run --on model --jobs 1 --seed 3 --scenarios 20 --out " + place("run")).exit_status, 0);
  is_refused("--run " + place("run"), "nothing is verified by this run: the model is no system");
  ASSERT_EQ(
      sigconform("check --scenarios 5 --property StandardSignalIsPendingOnce --out " + place("check")).exit_status, 0);
  is_refused("--run " + place("check"), "a check of the model says nothing of a system");
  is_refused("--record " + place("ledger") + " --run " + place("run"), "the model is no system");
  EXPECT_FALSE(std::filesystem::exists(place("ledger")));
}

TEST_F(OfTheBook, PlacesThatCannotBeWrittenAreRefusedAtOnce) {
  is_refused("--out " + place("no/such/book.html"), "--out " + place("no/such/book.html") + ": there is no folder ");
  is_refused("--out " + place("."), ": this is a folder, and the name of a file is wanted");
  is_refused("--record " + place("ledger"), "--record requires --run");
}

}  // namespace
}  // namespace sigconform
