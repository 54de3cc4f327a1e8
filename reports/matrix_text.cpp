// The matrix as text and as Markdown; see matrix.h. Both are the same tables, of which this file decides what stands in
// them, and two small printers how that looks.
#include "reports/layout.h"
#include "reports/losses.h"
#include "reports/markdown.h"
#include "reports/matrix.h"
#include "reports/summary.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

constexpr std::size_t kListedMax = 40;  // reasons; all of them are in matrix.json

struct Table {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};

// Columns that are as wide as they need to be.
std::string text_of(const Table& table) {
  std::vector<std::size_t> widths(table.head.size());
  const auto widen = [&widths](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  };
  widen(table.head);
  for (const auto& row : table.rows) widen(row);
  const auto line = [&widths](const std::vector<std::string>& row) {
    std::string out = "  ";
    for (std::size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : "  ") + padded(row[i], widths[i]);
    while (out.ends_with(' ')) out.pop_back();
    return out + "\n";
  };
  std::string out = line(table.head);
  for (const auto& row : table.rows) out += line(row);
  return out;
}

std::string markdown_of(const Table& table) { return markdown_table(table.head, table.rows); }

// What heads the column of a subject: S1, S2, … in the order in which they were given.
std::string label_of(std::size_t subject) { return fmt::format("S{}", subject + 1); }

std::vector<std::string> heads(const Matrix& matrix, std::string_view first) {
  std::vector<std::string> out{std::string(first)};
  for (std::size_t s = 0; s < matrix.subjects.size(); ++s) out.push_back(label_of(s));
  return out;
}

