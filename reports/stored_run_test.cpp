// run.json: what is written can be read back, field by field; what is wrong in it is refused with its place.
#include "reports/stored_run.h"

#include "model/testing/arbitrary.h"
#include "reports/testing/hand_made_result.h"
#include "reports/testing/scenarios.h"
#include "reports/text_report.h"
#include "reports/trace_json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

using nlohmann::json;

// Everything that a run may hold, each field with a value of its own.
StoredRun full_run() {
  StoredRun stored{testing::hand_made_run(), testing::hand_made_result(), true, true};
  RunDescription& run = stored.run;
  run.missing = {{"clone3", "it answers ENOSYS"}};
  run.settings = {{"limit-is-kept", "off"}};
  run.notes = {"so it was found out"};
  run.evidence = {{find_variation_point("pidfd-self"), true, Seen::kNothing, "it was skipped"}};
  run.truth.*(find_variation_point("limit-is-kept")->point) = false;
  run.truth.scheduling = Scheduling::kParallel;
  run.values = run.truth;
  run.values.*(find_variation_point("private-first")->point) = false;
  run.other_release = run.exhaustive = true;
  run.falsified = {{"private-first", "the shared queue is looked at first"}};
  run.seed = 0xfedcba9876543210;
  run.chapters.set(static_cast<std::size_t>(Chapter::kJobs));
  run.replay_options = " --dialect linux-6.18";
  CampaignResult& result = stored.result;
  result.skipped = 4;
  result.rule_unexamined[3] = 5;
  result.unsupported["no pidfd"] = RuleSet().set(1).set(2);
  result.gone = "it went";
  result.adopted = {{find_variation_point("private-first"), false}};
  result.interrupted = true;
  Finding& finding = result.findings.front();
  finding.judged_by = run.values;
  finding.explanation.flips = {{find_variation_point("synchronous-first"), false}};
  finding.explanation.instead = {{{find_variation_point("limit-is-kept"), false}}};
  finding.explanation.confirmed = 3;
  finding.explanation.cut_short = true;
  finding.divergence.explained_by = find_variation_point("synchronous-first");
  finding.divergence.alternatives = 2;
  Finding second = testing::hand_made_finding();
  second.divergence.kind = DivergenceKind::kStatus;
  second.divergence.observed.reset();
  second.divergence.allowed.reset();
  second.divergence.rule = Rule::kCount;
  second.divergence.observed_status.thread = {{1}, {1}};
  second.divergence.observed_status.state = ThreadState::kStopped;
  second.cut_short = true;
  result.findings.push_back(second);
  result.losses.push_back(
      {Outcome::kDied, "panic\nand a line more", second.scenario, second.original, 9, 2, 3, 11, true});
  return stored;
}

StoredRun reread(const StoredRun& stored) {
  auto parsed = parse_stored_run(stored_run_json(stored).dump());
  if (const auto* wrong = std::get_if<std::string>(&parsed)) throw std::invalid_argument(*wrong);
  return std::get<StoredRun>(std::move(parsed));
}

std::string refusal_of(const json& root) {
  const auto parsed = parse_stored_run(root.dump());
  const auto* wrong = std::get_if<std::string>(&parsed);
  return wrong == nullptr ? "" : *wrong;
}

void expect_equal(const Divergence& a, const Divergence& b) {
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.step, b.step);
  EXPECT_EQ(a.thread, b.thread);
  EXPECT_EQ(a.rule, b.rule);
  EXPECT_EQ(a.signo, b.signo);
  EXPECT_EQ(a.observed, b.observed);
  EXPECT_EQ(a.allowed, b.allowed);
  EXPECT_EQ(a.observed_status, b.observed_status);
  EXPECT_EQ(a.allowed_status, b.allowed_status);
  EXPECT_EQ(a.alternatives, b.alternatives);
  EXPECT_EQ(a.explained_by, b.explained_by);
}

