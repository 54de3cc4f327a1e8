// Results of shards joined as if they had been one campaign. Precondition: the shards were held to the same rules, with
// the same options and seed, and none of them adopted anything. It must not know where they were run.
#pragma once

#include "properties/campaign.h"

#include <span>

namespace sigconform {

// Counts are added; for each rule the shortest example stays, of those that are as short the one that comes first in
// the campaign; what was looked into is sifted as one campaign would have done, by the order of the scenarios: so many
// a signature (kInvestigationsPerSignature), the first incidents, the first losses. An expectation has vanished when it
// has in every shard. Where that order leaves an investigation out, its findings go. Seconds are added, too. What only
// one campaign could tell is which divergences came after the last finding that it looks into
// (CampaignOptions::findings_max): of these the shards' counts are added.
[[nodiscard]] CampaignResult merge(std::span<const CampaignResult> shards);

}  // namespace sigconform
