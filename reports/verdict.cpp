// The answer of a run; see verdict.h.
#include "reports/verdict.h"

#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

bool too_many_inconclusive(const CampaignResult& result) {
  return result.inconclusive * 100 > (result.scenarios + result.inconclusive) * kInconclusivePercentMax;
}

// Divergences of rules of which nothing was found, and that nobody looked into.
std::uint64_t left_open(const CampaignResult& result) {
  std::uint64_t left = 0;
  for (std::size_t r = 0; r < kRules; ++r) {
    const auto is_its = [r](const Finding& f) { return f.divergence.rule == static_cast<Rule>(r); };
    if (std::ranges::none_of(result.findings, is_its)) left += result.rule_unexamined[r];
  }
  return left;
}

}  // namespace

bool has_news(const CampaignResult& result) {
  const auto fresh = [](const auto& each) { return each.known.empty(); };
  return std::any_of(result.findings.begin(), result.findings.end(), fresh) ||
         std::any_of(result.losses.begin(), result.losses.end(), fresh) ||
         (result.vanished_fails && !result.vanished.empty());
}

RunVerdict verdict_of(const CampaignResult& result) {
  if (has_news(result)) return RunVerdict::kDiverges;
  return why_no_verdict(result).empty() ? RunVerdict::kConforms : RunVerdict::kNone;
}

std::string_view name_of(RunVerdict verdict) {
  switch (verdict) {
    case RunVerdict::kConforms: return "conforms";
    case RunVerdict::kDiverges: return "diverges";
    case RunVerdict::kNone: break;
  }
  return "none";
}

std::string why_no_verdict(const CampaignResult& result) {
  if (has_news(result)) return {};
  if (!result.gone.empty()) return "the run ended early, for want of its subject: " + result.gone;
  if (result.scenarios == 0) {
    return result.interrupted && result.inconclusive == 0 ? "the run was stopped before any scenario was judged"
                                                          : "no scenario could be judged";
  }
  if (too_many_inconclusive(result)) {
    return fmt::format("{} scenarios gave no conclusion beside {} that were judged, and at most {} in 100 may",
                       grouped(result.inconclusive), grouped(result.scenarios), kInconclusivePercentMax);
  }
  if (const std::uint64_t left = left_open(result); left != 0)
    return fmt::format(
        "{} blamed on rules of which there is no finding: {} not looked into, for want of time or because "
        "of the bounds",
        counted(left, "divergence"), left == 1 ? "it was" : "they were");
  if (result.interrupted) return "the run was stopped early; until then nothing diverged";
  return {};
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kCompleted: return "completed";
    case Outcome::kUnsettled: return "unsettled";
    case Outcome::kDeadline: return "deadline";
    case Outcome::kDied: return "died";
    case Outcome::kSkipped: return "skipped";
    case Outcome::kGarbled: break;
  }
  return "garbled";
}

}  // namespace sigconform
