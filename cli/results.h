// The result files of a run, kept whole at every moment: each finding is written as soon as it is known, and
// run.json and summary.json say until the end that they are not complete. It must not know how findings come about.
#pragma once

#include "properties/campaign.h"
#include "reports/run_description.h"
#include "reports/stored_run.h"

#include <mutex>
#include <string>

namespace sigconform::cli {

// run.json and summary.json are brought up to date this often, and with each finding.
inline constexpr double kSummarySeconds = 5;

// Of a run on several subjects: matrix.txt, matrix.md, matrix.json, beside a folder for each.
inline constexpr const char* kMatrixFile = "matrix";

// Removes what an earlier run or check left in this folder, on one subject or on several; no file that it did not
// write.
void remove_results(const std::string& folder);

// May be called from several threads.
class Results {
 public:
  // Removes what an earlier run left in run.folder, and writes a first run.json. Throws UsageError.
  explicit Results(const RunDescription& run);

  // Writes NAME.scenario and NAME.c. Throws UsageError when a file cannot be written.
  void add(const Finding& finding);
  // Writes NAME.scenario. Throws likewise.
  void add(const Loss& loss);
  void update(const Progress& progress);
  // report.html, report.txt, what coverage.h writes, with statistics pairs.json, and run.json and summary.json for the
  // last time; `run` as it is by now.
  void finish(const RunDescription& run, const CampaignResult& result, bool with_statistics);

 private:
  void write_finding(const RunDescription& run, const Finding& finding) const;
  // run.json, and summary.json, which says a part of it.
  void write_stored(const StoredRun& stored) const;

  std::mutex mutex_;
  RunDescription run_;
  CampaignResult so_far_;
  double next_summary_{kSummarySeconds};
};

}  // namespace sigconform::cli
