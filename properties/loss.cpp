// From a scenario after which the subject was no more to a finding, or to none: a subject may also end because of what
// ran before, or of something outside of it. See campaign.h. Must not know what the subject is.
#include "generators/minimize.h"
#include "properties/campaign.h"

namespace sigconform {
namespace {

inline constexpr int kRepetitions = 3;
inline constexpr int kMinimizeRunsMax = 60;

std::optional<RunResult> ends_subject(const Scenario& scenario, Subject& subject) {
  auto results = subject.run(std::span(&scenario, 1), Density::kSparse);
  if (results.size() != 1 || !results[0].lost) return std::nullopt;
  return std::move(results[0]);
}

// Each time alone on a fresh subject; no more often than the time suffices for.
void repeat(Loss& loss, Subject& subject, const Allowance& allowance) {
  loss.repeated = 0;
  for (loss.of = 0; loss.of < kRepetitions && (loss.of == 0 || !allowance.over()); ++loss.of) {
    subject.restart();
    auto ended = ends_subject(loss.scenario, subject);
    if (!ended) continue;
    ++loss.repeated;
    loss.outcome = ended->outcome;
    loss.detail = std::move(ended->detail);
  }
}

}  // namespace

Loss repeat_loss(const Scenario& scenario, std::uint64_t seed, Subject& subject, const Allowance& allowance) {
  Loss loss;
  loss.scenario = loss.original = scenario;
  loss.first_seed = seed;
  repeat(loss, subject, allowance);
  loss.cut_short = loss.of < kRepetitions;
  return loss;
}

std::optional<Loss> confirm_loss(const Scenario& scenario, std::uint64_t seed, Subject& subject,
                                 const Allowance& longest) {
  const Allowance allowance = longest.at_most(kInvestigationTimeMax);
  Loss loss = repeat_loss(scenario, seed, subject, allowance);
  if (loss.repeated == 0) return std::nullopt;
  if (loss.repeated < loss.of || scenario.steps.empty()) return loss;  // what is left might not be the same
  const auto still_ends = [&](const Scenario& candidate) -> std::optional<std::size_t> {
    if (!ends_subject(candidate, subject)) return std::nullopt;
    return candidate.steps.size() - 1;
  };
  const Minimized small = minimize(scenario, scenario.steps.size() - 1, still_ends,
                                   {.runs_max = kMinimizeRunsMax, .enough = [&] { return allowance.over(); }});
  loss.cut_short = loss.cut_short || small.exhausted;
  if (small.scenario == scenario) return loss;
  Loss smaller = loss;
  smaller.scenario = small.scenario;
  smaller.minimize_runs = small.runs;
  repeat(smaller, subject, allowance);
  return smaller.repeated == smaller.of ? smaller : loss;
}

}  // namespace sigconform
