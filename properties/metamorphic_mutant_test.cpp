// Laws that cannot fail prove nothing: each notices a model that breaks just what it says.
#include "generators/generate.h"
#include "properties/metamorphic.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <set>

namespace sigconform {
namespace {

// A model that does something wrong around the real one.
struct BrokenModel {
  std::string_view law;
  Apply apply;
};

void then_mask(World& w, Signo sig) { w.tasks.back().blocked.add(sig); }

std::vector<BrokenModel> broken_models() {
  const auto around = [](auto wrong) -> Apply {
    return [wrong](World& w, const Scenario& s, std::size_t first, std::size_t last, Choices& c, const Dialect& d,
                   Record& r) mutable {
      apply(w, s, first, last, c, d, r);
      wrong(w, s, first, last, r);
    };
  };
  using S = const Scenario&;
  using N = std::size_t;
  return {
      {"SameScenarioSameTrace", around([n = 0](World& w, S, N, N, Record&) mutable {
         if (++n % 7 == 0) then_mask(w, kSigPwr);
       })},
      {"DenseAndSparseAgree", around([](World& w, S, N, N, Record&) { then_mask(w, kSigPwr); })},
      {"LaterStepsDoNotChangeThePast", around([](World& w, S s, N, N, Record&) {
         if (s.steps.size() % 2 == 0) then_mask(w, kSigPwr);
       })},
      {"QuietBurstIsItsSteps", around([](World& w, S, N first, N last, Record&) {
         if (last > first) then_mask(w, kSigPwr);
       })},
      {"IndependentStepsCommute", around([](World& w, S s, N first, N, Record&) {
         w.attach_count = static_cast<std::uint16_t>(w.attach_count * 2 + s.steps[first].actor.process.index);
       })},
      {"GroupIsSignalledAsItsMembersAre", around([](World& w, S s, N first, N, Record&) {
         const auto* kill = std::get_if<op::Kill>(&s.steps[first].operation);
         if (kill && kill->pid.kind == PidArg::Kind::kGroup) then_mask(w, kSigPwr);
       })},
      {"RepeatedStandardSignalAddsNothing", around([](World& w, S, N, N, Record&) { ++w.attach_count; })},
      {"PidfdIsAnotherNameForKill", around([](World& w, S s, N first, N, Record&) {
         if (std::holds_alternative<op::PidfdSendSignal>(s.steps[first].operation)) then_mask(w, kSigPwr);
       })},
      {"HandledFaultIsASignal", around([](World& w, S s, N first, N, Record&) {
         if (std::holds_alternative<op::Fault>(s.steps[first].operation)) then_mask(w, kSigPwr);
       })},
      {"RealtimeNumbersAreNames", around([](World& w, S, N, N, Record&) {
         for (Task& t : w.tasks) t.blocked.remove(Signo{40});
       })},
      {"ProcessNamesAreNames", around([](World& w, S, N, N, Record&) {
         for (Task& t : w.tasks)
           if (t.id.process.index % 2 == 0) t.blocked.add(kSigPwr);
       })},
      {"ThreadNamesAreNames", around([](World& w, S, N, N, Record&) {
         for (Task& t : w.tasks)
           if (t.id.thread.index == kMaxThreadsPerProcess) t.blocked.add(kSigPwr);
       })},
  };
}

TEST(Mutants, EveryLawNoticesABrokenModel) {
  const std::vector<Law> laws = all_laws();
  std::set<std::string_view> proven;
  for (const BrokenModel& model : broken_models()) {
    const auto law = std::find_if(laws.begin(), laws.end(), [&](const Law& l) { return l.id == model.law; });
    ASSERT_NE(law, laws.end()) << model.law;
    bool noticed = false;
    for (std::uint64_t seed = 0; seed < 5000 && !noticed; ++seed)
      noticed = !law->check(generate(scenario_seed(6, seed), {}), {}, model.apply).empty();
    EXPECT_TRUE(noticed) << model.law << " does not notice";
    proven.insert(model.law);
  }
  for (const Law& law : laws) EXPECT_TRUE(proven.contains(law.id)) << law.id << " was never seen to fail";
}

}  // namespace
}  // namespace sigconform
