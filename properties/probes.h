// Version by evidence. Stable releases take changes over, and distributions take them back, so that the release that a
// system names says little. For every point that changed with time there is a short scenario, its probe, with one
// outcome for either value; which of the two a system shows is what it is. A probe is a file in properties/probes/,
// named after its point. It must not know what follows from the evidence.
#pragma once

#include "model/scenario.h"
#include "model/versions.h"
#include "subjects/subject.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform {

struct ProbeText {
  std::string_view id;    // of the variation point
  std::string_view text;  // of the file
};
// As the files were when this program was built, in the order of their names.
[[nodiscard]] std::span<const ProbeText> probe_texts();

struct Probe {
  const VariationPoint* point{};
  Scenario scenario;
};
// In the order of dated_points(). Throws std::logic_error that names the file with which something is wrong.
[[nodiscard]] const std::vector<Probe>& probes();

// What a probe says of its point.
enum class Seen : std::uint8_t {
  kOn,
  kOff,
  kBoth,     // either value allows what was seen: beside the other values that the subject has, the point shows nothing
  kNeither,  // no value allows it: the subject differs in something else
  kNothing,  // the probe gave no result
};
[[nodiscard]] std::string_view name_of(Seen seen);  // "on", "off", "both", "neither", "nothing"

struct PointEvidence {
  const VariationPoint* point{};
  bool by_release{};  // the value that the release suggests
  Seen seen{Seen::kNothing};
  std::string why;  // kNothing: why there is no result

  // What was seen; what the release suggests where that decides nothing.
  [[nodiscard]] bool value() const { return seen == Seen::kOn || (seen != Seen::kOff && by_release); }
  [[nodiscard]] bool disagrees() const { return value() != by_release; }
  bool operator==(const PointEvidence&) const = default;
};

// Runs the probes once, observed after every step, and judges each by what the others say of their points, beside
// `by_release`, the dialect that the subject's release suggests.
[[nodiscard]] std::vector<PointEvidence> gather_evidence(Subject& subject, const Dialect& by_release,
                                                         std::span<const Probe> asked = probes());
// The dialect with the value of each point in the evidence.
[[nodiscard]] Dialect with(Dialect dialect, std::span<const PointEvidence> evidence);

}  // namespace sigconform
