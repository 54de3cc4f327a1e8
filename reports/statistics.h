// How often operations, rules and pairs of rules came up in a run. It must not know what is often enough.
#pragma once

#include "properties/campaign.h"
#include "reports/run_description.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace sigconform {

inline constexpr std::size_t kRarePairsShown = 20;

// Tables: name, count, per cent; the rarest last. Of rules and pairs: those of the chapters that the run was about.
[[nodiscard]] std::string statistics_text(const RunDescription& run, const CampaignResult& result);
// {"operations": {name: count}, "rules": {id: scenarios},
//  "pairs": {"hit", "of", "by_scenarios": [{"from", "to", "pairs"}], "by_chapters": {name: {name: {"hit", "of"}}},
//            "rarest": [{"rules", "scenarios"}]}}
[[nodiscard]] nlohmann::json statistics_json(const RunDescription& run, const CampaignResult& result);

// All pairs that came up, as a file of its own: {id: {id: scenarios}}, the earlier of the catalogue outside.
inline constexpr const char* kPairsFile = "pairs.json";
[[nodiscard]] nlohmann::json pairs_json(const RunDescription& run, const CampaignResult& result);

}  // namespace sigconform