void expect_equal(const Finding& a, const Finding& b) {
  EXPECT_EQ(a.signature, b.signature);
  EXPECT_EQ(a.judged_by, b.judged_by);
  EXPECT_EQ(a.explanation.flips, b.explanation.flips);
  EXPECT_EQ(a.explanation.instead, b.explanation.instead);
  EXPECT_EQ(a.explanation.confirmed, b.explanation.confirmed);
  EXPECT_EQ(a.explanation.cut_short, b.explanation.cut_short);
  expect_equal(a.divergence, b.divergence);
  EXPECT_EQ(a.scenario, b.scenario);
  EXPECT_EQ(a.original, b.original);
  EXPECT_EQ(a.observed.events, b.observed.events);
  EXPECT_EQ(a.observed.event_ends, b.observed.event_ends);
  EXPECT_EQ(a.observed.statuses, b.observed.statuses);
  EXPECT_EQ(a.first_seed, b.first_seed);
  EXPECT_EQ(a.repeated, b.repeated);
  EXPECT_EQ(a.of, b.of);
  EXPECT_EQ(a.seen, b.seen);
  EXPECT_EQ(a.minimize_runs, b.minimize_runs);
  EXPECT_EQ(a.cut_short, b.cut_short);
}

TEST(StoredRun, DescriptionIsReadBack) {
  const RunDescription wrote = full_run().run;
  const RunDescription read = reread(full_run()).run;
  EXPECT_EQ(read.version, wrote.version);
  EXPECT_EQ(read.subject, wrote.subject);
  EXPECT_EQ(read.kernel, wrote.kernel);
  EXPECT_EQ(read.machine, wrote.machine);
  EXPECT_EQ(read.missing, wrote.missing);
  EXPECT_EQ(read.dialect, wrote.dialect);
  EXPECT_EQ(read.settings, wrote.settings);
  EXPECT_EQ(read.notes, wrote.notes);
  EXPECT_EQ(read.evidence, wrote.evidence);
  EXPECT_EQ(read.truth, wrote.truth);
  EXPECT_EQ(read.values, wrote.values);
  EXPECT_EQ(read.other_release, wrote.other_release);
  EXPECT_EQ(read.falsified, wrote.falsified);
  EXPECT_EQ(read.seed, wrote.seed);
  EXPECT_EQ(read.exhaustive, wrote.exhaustive);
  EXPECT_EQ(read.chapters, wrote.chapters);
  EXPECT_EQ(read.options, wrote.options);
  EXPECT_EQ(read.folder, wrote.folder);
  EXPECT_EQ(read.again, wrote.again);
  EXPECT_EQ(read.replay_options, wrote.replay_options);
}

TEST(StoredRun, CountsAndCoverageAreReadBack) {
  const CampaignResult wrote = full_run().result;
  const CampaignResult read = reread(full_run()).result;
  EXPECT_EQ(read.scenarios, wrote.scenarios);
  EXPECT_EQ(read.operations, wrote.operations);
  EXPECT_EQ(read.seconds, wrote.seconds);
  EXPECT_EQ(read.unusual, wrote.unusual);
  EXPECT_EQ(read.inconclusive, wrote.inconclusive);
  EXPECT_EQ(read.skipped, wrote.skipped);
  EXPECT_EQ(read.rules, wrote.rules);
  EXPECT_EQ(read.rule_hits, wrote.rule_hits);
  EXPECT_EQ(read.rule_agreed, wrote.rule_agreed);
  EXPECT_EQ(read.rule_unexamined, wrote.rule_unexamined);
  EXPECT_EQ(read.unsupported, wrote.unsupported);
  EXPECT_EQ(read.operation_counts, wrote.operation_counts);
  EXPECT_EQ(read.gone, wrote.gone);
  EXPECT_EQ(read.adopted, wrote.adopted);
  EXPECT_EQ(read.interrupted, wrote.interrupted);
  for (std::size_t i = 0; i < kRules; ++i) {
    EXPECT_EQ(read.examples.of(static_cast<Rule>(i)), wrote.examples.of(static_cast<Rule>(i)));
    for (std::size_t j = i + 1; j < kRules; ++j)
      ASSERT_EQ(read.rule_pairs.of(static_cast<Rule>(i), static_cast<Rule>(j)),
                wrote.rule_pairs.of(static_cast<Rule>(i), static_cast<Rule>(j)));
  }
}

