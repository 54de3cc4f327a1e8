// The report for people against fixed texts: whoever changes the shape changes them here, and sees what users will see.
#include "reports/text_report.h"

#include "model/dialect_text.h"
#include "reports/layout.h"
#include "reports/testing/hand_made_result.h"
#include "reports/testing/has.h"
#include "reports/verdict.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <variant>

namespace sigconform {
namespace {

using testing::hand_made_finding;
using testing::hand_made_result;
using testing::hand_made_run;
using testing::has;

std::string all_rules_came_up() {
  std::string text = fmt::format("{} of {} observable rules came up: ", kRules, kRules);
  for (std::size_t i = 0; i < kChapters; ++i) {
    const std::size_t rules = rules_of(ChapterSet().set(i)).count();
    text += fmt::format("{}{} {}/{}", i == 0 ? "" : ", ", name_of(static_cast<Chapter>(i)), rules, rules);
  }
  return hanging("  rules", 14, text);
}

TEST(TextReport, FirstScreenAnswersWhatDivergesHowOftenAndHowToSeeItAgain) {
  CampaignResult result = hand_made_result();
  result.incidents.clear();
  result.inconclusive = 0;
  result.rules.set();
  EXPECT_EQ(
      text_report(hand_made_run(), result),
      "DIVERGES    1 finding, of 1 rule\n"
      "  sigconform 0.1.0 · host · 6.18.44 x86_64 · rules of linux-6.18\n"
      "  judged      12,345 scenarios, 246,900 operations in 6.5 s (1,899 a second), seed 7\n" +
          all_rules_came_up() +
          "  unusual     3 scenarios explained only by an order that is allowed and not the usual one\n"
          "  again       sigconform run --seed 7 --scenarios 12345\n"
          "\n"
          "1 finding is unexplained\n"
          "\n"
          "divergence 1 of 1 · rule dequeue.synchronous-first · deterministic (20 of 20) · first seen at seed 77120\n"
          "  P1.T1  rt_sigprocmask block {SIGHUP, SIGSEGV} = 0 old {}\n"
          "  P1.T1  kill P1 SIGHUP                         = 0\n"
          "       + kill P1 SIGSEGV                        = 0\n"
          "  P1.T1  rt_sigtimedwait {SIGHUP, SIGSEGV} zero\n"
          "         observed  = SIGHUP (SI_USER from P1, u1)\n"
          "         allowed   = SIGSEGV (SI_USER from P1, u1)\n"
          "         because   SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE and SIGSYS come before all other signals of "
          "the\n"
          "                   queue.  [signal(7); kernel/signal.c next_signal(), since 2.6.34]\n"
          "  unexplained no other value of one or two variation points allows it\n"
          "  seen        in 12 of 12,345 scenarios; 4 steps of 7 left after 42 runs\n"
          "  again       sigconform replay out/x/dequeue.synchronous-first-event-rt_sigtimedwait.scenario --on host\n"
          "  why         sigconform explain out/x/dequeue.synchronous-first-event-rt_sigtimedwait.scenario\n"
          "  as C        cc out/x/dequeue.synchronous-first-event-rt_sigtimedwait.c -o reproducer && ./reproducer\n");
}

TEST(TextReport, NamesIncidentsAndRulesThatDidNotComeUp) {
  const std::string text = text_report(hand_made_run(), hand_made_result());
  EXPECT_TRUE(has(text, "\nscenarios without a conclusion\n  seed 0x631b655fea6d4ae8  deadline: no answer in time\n"));
  EXPECT_TRUE(has(text, "\nrules that did not come up\n  birth       fork.inherits\n")) << text;
}

TEST(TextReport, RunAboutAChapterCountsThatChaptersRules) {
  RunDescription run = hand_made_run();
  run.chapters.set(static_cast<std::size_t>(Chapter::kBirth));
  const std::size_t rules = rules_of(run.chapters).count();
  const std::string text = text_report(run, hand_made_result());
  EXPECT_TRUE(
      has(text, fmt::format("  rules       {0} of {1} observable rules came up: birth {0}/{1}\n", rules - 1, rules)))
      << text;
  EXPECT_TRUE(has(text, "  birth       fork.inherits\n")) << text;
  run.chapters.reset().set(static_cast<std::size_t>(Chapter::kJobs));
  EXPECT_FALSE(has(text_report(run, hand_made_result()), "did not come up"));
}

TEST(TextReport, ConformingRunSaysSoInItsFirstLine) {
  CampaignResult result = hand_made_result();
  result.findings.clear();
  EXPECT_EQ(text_report(hand_made_run(), result).rfind("CONFORMS    nothing was observed", 0), 0U);
}

TEST(TextReport, RunWithoutVerdictSaysWhy) {
  CampaignResult result;
  result.inconclusive = 5;
  EXPECT_EQ(text_report(hand_made_run(), result).rfind("NO VERDICT  no scenario could be judged\n", 0), 0U);
}

TEST(TextReport, ProgramIsRunWhereItDiverges) {
  RunDescription run = hand_made_run();
  run.subject = "gvisor";
  const std::string text = finding_text(run, hand_made_finding(), 1, 1, 1);
  EXPECT_NE(text.find("cc -static "), std::string::npos) << text;
  EXPECT_NE(text.find(" do ./reproducer"), std::string::npos) << text;
}

TEST(TextReport, WhatWasCutShortSaysSo) {
  Finding finding = hand_made_finding();
  EXPECT_EQ(finding_text(hand_made_run(), finding, 1, 1, 1).find("cut short"), std::string::npos);
  finding.cut_short = finding.explanation.cut_short = true;
  const std::string text = finding_text(hand_made_run(), finding, 1, 1, 1);
  EXPECT_NE(text.find("cut short"), std::string::npos) << text;
  EXPECT_NE(text.find("time was over before every value"), std::string::npos) << text;
}

TEST(TextReport, SeveralFindingsAreListedBeforeTheirProofs) {
  CampaignResult result = hand_made_result();
  result.findings.push_back(hand_made_finding());
  result.findings[1].signature = "queue.standard-coalesces event rt_sigpending";
  result.findings[1].divergence.rule = Rule::kStandardCoalesces;
  const std::string text = text_report(hand_made_run(), result);
  EXPECT_TRUE(has(text, "DIVERGES    2 findings, of 2 rules\n"));
  const std::size_t listed = text.find("   2  queue.standard-coalesces event rt_sigpending     in 12 scenarios");
  ASSERT_NE(listed, std::string::npos) << text;
  EXPECT_LT(listed, text.find("divergence 1 of 2"));
}

TEST(TextReport, MissingEventAndUnstableFindingAreSaidInWords) {
  Finding finding = hand_made_finding();
  finding.observed.events.pop_back();
  finding.observed.event_ends.back() = 3;
  finding.divergence.observed.reset();
  finding.divergence.alternatives = 3;
  finding.repeated = 4;
  const std::string text = finding_text(hand_made_run(), finding, 1, 1, 100);
  EXPECT_TRUE(has(text, "not deterministic (4 of 20)"));
  EXPECT_TRUE(has(text, "observed  nothing\n"));
  EXPECT_TRUE(has(text, "allowed   = SIGSEGV (SI_USER from P1, u1)  (or another of 3 allowed continuations)\n"))
      << text;
}

TEST(TextReport, FalsifiedRuleIsNotGivenAsTheReason) {
  RunDescription run = hand_made_run();
  run.values.synchronous_first = false;
  run.falsified = {{"synchronous-first", "signals come out by number alone"}};
  run.replay_options = " --falsify synchronous-first";
  CampaignResult result = hand_made_result();
  result.findings.front().judged_by = run.values;
  const std::string text = text_report(run, result);
  EXPECT_TRUE(has(text, "because   the model was told that signals come out by number alone (--set"));
  EXPECT_TRUE(has(text, "  falsified   synchronous-first: the model was told that"));
  EXPECT_TRUE(has(text, "rt_sigtimedwait.scenario --on host --falsify synchronous-first\n"));
  EXPECT_TRUE(has(text, "the program has the true rules"));
}

TEST(TextReport, ProcessesAreNamedWhereThereIsMoreThanOnePlainOne) {
  Finding finding = hand_made_finding();
  EXPECT_FALSE(has(finding_text(hand_made_run(), finding, 1, 1, 100), "  process P1"));
  finding.scenario.processes.push_back({ProcessId{1}, 2, false, 2});
  EXPECT_TRUE(has(finding_text(hand_made_run(), finding, 1, 1, 100),
                  "  process P1 user u1\n  process P2 parent P1 user u2 threads 2\n"));
}

TEST(TextReport, VariationPointThatExplainsTheFindingIsNamed) {
  Finding finding = hand_made_finding();
  EXPECT_TRUE(has(finding_text(hand_made_run(), finding, 1, 1, 100),
                  "  unexplained no other value of one or two variation points allows it\n"));
  finding.explanation.flips = {{find_variation_point("synchronous-first"), false}};
  EXPECT_TRUE(
      has(finding_text(hand_made_run(), finding, 1, 1, 100),
          "  explained   by synchronous-first=off: dequeue.synchronous-first: signals come out by number alone\n"
          "              (by this scenario alone)\n"));
  finding.explanation.confirmed = 3;
  finding.explanation.instead = {{{find_variation_point("private-first"), false}}};
  EXPECT_TRUE(has(finding_text(hand_made_run(), finding, 1, 1, 100),
                  "              or by private-first=off, which could not be told apart from it\n"
                  "              (and seen so in 3 further scenarios where the two part)\n"));
}

TEST(TextReport, WhatTheSubjectBehavesLikeIsSaidAndWrittenAsADialect) {
  RunDescription run = hand_made_run();
  CampaignResult result = hand_made_result();
  ASSERT_FALSE(result.findings.empty());
  for (Finding& f : result.findings) f.explanation.flips.clear();
  EXPECT_FALSE(has(text_report(run, result), "behaves as"));
  EXPECT_EQ(dialect_file(run, result), "");
  result.findings.front().explanation.flips = {{find_variation_point("synchronous-first"), false}};
  EXPECT_TRUE(has(text_report(run, result), "\nbehaves as linux-6.18 except:\n  synchronous-first=off\n      dequeue."))
      << text_report(run, result);
  const auto read = parse_dialect(dialect_file(run, result));
  ASSERT_TRUE(std::holds_alternative<DialectText>(read));
  EXPECT_EQ(std::get<DialectText>(read),
            (DialectText{"linux-6.18", {{find_variation_point("synchronous-first"), false}}}));
  run.falsified = {{"synchronous-first", "signals come out by number alone"}};
  EXPECT_EQ(dialect_file(run, result), "");
}

// What the probes found is kept as a file, too, where the release says otherwise.
TEST(TextReport, EvidenceAgainstTheReleaseIsADialect) {
  RunDescription run = hand_made_run();
  CampaignResult result = hand_made_result();
  for (Finding& f : result.findings) f.explanation.flips.clear();
  const VariationPoint& point = *find_variation_point("pidfd-self");
  run.evidence = {{&point, true, Seen::kOn, {}}};
  EXPECT_EQ(dialect_file(run, result), "");
  run.evidence = {{&point, true, Seen::kOff, {}}};
  run.truth.pidfd_self = false;
  const std::string file = dialect_file(run, result);
  EXPECT_TRUE(has(file, "\n# its release suggests pidfd-self=on, its probe saw off\n")) << file;
  EXPECT_EQ(std::get<DialectText>(parse_dialect(file)), (DialectText{"linux-6.18", {{&point, false}}}));
  EXPECT_TRUE(has(text_report(run, result), "--dialect out/")) << text_report(run, result);
}

TEST(TextReport, OtherReleaseIsSaidBeforeTheRunAndAfter) {
  RunDescription run = hand_made_run();
  run.kernel = "5.10.0";
  run.other_release = true;
  EXPECT_TRUE(has(opening_text(run), "5.10.0 is not of the series that linux-6.18 describes"));
  EXPECT_TRUE(has(text_report(run, hand_made_result()), "5.10.0 is not of the series that linux-6.18 describes"));
}

TEST(TextReport, OpeningNamesSeedOptionsAndWhatIsMissing) {
  RunDescription run = hand_made_run();
  run.missing = {{"SCHED_FIFO", "EPERM"}};
  EXPECT_EQ(opening_text(run),
            "sigconform 0.1.0 · host · 6.18.44 x86_64 · rules of linux-6.18\n"
            "  seed       7\n"
            "  jobs       2\n"
            "  scenarios  at most 12,345\n"
            "  not here    SCHED_FIFO: EPERM\n");
}

TEST(TextReport, ScenarioFileParsesToTheScenario) {
  const Finding finding = hand_made_finding();
  const std::string text = scenario_file(hand_made_run(), finding);
  EXPECT_TRUE(has(text, "# again sigconform replay out/x/dequeue.synchronous-first-event-rt_sigtimedwait.scenario"));
  const std::variant<Scenario, ParseError> parsed = parse_scenario(text);
  ASSERT_TRUE(std::holds_alternative<Scenario>(parsed)) << to_text(std::get<ParseError>(parsed));
  EXPECT_EQ(std::get<Scenario>(parsed), finding.scenario);
}

TEST(Verdict, IsNoneWhenTooManyScenariosGaveNoConclusion) {
  CampaignResult result;
  result.scenarios = 990;
  result.inconclusive = 10;
  EXPECT_EQ(verdict_of(result), RunVerdict::kConforms);
  result.inconclusive = 11;
  EXPECT_EQ(verdict_of(result), RunVerdict::kNone);
  result.findings.push_back(hand_made_finding());
  EXPECT_EQ(verdict_of(result), RunVerdict::kDiverges);
}

TEST(Verdict, IsNoneWhenNobodyLookedIntoADivergence) {
  CampaignResult result;
  result.scenarios = 100;
  result.rule_unexamined[static_cast<std::size_t>(Rule::kOldestFirst)] = 2;
  EXPECT_EQ(verdict_of(result), RunVerdict::kNone);
  EXPECT_NE(why_no_verdict(result).find("2 divergences"), std::string::npos) << why_no_verdict(result);
  Finding known = testing::hand_made_finding();
  known.divergence.rule = Rule::kOldestFirst;
  known.known = "set x=off";
  result.findings.push_back(known);
  EXPECT_EQ(verdict_of(result), RunVerdict::kConforms) << "more of what is known";
}

TEST(Verdict, IsNoneWhenStoppedEarlyWithoutAFinding) {
  CampaignResult result;
  result.scenarios = 1000;
  result.interrupted = true;
  EXPECT_EQ(verdict_of(result), RunVerdict::kNone);
  EXPECT_NE(why_no_verdict(result), "");
  result.findings.push_back(hand_made_finding());
  EXPECT_EQ(verdict_of(result), RunVerdict::kDiverges);
}

}  // namespace
}  // namespace sigconform
