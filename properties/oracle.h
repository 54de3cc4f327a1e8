// The oracle: is an observed trace one of those that the model allows? It follows the usual choices first; when they
// do not explain what was seen it keeps the set of all worlds that do, and says "diverges" only when that set is
// empty. Must not know where the trace comes from.
#pragma once

#include "model/model.h"
#include "model/observation.h"

#include <optional>
#include <string>
#include <vector>

namespace sigconform {

enum class DivergenceKind : std::uint8_t {
  kEvent,   // an event that is different, missing, or too much
  kStatus,  // /proc shows a thread otherwise than allowed
};

struct Divergence {
  DivergenceKind kind{};
  std::size_t step{};              // where it showed (the last step of a burst)
  ThreadId thread{};               // whose event or status it is
  Rule rule{};                     // the rule that made the model expect what it did
  Signo signo{};                   // the signal it is about; {0}: none in particular
  std::optional<Event> observed;   // kEvent: absent when an allowed event is missing
  std::optional<Event> allowed;    // kEvent: absent when no event is allowed there
  ThreadStatus observed_status{};  // kStatus
  ThreadStatus allowed_status{};
  std::size_t alternatives{1};  // how many different continuations were allowed
  // The one variation point whose flip makes all that was seen up to here allowed; nullptr when there is none.
  const VariationPoint* explained_by{};

  // "dequeue.synchronous-first event rt_sigtimedwait": stable over runs.
  [[nodiscard]] std::string signature(const Scenario& scenario) const;
};

enum class Verdict : std::uint8_t {
  kConforms,
  kDiverges,
  kInconclusive,  // too many possibilities to enumerate within the oracle's bounds
};

struct Judgement {
  Verdict verdict{Verdict::kConforms};
  bool unusual{false};  // only choices other than the usual ones explain the trace
  // The first divergence, and later ones after the trace and the model agreed again; a later one may be a
  // consequence of the first.
  std::vector<Divergence> divergences;
};

// How a scenario is observed that is looked into: after every step, but where threads race, which that would end.
[[nodiscard]] inline Density closest_look(const Dialect& dialect) {
  return dialect.scheduling == Scheduling::kParallel ? Density::kSparse : Density::kDense;
}

inline constexpr std::size_t kWorldsMax = 1024;     // explaining worlds kept a step
inline constexpr std::size_t kBranchesMax = 20000;  // choice sequences tried a step

// `record` (optional) receives the rules that the usual path hit, and in hits_after those of the bursts that it
// explains.
[[nodiscard]] Judgement judge(const Scenario& scenario, const Trace& observed, const Dialect& dialect,
                              Record* record = nullptr);

// Whether the dialect allows the trace; false also when the oracle's bounds do not suffice to say so.
[[nodiscard]] bool allows(const Scenario& scenario, const Trace& observed, const Dialect& dialect);

// The same within a bound of the caller's, which counts down: of all the states that may yet be looked at where threads
// are preemptible.
[[nodiscard]] bool allows(const Scenario& scenario, const Trace& observed, const Dialect& dialect,
                          std::size_t& moments);

// All allowed traces, up to `most`; sets `complete` to false when there are more. For the C reproducer and explain.
[[nodiscard]] std::vector<Trace> allowed_traces(const Scenario& scenario, const Dialect& dialect, std::size_t most,
                                                bool* complete);

}  // namespace sigconform
