// The page of a run on one subject; see html_report.h.
#include "reports/html_report.h"

#include "reports/formats.h"
#include "reports/html_overview.h"
#include "reports/html_page.h"
#include "reports/html_rules.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>

namespace sigconform {
namespace {

std::string header_of(const RunDescription& run, const CampaignResult& result, const std::string& note) {
  Markup out;
  out.leaf("p", {{"class", "product"}},
           fmt::format("sigconform {} · {} {} · rules of {}", run.version, run.kernel, run.machine, run.dialect));
  std::vector<std::string> sentences = sentences_of(run, result);
  if (!note.empty()) sentences.insert(sentences.begin(), note);
  write_verdict(out, verdict_of(result), heading_of(run, result), sentences);
  write_numbers(out, numbers_of(run, result));
  return out.take();
}

// What stands below the findings.
std::string tail_of(const RunDescription& run, const CampaignResult& result) {
  Markup out;
  write_losses(out, run, result);
  out.leaf("h2", {{"id", "rules"}}, "Rules");
  const RuleSet rules = rules_of(run.chapters);
  out.leaf("p", fmt::format(
                    "{} of {} observable rules came up. “Agreed” are scenarios in which the system did what the rule "
                    "led to, and conformed.",
                    (result.rules & rules).count(), rules.count()));
  write_catalogue(out, catalogue_of(run, result));
  out.leaf("h2", {{"id", "generated"}}, "What was generated");
  write_distribution(out, result);
  out.leaf("h2", {{"id", "run"}}, "How it was run");
  write_circumstances(out, run, "run");
  return out.take();
}

}  // namespace

std::string html_report(const RunDescription& run, const CampaignResult& result, const std::string& note) {
  const std::string header = header_of(run, result, note), tail = tail_of(run, result);
  Markup main;
  write_terms(main);
  write_behaviour(main, run, result);
  main.leaf("h2", {{"id", "findings"}}, "Findings");
  if (result.findings.empty())
    main.leaf("p", verdict_of(result) == RunVerdict::kNone ? "None, but see above: there is no verdict."
                                                           : "None: whatever was observed is allowed.");
  std::vector<PlacedFinding> placed;
  for (const Finding& finding : result.findings) placed.push_back({&run, &finding, result.scenarios});
  const std::vector<std::pair<std::string, std::string>> links{
      {"findings", "Findings"}, {"rules", "Rules"}, {"generated", "What was generated"}, {"run", "How it was run"}};
  const std::string title = "sigconform: " + heading_of(run, result);
  const std::size_t frame = html_page(title, header, links, tail, run.version).size();
  main.raw(findings_markup(placed, kHtmlBytesMax - std::min(kHtmlBytesMax, frame + main.size())));
  return html_page(title, header, links, main.raw(tail).take(), run.version);
}

std::string as_html(const Stored& stored) {
  if (stored.check) return html_report(*stored.check);
  if (stored.matrix) return html_report(matrix_of(stored));
  const StoredRun& only = stored.subjects.front().stored;
  std::string note = incomplete_note(only);
  if (!note.empty()) note[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(note[0]))), note += ".";
  return html_report(only.run, only.result, note);
}

}  // namespace sigconform
