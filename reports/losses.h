// Scenarios that end the subject, as text, JSON and files. It must not know how they were found.
#pragma once

#include "properties/campaign.h"
#include "reports/run_description.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace sigconform {

// The name of its files, without their endings: "lost-died-0x1f".
[[nodiscard]] std::string file_stem(const Loss& loss);
// All of them; empty when there are none.
[[nodiscard]] std::string losses_text(const RunDescription& run, const CampaignResult& result);
// The scenario with a head that says what it is.
[[nodiscard]] std::string scenario_file(const RunDescription& run, const Loss& loss);
[[nodiscard]] nlohmann::json losses_json(const CampaignResult& result);

}  // namespace sigconform
