// How often operations, rules and pairs of rules came up in a run. It must not know what is often enough.
#pragma once

#include "properties/campaign.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace sigconform {

inline constexpr std::size_t kRarePairsShown = 20;

// Tables: name, count, per cent; the rarest last.
[[nodiscard]] std::string statistics_text(const CampaignResult& result);
// {"operations": {name: count}, "rules": {id: scenarios}, "pairs": {"hit", "of", "rarest": [{"rules", "scenarios"}]}}
[[nodiscard]] nlohmann::json statistics_json(const CampaignResult& result);

}  // namespace sigconform
