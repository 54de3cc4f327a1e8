// Hunting mutants; see mutants.h.
#include "properties/mutants.h"

#include "generators/minimize.h"
#include "properties/metamorphic.h"
#include "properties/property_walk.h"
#include "properties/unnoticed.h"

#include <algorithm>

namespace sigconform {
namespace {

using Clock = std::chrono::steady_clock;

inline constexpr std::uint64_t kHuntBatch = 16;       // scenarios sent to a subject at once
inline constexpr std::uint64_t kScenariosPerLaw = 8;  // a law costs as much as all invariants

// Gives out scenarios until the time is over.
class Hunt {
 public:
  Hunt(const VariationPoint& point, const MutantOptions& options, const std::atomic<bool>* stop)
      : options_(options), stop_(stop), begin_(Clock::now()) {
    about_.chapters.set(static_cast<std::size_t>(text_of(point.rule).chapter));
    result_.point = &point;
    falsified_ = options.dialect;
    falsified_.*point.point = !(falsified_.*point.point);
  }

  [[nodiscard]] bool goes_on() const {
    return !result_.found && !(stop_ && stop_->load()) && Clock::now() - begin_ < options_.time_max;
  }
  Scenario next() {
    const std::uint64_t i = result_.scenarios++;
    return generate(scenario_seed(options_.seed, i), i % 2 == 0 ? about_ : GeneratorOptions{});
  }
  void found(Scenario scenario, std::string by) {
    if (result_.found) return;
    result_.found = true;
    result_.scenario = std::move(scenario);
    result_.by = std::move(by);
  }
  // Minimising is no part of the time to the first detection.
  void stop_the_clock() { result_.seconds = seconds(); }

  [[nodiscard]] const Dialect& falsified() const { return falsified_; }
  [[nodiscard]] std::uint64_t scenarios() const { return result_.scenarios; }
  [[nodiscard]] MutantResult result() {
    if (!result_.found) stop_the_clock();
    return std::move(result_);
  }

 private:
  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

  const MutantOptions& options_;
  const std::atomic<bool>* stop_;
  const Clock::time_point begin_;
  GeneratorOptions about_;
  Dialect falsified_;
  MutantResult result_;
};

// Whether some invariant is broken: all of them in one walk.
bool breaks_an_invariant(const Scenario& scenario, const Dialect& dialect) {
  std::vector<std::unique_ptr<Invariant>> invariants;
  std::vector<Invariant*> all;
  for (const InvariantText& text : all_invariants()) all.push_back(invariants.emplace_back(text.make()).get());
  return !walk(scenario, dialect, all).empty();
}

// A property that the falsified model breaks in this scenario and the other one does not.
const Property* broken_property(const Scenario& scenario, const Dialect& falsified, const Dialect& dialect,
                                PropertyKind kind) {
  for (const Property& p : properties())
    if (p.kind == kind && !p.check(scenario, falsified).empty() && p.check(scenario, dialect).empty()) return &p;
  return nullptr;
}

Scenario minimized(const Scenario& scenario, const Property& property, const Dialect& falsified,
                   const Dialect& dialect) {
  const auto still_fails = [&](const Scenario& s) -> std::optional<std::size_t> {
    if (property.check(s, falsified).empty() || !property.check(s, dialect).empty()) return std::nullopt;
    return s.steps.empty() ? 0 : s.steps.size() - 1;
  };
  return minimize(scenario, *still_fails(scenario), still_fails).scenario;
}

}  // namespace

MutantResult hunt_on_model(const VariationPoint& point, const MutantOptions& options, const std::atomic<bool>* stop) {
  Hunt hunt(point, options, stop);
  while (hunt.goes_on()) {
    const Scenario scenario = hunt.next();
    const Property* broken = nullptr;
    if (breaks_an_invariant(scenario, hunt.falsified()))
      broken = broken_property(scenario, hunt.falsified(), options.dialect, PropertyKind::kInvariant);
    if (broken == nullptr && hunt.scenarios() % kScenariosPerLaw == 0)
      broken = broken_property(scenario, hunt.falsified(), options.dialect, PropertyKind::kLaw);
    if (broken == nullptr) continue;
    hunt.stop_the_clock();
    hunt.found(minimized(scenario, *broken, hunt.falsified(), options.dialect), std::string(broken->id));
  }
  return hunt.result();
}

MutantResult hunt_on_subject(const VariationPoint& point, Subject& subject, const MutantOptions& options,
                             const std::atomic<bool>* stop) {
  Hunt hunt(point, options, stop);
  CampaignOptions investigation;
  investigation.dialect = hunt.falsified();
  while (hunt.goes_on()) {
    std::vector<Scenario> scenarios;
    for (std::uint64_t i = 0; i < kHuntBatch; ++i) scenarios.push_back(hunt.next());
    const std::vector<RunResult> results = subject.run(scenarios, Density::kSparse);
    for (std::size_t i = 0; i < scenarios.size() && hunt.goes_on(); ++i) {
      if (results[i].outcome != Outcome::kCompleted) continue;
      if (judge(scenarios[i], results[i].trace, hunt.falsified()).verdict != Verdict::kDiverges) continue;
      hunt.stop_the_clock();
      for (Finding& finding : investigate(scenarios[i], options.seed, subject, investigation)) {
        explain(finding, {}, subject);
        // What something else explains is a deviation of the system, not this mutant.
        if (finding.explanation.flips == Flips{{&point, options.dialect.*point.point}})
          hunt.found(std::move(finding.scenario), finding.cause());
      }
    }
  }
  return hunt.result();
}

std::string_view why_unnoticed(const VariationPoint& point) {
  const auto at = kNoPropertyBecause.find(point.id);
  return at == kNoPropertyBecause.end() ? std::string_view() : at->second;
}

}  // namespace sigconform
