// Looking for explanations; see diagnose.h.
#include "properties/diagnose.h"

#include "properties/blame.h"
#include "properties/oracle.h"
#include "properties/separate.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace sigconform {
namespace {

inline constexpr std::size_t kCandidatesMax = 64;

bool allows_all(std::span<const Evidence> evidence, const Dialect& dialect) {
  // The first is the shortest, and what most dialects do not allow; of the others that is the newest.
  const auto allowed = [&](const Evidence& e) { return allows(e.scenario, e.observed, dialect); };
  return evidence.empty() ||
         (allowed(evidence.front()) && std::all_of(evidence.rbegin(), evidence.rend() - 1, allowed));
}

std::vector<PointSetting> possible_flips(const Dialect& dialect) {
  std::vector<PointSetting> out;
  for (const VariationPoint& p : variation_points()) out.push_back({&p, !(dialect.*p.point)});
  // What was taken away on purpose, or for another system's sake, is suspected first.
  std::stable_partition(out.begin(), out.end(), [](const PointSetting& s) { return s.on; });
  return out;
}

std::vector<Flips> pairs_of(const std::vector<PointSetting>& possible) {
  std::vector<Flips> out;
  for (std::size_t i = 0; i < possible.size(); ++i)
    for (std::size_t j = i + 1; j < possible.size(); ++j) out.push_back({possible[i], possible[j]});
  return out;
}

// Where threads are preemptible each pair costs a search: only those are tried of which the model applies the one, and,
// with that one flipped, the other.
std::vector<Flips> pairs_applied(const Scenario& scenario, const Dialect& dialect) {
  std::vector<Flips> out;
  for (const VariationPoint* const first : suspected_points(scenario, dialect)) {
    const PointSetting one{first, !(dialect.*first->point)};
    for (const VariationPoint* const second : suspected_points(scenario, with(dialect, {one}))) {
      const PointSetting other{second, !(dialect.*second->point)};
      if (first == second || std::ranges::count(out, Flips{other, one}) != 0) continue;
      out.push_back({one, other});
    }
  }
  return out;
}

// Sets of so many flips that may allow the evidence.
std::vector<Flips> worth_trying(std::span<const Evidence> evidence, const Dialect& dialect, int flips) {
  if (flips == 2 && dialect.preemptible()) return pairs_applied(evidence.back().scenario, dialect);
  if (flips == 2) return pairs_of(possible_flips(dialect));
  std::vector<Flips> out;
  for (const PointSetting& one : possible_flips(dialect)) out.push_back({one});
  return out;
}

// Those that allow all of it, as far as the time suffices.
std::vector<Flips> candidates(std::span<const Evidence> evidence, const Dialect& dialect, int flips,
                              const Allowance& allowance) {
  std::vector<Flips> out;
  for (const Flips& f : worth_trying(evidence, dialect, flips)) {
    if (out.size() == kCandidatesMax || allowance.over()) break;
    if (allows_all(evidence, with(dialect, f))) out.push_back(f);
  }
  return out;
}

class Diagnostician {
 public:
  Diagnostician(std::span<const Evidence> evidence, const Dialect& dialect, Subject& subject,
                const DiagnosisLimits& limits)
      : evidence_(evidence.begin(), evidence.end()), dialect_(dialect), subject_(subject), limits_(limits) {}

  Explanation explain() {
    for (int flips = 1; flips <= kFlipsMax; ++flips) {
      left_ = candidates(evidence_, dialect_, flips, limits_.allowance);
      while (!left_.empty()) {
        Explanation found;
        tell_apart(found.instead);
        if (left_.empty() || !confirm(found)) continue;
        found.cut_short = limits_.allowance.over();
        return found;
      }
    }
    Explanation none;
    none.cut_short = limits_.allowance.over();
    return none;
  }

 private:
  // Leaves one candidate at most; those that behave like it, as far as could be found out, are put aside.
  void tell_apart(std::vector<Flips>& alike) {
    while (left_.size() > 1) {
      if (part(with(dialect_, left_[0]), with(dialect_, left_[1]), left_[0])) {
        // What was like a candidate that is refuted is one itself.
        left_.insert(left_.end(), alike.begin(), alike.end());
        alike.clear();
        std::erase_if(left_, [&](const Flips& f) { return !allows_all(evidence_, with(dialect_, f)); });
      } else {
        alike.push_back(left_[1]);
        left_.erase(left_.begin() + 1);
      }
    }
  }

