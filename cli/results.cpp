// Result files; see results.h.
#include "cli/results.h"

#include "cli/coverage.h"
#include "cli/files.h"
#include "cli/reproducer.h"
#include "reports/losses.h"
#include "reports/statistics.h"
#include "reports/summary.h"
#include "reports/text_report.h"

#include <fmt/format.h>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace sigconform::cli {

Results::Results(const RunDescription& run) : run_(run) {
  if (remove_earlier_results(run_.folder)) {
    remove_coverage(run_.folder);
    std::filesystem::remove(std::filesystem::path(run_.folder) / kPairsFile);
    std::filesystem::remove(std::filesystem::path(run_.folder) / kDialectFile);
  }
  write_summary(run_, so_far_, false, false);
}

void Results::add(const Finding& finding) {
  const std::scoped_lock lock(mutex_);
  so_far_.findings.push_back(finding);
  write_finding(run_, finding);
  write_summary(run_, so_far_, false, false);
}

void Results::add(const Loss& loss) {
  const std::scoped_lock lock(mutex_);
  so_far_.losses.push_back(loss);
  write_whole(run_.folder + "/" + file_stem(loss) + ".scenario", scenario_file(run_, loss));
  write_summary(run_, so_far_, false, false);
}

void Results::update(const Progress& progress) {
  const std::scoped_lock lock(mutex_);
  so_far_.scenarios = progress.scenarios;
  so_far_.operations = progress.operations;
  so_far_.seconds = progress.seconds;
  if (progress.seconds < next_summary_) return;
  next_summary_ = progress.seconds + kSummarySeconds;
  write_summary(run_, so_far_, false, false);
}

void Results::finish(const RunDescription& run, const CampaignResult& result, bool with_statistics) {
  const std::scoped_lock lock(mutex_);
  for (const Finding& finding : result.findings) write_finding(run, finding);
  for (const Loss& loss : result.losses)
    write_whole(run.folder + "/" + file_stem(loss) + ".scenario", scenario_file(run, loss));
  write_whole(run.folder + "/report.txt", opening_text(run) + "\n" + text_report(run, result));
  if (const std::string dialect = dialect_file(run, result); !dialect.empty())
    write_whole(fmt::format("{}/{}", run.folder, kDialectFile), dialect);
  if (with_statistics) write_whole(run.folder + "/" + kPairsFile, pairs_json(run, result).dump(1) + "\n");
  write_coverage(run, result);
  write_summary(run, result, true, with_statistics);
}

// What holds of the subject, also where the model was falsified: a program that is sent to others must not state what
// is false.
void Results::write_finding(const RunDescription& run, const Finding& finding) const {
  const std::string stem = run.folder + "/" + file_stem(finding);
  write_whole(stem + ".scenario", scenario_file(run, finding));
  const std::optional<std::string> program = reproducer(finding.scenario, run.truth, &finding.divergence,
                                                        run.falsified.empty() ? run.kernel + " " + run.machine : "");
  write_whole(stem + ".c", program ? *program
                                   : fmt::format("#error \"more than {} outcomes are allowed of this scenario\"\n",
                                                 kAllowedTracesMax));
}

void Results::write_summary(const RunDescription& run, const CampaignResult& result, bool complete,
                            bool with_statistics) const {
  write_whole(run.folder + "/summary.json", summary(run, result, complete, with_statistics).dump(2) + "\n");
}

}  // namespace sigconform::cli
