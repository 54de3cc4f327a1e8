// What runs have verified: made from a result, written, read again, and refused when somebody broke it; and the files
// that are kept with the sources.
#include "reports/verified.h"

#include "reports/testing/hand_made_result.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

using testing::hand_made_result;
using testing::hand_made_run;

Matrix matrix_with(const RunDescription& run) { return make_matrix({{run.subject, "", run, hand_made_result()}}, {}); }

VerifiedRun of(const std::string& subject, const std::string& kernel) {
  RunDescription run = hand_made_run();
  run.subject = subject;
  run.kernel = kernel;
  return verified_run(matrix_with(run), 0, "2026-11-26");
}

std::string complaint(const nlohmann::json& root) {
  const auto parsed = parse_verified(root.dump());
  const auto* const wrong = std::get_if<std::string>(&parsed);
  return wrong == nullptr ? "" : *wrong;
}

TEST(Verified, SaysOfEachRuleWhatTheRunSaw) {
  const VerifiedRun run = of("host", "6.18.44");
  const CampaignResult result = hand_made_result();
  EXPECT_EQ(run.scenarios, result.scenarios);
  EXPECT_EQ(run.verdict, "diverges");
  EXPECT_EQ(run.date, "2026-11-26");
  const auto diverging = static_cast<std::size_t>(Rule::kSynchronousFirst);
  EXPECT_TRUE(run.diverges.test(diverging));
  EXPECT_EQ(run.diverges.count(), 1U);
  EXPECT_EQ(run.verified[diverging], 0U);
  std::size_t verified = 0;
  for (std::size_t r = 0; r < kRules; ++r) {
    verified += run.verified[r] != 0 ? 1 : 0;
    const bool told = r != diverging && result.rule_unexamined[r] == 0;
    EXPECT_EQ(run.verified[r], told ? result.rule_agreed[r] : 0U) << id_of(static_cast<Rule>(r));
  }
  EXPECT_GT(verified, 0U);
}

TEST(Verified, SettingsAreWhatWasHeldToBeTrue) {
  RunDescription run = hand_made_run();
  const VariationPoint* const point = find_variation_point("exiting-thread-drops");
  run.truth = *find_dialect(run.dialect);
  run.truth.scheduling = Scheduling::kParallel;
  run.truth.*point->point = !(run.truth.*point->point);
  const VerifiedRun verified = verified_run(matrix_with(run), 0, "2026-11-26");
  ASSERT_EQ(verified.settings.size(), 1U);
  EXPECT_EQ(verified.settings.front().point, point);
  EXPECT_EQ(verified.held_to().*point->point, run.truth.*point->point);
}

TEST(Verified, ReleaseIsTheOneThatTheKernelHas) {
  EXPECT_EQ(of("qemu:5.10.262", "5.10.0-46-cloud-amd64").release, "5.10.262");
  EXPECT_EQ(of("qemu:linux-6.12", "6.12.118+deb13-cloud-amd64").release, "6.12.118");
  EXPECT_EQ(of("qemu:linux-6.12.43", "6.12.0-2-amd64").release, "6.12.43");
  EXPECT_EQ(of("qemu:/srv/vmlinuz-6.1.9", "6.12.0-2-amd64").release, "6.12");
  EXPECT_EQ(of("qemu:7.1.2", "6.12.118").release, "6.12.118");
  EXPECT_EQ(of("command:ssh device {executor}", "something else").release, "something else");
  EXPECT_EQ(of("qemu:/srv/vmlinuz", "6.1.9").system, "qemu");
}

TEST(Verified, IsReadAsItWasWritten) {
  VerifiedRun run = of("uml:/srv/linux", "6.1.176");
  run.seed = 0xfedcba9876543210U;
  run.settings = {{find_variation_point("restorer-needed"), false}, {find_variation_point("synchronous-first"), true}};
  std::sort(run.settings.begin(), run.settings.end(),
            [](const PointSetting& a, const PointSetting& b) { return std::less<>()(a.point, b.point); });
  const auto parsed = parse_verified(verified_json(run).dump(1));
  ASSERT_TRUE(std::holds_alternative<VerifiedRun>(parsed)) << std::get<std::string>(parsed);
  EXPECT_EQ(std::get<VerifiedRun>(parsed), run);
}

