// A run as one HTML file: it opens from disk, asks no network for anything, and needs no other knowledge. The same
// input makes the same bytes. It must not know where the file lies.
#pragma once

#include "properties/campaign.h"
#include "reports/matrix.h"
#include "reports/run_description.h"
#include "reports/stored_check.h"

#include <string>

namespace sigconform {

inline constexpr const char* kHtmlFile = "report.html";
// A page has at most so many bytes. Findings that would make it larger are shown without timeline, stepper and program.
inline constexpr std::size_t kHtmlBytesMax = 1'000'000;

// `note` is said beside the verdict: that the run has not ended.
[[nodiscard]] std::string html_report(const RunDescription& run, const CampaignResult& result,
                                      const std::string& note = {});
// One page for all subjects.
[[nodiscard]] std::string html_report(const Matrix& matrix);
// The properties of a check.
[[nodiscard]] std::string html_report(const StoredCheck& check);

}  // namespace sigconform