Table subjects_table(const Matrix& matrix) {
  Table table{{"", "subject", "answer", "scenarios", "time", "kernel", "rules of"}, {}};
  for (std::size_t s = 0; s < matrix.subjects.size(); ++s) {
    const MatrixSubject& subject = matrix.subjects[s];
    std::vector<std::string> row{label_of(s), subject.name};
    if (subject.why_not.empty()) {
      row.push_back(verdict_of(subject.result) == RunVerdict::kNone ? "NO VERDICT" : answer_of(subject));
      row.push_back(grouped(subject.result.scenarios));
      row.push_back(fmt::format("{:.1f} s", subject.result.seconds));
      row.push_back(subject.run.kernel + " " + subject.run.machine);
      row.push_back(subject.run.dialect + (subject.run.settings.empty()
                                               ? ""
                                               : fmt::format(" and {} more points", subject.run.settings.size())));
    } else {
      row.emplace_back("NOT RUN");
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::vector<std::string> counts_row(const Matrix& matrix, std::string_view name, const RuleSet& rules) {
  std::vector<std::string> row{std::string(name)};
  for (std::size_t s = 0; s < matrix.subjects.size(); ++s) {
    if (!matrix.subjects[s].why_not.empty()) {
      row.emplace_back();
      continue;
    }
    const CellCounts counts = count_cells(matrix, rules, s);
    std::string text = fmt::format("{}/{}", counts.verified, counts.rules);
    if (counts.diverges != 0) text += fmt::format(" !{}", counts.diverges);
    if (counts.undecided != 0) text += fmt::format(" ?{}", counts.undecided);
    row.push_back(std::move(text));
  }
  return row;
}

Table chapters_table(const Matrix& matrix) {
  Table table{heads(matrix, "chapter"), {}};
  for_each_chapter(matrix, [&](Chapter chapter) {
    table.rows.push_back(
        counts_row(matrix, name_of(chapter), rules_of(ChapterSet().set(static_cast<std::size_t>(chapter)))));
  });
  table.rows.push_back(counts_row(matrix, "all", rules_of(matrix.chapters)));
  return table;
}

std::string text_of(const Cell& cell) {
  switch (cell.state) {
    case CellState::kVerified: return grouped(cell.verified) + (cell.off.empty() ? "" : "*");
    case CellState::kDiverges: {
      std::string out;
      for (const std::size_t number : cell.findings) out += fmt::format("{}F{}", out.empty() ? "" : " ", number);
      return out;
    }
    case CellState::kUndecided: return "?";
    case CellState::kNotExercised: return "-";
    case CellState::kNotSupported: return "n/s";
    case CellState::kNotRun: break;
  }
  return {};
}

Table rules_table(const Matrix& matrix, bool all) {
  Table table{heads(matrix, "rule"), {}};
  const RuleSet rules = rules_of(matrix.chapters);
  for (std::size_t r = 0; r < kRules; ++r) {
    const auto rule = static_cast<Rule>(r);
    if (!rules.test(r) || (!all && !stands_out(matrix, rule))) continue;
    std::vector<std::string> row{std::string(id_of(rule))};
    for (std::size_t s = 0; s < matrix.subjects.size(); ++s) row.push_back(text_of(matrix.at(rule, s)));
    table.rows.push_back(std::move(row));
  }
  return table;
}

constexpr std::string_view kChaptersKey =
    "34/36: of 36 rules 34 were verified; !2: two diverge; ?1: one is undecided; the others were not exercised, or not "
    "supported";
constexpr std::string_view kRulesKey =
    "1,234: verified in so many scenarios; *: as the subject's dialect has the rule, which is not the default; F1: "
    "diverges, see finding 1; ?: met, without an answer; -: not exercised; n/s: not supported";

// "3 subjects: 1 diverges, 1 conforms, 1 could not be run"
std::string verdict_words(const Matrix& matrix) {
  std::size_t conform = 0, diverge = 0, open = 0, not_run = 0;
  for (const MatrixSubject& subject : matrix.subjects) {
    if (!subject.why_not.empty()) {
      ++not_run;
      continue;
    }
    const RunVerdict verdict = verdict_of(subject.result);
    ++(verdict == RunVerdict::kDiverges ? diverge : verdict == RunVerdict::kNone ? open : conform);
  }
  std::string out = counted(matrix.subjects.size(), "subject") + ": ";
  std::string_view between;
  const auto say = [&](std::size_t number, std::string_view one, std::string_view many) {
    if (number == 0) return;
    out += fmt::format("{}{} {}", between, number, number == 1 ? one : many);
    between = ", ";
  };
  say(diverge, "diverges", "diverge");
  say(conform, "conforms", "conform");
  say(open, "gave no verdict", "gave no verdict");
  say(not_run, "was not run", "were not run");
  return out;
}

std::string_view verdict_head(const Matrix& matrix) {
  switch (verdict_of(matrix)) {
    case RunVerdict::kConforms: return "CONFORMS";
    case RunVerdict::kDiverges: return "DIVERGES";
    case RunVerdict::kNone: break;
  }
  return "NO VERDICT";
}

// What a list says: a head, and what belongs to it.
struct Entry {
  std::string head;
  std::vector<std::string> lines;
};

std::vector<Entry> finding_entries(const Matrix& matrix) {
  std::vector<Entry> out;
  for (std::size_t f = 0; f < matrix.findings.size(); ++f) {
    const MatrixFinding& finding = matrix.findings[f];
    Entry entry{fmt::format("F{} {}", f + 1, finding.cause), {}};
    for (const MatrixFinding::Place& place : finding.places) {
      const Finding& its = matrix.finding(place);
      const MatrixSubject& subject = matrix.subjects[place.subject];
      entry.lines.push_back(fmt::format("{} {}, repeated {} of {}, {}: {}/{}.scenario", label_of(place.subject),
                                        its.signature, its.repeated, its.of, counted(its.scenario.steps.size(), "step"),
                                        subject.run.folder, file_stem(its)));
    }
    out.push_back(std::move(entry));
  }
  return out;
}

// Why subjects were not run or gave no verdict, and what they were skipped for.
std::vector<Entry> reason_entries(const Matrix& matrix) {
  std::vector<Entry> out;
  for (std::size_t s = 0; s < matrix.subjects.size(); ++s) {
    const MatrixSubject& subject = matrix.subjects[s];
    Entry entry{fmt::format("{} {}", label_of(s), subject.name), {}};
    if (!subject.why_not.empty() || verdict_of(subject.result) == RunVerdict::kNone)
      entry.lines.push_back(answer_of(subject));
    for (const Loss& loss : subject.result.losses)
      entry.lines.push_back(fmt::format("lost: {}, {} of {} times alone, {}: {}/{}.scenario", name_of(loss.outcome),
                                        loss.repeated, loss.of, counted(loss.scenario.steps.size(), "step"),
                                        subject.run.folder, file_stem(loss)));
    if (!subject.result.gone.empty()) entry.lines.push_back("ended early: " + subject.result.gone);
    for (const auto& [why, rules] : subject.result.unsupported) {
      std::size_t count = 0;
      for (std::size_t r = 0; r < kRules; ++r)
        count += rules.test(r) && matrix.cells[r][s].state == CellState::kNotSupported ? 1U : 0U;
      if (count != 0) entry.lines.push_back(fmt::format("{} not supported: {}", counted(count, "rule"), why));
    }
    if (!entry.lines.empty()) out.push_back(std::move(entry));
  }
  return out;
}

std::vector<Entry> undecided_entries(const Matrix& matrix) {
  std::vector<Entry> out;
  for (std::size_t r = 0; r < kRules && out.size() < kListedMax; ++r) {
    Entry entry{std::string(id_of(static_cast<Rule>(r))), {}};
    for (std::size_t s = 0; s < matrix.subjects.size(); ++s) {
      const Cell& cell = matrix.cells[r][s];
      if (cell.state == CellState::kUndecided) entry.lines.push_back(fmt::format("{} {}", label_of(s), cell.why));
    }
    if (!entry.lines.empty()) out.push_back(std::move(entry));
  }
  return out;
}

std::string text_of(std::string_view title, const std::vector<Entry>& entries) {
  if (entries.empty()) return {};
  std::string out = fmt::format("\n{}\n", title);
  for (const Entry& entry : entries) {
    out += hanging("", 2, entry.head);
    for (const std::string& line : entry.lines) out += fmt::format("     {}\n", line);
  }
  return out;
}

std::string markdown_of(std::string_view title, const std::vector<Entry>& entries) {
  if (entries.empty()) return {};
  std::string out = fmt::format("\n### {}\n\n", title);
  for (const Entry& entry : entries) {
    out += fmt::format("* {}\n", markdown_escaped(entry.head));
    for (const std::string& line : entry.lines) out += fmt::format("  * {}\n", markdown_escaped(line));
  }
  return out;
}

// "212 rules are the same on all"
std::string same_words(const Matrix& matrix, std::size_t shown) {
  const std::size_t all = rules_of(matrix.chapters).count();
  return all == shown ? std::string()
                      : fmt::format("{} {} the same on all that were run", counted(all - shown, "rule"),
                                    all - shown == 1 ? "is" : "are");
}

}  // namespace

std::string matrix_text(const Matrix& matrix, bool all) {
  std::string out = fmt::format("{}  {}\n\n", padded(std::string(verdict_head(matrix)), 10), verdict_words(matrix));
  out += text_of(subjects_table(matrix)) + "\n" + text_of(chapters_table(matrix)) + hanging("", 2, kChaptersKey);
  const Table rules = rules_table(matrix, all);
  if (!rules.rows.empty()) out += "\n" + text_of(rules) + hanging("", 2, kRulesKey);
  if (const std::string same = same_words(matrix, rules.rows.size()); !same.empty())
    out += fmt::format("\n  {} (--all shows them)\n", same);
  return out + text_of("findings", finding_entries(matrix)) + text_of("subjects", reason_entries(matrix)) +
         text_of("undecided", undecided_entries(matrix));
}

std::string matrix_markdown(const Matrix& matrix) {
  std::string out = fmt::format("## sigconform: {}\n\n{}\n\n", verdict_head(matrix), verdict_words(matrix));
  out += markdown_of(subjects_table(matrix)) + "\n### Rules by chapter\n\n" + markdown_of(chapters_table(matrix)) +
         fmt::format("\n{}\n", kChaptersKey);
  const Table rules = rules_table(matrix, false);
  if (!rules.rows.empty())
    out += "\n### Rules in which they differ\n\n" + markdown_of(rules) +
           fmt::format("\n{}\n", markdown_escaped(kRulesKey));
  if (const std::string same = same_words(matrix, rules.rows.size()); !same.empty())
    out += fmt::format("\n{}.\n", same);
  return out + markdown_of("Findings", finding_entries(matrix)) + markdown_of("Subjects", reason_entries(matrix)) +
         markdown_of("Undecided", undecided_entries(matrix));
}

}  // namespace sigconform
