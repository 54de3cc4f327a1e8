// Shards of a campaign on the model as a subject, joined, are the campaign itself, field by field, except for the time.
#include "properties/merge.h"

#include "properties/model_subject.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

CampaignResult campaign(const Shard& shard, const Dialect& subject) {
  CampaignOptions options;
  options.seed = 11;
  options.scenarios_max = 300;
  options.shard = shard;
  options.count_pairs = true;
  options.repetitions = 2;
  return run_campaign(
      options, [&](int) { return start_model(subject); }, {}, {}, nullptr);
}

Dialect two_off() {
  Dialect dialect;
  dialect.*(find_variation_point("sa-mask-applies")->point) = false;
  dialect.*(find_variation_point("stop-spreads")->point) = false;
  return dialect;
}

void expect_equal(const Finding& a, const Finding& b) {
  EXPECT_EQ(a.signature, b.signature);
  EXPECT_EQ(a.cause(), b.cause());
  EXPECT_EQ(a.explanation.confirmed, b.explanation.confirmed);
  EXPECT_EQ(a.scenario, b.scenario);
  EXPECT_EQ(a.original, b.original);
  EXPECT_EQ(a.observed.events, b.observed.events);
  EXPECT_EQ(a.first_seed, b.first_seed);
  EXPECT_EQ(a.origin, b.origin);
  EXPECT_EQ(a.repeated, b.repeated);
  EXPECT_EQ(a.of, b.of);
  EXPECT_EQ(a.seen, b.seen);
  EXPECT_EQ(a.minimize_runs, b.minimize_runs);
}

void expect_equal(const CampaignResult& a, const CampaignResult& b) {
  EXPECT_EQ(a.scenarios, b.scenarios);
  EXPECT_EQ(a.operations, b.operations);
  EXPECT_EQ(a.unusual, b.unusual);
  EXPECT_EQ(a.inconclusive, b.inconclusive);
  EXPECT_EQ(a.skipped, b.skipped);
  EXPECT_EQ(a.rules, b.rules);
  EXPECT_EQ(a.rule_hits, b.rule_hits);
  EXPECT_EQ(a.rule_agreed, b.rule_agreed);
  EXPECT_EQ(a.rule_unexamined, b.rule_unexamined);
  EXPECT_EQ(a.unsupported, b.unsupported);
  EXPECT_EQ(a.operation_counts, b.operation_counts);
  EXPECT_EQ(a.step_counts, b.step_counts);
  EXPECT_EQ(a.process_counts, b.process_counts);
  EXPECT_EQ(a.investigations, b.investigations);
  EXPECT_EQ(a.blamed, b.blamed);
  EXPECT_EQ(a.incidents.size(), b.incidents.size());
  for (std::size_t i = 0; i < kRules; ++i) {
    const auto rule = static_cast<Rule>(i);
    EXPECT_EQ(a.examples.of(rule), b.examples.of(rule)) << id_of(rule);
    EXPECT_EQ(a.examples.index_of(rule), b.examples.index_of(rule)) << id_of(rule);
    for (std::size_t j = i + 1; j < kRules; ++j)
      ASSERT_EQ(a.rule_pairs.of(rule, static_cast<Rule>(j)), b.rule_pairs.of(rule, static_cast<Rule>(j)));
  }
  ASSERT_EQ(a.findings.size(), b.findings.size());
  for (std::size_t i = 0; i < a.findings.size(); ++i) expect_equal(a.findings[i], b.findings[i]);
  ASSERT_EQ(a.further.size(), b.further.size());
  for (std::size_t i = 0; i < a.further.size(); ++i) expect_equal(a.further[i], b.further[i]);
}

TEST(Merge, ShardsAreTheWhole) {
  const CampaignResult whole = campaign({}, two_off());
  ASSERT_GE(whole.findings.size(), 2U);
  for (const std::uint64_t of : {2U, 3U}) {
    std::vector<CampaignResult> shards;
    for (std::uint64_t number = 1; number <= of; ++number) shards.push_back(campaign({number, of}, two_off()));
    std::swap(shards.front(), shards.back());
    expect_equal(merge(shards), whole);
  }
}

TEST(Merge, OneIsItself) {
  const std::vector<CampaignResult> one{campaign({1, 2}, two_off())};
  expect_equal(merge(one), one.front());
}

TEST(Shard, TakesEachNth) {
  const Shard second{2, 3};
  EXPECT_EQ(second.index(0), 1U);
  EXPECT_EQ(second.index(4), 13U);
  for (std::uint64_t all = 0; all < 20; ++all) {
    std::uint64_t sum = 0;
    for (std::uint64_t number = 1; number <= 3; ++number) sum += Shard{number, 3}.share(all);
    EXPECT_EQ(sum, all);
  }
}

// The first losses of the whole are losses, those behind them are only told.
TEST(Merge, LossesAreThoseThatCameFirst) {
  std::vector<CampaignResult> shards(2);
  for (std::uint64_t i = 0; i < 6; ++i) {
    Loss loss;
    loss.index = i;
    loss.scenario.processes.resize(1);
    loss.scenario.steps.assign(i + 1, Step{{{1}, {1}}, op::RtSigpending{}, false});
    shards[i % 2].losses.push_back(loss);
  }
  const CampaignResult joined = merge(shards);
  ASSERT_EQ(joined.losses.size(), 3U);
  for (std::uint64_t i = 0; i < 3; ++i) EXPECT_EQ(joined.losses[i].index, i);
  ASSERT_EQ(joined.incidents.size(), 3U);
  EXPECT_EQ(joined.incidents[0].index, 3U);
  EXPECT_EQ(joined.inconclusive, 3U);
}

}  // namespace
}  // namespace sigconform
