// Diagnosis: the fewest variation points whose other value makes everything that was seen of a system allowed. What
// explains it by chance is weeded out by asking the system: scenarios in which the candidates part are run on it. It
// must not know how the evidence was found.
#pragma once

#include "model/observation.h"
#include "model/versions.h"
#include "properties/allowance.h"
#include "subjects/subject.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sigconform {

// A scenario, and what a system did in it, observed after every step.
struct Evidence {
  Scenario scenario;
  Trace observed;
};

inline constexpr int kFlipsMax = 2;  // in one explanation

// Values of variation points that a dialect does not have.
using Flips = std::vector<PointSetting>;
[[nodiscard]] Dialect with(Dialect dialect, const Flips& flips);
// "queue-limit=off and sa-mask-applies=off"
[[nodiscard]] std::string to_text(const Flips& flips);

struct Explanation {
  Flips flips;                 // none: nothing explains what was seen
  std::vector<Flips> instead;  // explain it as well, and no scenario was found that tells them apart from `flips`
  int confirmed{};  // further scenarios in which the system did what follows from `flips`, and from them only
  std::vector<Evidence> evidence;  // what was given, and what was seen when the system was asked
  bool cut_short{false};           // the time was over before all was tried
};

struct DiagnosisLimits {
  std::uint64_t seed{1};
  std::uint64_t scenarios_max{20'000};  // looked through, on the model, for one in which two candidates part
  std::size_t runs_max{40};             // on the subject
  int confirmations{3};                 // wanted; a point that is rarely seen may have fewer
  Allowance allowance{};
};

// Precondition: the dialect does not allow the last of the evidence.
[[nodiscard]] Explanation diagnose(std::span<const Evidence> evidence, const Dialect& dialect, Subject& subject,
                                   const DiagnosisLimits& limits = {});

}  // namespace sigconform
