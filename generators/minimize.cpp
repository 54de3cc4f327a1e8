// Minimising; see minimize.h. Steps go first (in halves, quarters, … single ones, from the end), then the layout, the
// fields, the names; small results are tried once more without any two steps, and without one while another thread
// makes another. Each success starts the round again from what is smallest to try, so that the result is a fixpoint of
// all passes.
#include "generators/minimize.h"

#include "generators/candidates.h"
#include "model/simplify.h"

#include <unordered_set>

namespace sigconform {
namespace {

inline constexpr std::size_t kPairsFrom = 12;  // results of at most so many steps are changed in two places at once

class Minimizer {
 public:
  Minimizer(const Scenario& scenario, std::size_t fails_at, const StillFails& still_fails, const MinimizeLimits& limits)
      : still_fails_(still_fails), limits_(limits) {
    best_.scenario = scenario;
    best_.fails_at = fails_at;
    tried_.insert(hash_of(scenario));
  }

  Minimized run() {
    cut();
    for (bool smaller = true; smaller && !best_.exhausted;) {
      smaller = drop_steps();
      smaller = take_any(simpler_layouts) || smaller;
      smaller = take_any(simpler_steps) || smaller;
      smaller = take_any(merged_names) || smaller;
      if (smaller || best_.scenario.steps.size() > kPairsFrom) continue;
      smaller = take_any(without_pairs) || take_any(moved_without_another);
    }
    return best_;
  }

 private:
  // True when the candidate fails in the same way; it is the best one then, and cut where it fails.
  bool take(const Scenario& candidate) {
    if (best_.exhausted || candidate.steps.empty() || !why_invalid(candidate).empty()) return false;
    if (!tried_.insert(hash_of(candidate)).second) return false;
    if (best_.runs == limits_.runs_max || (limits_.enough && limits_.enough())) {
      best_.exhausted = true;
      return false;
    }
    ++best_.runs;
    const auto fails_at = still_fails_(candidate);
    if (!fails_at) return false;
    best_.scenario = candidate;
    best_.fails_at = *fails_at;
    cut();
    return true;
  }

  // Leaves out what comes after the failure. What comes after may have been what made it visible, so this is tried
  // like any other candidate.
  void cut() {
    if (best_.fails_at + 1 < best_.scenario.steps.size()) (void)take(truncated(best_.scenario, best_.fails_at + 1));
  }

  bool drop_steps() {
    bool smaller = false;
    for (std::size_t chunk = std::max<std::size_t>(best_.scenario.steps.size() / 2, 1); chunk >= 1; chunk /= 2) {
      for (std::size_t end = best_.scenario.steps.size(); end > 0;) {
        const std::size_t begin = end > chunk ? end - chunk : 0;
        const bool gone = take(without_steps(best_.scenario, begin, end - begin));
        smaller = smaller || gone;
        end = std::min(begin, best_.scenario.steps.size());
      }
    }
    return smaller;
  }

  // Takes candidates as long as one of them fails.
  template <typename Candidates>
  bool take_any(const Candidates& candidates) {
    bool smaller = false;
    for (bool again = true; again;) {
      again = false;
      for (const Scenario& candidate : candidates(best_.scenario)) {
        if (!take(candidate)) continue;
        smaller = again = true;
        break;
      }
    }
    return smaller;
  }

  const StillFails& still_fails_;
  const MinimizeLimits limits_;
  Minimized best_;
  std::unordered_set<std::uint64_t> tried_;
};

}  // namespace

Minimized minimize(const Scenario& scenario, std::size_t fails_at, const StillFails& still_fails,
                   const MinimizeLimits& limits) {
  return Minimizer(scenario, fails_at, still_fails, limits).run();
}

}  // namespace sigconform
