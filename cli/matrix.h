// Campaigns on several subjects, one after the other, with the same seed, and their matrix. It must not know how
// options are written.
#pragma once

#include "cli/campaign_run.h"
#include "cli/options.h"

#include <string>

namespace sigconform::cli {

struct MatrixTelling {
  std::string command;  // in whose name errors are told
  bool reports;         // print the report of each subject in full
  bool all;             // print the rules that are the same on all, too
};

// Each subject gets a folder below --out, and the matrix is written beside these. Answers with the exit status: that of
// a divergence when one diverges, else that of no verdict when one has none or could not be run.
[[nodiscard]] int run_on_all(const RunOptions& options, const MatrixTelling& telling);

// The report of one subject, with the places of its files.
[[nodiscard]] std::string report_of(const CampaignRun& ran, bool statistics);

}  // namespace sigconform::cli
