// Cells, findings that subjects share, and matrix.json; see matrix.h.
#include "reports/matrix.h"

#include "reports/layout.h"
#include "reports/losses.h"
#include "reports/summary.h"

#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

using nlohmann::json;

std::vector<MatrixFinding> gather(const std::vector<MatrixSubject>& subjects) {
  std::vector<MatrixFinding> out;
  for (std::size_t s = 0; s < subjects.size(); ++s) {
    const std::vector<Finding>& findings = subjects[s].result.findings;
    for (std::size_t f = 0; f < findings.size(); ++f) {
      const std::string cause = findings[f].cause();
      auto known = std::find_if(out.begin(), out.end(), [&](const MatrixFinding& m) { return m.cause == cause; });
      if (known == out.end()) known = out.insert(out.end(), {cause, {}});
      known->places.push_back({s, f});
    }
  }
  return out;
}

// The rule that it is blamed on, and those of the points that explain it.
RuleSet rules_broken_by(const Finding& finding) {
  RuleSet rules;
  const auto add = [&rules](Rule rule) { rules.set(static_cast<std::size_t>(rule)); };
  if (finding.divergence.rule < Rule::kCount) add(finding.divergence.rule);
  for (const PointSetting& flip : finding.explanation.flips) add(flip.point->rule);
  return rules;
}

std::vector<std::string_view> points_off(Rule rule, const Dialect& dialect) {
  std::vector<std::string_view> ids;
  for (const VariationPoint& point : variation_points())
    if (point.rule == rule && !(dialect.*point.point)) ids.push_back(point.id);
  return ids;
}

// Why the subject did not meet the rule for want of something; empty when that is not the reason.
std::string why_unsupported(const CampaignResult& result, std::size_t rule) {
  std::string out;
  for (const auto& [why, rules] : result.unsupported)
    if (rules.test(rule)) out += (out.empty() ? "" : "; ") + why;
  return out;
}

// Of a subject that was run and has no finding of the rule.
void decide(Cell& cell, const CampaignResult& result, std::size_t rule) {
  if (const std::uint64_t left = result.rule_unexamined[rule]; left != 0) {
    cell.state = CellState::kUndecided;
    cell.why =
        fmt::format("{} blamed on it came after the last finding that is looked into", counted(left, "divergence"));
  } else if (cell.verified != 0) {
    cell.state = CellState::kVerified;
  } else if (result.rule_hits[rule] != 0) {
    cell.state = CellState::kUndecided;
    cell.why =
        fmt::format("{} met it, all of which diverged, though none by it", counted(result.rule_hits[rule], "scenario"));
  } else {
    cell.why = why_unsupported(result, rule);
    cell.state = cell.why.empty() ? CellState::kNotExercised : CellState::kNotSupported;
  }
}

Cell cell_of(const Matrix& matrix, std::size_t subject, Rule rule) {
  const MatrixSubject& on = matrix.subjects[subject];
  Cell cell;
  if (!on.why_not.empty()) return cell;
  const auto index = static_cast<std::size_t>(rule);
  cell.verified = on.result.rule_agreed[index];
  cell.off = points_off(rule, on.run.values);
  for (std::size_t f = 0; f < matrix.findings.size(); ++f)
    for (const MatrixFinding::Place& place : matrix.findings[f].places)
      if (place.subject == subject && rules_broken_by(matrix.finding(place)).test(index))
        cell.findings.push_back(f + 1);
  if (cell.findings.empty())
    decide(cell, on.result, index);
  else
    cell.state = CellState::kDiverges;
  return cell;
}

json json_of(const CellCounts& counts) {
  return {{"rules", counts.rules},
          {"verified", counts.verified},
          {"diverges", counts.diverges},
          {"undecided", counts.undecided},
          {"not_exercised", counts.not_exercised},
          {"not_supported", counts.not_supported}};
}

json json_of(const MatrixSubject& subject) {
  if (!subject.why_not.empty()) return {{"name", subject.name}, {"verdict", "not run"}, {"why", subject.why_not}};
  json settings = json::object();
  for (const NamedText& setting : subject.run.settings) settings[setting.name] = setting.text;
  const CampaignResult& result = subject.result;
  return {{"name", subject.name},
          {"verdict", name_of(verdict_of(result))},
          {"why", why_no_verdict(result)},
          {"folder", subject.run.folder},
          {"kernel", subject.run.kernel},
          {"machine", subject.run.machine},
          {"dialect", subject.run.dialect},
          {"settings", std::move(settings)},
          {"scenarios", result.scenarios},
          {"seconds", result.seconds},
          {"inconclusive", result.inconclusive},
          {"skipped", result.skipped},
          {"interrupted", result.interrupted},
          {"gone", result.gone},
          {"findings", result.findings.size()},
          {"losses", losses_json(result)}};
}

json json_of(const Matrix& matrix, const MatrixFinding& finding) {
  json out = {{"cause", finding.cause}, {"on", json::object()}};
  for (const MatrixFinding::Place& place : finding.places) {
    const MatrixSubject& subject = matrix.subjects[place.subject];
    const Finding& its = matrix.finding(place);
    json rules = json::array();
    for (std::size_t r = 0; r < kRules; ++r)
      if (rules_broken_by(its).test(r)) rules.push_back(id_of(static_cast<Rule>(r)));
    out["on"][subject.name] = {{"signature", its.signature},
                               {"rules", std::move(rules)},
                               {"repeated", its.repeated},
                               {"of", its.of},
                               {"operations", its.scenario.steps.size()},
                               {"scenario", fmt::format("{}/{}.scenario", subject.run.folder, file_stem(its))}};
  }
  return out;
}

