// The one answer of a run: conforms, diverges, or no verdict and why. It must not know how the answer is shown.
#pragma once

#include "properties/campaign.h"

#include <string>
#include <string_view>

namespace sigconform {

enum class RunVerdict : std::uint8_t { kConforms, kDiverges, kNone };

// With more of the scenarios than this without a conclusion, the others say too little.
inline constexpr std::uint64_t kInconclusivePercentMax = 1;

// Whether there is a finding or a loss that no expectation knows, or an expectation has vanished and may not.
[[nodiscard]] bool has_news(const CampaignResult& result);
[[nodiscard]] RunVerdict verdict_of(const CampaignResult& result);
// "conforms", "diverges", "none"
[[nodiscard]] std::string_view name_of(RunVerdict verdict);
// One sentence without a full stop for kNone, empty for the others.
[[nodiscard]] std::string why_no_verdict(const CampaignResult& result);
[[nodiscard]] std::string_view name_of(Outcome outcome);

}  // namespace sigconform
