// summary.json: a run for programs. Its keys are promised to users; new ones may be added, none is taken away.
// A seed of the run is a number; seeds of scenarios have 64 bits, which some readers of JSON lose, and are strings.
#pragma once

#include "properties/campaign.h"
#include "reports/run_description.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace sigconform {

// The name, without folder and ending, of the files of a finding: one a cause.
[[nodiscard]] std::string file_stem(const Finding& finding);

// `complete` is false while the run goes on: then rules are not known yet, and are null.
[[nodiscard]] nlohmann::json summary(const RunDescription& run, const CampaignResult& result, bool complete,
                                     bool with_statistics = false);

}  // namespace sigconform