json json_of(const Cell& cell) {
  json out = {{"state", name_of(cell.state)}, {"verified", cell.verified}};
  if (!cell.findings.empty()) out["findings"] = cell.findings;
  if (!cell.why.empty()) out["why"] = cell.why;
  if (!cell.off.empty()) out["off"] = cell.off;
  return out;
}

}  // namespace

std::string_view name_of(CellState state) {
  switch (state) {
    case CellState::kVerified: return "verified";
    case CellState::kDiverges: return "diverges";
    case CellState::kUndecided: return "undecided";
    case CellState::kNotExercised: return "not exercised";
    case CellState::kNotSupported: return "not supported";
    case CellState::kNotRun: break;
  }
  return "not run";
}

Matrix make_matrix(std::vector<MatrixSubject> subjects, const ChapterSet& chapters) {
  Matrix matrix{std::move(subjects), chapters, {}, {}};
  matrix.findings = gather(matrix.subjects);
  matrix.cells.resize(kRules);
  for (std::size_t r = 0; r < kRules; ++r)
    for (std::size_t s = 0; s < matrix.subjects.size(); ++s)
      matrix.cells[r].push_back(cell_of(matrix, s, static_cast<Rule>(r)));
  return matrix;
}

RunVerdict verdict_of(const Matrix& matrix) {
  RunVerdict joint = RunVerdict::kConforms;
  for (const MatrixSubject& subject : matrix.subjects) {
    const RunVerdict its = subject.why_not.empty() ? verdict_of(subject.result) : RunVerdict::kNone;
    if (its == RunVerdict::kDiverges) return its;
    if (its == RunVerdict::kNone) joint = its;
  }
  return matrix.subjects.empty() ? RunVerdict::kNone : joint;
}

bool stands_out(const Matrix& matrix, Rule rule) {
  const CellState* first = nullptr;
  for (const Cell& cell : matrix.cells[static_cast<std::size_t>(rule)]) {
    if (cell.state == CellState::kNotRun) continue;
    if (cell.state == CellState::kDiverges || cell.state == CellState::kUndecided) return true;
    if (first != nullptr && *first != cell.state) return true;
    first = &cell.state;
  }
  return false;
}

std::string answer_of(const MatrixSubject& subject) {
  if (!subject.why_not.empty()) return "not run: " + subject.why_not;
  const RunVerdict verdict = verdict_of(subject.result);
  if (verdict == RunVerdict::kNone) return "no verdict: " + why_no_verdict(subject.result);
  std::string out(name_of(verdict));
  if (verdict == RunVerdict::kDiverges) out += ": " + counted(subject.result.findings.size(), "finding");
  if (!subject.result.losses.empty()) out += ", lost by " + counted(subject.result.losses.size(), "scenario");
  return out;
}

CellCounts count_cells(const Matrix& matrix, const RuleSet& rules, std::size_t subject) {
  CellCounts counts;
  for (std::size_t r = 0; r < kRules; ++r) {
    if (!rules.test(r)) continue;
    ++counts.rules;
    switch (matrix.cells[r][subject].state) {
      case CellState::kVerified: ++counts.verified; break;
      case CellState::kDiverges: ++counts.diverges; break;
      case CellState::kUndecided: ++counts.undecided; break;
      case CellState::kNotExercised: ++counts.not_exercised; break;
      case CellState::kNotSupported: ++counts.not_supported; break;
      case CellState::kNotRun: break;
    }
  }
  return counts;
}

json matrix_json(const Matrix& matrix) {
  json out = {{"verdict", name_of(verdict_of(matrix))}, {"subjects", json::array()}, {"findings", json::array()}};
  out["chapters"] = json::object();
  out["rules"] = json::object();
  for (const MatrixSubject& subject : matrix.subjects) out["subjects"].push_back(json_of(subject));
  for (const MatrixFinding& finding : matrix.findings) out["findings"].push_back(json_of(matrix, finding));
  for_each_chapter(matrix, [&](Chapter chapter) {
    const RuleSet rules = rules_of(ChapterSet().set(static_cast<std::size_t>(chapter)));
    json& counts = out["chapters"][std::string(name_of(chapter))] = json::object();
    for (std::size_t s = 0; s < matrix.subjects.size(); ++s)
      if (matrix.subjects[s].why_not.empty()) counts[matrix.subjects[s].name] = json_of(count_cells(matrix, rules, s));
    for (std::size_t r = 0; r < kRules; ++r) {
      if (!rules.test(r)) continue;
      const auto rule = static_cast<Rule>(r);
      json& row = out["rules"][std::string(id_of(rule))];
      row = {{"chapter", name_of(chapter)}, {"stands_out", stands_out(matrix, rule)}, {"on", json::object()}};
      for (std::size_t s = 0; s < matrix.subjects.size(); ++s)
        row["on"][matrix.subjects[s].name] = json_of(matrix.cells[r][s]);
    }
  });
  return out;
}

}  // namespace sigconform
