// Result files; see results.h.
#include "cli/results.h"

#include "cli/coverage.h"
#include "cli/files.h"
#include "reports/html_report.h"
#include "reports/losses.h"
#include "reports/reproducer.h"
#include "reports/statistics.h"
#include "reports/stored_check.h"
#include "reports/stored_run.h"
#include "reports/summary.h"
#include "reports/text_report.h"

#include <fmt/format.h>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace sigconform::cli {

namespace {

namespace fs = std::filesystem;

// What a run on several subjects left: their folders, and what it says of all of them.
void remove_matrix(const std::string& folder) {
  const std::string file = fmt::format("{}/{}.json", folder, kMatrixFile);
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return;
  const nlohmann::json matrix = nlohmann::json::parse(read_file(file, kResultBytesMax), nullptr, false);
  const nlohmann::json subjects = matrix.is_object() ? matrix.value("subjects", nlohmann::json()) : nlohmann::json();
  for (const nlohmann::json& subject : subjects) {
    if (!subject.is_object() || !subject.contains("folder") || !subject["folder"].is_string()) continue;
    const std::string name = fs::path(subject["folder"].get<std::string>()).filename();
    if (name.empty() || name == "." || name == "..") continue;
    const fs::path below = fs::path(folder) / name;
    remove_results(below.string());
    if (fs::is_directory(fs::symlink_status(below, ignored))) fs::remove(below, ignored);  // when it is empty
  }
  for (const char* const ending : {"txt", "md", "json"})
    fs::remove(fmt::format("{}/{}.{}", folder, kMatrixFile, ending), ignored);
  fs::remove(fs::path(folder) / kHtmlFile, ignored);
}

void remove_check(const std::string& folder) {
  const std::string file = fmt::format("{}/{}", folder, kStoredCheckFile);
  std::error_code ignored;
  if (!fs::is_regular_file(fs::symlink_status(file, ignored))) return;
  const nlohmann::json check = nlohmann::json::parse(read_file(file, kResultBytesMax), nullptr, false);
  if (check.is_object() && check.contains(kStoredCheckKey)) fs::remove(file, ignored);
}

}  // namespace

void remove_results(const std::string& folder) {
  std::error_code ignored;
  remove_matrix(folder);
  remove_check(folder);
  if (!remove_earlier_results(folder)) return;
  remove_coverage(folder);
  fs::remove(fs::path(folder) / kPairsFile, ignored);
  fs::remove(fs::path(folder) / kDialectFile, ignored);
}

Results::Results(const RunDescription& run) : run_(run) {
  remove_results(run_.folder);
  write_stored({run_, so_far_, false, false});
}

void Results::add(const Finding& finding) {
  const std::scoped_lock lock(mutex_);
  so_far_.findings.push_back(finding);
  write_finding(run_, finding);
  write_stored({run_, so_far_, false, false});
}

void Results::add(const Loss& loss) {
  const std::scoped_lock lock(mutex_);
  so_far_.losses.push_back(loss);
  write_whole(run_.folder + "/" + file_stem(loss) + ".scenario", scenario_file(run_, loss));
  write_stored({run_, so_far_, false, false});
}

void Results::update(const Progress& progress) {
  const std::scoped_lock lock(mutex_);
  so_far_.scenarios = progress.scenarios;
  so_far_.operations = progress.operations;
  so_far_.seconds = progress.seconds;
  if (progress.seconds < next_summary_) return;
  next_summary_ = progress.seconds + kSummarySeconds;
  write_stored({run_, so_far_, false, false});
}

void Results::finish(const RunDescription& run, const CampaignResult& result, bool with_statistics) {
  const std::scoped_lock lock(mutex_);
  for (const Finding& finding : result.findings) write_finding(run, finding);
  for (const Loss& loss : result.losses)
    write_whole(run.folder + "/" + file_stem(loss) + ".scenario", scenario_file(run, loss));
  write_whole(run.folder + "/report.txt", opening_text(run) + "\n" + text_report(run, result));
  write_whole(run.folder + "/" + kHtmlFile, html_report(run, result));
  if (const std::string dialect = dialect_file(run, result); !dialect.empty())
    write_whole(fmt::format("{}/{}", run.folder, kDialectFile), dialect);
  if (with_statistics) write_whole(run.folder + "/" + kPairsFile, pairs_json(run, result).dump(1) + "\n");
  write_coverage(run, result);
  write_stored({run, result, true, with_statistics});
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

void Results::write_stored(const StoredRun& stored) const {
  const std::string& folder = stored.run.folder;
  write_whole(fmt::format("{}/{}", folder, kStoredRunFile), stored_run_json(stored).dump() + "\n");
  write_whole(folder + "/summary.json",
              summary(stored.run, stored.result, stored.complete, stored.statistics).dump(2) + "\n");
}

}  // namespace sigconform::cli