TEST(StoredRun, FindingsLossesAndIncidentsAreReadBack) {
  const CampaignResult wrote = full_run().result;
  const CampaignResult read = reread(full_run()).result;
  ASSERT_EQ(read.findings.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) expect_equal(read.findings[i], wrote.findings[i]);
  ASSERT_EQ(read.losses.size(), 1U);
  EXPECT_EQ(read.losses[0].outcome, wrote.losses[0].outcome);
  EXPECT_EQ(read.losses[0].detail, wrote.losses[0].detail);
  EXPECT_EQ(read.losses[0].scenario, wrote.losses[0].scenario);
  EXPECT_EQ(read.losses[0].original, wrote.losses[0].original);
  EXPECT_EQ(read.losses[0].first_seed, wrote.losses[0].first_seed);
  EXPECT_EQ(read.losses[0].repeated, 2);
  EXPECT_EQ(read.losses[0].of, 3);
  EXPECT_EQ(read.losses[0].minimize_runs, 11);
  EXPECT_TRUE(read.losses[0].cut_short);
  ASSERT_EQ(read.incidents.size(), 1U);
  EXPECT_EQ(read.incidents[0].outcome, wrote.incidents[0].outcome);
  EXPECT_EQ(read.incidents[0].detail, wrote.incidents[0].detail);
  EXPECT_EQ(read.incidents[0].seed, wrote.incidents[0].seed);
  EXPECT_EQ(read.incidents[0].scenario, wrote.incidents[0].scenario);
}

TEST(StoredRun, TheSameReportIsMadeOfIt) {
  const StoredRun wrote = full_run();
  const StoredRun read = reread(wrote);
  EXPECT_EQ(text_report(read.run, read.result), text_report(wrote.run, wrote.result));
  EXPECT_TRUE(read.complete);
  EXPECT_TRUE(read.statistics);
}

RC_GTEST_PROP(StoredRun, EveryTraceIsReadBack, (std::uint64_t seed)) {
  testing::SplitMix random(seed);
  const Scenario scenario = testing::draw_scenario(random);
  Trace trace = testing::draw_trace(random);
  if (trace.statuses.size() > trace.event_ends.size()) trace.statuses.resize(trace.event_ends.size());
  const json written = json::parse(trace_json(trace, scenario).dump());
  const Trace read = trace_from(JsonReader(written));
  RC_ASSERT(read.events == trace.events);
  RC_ASSERT(read.event_ends == trace.event_ends);
  RC_ASSERT(read.statuses == trace.statuses);
}

TEST(StoredRun, WhatIsWrongIsNamedByItsPointer) {
  json root = stored_run_json(full_run());
  root["result"]["findings"][0]["of"] = "many";
  EXPECT_EQ(refusal_of(root), "/result/findings/0/of: expected a whole number within its bounds, found 'many'");
  root = stored_run_json(full_run());
  root["result"]["findings"][1]["scenario"] = "sigconform scenario 1\nprocess P1 user u1\nP1.T1 kil P1 SIGHUP\n";
  EXPECT_TRUE(refusal_of(root).starts_with("/result/findings/1/scenario: line 3, column 7: expected"))
      << refusal_of(root);
  root = stored_run_json(full_run());
  root["run"].erase("dialect");
  EXPECT_EQ(refusal_of(root), "/run: expected a member 'dialect', and there is none");
  root = stored_run_json(full_run());
  root["run"]["truth"]["settings"]["no-such/point"] = "on";
  EXPECT_EQ(refusal_of(root),
            "/run/truth/settings/no-such~1point: there is no such variation point in this version of sigconform");
}

TEST(StoredRun, AnotherVersionAndWhatIsNoJsonAreRefused) {
  json root = stored_run_json(full_run());
  root[kStoredRunKey] = 2;
  EXPECT_EQ(refusal_of(root), "/sigconform run: expected 1, the version of the format that is read here, found '2'");
  const auto cut = parse_stored_run(stored_run_json(full_run()).dump().substr(0, 1000));
  EXPECT_EQ(std::get<std::string>(cut), "at byte 1001 it is no JSON any more");
}

}  // namespace
}  // namespace sigconform
