// From a scenario that diverged to findings: dense observation first, because only that proves that every thread was
// at rest after every step; then minimising under the same rule; then repetition. See campaign.h.
#include "generators/minimize.h"
#include "properties/campaign.h"

#include <algorithm>

namespace sigconform {
namespace {

inline constexpr int kConfirmations = 5;  // dense runs before a divergence is given up as not reproducible
// Runs of a candidate of a finding that does not show every time, and of one that nearly does.
inline constexpr int kTriesFlaky = 5;
inline constexpr int kTriesNearlySure = 2;
// Runs that end the subject while one finding is looked into: each costs a deadline, and a start.
inline constexpr int kLossesMax = 3;

struct Observed {
  Trace trace;
  Judgement judgement;
};

// What one finding may still cost.
struct Patience {
  Allowance allowance;
  int losses{};
  [[nodiscard]] bool over() const { return losses >= kLossesMax || allowance.over(); }
};

std::optional<Observed> observe(const Scenario& scenario, Subject& subject, const Dialect& dialect,
                                Patience& patience) {
  auto results = subject.run(std::span(&scenario, 1), closest_look(dialect));
  patience.losses += results.size() == 1 && results[0].lost ? 1 : 0;
  if (results.size() != 1 || results[0].outcome != Outcome::kCompleted) return std::nullopt;
  Observed seen{std::move(results[0].trace), {}};
  seen.judgement = judge(scenario, seen.trace, dialect);
  return seen;
}

const Divergence* find_rule(const Judgement& judgement, Rule rule) {
  const auto& all = judgement.divergences;
  const auto at = std::find_if(all.begin(), all.end(), [rule](const Divergence& d) { return d.rule == rule; });
  return at == all.end() ? nullptr : &*at;
}

int tries_for(int shown) {
  if (shown == kConfirmations) return 1;
  return shown == kConfirmations - 1 ? kTriesNearlySure : kTriesFlaky;
}

// One run of a candidate, or several while it does not fail and the finding is known to be flaky.
std::optional<std::size_t> fails_by(const Scenario& scenario, Rule rule, int tries, Subject& subject,
                                    const Dialect& dialect, Patience& patience) {
  for (int i = 0; i < tries && (i == 0 || !patience.over()); ++i) {
    const auto seen = observe(scenario, subject, dialect, patience);
    if (!seen) continue;
    if (const Divergence* d = find_rule(seen->judgement, rule)) return d->step;
  }
  return std::nullopt;
}

// Runs the minimised scenario as often as was asked for, or, where the time is over, until it has diverged once.
void repeat(Finding& finding, Rule rule, Subject& subject, const CampaignOptions& options, Patience& patience) {
  for (finding.of = 0; finding.of < options.repetitions; ++finding.of) {
    if (finding.repeated > 0 && patience.over()) break;
    auto seen = observe(finding.scenario, subject, options.dialect, patience);
    if (!seen || seen->judgement.divergences.empty() || seen->judgement.divergences.front().rule != rule) continue;
    if (++finding.repeated > 1) continue;
    finding.divergence = seen->judgement.divergences.front();
    finding.observed = std::move(seen->trace);
  }
  finding.cut_short = finding.cut_short || finding.of < options.repetitions;
}

}  // namespace

std::optional<Finding> minimize_on(const Scenario& scenario, Rule rule, Subject& subject,
                                   const CampaignOptions& options, const Allowance& allowance) {
  Patience patience{allowance};
  const auto fails = [&](const Scenario& candidate, int tries) {
    return fails_by(candidate, rule, tries, subject, options.dialect, patience);
  };
  const auto first = fails(scenario, kConfirmations);
  if (!first) return std::nullopt;
  int shown = 0;
  for (int i = 0; i < kConfirmations && !patience.over(); ++i) shown += fails(scenario, 1) ? 1 : 0;
  const int tries = tries_for(shown);
  const Minimized small = minimize(scenario, *first, [&](const Scenario& candidate) { return fails(candidate, tries); },
                                   {.runs_max = options.minimize_runs_max, .enough = [&] { return patience.over(); }});
  Finding finding;
  finding.judged_by = options.dialect;
  finding.scenario = small.scenario;
  finding.minimize_runs = small.runs;
  finding.cut_short = small.exhausted;
  repeat(finding, rule, subject, options, patience);
  if (finding.repeated == 0) return std::nullopt;  // it only ever came after another divergence
  finding.signature = finding.divergence.signature(finding.scenario);
  return finding;
}

std::string Finding::cause() const {
  std::string ids;
  for (const PointSetting& flip : explanation.flips) ids += (ids.empty() ? "" : "+") + std::string(flip.point->id);
  return ids.empty() ? signature : ids;
}

void explain(Finding& finding, std::span<const Evidence> earlier, Subject& subject, const Allowance& allowance) {
  std::vector<Evidence> evidence(earlier.begin(), earlier.end());
  evidence.push_back({finding.scenario, finding.observed});
  explain(finding, diagnose(evidence, finding.judged_by, subject, {.allowance = allowance}));
}

void explain(Finding& finding, Explanation found) {
  finding.explanation = std::move(found);
  const Flips& flips = finding.explanation.flips;
  finding.divergence.explained_by = flips.size() == 1 ? flips.front().point : nullptr;
  if (finding.divergence.explained_by == nullptr) return;
  finding.divergence.rule = finding.divergence.explained_by->rule;
  finding.signature = finding.divergence.signature(finding.scenario);
}

std::vector<Finding> investigate(const Scenario& scenario, std::uint64_t seed, Subject& subject,
                                 const CampaignOptions& options, const Allowance& allowance) {
  std::vector<Finding> findings;
  Patience patience{allowance};
  for (int i = 0; i < kConfirmations && findings.empty() && (i == 0 || !patience.over()); ++i) {
    const auto seen = observe(scenario, subject, options.dialect, patience);
    if (!seen) continue;
    for (const Divergence& d : seen->judgement.divergences) {
      const auto known = [&](const Finding& f) { return f.divergence.rule == d.rule; };
      if (std::any_of(findings.begin(), findings.end(), known)) continue;
      if (!findings.empty() && allowance.over()) break;
      auto finding = minimize_on(scenario, d.rule, subject, options, allowance.at_most(kInvestigationTimeMax));
      if (!finding) continue;
      finding->first_seed = seed;
      finding->original = scenario;
      findings.push_back(std::move(*finding));
    }
  }
  return findings;
}

}  // namespace sigconform
