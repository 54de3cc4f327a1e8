// What a campaign concludes from subjects that are not to be believed at once: only what dense observation shows again
// is a finding, and how often it showed is said.
#include "properties/campaign.h"

#include "properties/model_subject.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <chrono>
#include <thread>
#include <variant>

namespace sigconform {
namespace {

// The model as a subject. Every `sparse_every`th sparse and every `dense_every`th dense observation with an event in it
// claims another result of the first event; 0: none does.
class Unreliable final : public Subject {
 public:
  Unreliable(int sparse_every, int dense_every) : sparse_every_(sparse_every), dense_every_(dense_every) {}
  [[nodiscard]] std::string name() const override { return "unreliable"; }
  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] std::vector<RunResult> run(std::span<const Scenario> scenarios, Density density) override {
    std::vector<RunResult> results;
    for (const Scenario& s : scenarios) {
      UsualChoices usual;
      RunResult result{Outcome::kCompleted, {}, predict(s, Dialect{}, usual, density)};
      const int every = density == Density::kSparse ? sparse_every_ : dense_every_;
      if (every != 0 && !result.trace.events.empty() && ++runs_ % every == 0) result.trace.events.front().result += 77;
      results.push_back(std::move(result));
    }
    return results;
  }

 private:
  int sparse_every_, dense_every_, runs_ = 0;
  Capabilities capabilities_;
};

CampaignResult campaign(int sparse_every, int dense_every) {
  CampaignOptions options;
  options.seed = 5;
  options.scenarios_max = 64;
  options.findings_max = 1;
  const auto start = [&](int) { return std::make_unique<Unreliable>(sparse_every, dense_every); };
  return run_campaign(options, start, {}, {}, nullptr);
}

TEST(Campaign, ReliableSubjectConforms) {
  const CampaignResult result = campaign(0, 0);
  EXPECT_EQ(result.scenarios, 64u);
  EXPECT_TRUE(result.findings.empty());
  EXPECT_EQ(result.inconclusive, 0u);
}

TEST(Campaign, WhatOnlySparseObservationShowsIsNoFinding) {
  const CampaignResult result = campaign(1, 0);
  EXPECT_TRUE(result.findings.empty());
  EXPECT_GT(result.inconclusive, 0u);
  ASSERT_FALSE(result.incidents.empty());
  EXPECT_NE(result.incidents.front().detail.find("not when looked into"), std::string::npos);
}

TEST(Campaign, WhatDenseObservationShowsAgainIsAFinding) {
  const CampaignResult result = campaign(1, 1);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings.front().repeated, result.findings.front().of);
  EXPECT_EQ(result.findings.front().scenario.steps.size(), 1u);
}

TEST(Campaign, WhatShowsNowAndThenIsSaidToShowKOfN) {
  const CampaignResult result = campaign(1, 2);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_GT(result.findings.front().repeated, 0);
  EXPECT_LT(result.findings.front().repeated, result.findings.front().of);
}

// The model, which lacks what it says is needed for every other scenario.
class Poor final : public Subject {
 public:
  [[nodiscard]] std::string name() const override { return "poor"; }
  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] std::vector<RunResult> run(std::span<const Scenario> scenarios, Density density) override {
    std::vector<RunResult> results;
    for (const Scenario& s : scenarios) {
      UsualChoices usual;
      if (++runs_ % 2 == 0)
        results.push_back({Outcome::kSkipped, runs_ % 4 == 0 ? "no bread" : "no water", {}});
      else
        results.push_back({Outcome::kCompleted, {}, predict(s, Dialect{}, usual, density)});
    }
    return results;
  }

 private:
  int runs_ = 0;
  Capabilities capabilities_;
};

TEST(Campaign, RulesOfSkippedScenariosAreKnownWithTheReason) {
  CampaignOptions options;
  options.seed = 5;
  options.scenarios_max = 64;
  const auto start = [](int) { return std::make_unique<Poor>(); };
  const CampaignResult result = run_campaign(options, start, {}, {}, nullptr);
  EXPECT_EQ(result.skipped, 32u);
  ASSERT_EQ(result.unsupported.size(), 2u);
  EXPECT_GT(result.unsupported.at("no bread").count(), 50u);
  EXPECT_NE(result.unsupported.at("no bread"), result.unsupported.at("no water"));
}

TEST(Campaign, DivergencesBeyondTheLastFindingAreCounted) {
  CampaignOptions options;
  options.seed = 7;
  options.scenarios_max = 500;
  options.findings_max = 1;
  const Dialect other = with(Dialect{}, {{find_variation_point("coalesce-standard"), false}});
  const auto start = [&](int) { return start_model(other); };
  const CampaignResult result = run_campaign(options, start, {}, {}, nullptr);
  std::uint64_t unexamined = 0;
  for (const std::uint64_t each : result.rule_unexamined) unexamined += each;
  EXPECT_GT(unexamined, 0u) << "one finding was looked into, and no more";
}

// The model, with another dialect, which takes its time.
class Slow final : public Subject {
 public:
  Slow(const Dialect& dialect, std::chrono::milliseconds each) : subject_(start_model(dialect)), each_(each) {}
  [[nodiscard]] std::string name() const override { return "slow"; }
  [[nodiscard]] const Capabilities& capabilities() const override { return subject_->capabilities(); }
  [[nodiscard]] std::vector<RunResult> run(std::span<const Scenario> scenarios, Density density) override {
    std::this_thread::sleep_for(each_ * scenarios.size());  // sleeps: the time that it takes is its defect
    return subject_->run(scenarios, density);
  }

