// The page of litmus tests: a histogram for each; see litmus.h.
#include "model/text.h"
#include "reports/html_finding.h"
#include "reports/html_overview.h"
#include "reports/html_page.h"
#include "reports/layout.h"
#include "reports/litmus.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

void write_outcome(Markup& out, const Litmus& litmus, const LitmusOutcome& outcome) {
  const double most = static_cast<double>(std::max<std::uint64_t>(1, litmus.outcomes.front().seen));
  out.open("tr").open("td", {{"class", "mono"}, {"data-name", "outcome"}});
  for (const std::string& line : outcome_texts(litmus, outcome)) out.leaf("div", line);
  out.close("td").open("td", {{"data-name", "answer"}});
  out.leaf("span", {{"class", outcome.allowed ? "cell-verified" : "cell-diverges"}},
           outcome.allowed ? "allowed" : "FORBIDDEN");
  out.close("td").open("td", {{"class", "bar-cell"}, {"data-name", "runs"}});
  out.text(outcome.seen == 0 ? "never" : grouped(outcome.seen));
  const double width = 100 * static_cast<double>(outcome.seen) / most;
  if (outcome.seen > 0) out.leaf("span", {{"class", "bar"}, {"style", fmt::format("width:{:.1f}%", width)}}, "");
  out.close("td").close("tr");
}

void write_test(Markup& out, const NamedLitmus& test, std::size_t number) {
  const Litmus& litmus = test.litmus;
  out.leaf("h2", {{"id", fmt::format("test-{}", number)}}, test.name);
  out.open("pre", {{"tabindex", "0"}}).text(to_text(litmus.scenario)).close("pre");
  out.leaf("p", litmus_conclusion(litmus));
  if (litmus.outcomes.empty()) return;
  out.open("table", {{"class", "stack"}}).open("thead").open("tr");
  out.leaf("th", {{"scope", "col"}}, "What threads saw that is not the same in all")
      .leaf("th", {{"scope", "col"}}, "By the rules");
  out.leaf("th", {{"scope", "col"}}, fmt::format("Seen in {}", counted(litmus.runs, "run")));
  out.close("tr").close("thead").open("tbody");
  for (const LitmusOutcome& outcome : litmus.outcomes) write_outcome(out, litmus, outcome);
  out.close("tbody").close("table");
}

}  // namespace

std::string html_report(const LitmusReport& report) {
  const std::uint64_t forbidden = report.forbidden();
  const RunVerdict verdict = forbidden > 0        ? RunVerdict::kDiverges
                             : report.runs() == 0 ? RunVerdict::kNone
                                                  : RunVerdict::kConforms;
  Markup header;
  header.leaf("p", {{"class", "product"}}, fmt::format("sigconform {} · litmus tests", report.version));
  write_verdict(header, verdict,
                fmt::format("{} {}: {}", report.subject, report.kernel,
                            forbidden > 0 ? counted(forbidden, "run") + " ended as nothing allows"
                                          : "every outcome that was seen is allowed"),
                {fmt::format("Each scenario was run again and again, and what came of it counted, beside all that the "
                             "rules of {} allow. An outcome is what each thread saw; the order between threads is "
                             "not told apart.",
                             report.dialect)});
  Markup main;
  std::vector<std::pair<std::string, std::string>> links;
  for (std::size_t i = 0; i < report.tests.size(); ++i) {
    write_test(main, report.tests[i], i + 1);
    links.emplace_back(fmt::format("test-{}", i + 1), report.tests[i].name);
  }
  write_command(main, "Run them again", report.again, "again");
  return html_page("sigconform: litmus tests on " + report.subject, header.take(), links, main.take(), report.version);
}

}  // namespace sigconform
