// sigconform report: a stored run in another format. sigconform merge: shards as one run. They must not know what is in
// a run.
#include "cli/campaign_run.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/matrix.h"
#include "cli/results.h"
#include "cli/status.h"
#include "cli/stored.h"
#include "reports/merge_runs.h"
#include "reports/verdict.h"

#include <fmt/format.h>
#include <algorithm>
#include <filesystem>

namespace sigconform::cli {
namespace {

// The results would take the place of what they are made from.
void refuse_own_place(const MergeOptions& options) {
  std::error_code ignored;
  for (const std::string& folder : options.folders)
    if (std::filesystem::equivalent(folder, options.out, ignored))
      throw UsageError(
          fmt::format("sigconform merge: --out {}: this is one of the runs; name another folder", options.out));
}

}  // namespace

int perform(const ReportOptions& options) {
  const Stored stored = read_stored("sigconform report", options.folder);
  write_output(options.out, find_format(options.format)->write(stored));
  return kConforms;
}

int perform(const MergeOptions& options) {
  std::vector<PlacedRun> runs;
  for (const std::string& folder : options.folders)
    runs.push_back({folder, read_stored_run("sigconform merge", folder)});
  std::variant<StoredRun, std::string> merged = merge_runs(runs);
  if (const auto* why = std::get_if<std::string>(&merged))
    throw UsageError(fmt::format("sigconform merge: these cannot be one run: {}", *why));
  auto& whole = std::get<StoredRun>(merged);
  make_folder("sigconform merge: --out", options.out);
  refuse_own_place(options);
  whole.run.folder = options.out;
  for (NamedText& option : whole.run.options)
    if (option.name == "out") option.text = options.out;
  Results(whole.run).finish(whole.run, whole.result, whole.statistics);
  say(report_of({whole.run, whole.result}, whole.statistics));
  if (!whole.run.shards.whole())
    say(fmt::format("not whole   this is {}; the others are still to be merged\n", to_text(whole.run.shards)));
  return status_of(verdict_of(whole.result));
}

}  // namespace sigconform::cli
