// sigconform triage: what a stored run found is written into a file of expectations, by hand's side. It must not know
// how findings are made, nor run anything.
#include "cli/commands.h"
#include "cli/expect.h"
#include "cli/files.h"
#include "cli/status.h"
#include "cli/stored.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>
#include <filesystem>

namespace sigconform::cli {
namespace {

struct Counts {
  std::uint64_t known{}, added{};
  std::vector<int> vanished;  // lines
};

// Scenarios of the file cannot be run here: what the run itself knew by them stays known, and they do not vanish unless
// it said so.
void hold_against(Expectations expected, const RunDescription& run, CampaignResult& result) {
  const std::vector<std::string> vanished = result.vanished;
  std::vector<std::string> known;
  for (const Finding& finding : result.findings) known.push_back(finding.known);
  for (ExpectedEntry& entry : expected.entries)
    if (entry.kind == ExpectedKind::kScenario) entry.undecided = std::ranges::count(vanished, entry.text) == 0;
  apply(expected, run.values, false, result);
  for (std::size_t i = 0; i < known.size(); ++i)
    if (result.findings[i].known.empty()) result.findings[i].known = known[i];
}

std::string triage_run(const TriageOptions& options, const std::string& name, StoredRun& stored,
                       const std::string& text, const Expectations& all, bool sections, Counts& counts) {
  const Expectations expected = of_subject(all, name);
  hold_against(expected, stored.run, stored.result);
  for (const Finding& finding : stored.result.findings) {
    ++(finding.known.empty() ? counts.added : counts.known);
    say(fmt::format("{}  {}{}: {}\n", finding.known.empty() ? "added   " : "known   ", sections ? name + ": " : "",
                    finding.cause(), finding.known.empty() ? finding.signature : finding.known));
  }
  for (const Loss& loss : stored.result.losses)
    if (loss.known.empty())
      say(
          fmt::format("not added {}: it ends the subject; to expect it, keep its scenario beside the file and name it: "
                      "scenario NAME.scenario\n",
                      seed_text(loss.first_seed)));
  for (const std::string& entry : stored.result.vanished) {
    say(fmt::format("{}  {}{}\n", options.prune ? "removed " : "vanished", sections ? name + ": " : "", entry));
    for (const ExpectedEntry& each : expected.entries)
      if (each.text == entry) counts.vanished.push_back(each.line);
  }
  return with_news(text, stored.result, sections ? name : "");
}

}  // namespace

int perform(const TriageOptions& options) {
  Stored stored = read_stored("sigconform triage", options.folder);
  if (stored.check)
    throw UsageError(fmt::format("sigconform triage: {}: a check has no subject; name the --out of a run or a matrix",
                                 options.folder));
  std::error_code ignored;
  const bool exists = std::filesystem::exists(options.expect, ignored);
  const std::string before = exists ? read_file(options.expect) : std::string();
  const Expectations expected = exists ? read_expectations(options.expect) : Expectations{};
  const bool sections = stored.matrix || expected.has_sections();
  std::string text = before;
  Counts counts;
  for (StoredSubject& subject : stored.subjects)
    if (subject.why_not.empty())
      text = triage_run(options, subject.name, subject.stored, text, expected, sections, counts);
  if (options.prune) text = without_lines(text, counts.vanished);
  if (text != before) write_output(options.expect, text);
  say(fmt::format("{}: {} known, {} added, {} vanished{}\n", options.expect, counts.known, counts.added,
                  counts.vanished.size(),
                  counts.vanished.empty() ? ""
                  : options.prune         ? " and removed"
                                          : " (--prune removes them)"));
  return kConforms;
}

}  // namespace sigconform::cli