 private:
  std::unique_ptr<Subject> subject_;
  std::chrono::milliseconds each_;
};

CampaignResult slow_campaign(std::chrono::milliseconds closing, std::string* besides) {
  CampaignOptions options;
  options.seed = 7;
  options.time_max = std::chrono::milliseconds(300);
  options.closing_max = closing;
  const Dialect other = with(Dialect{}, {{find_variation_point("sigaction-reports-old"), false}});
  const auto start = [&](int) { return std::make_unique<Slow>(other, std::chrono::milliseconds(100)); };
  return run_campaign(
      options, start, [&](const Progress& p) { *besides += p.besides; }, {}, nullptr);
}

TEST(Campaign, EndsInTimeWithWhatIsKnownByThen) {
  std::string besides;
  const CampaignResult result = slow_campaign(std::chrono::milliseconds(700), &besides);
  ASSERT_FALSE(result.findings.empty());
  EXPECT_TRUE(result.findings.front().cut_short);
  EXPECT_LT(result.findings.front().of, CampaignOptions{}.repetitions);
  EXPECT_GT(result.findings.front().repeated, 0);
  EXPECT_LT(result.seconds, 10) << "20 repetitions alone take 2 s, an explanation more than that";
  EXPECT_NE(besides.find("minimising finding 1"), std::string::npos) << besides;
}

TEST(Campaign, DivergencesForWhichNoTimeIsLeftAreCounted) {
  std::string besides;
  const CampaignResult result = slow_campaign(std::chrono::milliseconds(-300), &besides);
  EXPECT_TRUE(result.findings.empty());
  std::uint64_t unexamined = 0;
  for (const std::uint64_t each : result.rule_unexamined) unexamined += each;
  EXPECT_GT(unexamined, 0u);
}

// The model as a subject that ends: of every scenario with a kill in it, or at its `once_at`th scenario, or for good
// from its `for_good_at`th one on.
class Mortal final : public Subject {
 public:
  struct Way {
    bool of_kill;
    int once_at, for_good_at;
  };
  explicit Mortal(const Way& way) : way_(way) {}
  [[nodiscard]] std::string name() const override { return "mortal"; }
  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] std::vector<RunResult> run(std::span<const Scenario> scenarios, Density density) override {
    std::vector<RunResult> results;
    for (const Scenario& s : scenarios) {
      ++runs_;
      UsualChoices usual;
      if (way_.for_good_at != 0 && runs_ >= way_.for_good_at) {
        results.push_back({Outcome::kDied, "not run: it does not start again", {}});
      } else if ((way_.of_kill && has_kill(s)) || runs_ == way_.once_at) {
        results.push_back({Outcome::kDied, "panic\non two lines", {}, true});
      } else {
        results.push_back({Outcome::kCompleted, {}, predict(s, Dialect{}, usual, density)});
      }
    }
    return results;
  }
  static bool has_kill(const Scenario& s) {
    return std::any_of(s.steps.begin(), s.steps.end(),
                       [](const Step& step) { return std::holds_alternative<op::Kill>(step.operation); });
  }

 private:
  Way way_;
  int runs_ = 0;
  Capabilities capabilities_;
};

CampaignResult campaign_on(const Mortal::Way& way) {
  CampaignOptions options;
  options.seed = 5;
  options.scenarios_max = 256;
  int told = 0;
  CampaignResult result = run_campaign(
      options, [&](int) { return std::make_unique<Mortal>(way); }, {}, {}, nullptr, [&](const Loss&) { ++told; });
  EXPECT_EQ(static_cast<std::size_t>(told), result.losses.size());
  return result;
}

TEST(Campaign, ScenarioThatEndsTheSubjectEachTimeIsAFindingAndMadeSmaller) {
  const CampaignResult result = campaign_on({true, 0, 0});
  ASSERT_FALSE(result.losses.empty());
  EXPECT_LE(result.losses.size(), static_cast<std::size_t>(CampaignOptions{}.losses_max));
  const Loss& loss = result.losses.front();
  EXPECT_EQ(loss.repeated, loss.of);
  EXPECT_TRUE(Mortal::has_kill(loss.scenario));
  EXPECT_EQ(loss.scenario.steps.size(), 1u);
  EXPECT_GT(result.scenarios, 0u) << "the others are run all the same";
  EXPECT_TRUE(result.gone.empty());
}

TEST(Campaign, SubjectThatEndedOnceIsAnIncident) {
  const CampaignResult result = campaign_on({false, 100, 0});
  EXPECT_TRUE(result.losses.empty());
  ASSERT_EQ(result.incidents.size(), 1u);
  EXPECT_EQ(result.incidents.front().outcome, Outcome::kDied);
  EXPECT_NE(result.incidents.front().detail.find("not when run alone"), std::string::npos);
  EXPECT_EQ(result.scenarios, 255u);
}

TEST(Campaign, SubjectThatIsGoneForGoodEndsTheCampaignWithWhatWasFound) {
  const CampaignResult result = campaign_on({false, 0, 65});
  EXPECT_EQ(result.scenarios, 64u);
  EXPECT_NE(result.gone.find("does not start again"), std::string::npos);
}

}  // namespace
}  // namespace sigconform
