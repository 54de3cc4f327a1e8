// Every property on blocks of seeds, one GoogleTest test a block, so that shards and filters work on them; and what
// must be seen sometimes, all at once.
#include "properties/property.h"

#include "model/text.h"
#include "properties/sometimes.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <set>

namespace sigconform {
namespace {

inline constexpr int kBlocks = 8;
inline constexpr int kScenariosABlock = 250;
inline constexpr std::uint64_t kSometimesScenarios = 50'000;

TEST(Sometimes, ContinueInterruptsAStop) {
  const auto parsed = parse_scenario(
      "sigconform scenario 1\n"
      "process P1 user u1\n"
      "process P2 user u1 threads 2\n"
      "process P3 user u1\n"
      "P3.T1 rt_sigprocmask block {SIGUSR1}\n"
      "P3.T1 rt_sigtimedwait {SIGUSR1} forever\n"
      "P3.T1 kill P2 SIGCONT\n"
      "P1.T1 kill P2 SIGSTOP\n"
      "+ kill P3 SIGUSR1\n");
  ASSERT_TRUE(std::holds_alternative<Scenario>(parsed));
  const auto& scenario = std::get<Scenario>(parsed);
  EXPECT_EQ(find_property("rule/generate.cont-interrupts-stop")->check(scenario, {}), "seen");
  for (const Property& p : properties()) {
    if (p.expectation == Expectation::kAlways) {
      EXPECT_EQ(p.check(scenario, {}), "") << p.id;
    }
  }
}

class PropertyBlock final : public ::testing::Test {
 public:
  PropertyBlock(const Property& property, std::uint64_t block) : property_(property), block_(block) {}
  void TestBody() override {
    const PropertyResult result = check_property(property_, Dialect{}, block_, kScenariosABlock, {});
    RecordProperty("seed", std::to_string(block_));
    if (result.holds) return;
    ADD_FAILURE_AT(property_.file, property_.line)
        << property_.id << ": " << property_.sentence << "\nbroken at " << result.message << "\nby\n"
        << to_text(result.counterexample) << "\nwhich is scenario " << result.scenarios << " of seed " << result.seed
        << ", made smaller; again: --gtest_filter=" << name_of(property_.kind) << "." << property_.id << "/"
        << block_name(block_);
  }
  static std::string block_name(std::uint64_t block) {
    const std::string number = std::to_string(block);
    return "block-" + std::string(3 - std::min<std::size_t>(3, number.size()), '0') + number;
  }

 private:
  const Property& property_;
  std::uint64_t block_;
};

const bool kRegistered = [] {
  for (const Property& p : properties()) {
    if (p.expectation != Expectation::kAlways) continue;
    for (std::uint64_t block = 0; block < kBlocks; ++block) {
      const std::string name = std::string{p.id} + "/" + PropertyBlock::block_name(block);
      ::testing::RegisterTest(std::string{name_of(p.kind)}.c_str(), name.c_str(), nullptr, nullptr, p.file, p.line,
                              [&p, block]() -> ::testing::Test* { return new PropertyBlock(p, block); });
    }
  }
  return true;
}();

TEST(Sometimes, EverythingIsSeen) {
  std::string missing;
  for (const std::string& id : never_seen(1, kSometimesScenarios, {}, {})) missing += "\n  " + id;
  EXPECT_EQ(missing, "") << "never seen in " << kSometimesScenarios << " scenarios of seed 1";
}

TEST(Properties, HaveUniqueIdsSentencesAndSources) {
  EXPECT_TRUE(kRegistered);
  std::set<std::string_view> ids;
  for (const Property& p : properties()) {
    EXPECT_TRUE(ids.insert(p.id).second) << p.id;
    EXPECT_EQ(find_property(p.id), &p);
    EXPECT_FALSE(p.sentence.empty()) << p.id;
    EXPECT_FALSE(p.source.empty()) << p.id;
    EXPECT_EQ(p.expectation == Expectation::kSometimes, p.kind == PropertyKind::kSometimes) << p.id;
    EXPECT_GT(p.line, 0) << p.id;
  }
  EXPECT_EQ(find_property("NoSuchProperty"), nullptr);
}

TEST(CheckProperty, MakesTheCounterexampleSmall) {
  Property false_one;
  false_one.id = "NobodyForks";
  false_one.check = [](const Scenario& s, const Dialect&) -> std::string {
    for (const Step& step : s.steps)
      if (std::holds_alternative<op::Fork>(step.operation)) return "somebody does";
    return {};
  };
  const PropertyResult result = check_property(false_one, {}, 7, 1000, {});
  EXPECT_FALSE(result.holds);
  EXPECT_EQ(result.message, "somebody does");
  EXPECT_EQ(result.counterexample.steps.size(), 1u) << to_text(result.counterexample);
  EXPECT_GT(result.scenarios, 0u);
}

TEST(CheckProperty, OneSeedGivesOneResult) {
  const Property* p = find_property("wait4/ECHILD");
  ASSERT_NE(p, nullptr);
  const PropertyResult a = check_property(*p, {}, 11, 5000, {}), b = check_property(*p, {}, 11, 5000, {});
  EXPECT_TRUE(a.holds);
  EXPECT_EQ(a.scenarios, b.scenarios);
  EXPECT_EQ(a.counterexample, b.counterexample);
}

TEST(CheckProperty, WhatIsNeverSeenDoesNotHold) {
  Property never = *find_property("wait4/ECHILD");
  never.check = [](const Scenario&, const Dialect&) { return std::string{}; };
  const PropertyResult result = check_property(never, {}, 1, 50, {});
  EXPECT_FALSE(result.holds);
  EXPECT_EQ(result.message, "not seen in 50 scenarios");
}

TEST(CheckProperty, SaysNothingItself) {
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Property false_one;
  false_one.check = [](const Scenario&, const Dialect&) { return std::string{"never"}; };
  (void)check_property(false_one, {}, 1, 5, {});
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace sigconform
