// The examples of all rules on the host, observed after every step and at the end: it does what its own rules allow.
#include "model/text.h"
#include "properties/example.h"
#include "properties/oracle.h"
#include "properties/testing/host.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

TEST(ExampleOnHost, OfEveryRuleConforms) {
  testing::Host host;
  try {
    host = testing::start_host_by_its_rules();
  } catch (const SubjectUnavailable& e) {
    GTEST_SKIP() << e.what();
  }
  std::vector<Scenario> examples;
  for (std::size_t r = 0; r < kRules; ++r) {
    auto example = find_example(static_cast<Rule>(r), 1, 200'000, Dialect{});
    ASSERT_TRUE(example) << id_of(static_cast<Rule>(r));
    examples.push_back(std::move(*example));
  }
  for (const Density density : {Density::kSparse, Density::kDense}) {
    const std::vector<RunResult> results = host.subject->run(examples, density);
    ASSERT_EQ(results.size(), examples.size());
    for (std::size_t r = 0; r < kRules; ++r) {
      if (results[r].outcome == Outcome::kSkipped) continue;
      ASSERT_EQ(results[r].outcome, Outcome::kCompleted) << results[r].detail << "\n" << to_text(examples[r]);
      EXPECT_EQ(judge(examples[r], results[r].trace, host.rules).verdict, Verdict::kConforms)
          << id_of(static_cast<Rule>(r)) << "\n"
          << to_text(examples[r]);
    }
  }
}

}  // namespace
}  // namespace sigconform