TEST(Verified, BrokenInputIsRefusedWithItsPlace) {
  const nlohmann::json good = verified_json(of("host", "6.18.44"));
  ASSERT_EQ(complaint(good), "");
  const auto with = [&good](const char* pointer, const nlohmann::json& value) {
    nlohmann::json broken = good;
    broken[nlohmann::json::json_pointer(pointer)] = value;
    return complaint(broken);
  };
  const auto begins = [](const std::string& text, std::string_view place) { return text.rfind(place, 0) == 0; };
  EXPECT_TRUE(begins(with("/sigconform verified", 2), "/sigconform verified: expected 1, "));
  EXPECT_TRUE(begins(with("/date", "yesterday"), "/date: expected a date such as 2026-11-26, found 'yesterday'"));
  EXPECT_TRUE(begins(with("/dialect", "linux-0.1"), "/dialect: expected a dialect"));
  EXPECT_TRUE(begins(with("/settings/no-such-point", "on"), "/settings/no-such-point: expected no setting"));
  EXPECT_TRUE(begins(with("/settings/synchronous-first", "maybe"), "/settings/synchronous-first: expected on or off"));
  EXPECT_TRUE(begins(with("/verdict", "good"), "/verdict: expected conforms, diverges or none"));
  EXPECT_TRUE(begins(with("/verified/no.such-rule", 1), "/verified/no.such-rule: expected no rule"));
  EXPECT_TRUE(begins(with("/verified/kill.siginfo", 0), "/verified/kill.siginfo: expected at least one"));
  EXPECT_TRUE(begins(with("/verified/kill.siginfo", 999'999), "/verified/kill.siginfo: expected at least one"));
  EXPECT_TRUE(begins(with("/verified/kill.siginfo", -1), "/verified/kill.siginfo: expected a whole number"));
  EXPECT_TRUE(begins(with("/diverges/0", "no.such-rule"), "/diverges/0: expected no rule"));
  nlohmann::json without = good;
  without.erase("kernel");
  EXPECT_TRUE(begins(complaint(without), "/: expected a member 'kernel'"));
  EXPECT_EQ(std::get<std::string>(parse_verified("{\"a\":")), "at byte 6 it is no JSON any more");
}

TEST(Verified, FileIsNamedByKernelAndSeed) {
  VerifiedRun run = of("qemu:/srv/image", "6.1.0 odd/../name");
  run.seed = 7;
  EXPECT_EQ(verified_file(run), "qemu-6.1.0_odd_.._name-x86_64-seed7.json");
}

TEST(Verified, KernelsComeFirstAndTheOldestBeforeTheOthers) {
  std::vector<VerifiedRun> runs{of("gvisor", "4.4.0"), of("qemu", "6.12.118"), of("uml", "6.1.176"),
                                of("host", "6.2.1"), of("qemu:5.10.262", "5.10.0-46")};
  sort_verified(runs);
  std::string order;
  for (const VerifiedRun& run : runs) order += run.release + " ";
  EXPECT_EQ(order, "5.10.262 6.2.1 6.12.118 4.4 6.1.176 ");
}

TEST(Verified, NothingIsLearntOfSomeRuns) {
  const auto why = [](const RunDescription& run, bool complete) {
    return why_not_verified({run.subject, "", run, hand_made_result()}, complete);
  };
  RunDescription run = hand_made_run();
  EXPECT_EQ(why(run, true), "");
  EXPECT_EQ(why(run, false), "it has not ended");
  EXPECT_EQ(why_not_verified({"uml", "there is none", {}, {}}, true), "it was not run: there is none");
  run.falsified = {{"synchronous-first", ""}};
  EXPECT_EQ(why(run, true), "the model was falsified");
  run.falsified.clear();
  for (const char* const model : {"model", "model:linux-6.1"}) {
    run.subject = model;
    EXPECT_EQ(why(run, true), "the model is no system");
  }
}

TEST(RecordedRuns, AreAsTheProgramWritesThem) {
  for (const VerifiedFile& file : verified_files()) {
    const auto parsed = parse_verified(file.text);
    ASSERT_TRUE(std::holds_alternative<VerifiedRun>(parsed)) << file.name << ": " << std::get<std::string>(parsed);
    const auto& run = std::get<VerifiedRun>(parsed);
    EXPECT_EQ(verified_file(run), file.name);
    EXPECT_EQ(verified_json(run).dump(1) + "\n", file.text) << file.name;
    EXPECT_TRUE(find_dialect(run.dialect)) << file.name;
  }
}

}  // namespace
}  // namespace sigconform
