// Which case passes; see cases.h.
#include "reports/cases.h"

#include "reports/layout.h"
#include "reports/losses.h"
#include "reports/proof.h"
#include "reports/text_report.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

// A failure of which every finding is known does not fail.
void tell_finding(TestCase& test, const StoredRun& stored, std::size_t number) {
  const CampaignResult& result = stored.result;
  const Finding& finding = result.findings[number];
  const bool fresh = finding.known.empty();
  const std::string why = (fresh ? std::string() : std::string(kKnown) + finding.known + ", ") + finding.signature;
  if (test.state != CaseState::kFailed) test.state = fresh ? CaseState::kFailed : CaseState::kSkipped;
  test.why += (test.why.empty() ? "" : "; ") + why;
  test.text += (test.text.empty() ? "" : "\n") +
               finding_text(stored.run, finding, number + 1, result.findings.size(), result.scenarios);
}

TestCase rule_case(const Matrix& matrix, std::size_t subject, Rule rule, const StoredRun& stored) {
  const Cell& cell = matrix.at(rule, subject);
  TestCase test{std::string(id_of(rule)), CaseState::kSkipped, {}, {}};
  switch (cell.state) {
    case CellState::kVerified: test.state = CaseState::kPassed; break;
    case CellState::kDiverges:
      for (const std::size_t number : cell.findings)
        for (const MatrixFinding::Place& place : matrix.findings[number - 1].places)
          if (place.subject == subject) tell_finding(test, stored, place.finding);
      break;
    case CellState::kUndecided: test.why = "undecided: " + cell.why; break;
    case CellState::kNotExercised: test.why = "not exercised: no scenario met it"; break;
    case CellState::kNotSupported: test.why = "not supported: " + cell.why; break;
    case CellState::kNotRun: test.why = "not run"; break;
  }
  return test;
}

TestCase verdict_case(const StoredRun& stored) {
  const RunVerdict verdict = verdict_of(stored.result);
  TestCase test{"verdict", CaseState::kPassed, {}, {}};
  if (!stored.complete)
    test.state = CaseState::kError, test.why = incomplete_note(stored);
  else if (verdict == RunVerdict::kNone)
    test.state = CaseState::kError, test.why = why_no_verdict(stored.result);
  else if (verdict == RunVerdict::kDiverges)
    test.state = CaseState::kFailed, test.why = std::string(name_of(verdict));
  if (test.state == CaseState::kFailed && !stored.result.vanished.empty() && stored.result.vanished_fails)
    test.why += fmt::format("; not seen any more: {}", fmt::join(stored.result.vanished, ", "));
  return test;
}

// What is blamed on no rule of the catalogue, and what ended the subject.
CaseGroup other_cases(const StoredRun& stored) {
  CaseGroup group{"run", {verdict_case(stored)}};
  for (std::size_t i = 0; i < stored.result.findings.size(); ++i) {
    const Finding& finding = stored.result.findings[i];
    const bool has_rule = finding.divergence.rule < Rule::kCount || !finding.explanation.flips.empty();
    if (has_rule) continue;
    TestCase test{finding.signature, CaseState::kPassed, {}, {}};
    tell_finding(test, stored, i);
    group.cases.push_back(std::move(test));
  }
  for (const Loss& loss : stored.result.losses) {
    TestCase test{file_stem(loss), loss.known.empty() ? CaseState::kFailed : CaseState::kSkipped, {}, {}};
    test.why = fmt::format("{}the subject is lost: {}",
                           loss.known.empty() ? "" : std::string(kKnown) + loss.known + ", ", name_of(loss.outcome));
    CampaignResult alone;
    alone.losses.push_back(loss);
    test.text = losses_text(stored.run, alone);
    group.cases.push_back(std::move(test));
  }
  return group;
}

std::vector<NamedText> circumstances_of(const RunDescription& run) {
  std::vector<NamedText> out{{"sigconform", run.version}, {"subject", run.subject}, {"kernel", run.kernel},
                             {"machine", run.machine},    {"dialect", run.dialect}, {"seed", std::to_string(run.seed)}};
  for (const NamedText& setting : run.settings) out.push_back({"set " + setting.name, setting.text});
  for (const NamedText& point : run.falsified) out.push_back({"falsified", point.name});
  return out;
}

CaseSuite suite_of(const Matrix& matrix, std::size_t index, const StoredSubject& subject) {
  CaseSuite suite{subject.name, subject.stored.result.seconds, circumstances_of(subject.stored.run), {}};
  if (!subject.why_not.empty()) {
    suite.circumstances.clear();
    suite.groups.push_back({"run", {{"verdict", CaseState::kError, "not run: " + subject.why_not, {}}}});
    return suite;
  }
  suite.groups.push_back(other_cases(subject.stored));
  for_each_chapter(matrix, [&](Chapter chapter) {
    CaseGroup group{std::string(name_of(chapter)), {}};
    const RuleSet rules = rules_of(ChapterSet().set(static_cast<std::size_t>(chapter)));
    for (std::size_t r = 0; r < kRules; ++r)
      if (rules.test(r)) group.cases.push_back(rule_case(matrix, index, static_cast<Rule>(r), subject.stored));
    suite.groups.push_back(std::move(group));
  });
  return suite;
}

CaseSuite suite_of(const StoredCheck& check) {
  CaseSuite suite{"model", 0, {{"sigconform", check.version}, {"dialect", check.dialect}}, {}};
  suite.circumstances.push_back({"seed", std::to_string(check.seed)});
  CaseGroup group{"properties", {}};
  for (const CheckedProperty& property : check.properties) {
    TestCase test{property.id, property.holds ? CaseState::kPassed : CaseState::kFailed, property.message, {}};
    if (!property.holds) test.text = failure_text(property);
    group.cases.push_back(std::move(test));
  }
  if (!check.complete()) group.cases.push_back({"all", CaseState::kError, sums_text(check), {}});
  suite.groups.push_back(std::move(group));
  return suite;
}

}  // namespace

std::vector<CaseSuite> suites_of(const Stored& stored) {
  std::vector<CaseSuite> out;
  const Matrix matrix = matrix_of(stored);
  for (std::size_t i = 0; i < stored.subjects.size(); ++i) out.push_back(suite_of(matrix, i, stored.subjects[i]));
  if (stored.check) out.push_back(suite_of(*stored.check));
  return out;
}

CaseCounts count_cases(const CaseGroup& group) {
  CaseCounts counts{group.cases.size(), 0, 0, 0};
  for (const TestCase& test : group.cases) {
    counts.failed += test.state == CaseState::kFailed ? 1 : 0;
    counts.errors += test.state == CaseState::kError ? 1 : 0;
    counts.skipped += test.state == CaseState::kSkipped ? 1 : 0;
  }
  return counts;
}

CaseCounts count_cases(const CaseSuite& suite) {
  CaseCounts sums;
  for (const CaseGroup& group : suite.groups) {
    const CaseCounts counts = count_cases(group);
    sums.all += counts.all;
    sums.failed += counts.failed;
    sums.errors += counts.errors;
    sums.skipped += counts.skipped;
  }
  return sums;
}

}  // namespace sigconform
