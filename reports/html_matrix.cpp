// The page of a run on several subjects; see html_report.h.
#include "reports/html_overview.h"
#include "reports/html_page.h"
#include "reports/html_report.h"
#include "reports/html_rules.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

std::string heading_of(const Matrix& matrix) {
  switch (verdict_of(matrix)) {
    case RunVerdict::kConforms: return fmt::format("All of {} conform", counted(matrix.subjects.size(), "subject"));
    case RunVerdict::kDiverges: {
      const auto diverging = std::count_if(matrix.subjects.begin(), matrix.subjects.end(), [](const MatrixSubject& s) {
        return s.why_not.empty() && verdict_of(s.result) == RunVerdict::kDiverges;
      });
      return fmt::format("{} of {} {}", diverging, counted(matrix.subjects.size(), "subject"),
                         diverging == 1 ? "diverges" : "diverge");
    }
    case RunVerdict::kNone: break;
  }
  return fmt::format("No verdict on {}", counted(matrix.subjects.size(), "subject"));
}

std::string header_of(const Matrix& matrix, std::string_view version) {
  Markup out;
  out.leaf("p", {{"class", "product"}}, fmt::format("sigconform {} · the same scenarios on several systems", version));
  write_verdict(out, verdict_of(matrix), heading_of(matrix),
                {"Each was held to the rules of its own release, so that two may differ and both conform."});
  return out.take();
}

void write_subject(Markup& out, const MatrixSubject& subject, std::size_t number) {
  const bool ran = subject.why_not.empty();
  const RunVerdict verdict = ran ? verdict_of(subject.result) : RunVerdict::kNone;
  out.open("tr").leaf("th", {{"scope", "row"}}, fmt::format("S{} {}", number, subject.name));
  out.open("td", {{"data-name", "answer"}});
  out.leaf("span",
           {{"class", verdict == RunVerdict::kDiverges   ? "cell-diverges"
                      : verdict == RunVerdict::kConforms ? "cell-verified"
                                                         : "missed"}},
           answer_of(subject));
  out.close("td");
  out.leaf("td", {{"class", "number"}, {"data-name", "scenarios"}}, ran ? grouped(subject.result.scenarios) : "");
  out.leaf("td", {{"data-name", "kernel"}}, ran ? subject.run.kernel + " " + subject.run.machine : "");
  out.leaf("td", {{"data-name", "rules of"}}, ran ? subject.run.dialect : "");
  out.close("tr");
}

void write_subjects(Markup& out, const Matrix& matrix) {
  out.leaf("h2", {{"id", "subjects"}}, "Subjects").open("table", {{"class", "stack"}}).open("thead").open("tr");
  for (const char* const head : {"Subject", "Answer"}) out.leaf("th", {{"scope", "col"}}, head);
  out.leaf("th", {{"scope", "col"}, {"class", "number"}}, "Scenarios");
  for (const char* const head : {"Kernel", "Rules of"}) out.leaf("th", {{"scope", "col"}}, head);
  out.close("tr").close("thead").open("tbody");
  for (std::size_t s = 0; s < matrix.subjects.size(); ++s) write_subject(out, matrix.subjects[s], s + 1);
  out.close("tbody").close("table");
}

RuleCell cell_of(const Cell& cell) {
  switch (cell.state) {
    case CellState::kVerified: return {grouped(cell.verified) + (cell.off.empty() ? "" : "*"), "cell-verified"};
    case CellState::kDiverges: return {"diverges", "cell-diverges"};
    case CellState::kUndecided: return {"undecided", "missed"};
    case CellState::kNotExercised: return {"not met", "missed"};
    case CellState::kNotSupported: return {"not supported", "missed"};
    case CellState::kNotRun: break;
  }
  return {"not run", "source"};
}

Catalogue catalogue_of(const Matrix& matrix) {
  Catalogue out;
  out.chapters = matrix.chapters;
  for (const MatrixSubject& subject : matrix.subjects) out.heads.push_back(subject.name);
  out.marked_words = "only those in which they differ";
  out.marked = [&matrix](Rule rule) { return stands_out(matrix, rule); };
  out.cells = [&matrix](Rule rule) {
    std::vector<RuleCell> cells;
    for (std::size_t s = 0; s < matrix.subjects.size(); ++s) cells.push_back(cell_of(matrix.at(rule, s)));
    return cells;
  };
  out.words = [&matrix](Chapter chapter) {
    const RuleSet rules = rules_of(ChapterSet().set(static_cast<std::size_t>(chapter)));
    std::string words;
    for (std::size_t s = 0; s < matrix.subjects.size(); ++s) {
      const CellCounts counts = count_cells(matrix, rules, s);
      words += fmt::format("{}{} {} of {} verified", words.empty() ? "" : ", ", matrix.subjects[s].name,
                           counts.verified, counts.rules);
    }
    return words;
  };
  return out;
}

std::string tail_of(const Matrix& matrix) {
  Markup out;
  out.leaf("h2", {{"id", "rules"}}, "Rules");
  out.leaf("p",
           "On each subject: in how many scenarios the rule was verified; a star says that its dialect has the rule "
           "otherwise than the default does.");
  write_catalogue(out, catalogue_of(matrix));
  out.leaf("h2", {{"id", "run"}}, "How it was run");
  for (std::size_t s = 0; s < matrix.subjects.size(); ++s) {
    const MatrixSubject& subject = matrix.subjects[s];
    if (!subject.why_not.empty()) continue;
    out.leaf("h3", fmt::format("S{} {}", s + 1, subject.name));
    write_circumstances(out, subject.run, fmt::format("run-{}", s + 1));
  }
  return out.take();
}

std::vector<PlacedFinding> placed_findings(const Matrix& matrix) {
  std::vector<PlacedFinding> out;
  for (const MatrixFinding& finding : matrix.findings)
    for (const MatrixFinding::Place& place : finding.places) {
      const MatrixSubject& subject = matrix.subjects[place.subject];
      out.push_back({&subject.run, &matrix.finding(place), subject.result.scenarios, subject.name});
    }
  return out;
}

}  // namespace

std::string html_report(const Matrix& matrix) {
  std::string version;
  for (const MatrixSubject& subject : matrix.subjects)
    if (version.empty()) version = subject.run.version;
  const std::string header = header_of(matrix, version), tail = tail_of(matrix);
  Markup main;
  write_terms(main);
  write_subjects(main, matrix);
  main.leaf("h2", {{"id", "findings"}}, "Findings");
  if (matrix.findings.empty()) main.leaf("p", "None.");
  const std::vector<std::pair<std::string, std::string>> links{
      {"subjects", "Subjects"}, {"findings", "Findings"}, {"rules", "Rules"}, {"run", "How it was run"}};
  const std::string title = "sigconform: " + heading_of(matrix);
  const std::size_t frame = html_page(title, header, links, tail, version).size();
  main.raw(findings_markup(placed_findings(matrix), kHtmlBytesMax - std::min(kHtmlBytesMax, frame + main.size())));
  return html_page(title, header, links, main.raw(tail).take(), version);
}

}  // namespace sigconform
