// The comparison can fail: with rules of the host falsified, one at a time, a campaign against its true kernel finds
// it, blames the right rule, and minimises it to a few operations; the C program of what was found, which is made from
// the true rules, conforms. An eighth of the variation points stands for all, which `sigconform mutants --on host` goes
// through.
#include "model/text.h"
#include "properties/campaign.h"
#include "properties/testing/host.h"
#include "reports/reproducer.h"
#include "reports/testing/compiled_program.h"

#include <gtest/gtest.h>
#include <algorithm>

namespace sigconform {
namespace {

inline constexpr std::uint64_t kScenariosMax = 60'000;  // half a minute's worth
inline constexpr std::size_t kOperationsMax = 6;

std::vector<VariationPoint> every_eighth_point() {
  std::vector<VariationPoint> points;
  for (std::size_t i = 0; i < variation_points().size(); i += 8) points.push_back(variation_points()[i]);
  return points;
}

class Falsified : public ::testing::TestWithParam<VariationPoint> {};

// The finding that the flipped point explains; the campaign ends with it once it is short.
std::optional<Finding> find(const VariationPoint& point, const Dialect& rules) {
  CampaignOptions options;
  options.seed = 2026;
  options.scenarios_max = kScenariosMax;
  options.dialect = rules;
  options.dialect.*point.point = false;
  std::atomic<bool> found = false;
  const auto result = run_campaign(
      options, [](int) { return start_host({}); }, {},
      [&](const Finding& f) {
        if (f.divergence.rule == point.rule && f.scenario.steps.size() <= kOperationsMax) found = true;
      },
      &found);
  for (const Finding& f : result.findings)
    if (f.divergence.rule == point.rule) return f;
  if (result.skipped != 0) throw SubjectUnavailable("the host lacks what some scenarios need");
  return std::nullopt;
}

TEST_P(Falsified, IsFoundBlamedAndMinimised) {
  const VariationPoint& point = GetParam();
  std::optional<Finding> finding;
  Dialect rules;
  try {
    rules = testing::start_host_by_its_rules().rules;
    if (!(rules.*point.point)) GTEST_SKIP() << "the host has no such rule";
    finding = find(point, rules);
  } catch (const SubjectUnavailable& e) {
    GTEST_SKIP() << e.what();
  }
  ASSERT_TRUE(finding) << "not found: " << point.flipped;
  EXPECT_LE(finding->scenario.steps.size(), kOperationsMax) << to_text(finding->scenario);
  EXPECT_EQ(finding->repeated, finding->of);
  EXPECT_EQ(finding->explanation.flips, (Flips{{find_variation_point(point.id), true}}))
      << to_text(finding->explanation.flips);

  const auto program = reproducer(finding->scenario, rules, &finding->divergence);
  ASSERT_TRUE(program);
  if (!testing::has_compiler("cc")) GTEST_SKIP() << "no C compiler to try the reproducer with";
  const testing::ScratchFolder folder;
  const testing::Ran compiled = testing::compile(folder, *program);
  ASSERT_EQ(compiled.exit_status, 0) << compiled.output;
  const testing::Ran ran = testing::run_command((folder.path() / "program").string());
  EXPECT_EQ(ran.exit_status, 0) << ran.output;
}

INSTANTIATE_TEST_SUITE_P(VariationPoints, Falsified, ::testing::ValuesIn(every_eighth_point()), [](const auto& point) {
  std::string name(point.param.id);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace sigconform
