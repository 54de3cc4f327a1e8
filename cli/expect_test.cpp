// What is concluded from the scenarios of an expectation file on a system that shows a difference now and then, as one
// does whose threads run at once.
#include "cli/expect.h"

#include "model/text.h"
#include "properties/model_subject.h"

#include <gtest/gtest.h>
#include <utility>
#include <variant>

namespace sigconform::cli {
namespace {

constexpr const char* kStopOfTwoThreads =
    "sigconform scenario 1\n"
    "process P1 user u1 threads 2\n"
    "\n"
    "P1.T1  kill P1 SIGSTOP\n";

// The model. In every `every`th run, 0: in none, only the thread that takes a stop signal stops.
class Seldom final : public Subject {
 public:
  explicit Seldom(int every) : every_(every) {}
  [[nodiscard]] std::string name() const override { return "seldom"; }
  [[nodiscard]] const Capabilities& capabilities() const override { return linux_->capabilities(); }
  [[nodiscard]] std::vector<RunResult> run(std::span<const Scenario> scenarios, Density density) override {
    const bool now = every_ != 0 && ++runs_ % every_ == 0;
    return (now ? odd_ : linux_)->run(scenarios, density);
  }

 private:
  static Dialect odd() {
    Dialect dialect;
    dialect.stop_spreads = false;
    return dialect;
  }
  int every_, runs_ = 0;
  std::unique_ptr<Subject> linux_ = start_model(), odd_ = start_model(odd());
};

ExpectedEntry settled(const std::string& verb, int every) {
  auto expected = std::get<Expectations>(
      parse_expectations(std::string(kExpectationsHead) + "\n" + verb + " stops-not-all.scenario\n"));
  expected.entries.front().scenario = std::get<Scenario>(parse_scenario(kStopOfTwoThreads));
  Seldom subject(every);
  return settled_expectations(expected, "seldom", subject, {}).entries.front();
}

TEST(ExpectedScenario, IsKnownByWhatItShowsNowAndThen) {
  for (const auto& [verb, every] :
       {std::pair("scenario", 1), {"scenario", kScenarioRuns}, {"sometimes", kSometimesRuns}}) {
    const ExpectedEntry entry = settled(verb, every);
    EXPECT_FALSE(entry.shows.empty()) << verb << " in one of " << every << " runs";
    EXPECT_FALSE(entry.undecided) << verb << " in one of " << every << " runs";
  }
}

TEST(ExpectedScenario, IsMendedWhenItConformsEachTime) {
  for (const int every : {0, kScenarioRuns + 1}) {
    const ExpectedEntry entry = settled("scenario", every);
    EXPECT_TRUE(entry.shows.empty());
    EXPECT_FALSE(entry.undecided);
  }
}

TEST(ExpectedScenario, OfWhatShowsSometimesThereIsNoTellingWhenItConforms) {
  const ExpectedEntry entry = settled("sometimes", 0);
  EXPECT_TRUE(entry.shows.empty());
  EXPECT_TRUE(entry.undecided);
}

}  // namespace
}  // namespace sigconform::cli
