// From a scenario after which the subject was no more to a finding, or to none: a subject may also end because of what
// ran before, or of something outside of it. See campaign.h. Must not know what the subject is.
#include "generators/minimize.h"
#include "properties/campaign.h"

#include <chrono>

namespace sigconform {
namespace {

inline constexpr int kRepetitions = 3;
inline constexpr int kMinimizeRunsMax = 60;
// Each candidate that ends the subject costs its start, or a deadline.
inline constexpr std::chrono::seconds kMinimizeTimeMax{120};

std::optional<RunResult> ends_subject(const Scenario& scenario, Subject& subject) {
  auto results = subject.run(std::span(&scenario, 1), Density::kSparse);
  if (results.size() != 1 || !results[0].lost) return std::nullopt;
  return std::move(results[0]);
}

// Each time alone on a fresh subject.
void repeat(Loss& loss, Subject& subject) {
  loss.repeated = 0;
  for (loss.of = 0; loss.of < kRepetitions; ++loss.of) {
    subject.restart();
    auto ended = ends_subject(loss.scenario, subject);
    if (!ended) continue;
    ++loss.repeated;
    loss.outcome = ended->outcome;
    loss.detail = std::move(ended->detail);
  }
}

}  // namespace

Loss repeat_loss(const Scenario& scenario, std::uint64_t seed, Subject& subject) {
  Loss loss;
  loss.scenario = loss.original = scenario;
  loss.first_seed = seed;
  repeat(loss, subject);
  return loss;
}

std::optional<Loss> confirm_loss(const Scenario& scenario, std::uint64_t seed, Subject& subject) {
  const Loss loss = repeat_loss(scenario, seed, subject);
  if (loss.repeated == 0) return std::nullopt;
  if (loss.repeated < loss.of || scenario.steps.empty()) return loss;  // what is left might not be the same
  const auto end = std::chrono::steady_clock::now() + kMinimizeTimeMax;
  const auto still_ends = [&](const Scenario& candidate) -> std::optional<std::size_t> {
    if (std::chrono::steady_clock::now() >= end || !ends_subject(candidate, subject)) return std::nullopt;
    return candidate.steps.size() - 1;
  };
  const Minimized small = minimize(scenario, scenario.steps.size() - 1, still_ends, {.runs_max = kMinimizeRunsMax});
  Loss smaller = loss;
  smaller.scenario = small.scenario;
  smaller.minimize_runs = small.runs;
  repeat(smaller, subject);
  return smaller.repeated == smaller.of ? smaller : loss;
}

}  // namespace sigconform
