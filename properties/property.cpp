// The list of properties, and RapidCheck around one of them; see property.h.
#include "properties/property.h"

#include "generators/minimize.h"
#include "properties/metamorphic.h"
#include "properties/property_walk.h"
#include "properties/sometimes.h"

#include <rapidcheck/Check.h>
#include <optional>
#include <unordered_map>

namespace sigconform {
namespace {

Property from_invariant(const InvariantText& text) {
  const auto check = [make = text.make](const Scenario& scenario, const Dialect& dialect) {
    const std::unique_ptr<Invariant> invariant = make();
    Invariant* const one = invariant.get();
    return walk(scenario, dialect, {&one, 1});
  };
  return {text.id,   text.sentence, text.source, Expectation::kAlways, check, PropertyKind::kInvariant,
          text.file, text.line};
}

Property from_law(const Law& law) {
  const auto check = [check = law.check](const Scenario& scenario, const Dialect& dialect) {
    return check(scenario, dialect, apply);
  };
  return {law.id, law.sentence, law.source, Expectation::kAlways, check, PropertyKind::kLaw, law.file, law.line};
}

// RapidCheck's own listener would print.
class Silent final : public rc::detail::TestListener {
 public:
  void onTestCaseFinished(const rc::detail::CaseDescription&) override {}
  void onShrinkTried(const rc::detail::CaseDescription&, bool) override {}
  void onTestFinished(const rc::detail::TestMetadata&, const rc::detail::TestResult&) override {}
};

// Whether a scenario still breaks the property; which step does is not known, so the last one stands for it.
std::optional<std::size_t> breaks(const Property& property, const Dialect& dialect, const Scenario& scenario) {
  if (property.check(scenario, dialect).empty()) return std::nullopt;
  return scenario.steps.empty() ? 0 : scenario.steps.size() - 1;
}

}  // namespace

std::string_view name_of(PropertyKind kind) {
  switch (kind) {
    case PropertyKind::kInvariant: return "Invariant";
    case PropertyKind::kLaw: return "Law";
    case PropertyKind::kSometimes: return "Sometimes";
  }
  return {};
}

std::span<const Property> properties() {
  static const std::vector<Property> all = [] {
    std::vector<Property> list;
    for (const InvariantText& text : all_invariants()) list.push_back(from_invariant(text));
    for (const Law& law : all_laws()) list.push_back(from_law(law));
    for (const Property& property : sometimes_properties()) list.push_back(property);
    return list;
  }();
  return all;
}

const Property* find_property(std::string_view id) {
  for (const Property& p : properties())
    if (p.id == id) return &p;
  return nullptr;
}

// RapidCheck makes nothing smaller itself: the minimiser needs fewer runs, and gets further.
PropertyResult check_property(const Property& property, const Dialect& dialect, std::uint64_t seed, int scenario_count,
                              const GeneratorOptions& generator) {
  const bool sometimes = property.expectation == Expectation::kSometimes;
  PropertyResult result;
  result.property = &property;
  result.seed = seed;
  bool answered = false;
  const rc::Gen<Scenario> generate_one = scenarios(generator);
  const auto one_case = [&] {
    const Scenario scenario = *generate_one;
    if (!answered) ++result.scenarios;
    std::string sentence = property.check(scenario, dialect);
    if (sentence.empty()) return;
    answered = true;
    result.message = std::move(sentence);
    result.counterexample = scenario;
    RC_FAIL("");
  };
  rc::detail::TestParams params;
  params.seed = seed;
  params.maxSuccess = scenario_count;
  params.disableShrinking = true;
  Silent silent;
  // Given what to reproduce (nothing), RapidCheck does not read, and tell, its configuration.
  const std::unordered_map<std::string, rc::detail::Reproduce> nothing;
  const auto ended = rc::detail::checkTestable(one_case, rc::detail::TestMetadata{}, params, silent, nothing);
  rc::detail::FailureResult failed;
  rc::detail::SuccessResult passed;
  if (!ended.match(failed) && !ended.match(passed)) {
    result.message = "RapidCheck could not finish";
    return result;
  }
  result.holds = answered == sometimes;
  if (answered && !sometimes) {
    const auto still_fails = [&](const Scenario& s) { return breaks(property, dialect, s); };
    const std::size_t fails_at = *still_fails(result.counterexample);
    result.counterexample = minimize(result.counterexample, fails_at, still_fails).scenario;
    result.message = property.check(result.counterexample, dialect);
  }
  if (sometimes && !answered) result.message = "not seen in " + std::to_string(result.scenarios) + " scenarios";
  return result;
}

}  // namespace sigconform
