// The examples of all rules on the host, observed after every step and at the end: it conforms in each.
#include "model/text.h"
#include "properties/example.h"
#include "properties/oracle.h"
#include "subjects/subject.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

TEST(ExampleOnHost, OfEveryRuleConforms) {
  std::unique_ptr<Subject> host;
  try {
    host = start_host({});
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
    const std::vector<RunResult> results = host->run(examples, density);
    ASSERT_EQ(results.size(), examples.size());
    for (std::size_t r = 0; r < kRules; ++r) {
      if (results[r].outcome == Outcome::kSkipped) continue;
      ASSERT_EQ(results[r].outcome, Outcome::kCompleted) << results[r].detail << "\n" << to_text(examples[r]);
      EXPECT_EQ(judge(examples[r], results[r].trace, Dialect{}).verdict, Verdict::kConforms)
          << id_of(static_cast<Rule>(r)) << "\n"
          << to_text(examples[r]);
    }
  }
}

}  // namespace
}  // namespace sigconform
