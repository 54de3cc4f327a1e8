// How often a subject shows each outcome of one scenario, beside all that the rules allow: what a test of races is
// worth depends on which of them were ever seen. An outcome is what each thread saw, whatever the threads' order. It
// must not know how that is shown.
#pragma once

#include "properties/oracle.h"
#include "subjects/subject.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace sigconform {

inline constexpr std::size_t kLitmusOutcomesMax = 2000;  // allowed ones that are enumerated

struct LitmusOutcome {
  std::vector<Event> events;  // thread by thread, what each saw in its order
  std::uint64_t seen{};
  bool allowed{false};
};

struct Litmus {
  Scenario scenario;
  std::vector<LitmusOutcome> outcomes;  // the allowed ones, seen or not, and others that were seen; most seen first
  bool enumerated{true};                // false: more are allowed than can be listed, and only seen ones are here
  std::uint64_t runs{};                 // with a conclusion
  std::uint64_t inconclusive{};
  std::string why;  // of the first of these

  [[nodiscard]] std::uint64_t forbidden() const;  // runs whose outcome is not allowed
  [[nodiscard]] std::size_t never_seen() const;   // outcomes
};

// Runs it `times` times. `goes_on` is asked between batches with the runs so far; false ends it early.
[[nodiscard]] Litmus run_litmus(const Scenario& scenario, const Dialect& dialect, Subject& subject, std::uint64_t times,
                                const std::function<bool(std::uint64_t)>& goes_on);

}  // namespace sigconform
