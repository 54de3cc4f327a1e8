// The random generator: valid scenarios, one seed one scenario, everything generated sometimes.
#include "generators/generate.h"

#include "model/text.h"

#include <gtest/gtest.h>
#include <array>

namespace sigconform {
namespace {

TEST(Generate, ScenariosAreValidAndWithinTheirBounds) {
  const GeneratorOptions options{3, 3, 40};
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const Scenario s = generate(seed, options);
    ASSERT_EQ(why_invalid(s), "") << to_text(s);
    ASSERT_LE(s.processes.size(), 3u);
    ASSERT_LE(s.steps.size(), 40u);
    for (const ProcessLayout& p : s.processes) ASSERT_LE(p.threads, 3);
  }
}

TEST(Generate, OneSeedGivesOneScenario) {
  const GeneratorOptions options;
  for (std::uint64_t seed = 0; seed < 100; ++seed) EXPECT_EQ(generate(seed, options), generate(seed, options));
  EXPECT_NE(generate(1, options), generate(2, options));
}

TEST(Generate, EveryOperationIsGenerated) {
  std::array<int, kOperationKinds> seen{};
  for (std::uint64_t i = 0; i < 3000; ++i)
    for (const Step& s : generate(scenario_seed(7, i), {}).steps) ++seen[s.operation.index()];
  for (std::size_t kind = 0; kind < kOperationKinds; ++kind) EXPECT_GT(seen[kind], 50) << operation_name(kind);
}

TEST(Generate, ScenariosDoNotDieEarly) {
  std::size_t steps = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) steps += generate(scenario_seed(3, i), {3, 3, 40}).steps.size();
  EXPECT_GT(steps, 1000u * 18);
}

}  // namespace
}  // namespace sigconform
