// The report of a run for people. Its first screen answers: does it conform; if not, which rules, how often, the
// shortest proof, how to run it again. It must not know where it is shown or kept.
#pragma once

#include "properties/campaign.h"
#include "reports/run_description.h"

#include <string>
#include <string_view>

namespace sigconform {

// What stands before anything is run: the subject, the rules, the seed, and every option in effect.
[[nodiscard]] std::string opening_text(const RunDescription& run);
// The verdict and, for each finding, its proof.
[[nodiscard]] std::string text_report(const RunDescription& run, const CampaignResult& result);
// One finding. `number` counts from 1.
[[nodiscard]] std::string finding_text(const RunDescription& run, const Finding& finding, std::size_t number,
                                       std::size_t of, std::uint64_t scenarios);
// What the subject was found to be, as a file for --dialect; empty when it was found to deviate neither from the
// dialect nor from what its release suggests, or when the model was falsified.
[[nodiscard]] std::string dialect_file(const RunDescription& run, const CampaignResult& result);
inline constexpr std::string_view kDialectFile = "subject.dialect";
// A scenario file: comments that say where it comes from and how it is run again, then the scenario.
[[nodiscard]] std::string scenario_file(const RunDescription& run, const Finding& finding);

}  // namespace sigconform
