// The matrix of a run on several subjects: each rule on each of them, and the findings that they share. It decides what
// a cell says and when a rule is worth a look; it must not know how the subjects were driven, nor where it is shown.
#pragma once

#include "properties/campaign.h"
#include "reports/run_description.h"
#include "reports/verdict.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform {

struct MatrixSubject {
  std::string name;     // as --on gives it
  std::string why_not;  // why it could not be run; empty: it was, and the rest says how
  RunDescription run;
  CampaignResult result;
};

enum class CellState : std::uint8_t {
  kVerified,      // the subject did what the rule led to
  kDiverges,      // a finding is blamed on it
  kUndecided,     // it was met, and there is no telling
  kNotExercised,  // no scenario met it
  kNotSupported,  // those that would have met it were skipped, for want of something
  kNotRun,        // the subject was not run at all
};
// "verified", "not exercised"
[[nodiscard]] std::string_view name_of(CellState state);

struct Cell {
  CellState state{CellState::kNotRun};
  std::uint64_t verified{};           // scenarios
  std::vector<std::size_t> findings;  // numbers, from 1, of kDiverges
  std::string why;                    // of kUndecided and kNotSupported
  std::vector<std::string_view> off;  // variation points that the subject's dialect has off: the rule reads otherwise
};

// Findings of one cause, on whatever subjects.
struct MatrixFinding {
  struct Place {
    std::size_t subject;
    std::size_t finding;  // of its result
  };
  std::string cause;
  std::vector<Place> places;
};

struct Matrix {
  std::vector<MatrixSubject> subjects;
  ChapterSet chapters;                   // whose rules are shown; none: all
  std::vector<MatrixFinding> findings;   // number 1 is the first
  std::vector<std::vector<Cell>> cells;  // [rule][subject]

  [[nodiscard]] const Cell& at(Rule rule, std::size_t subject) const {
    return cells[static_cast<std::size_t>(rule)][subject];
  }
  [[nodiscard]] const Finding& finding(const MatrixFinding::Place& place) const {
    return subjects[place.subject].result.findings[place.finding];
  }
};
[[nodiscard]] Matrix make_matrix(std::vector<MatrixSubject> subjects, const ChapterSet& chapters);

// Diverges when one of them does; else none when one of them has none or could not be run.
[[nodiscard]] RunVerdict verdict_of(const Matrix& matrix);
// Whether the subjects that were run are not all the same in this rule, or one has a finding of it or leaves it open.
[[nodiscard]] bool stands_out(const Matrix& matrix, Rule rule);
// "conforms", "diverges", "no verdict: …", "not run: …"
[[nodiscard]] std::string answer_of(const MatrixSubject& subject);

// Of a chapter, or of all that are shown.
struct CellCounts {
  std::size_t rules{}, verified{}, diverges{}, undecided{}, not_exercised{}, not_supported{};
};
[[nodiscard]] CellCounts count_cells(const Matrix& matrix, const RuleSet& rules, std::size_t subject);
// say(chapter), in the catalogue's order, of those that are shown.
template <typename Say>
void for_each_chapter(const Matrix& matrix, Say say) {
  for (std::size_t i = 0; i < kChapters; ++i)
    if (matrix.chapters.none() || matrix.chapters.test(i)) say(static_cast<Chapter>(i));
}

// The subjects, the chapters, and the rules that stand out, or all of them; then the findings.
[[nodiscard]] std::string matrix_text(const Matrix& matrix, bool all);
// The same for a page that shows Markdown, with the rules that stand out.
[[nodiscard]] std::string matrix_markdown(const Matrix& matrix);
// All of it. The keys are promised to users, as those of summary.json are.
[[nodiscard]] nlohmann::json matrix_json(const Matrix& matrix);

}  // namespace sigconform
