// Histograms of outcomes by hand: as text, and that the page and the JSON have the same.
#include "reports/litmus.h"

#include "reports/testing/compiled_program.h"
#include "reports/testing/has.h"
#include "reports/testing/scenarios.h"
#include "reports/testing/validators.h"

#include <gtest/gtest.h>
#include <fstream>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

using testing::has;
using testing::scenario_of;

Event returned(ThreadId thread, std::uint8_t step, std::int32_t result) {
  Event event;
  event.thread = thread;
  event.step = step;
  event.result = result;
  return event;
}

// P2 finds P1 there, finds it gone, or gets an answer that nothing allows. P1 sees the same each time.
LitmusReport report_by_hand() {
  const ThreadId first{{1}, {1}}, second{{2}, {1}};
  Litmus litmus;
  litmus.scenario = scenario_of(
      "process P1 user u1\n"
      "process P2 user u1\n"
      "P1.T1 rt_sigpending\n"
      "P2.T1 kill P1 SIGUSR1\n");
  const Event same = returned(first, 0, 0);
  litmus.outcomes = {{{same, returned(second, 1, 0)}, 1200, true},
                     {{same, returned(second, 1, -static_cast<std::int32_t>(Errno::kInval))}, 300, false},
                     {{same, returned(second, 1, -static_cast<std::int32_t>(Errno::kSrch))}, 0, true}};
  litmus.runs = 1500;
  litmus.inconclusive = 2;
  litmus.why = "step 2 took too long";
  return {"0.1.0", "odd", "6.18", "linux-6.18", "sigconform litmus a.scenario", {{"a.scenario", litmus}}};
}

TEST(LitmusText, ShowsWhereOutcomesPart) {
  EXPECT_EQ(
      litmus_text(report_by_hand().tests.front()),
      "a.scenario · 1,500 runs\n"
      "     1,200  allowed  ██████████████████████████████\n"
      "            P2.T1  kill P1 SIGUSR1 = 0\n"
      "       300  FORBIDDEN  ███████▌\n"
      "            P2.T1  kill P1 SIGUSR1 = EINVAL\n"
      "     never  allowed\n"
      "            P2.T1  kill P1 SIGUSR1 = ESRCH\n"
      "  DIVERGES: 300 runs ended as nothing allows; 1 of 3 outcomes were never seen; 2 runs gave no conclusion (step "
      "2\n"
      "  took too long)\n");
}

TEST(LitmusText, OneOutcomeIsShownWhole) {
  NamedLitmus test = report_by_hand().tests.front();
  test.litmus.outcomes.resize(1);
  EXPECT_TRUE(has(litmus_text(test), "P1.T1  rt_sigpending = 0"));
}

TEST(LitmusText, SaysWhereNotAllAreListed) {
  NamedLitmus test = report_by_hand().tests.front();
  test.litmus.enumerated = false;
  EXPECT_TRUE(has(litmus_text(test), "more than 2,000 are allowed"));
}

TEST(LitmusPage, HasEachOutcomeAndItsBar) {
  const std::string page = html_report(report_by_hand());
  EXPECT_TRUE(has(page, "odd 6.18: 300 runs ended as nothing allows"));
  EXPECT_TRUE(has(page, "<div>P2.T1  kill P1 SIGUSR1 = EINVAL</div>"));
  EXPECT_TRUE(has(page, "width:25.0%"));
  EXPECT_TRUE(has(page, "FORBIDDEN"));
}

TEST(LitmusJson, KeepsItsSchema) {
  const testing::ScratchFolder folder;
  std::string file = (folder.path() / "litmus.json").string();
  const nlohmann::json root = litmus_json(report_by_hand());
  std::ofstream(file) << root.dump();
  EXPECT_EQ(testing::json_complaints(file, "litmus"), "");
  EXPECT_EQ(root["forbidden_runs"], 300);
}

}  // namespace
}  // namespace sigconform