  // The subject does, in a scenario in which two dialects part, what at most one of them allows: candidates that do not
  // allow it are dropped. False when no such scenario was found, or when the subject did in each what neither allows,
  // which other differences may be the reason for.
  bool part(const Dialect& a, const Dialect& b, const Flips& about) {
    for (int tries = 0; tries < kTriesPerPair && tried_.size() < limits_.runs_max; ++tries) {
      const std::optional<Evidence> seen = observe_where_part(a, b, about);
      if (!seen) return false;
      const bool by_a = allows(seen->scenario, seen->observed, a);
      if (by_a == allows(seen->scenario, seen->observed, b)) continue;
      evidence_.push_back(*seen);
      return true;
    }
    return false;
  }

  // False when the subject did what follows from the dialect without the candidate.
  bool confirm(Explanation& found) {
    const Flips flips = left_.front();
    const Dialect flipped = with(dialect_, flips);
    for (int i = 0; i < limits_.confirmations && tried_.size() < limits_.runs_max; ++i) {
      const std::optional<Evidence> seen = observe_where_part(flipped, dialect_, flips);
      if (!seen) break;
      const bool as_flipped = allows(seen->scenario, seen->observed, flipped);
      if (as_flipped == allows(seen->scenario, seen->observed, dialect_)) continue;
      found.confirmed += as_flipped ? 1 : 0;
      evidence_.push_back(*seen);
      if (as_flipped) continue;
      left_ = std::move(found.instead);
      std::erase_if(left_, [&](const Flips& f) { return !allows_all(evidence_, with(dialect_, f)); });
      return false;
    }
    found.flips = flips;
    found.evidence = evidence_;
    return true;
  }

  // A scenario that was run before would say nothing new.
  std::optional<Scenario> untried_where_part(const Dialect& a, const Dialect& b, const Flips& about) {
    const Chapter chapter = text_of(about.front().point->rule).chapter;
    for (int tries = 0; tries < kTriesPerPair; ++tries) {
      std::optional<Scenario> scenario =
          find_separating(a, b, chapter, limits_.seed + tried_.size() + static_cast<std::uint64_t>(tries),
                          limits_.scenarios_max, limits_.allowance);
      if (!scenario || std::find(tried_.begin(), tried_.end(), *scenario) == tried_.end()) return scenario;
    }
    return std::nullopt;
  }

  std::optional<Evidence> observe_where_part(const Dialect& a, const Dialect& b, const Flips& about) {
    std::optional<Scenario> scenario = untried_where_part(a, b, about);
    if (!scenario || limits_.allowance.over()) return std::nullopt;
    tried_.push_back(*scenario);
    std::vector<RunResult> results = subject_.run({&*scenario, 1}, closest_look(dialect_));
    if (results.size() != 1 || results.front().outcome != Outcome::kCompleted) return std::nullopt;
    return Evidence{std::move(*scenario), std::move(results.front().trace)};
  }

  static constexpr int kTriesPerPair = 3;

  std::vector<Evidence> evidence_;
  const Dialect& dialect_;
  Subject& subject_;
  const DiagnosisLimits& limits_;
  std::vector<Flips> left_;  // candidates that allow all of the evidence
  std::vector<Scenario> tried_;
};

}  // namespace

Dialect with(Dialect dialect, const Flips& flips) {
  for (const PointSetting& f : flips) dialect.*f.point->point = f.on;
  return dialect;
}

std::string to_text(const Flips& flips) {
  std::string out;
  for (const PointSetting& f : flips) out += (out.empty() ? "" : " and ") + to_text(f);
  return out;
}

Explanation diagnose(std::span<const Evidence> evidence, const Dialect& dialect, Subject& subject,
                     const DiagnosisLimits& limits) {
  return Diagnostician(evidence, dialect, subject, limits).explain();
}

}  // namespace sigconform
