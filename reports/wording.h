// Words and commands that every report of a finding says in the same way. It must not know how a report looks.
#pragma once

#include "model/versions.h"
#include "properties/campaign.h"
#include "reports/run_description.h"

#include <string>
#include <string_view>

namespace sigconform {

// "seed 0x1f", "sequence 31"
[[nodiscard]] std::string origin(const RunDescription& run, std::uint64_t seed);
// What is said of findings and losses with cut_short.
inline constexpr std::string_view kCutShort =
    "the time was over, or a bound met, before it was made small and repeated to the end";
// "deterministic (20 of 20)"
[[nodiscard]] std::string determinism(const Finding& finding);
// "out/x/name": a file of the run, as the user would name it.
[[nodiscard]] std::string in_folder(const RunDescription& run, std::string_view name);

// Since when Linux has the default's value of a point: "since 5.2 and before 5.0", "before 7.3.1".
[[nodiscard]] std::string dates_of(const DatedPoint& dated);

// What to type, in the folder in which the run was started.
struct FindingCommands {
  std::string replay, explain, compile;
};
[[nodiscard]] FindingCommands commands_of(const RunDescription& run, const Finding& finding);

}  // namespace sigconform
