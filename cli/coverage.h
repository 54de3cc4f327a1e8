// What a run left of its coverage in its folder: written when it ends, read again by `sigconform rules`. It must not
// know how it is shown.
#pragma once

#include "reports/coverage.h"

#include <string>

namespace sigconform::cli {

// The example files, and then coverage.json, which names them. Throws UsageError when a file cannot be written.
void write_coverage(const RunDescription& run, const CampaignResult& result);
// Removes what write_coverage writes.
void remove_coverage(const std::string& folder);

// Throws UsageError that names the file, what is wrong with it, and the mend.
[[nodiscard]] CoverageRecord read_coverage(const std::string& folder);
// The example of a rule that has one in this record. Throws UsageError when its file is not as the run wrote it.
[[nodiscard]] Scenario read_example(const std::string& folder, const CoverageRecord& record, Rule rule);
// The rules as the run took them to be.
[[nodiscard]] Dialect dialect_of(const CoverageRecord& record);

}  // namespace sigconform::cli
