// Every point that changed with time has a probe, with one outcome for either value whatever the release; and the
// probes alone find out which release a system has, however wrong the one is that it names.
#include "properties/probes.h"

#include "model/model.h"
#include "model/text.h"
#include "properties/model_subject.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <map>
#include <random>

namespace sigconform {
namespace {

// Points that act only where another one is on, and probes that can only be asked there.
const std::map<std::string_view, std::vector<std::string_view>>& beside() {
  static const std::map<std::string_view, std::vector<std::string_view>> needs{
      {"timedwait-retargets", {"mask-change-retargets"}},
      {"pidfd-self-group", {"pidfd-self"}},
      {"restorer-needed", {"lack-of-restorer-is-noticed"}},
      {"lack-of-restorer-is-noticed", {"restorer-needed"}},
      {"user-dispatch-is-known", {"long-tail-refused", "own-tid-may-be-lied-to"}},
      {"trap-perf-is-known", {"long-tail-refused", "own-tid-may-be-lied-to"}},
      {"shadow-stack-is-known", {"long-tail-refused", "own-tid-may-be-lied-to"}},
      {"sigsys-is-synchronous", {"synchronous-first"}},
      {"forced-synchronous-first", {"own-tid-may-be-lied-to"}},
      {"forced-synchronous-ignores-mask", {"forced-synchronous-first", "own-tid-may-be-lied-to"}},
  };
  return needs;
}

bool acts(const VariationPoint& point, const Dialect& dialect) {
  const auto at = beside().find(point.id);
  return at == beside().end() || std::all_of(at->second.begin(), at->second.end(), [&](std::string_view id) {
           return dialect.*find_variation_point(id)->point;
         });
}

bool same(const Trace& a, const Trace& b) {
  return a.events == b.events && a.event_ends == b.event_ends && a.statuses == b.statuses;
}

// Every trace that some choices lead to.
std::vector<Trace> outcomes(const Scenario& scenario, const Dialect& dialect) {
  std::vector<Trace> out;
  ReplayedChoices choices;
  do {
    Trace trace = predict(scenario, dialect, choices, Density::kDense);
    if (std::none_of(out.begin(), out.end(), [&](const Trace& t) { return same(t, trace); }))
      out.push_back(std::move(trace));
  } while (choices.next());
  return out;
}

class EveryProbe : public ::testing::TestWithParam<std::size_t> {};

TEST_P(EveryProbe, HasOneOutcomeForEitherValueInEveryRelease) {
  const Probe& probe = probes()[GetParam()];
  for (const NamedDialect& named : version_dialects()) {
    SCOPED_TRACE(std::string(named.name) + "\n" + to_text(probe.scenario));
    Dialect dialect = *find_dialect(named.name);
    dialect.*probe.point->point = true;
    const std::vector<Trace> on = outcomes(probe.scenario, dialect);
    dialect.*probe.point->point = false;
    const std::vector<Trace> off = outcomes(probe.scenario, dialect);
    ASSERT_EQ(on.size(), 1U);
    ASSERT_EQ(off.size(), 1U);
    EXPECT_EQ(!same(on.front(), off.front()), acts(*probe.point, dialect));
  }
}

// Whatever stable releases and distributions take over: no other point changes what is to be seen of this one.
TEST_P(EveryProbe, HasTheSameOutcomesBesideAnyValuesOfTheOthers) {
  const Probe& probe = probes()[GetParam()];
  std::mt19937 random(7);
  for (int i = 0; i < 64; ++i) {
    Dialect mixed;
    for (const DatedPoint& dated : dated_points()) mixed.*find_variation_point(dated.id)->point = random() % 2 == 0;
    if (!acts(*probe.point, mixed)) continue;
    for (const bool value : {true, false}) {
      Dialect newest;
      mixed.*probe.point->point = newest.*probe.point->point = value;
      const std::vector<Trace> got = outcomes(probe.scenario, mixed);
      ASSERT_EQ(got.size(), 1U);
      EXPECT_TRUE(same(got.front(), outcomes(probe.scenario, newest).front())) << to_text(probe.scenario);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Probes, EveryProbe, ::testing::Range(std::size_t{0}, probes().size()), [](const auto& at) {
  std::string name(probes()[at.param].point->id);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(Probes, AreThereForEveryPointThatChangedWithTime) {
  for (const DatedPoint& dated : dated_points())
    EXPECT_TRUE(std::any_of(probes().begin(), probes().end(), [&](const Probe& p) { return p.point->id == dated.id; }))
        << "write properties/probes/" << dated.id << ".scenario; `sigconform dialects --diff` of two dialects that "
        << "differ in it prints one to begin with";
  for (const ProbeText& text : probe_texts()) {
    EXPECT_NE(find_dated_point(text.id), nullptr) << "properties/probes/" << text.id << ".scenario";
    EXPECT_TRUE(text.text.starts_with("# " + std::string(text.id) + ": ")) << "its first line says what is seen";
  }
}

TEST(Evidence, FindsEveryReleaseWhateverItIsCalled) {
  for (const NamedDialect& truth : version_dialects()) {
    const Dialect behaviour = *find_dialect(truth.name);
    const auto subject = start_model(behaviour);
    for (const NamedDialect& called : version_dialects()) {
      const Dialect by_release = *find_dialect(called.name);
      Dialect found = with(by_release, gather_evidence(*subject, by_release));
      // What acts nowhere in the true dialect cannot be seen there, and means nothing.
      for (const VariationPoint& point : variation_points())
        if (!acts(point, behaviour)) found.*point.point = behaviour.*point.point;
      EXPECT_EQ(found, behaviour) << truth.name << " called " << called.name;
    }
  }
}

TEST(Evidence, SaysWhatItSaw) {
  Dialect behaviour;
  behaviour.waitid_takes_own_group = false;
  const auto subject = start_model(behaviour);
  for (const PointEvidence& e : gather_evidence(*subject, {})) {
    EXPECT_EQ(e.seen, e.point->id == "waitid-takes-own-group" ? Seen::kOff : Seen::kOn) << e.point->id;
    EXPECT_EQ(e.disagrees(), e.point->id == "waitid-takes-own-group") << e.point->id;
  }
}

// A system that differs in something else: the probe cannot be read, and the release's value stays.
TEST(Evidence, ThatNeitherValueExplainsDecidesNothing) {
  Dialect behaviour;
  behaviour.sigaction_reports_old = false;
  const auto subject = start_model(behaviour);
  for (const bool by_release : {true, false}) {
    Dialect named;
    named.mask_change_retargets = by_release;
    const auto evidence = gather_evidence(*subject, named);
    const auto at = std::find_if(evidence.begin(), evidence.end(),
                                 [](const PointEvidence& e) { return e.point->id == "mask-change-retargets"; });
    ASSERT_NE(at, evidence.end());
    EXPECT_EQ(at->seen, Seen::kNeither);
    EXPECT_EQ(at->value(), by_release);
  }
}

// A probe that shows nothing of its point decides nothing.
TEST(Evidence, OfABrokenProbeDecidesNothing) {
  const VariationPoint& point = *find_variation_point("pidfd-self");
  const Scenario broken = std::get<Scenario>(
      parse_scenario("sigconform scenario 1\nprocess P1 user u1\n\nP1.T1  rt_sigprocmask block {SIGUSR1}\n"));
  const std::vector<Probe> asked{{&point, broken}};
  const auto subject = start_model();
  for (const bool by_release : {true, false}) {
    Dialect named;
    named.pidfd_self = by_release;
    EXPECT_EQ(gather_evidence(*subject, named, asked),
              (std::vector<PointEvidence>{{&point, by_release, Seen::kBoth, {}}}));
    EXPECT_EQ(with(named, gather_evidence(*subject, named, asked)), named);
  }
}

class Silent final : public Subject {
 public:
  [[nodiscard]] std::string name() const override { return "silent"; }
  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] std::vector<RunResult> run(std::span<const Scenario> scenarios, Density) override {
    return std::vector<RunResult>(scenarios.size(), {Outcome::kSkipped, "there are no pidfds", {}});
  }

 private:
  Capabilities capabilities_;
};

TEST(Evidence, SaysWhyThereIsNone) {
  Silent subject;
  const Dialect named = *find_dialect("linux-5.10");
  const auto evidence = gather_evidence(subject, named);
  EXPECT_EQ(with(named, evidence), named);
  for (const PointEvidence& e : evidence) {
    EXPECT_EQ(e.seen, Seen::kNothing);
    EXPECT_EQ(e.why, "there are no pidfds");
  }
}

}  // namespace
}  // namespace sigconform
