// One campaign on one subject: started, settled, carried out, with its files. It must not know whether others follow,
// nor what is printed of it.
#pragma once

#include "cli/options.h"
#include "properties/campaign.h"
#include "reports/run_description.h"
#include "reports/verdict.h"

#include <cstddef>
#include <functional>
#include <string>

namespace sigconform::cli {

struct CampaignRun {
  RunDescription run;
  CampaignResult result;
};

struct CampaignTelling {
  std::string command;                                // in whose name errors are told: "run"
  std::function<void(const RunDescription&)> opened;  // the subject is there, and nothing has been run on it yet
  std::string place{};                                // before what is told meanwhile: "2 of 3, uml: "
  std::size_t subjects_after{};                       // that are still to be run
};

// Findings and progress are told on standard error meanwhile. Throws UsageError; SubjectUnavailable, when it cannot be
// had, or no more.
[[nodiscard]] CampaignRun run_on(const std::string& subject, const RunOptions& options, const std::string& folder,
                                 const CampaignTelling& telling);

// With what was not given filled in.
[[nodiscard]] GeneratorOptions fitted(GeneratorOptions given, Scheduling scheduling);

// A folder below out/ for each run: when, and with which seed.
[[nodiscard]] std::string new_folder(std::uint64_t seed);

[[nodiscard]] int status_of(RunVerdict verdict);

}  // namespace sigconform::cli
