// The dialect posix-2024: what POSIX leaves open may be as Linux has it, or as another system does; what POSIX demands
// may not.
#include "properties/campaign.h"
#include "properties/model_subject.h"
#include "properties/testing/thoroughness.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

Dialect but_for(std::string_view point) {
  Dialect dialect;
  dialect.*find_variation_point(point)->point = false;
  return dialect;
}

// A system that behaves so, held to posix-2024.
CampaignResult held_to_posix(const Dialect& behaviour) {
  CampaignOptions options;
  options.seed = 11;
  options.scenarios_max = testing::kEveryNth > 1 ? 1'000 : 3'000;
  options.repetitions = 1;
  options.findings_max = 1;
  options.dialect = *find_dialect(kPosixDialect);
  return run_campaign(
      options, [&](int) { return start_model(behaviour); }, {}, {}, nullptr);
}

TEST(Posix, AllowsWhatLinuxDoes) {
  const CampaignResult result = held_to_posix({});
  EXPECT_TRUE(result.findings.empty());
  EXPECT_EQ(result.unusual, 0u);
}

TEST(Posix, EveryOpeningAllowsMore) {
  constexpr std::size_t kTracesMax = 50;
  for (const Opening& opening : openings()) {
    Dialect open;
    open.*opening.field = true;
    bool more = false;
    for (std::uint64_t seed = 0; seed < 20'000 && !more; ++seed) {
      GeneratorOptions short_ones;
      short_ones.operations = 8;
      const Scenario scenario = generate(scenario_seed(9, seed), short_ones);
      more = allowed_traces(scenario, open, kTracesMax, nullptr).size() >
             allowed_traces(scenario, {}, kTracesMax, nullptr).size();
    }
    EXPECT_TRUE(more) << opening.id;
  }
}

class LeftOpen : public ::testing::TestWithParam<std::string_view> {};

TEST_P(LeftOpen, IsAllowedBothWays) {
  const CampaignResult result = held_to_posix(but_for(GetParam()));
  EXPECT_TRUE(result.findings.empty()) << result.findings.front().signature;
  EXPECT_GT(result.unusual, 0u) << "the system never did otherwise";
  EXPECT_LT(result.inconclusive * 100, result.scenarios);
}

INSTANTIATE_TEST_SUITE_P(Posix, LeftOpen,
                         ::testing::Values("synchronous-first", "private-first", "suggested-is-first",
                                           "coalesce-standard", "blocked-ignored-kept", "resethand-keeps-blocked",
                                           "nocldwait-still-tells"),
                         [](const auto& point) {
                           std::string name(point.param);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

class Demanded : public ::testing::TestWithParam<std::string_view> {};

TEST_P(Demanded, IsNotAllowedOtherwise) { EXPECT_FALSE(held_to_posix(but_for(GetParam())).findings.empty()); }

INSTANTIATE_TEST_SUITE_P(Posix, Demanded,
                         ::testing::Values("sa-mask-applies", "realtime-fifo", "cont-flushes-stop",
                                           "fork-clears-pending", "exec-keeps-ignored", "nodefer-leaves-unblocked"),
                         [](const auto& point) {
                           std::string name(point.param);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace sigconform
