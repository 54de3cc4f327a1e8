// sigconform run: a campaign on one subject from its first line to its exit status, or on several, one after the other.
// It must not know how scenarios are made or judged.
#include "cli/campaign_run.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/matrix.h"
#include "reports/statistics.h"
#include "reports/text_report.h"

#include <fmt/format.h>

namespace sigconform::cli {

std::string report_of(const CampaignRun& ran, bool statistics) {
  std::string out = text_report(ran.run, ran.result);
  if (statistics) out += "\n" + statistics_text(ran.run, ran.result);
  return out + fmt::format(
                   "\nreport      {0}/report.html (open it in a browser), report.txt, summary.json\n"
                   "coverage    sigconform rules --coverage {0}\n",
                   ran.run.folder);
}

int perform(const RunOptions& options) {
  if (options.subjects.size() > 1) return run_on_all(options, {.command = "run", .reports = true, .all = false});
  const std::string folder = options.out.empty() ? new_folder(options.seed) : options.out;
  if (!options.out.empty()) make_folder("sigconform run: --out", folder);
  const CampaignRun ran =
      run_on(options.subjects.front(), options, folder,
             {.command = "run", .opened = [](const RunDescription& run) { say(opening_text(run) + "\n"); }});
  say(report_of(ran, options.statistics));
  return status_of(verdict_of(ran.result));
}

}  // namespace sigconform::cli
