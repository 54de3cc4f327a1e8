// Expectations read and settled; see expect.h.
#include "cli/expect.h"

#include "cli/files.h"
#include "cli/status.h"

#include <fmt/format.h>
#include <filesystem>
#include <span>

namespace sigconform::cli {
namespace {

void settle(ExpectedEntry& entry, Subject& subject, const Dialect& dialect) {
  const auto results = subject.run(std::span(&entry.scenario, 1), Density::kDense);
  if (results.size() != 1 || results.front().outcome != Outcome::kCompleted) {
    entry.undecided = true;  // it ended the subject, which the campaign tells of, or could not be run
    return;
  }
  const Judgement judgement = judge(entry.scenario, results.front().trace, dialect);
  entry.undecided = judgement.verdict == Verdict::kInconclusive;
  if (judgement.divergences.empty()) return;
  const Finding finding = finding_of(entry.scenario, results.front().trace, judgement, dialect, subject);
  entry.shows = {finding.signature, finding.cause()};
  if (finding.explanation.confirmed > 0 && finding.explanation.instead.empty()) entry.holds = finding.explanation.flips;
}

}  // namespace

Expectations read_expectations(const std::string& file) {
  std::variant<Expectations, ParseError> parsed = parse_expectations(read_file(file));
  if (const auto* error = std::get_if<ParseError>(&parsed))
    throw UsageError(fmt::format("{}:{}:{}: {}", file, error->line, error->column, error->message));
  auto expected = std::get<Expectations>(std::move(parsed));
  for (ExpectedEntry& entry : expected.entries) {
    if (entry.kind != ExpectedKind::kScenario) continue;
    const std::filesystem::path path = std::filesystem::path(file).parent_path() / entry.value;
    try {
      entry.scenario = read_scenario(path.string());
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("{}:{}: {}", file, entry.line, error.what()));
    }
  }
  return expected;
}

Expectations settled_expectations(const Expectations& all, const std::string& name, Subject& subject,
                                  const Dialect& dialect) {
  Expectations its = of_subject(all, name);
  for (ExpectedEntry& entry : its.entries)
    if (entry.kind == ExpectedKind::kScenario) settle(entry, subject, dialect);
  return its;
}

Finding finding_of(const Scenario& scenario, const Trace& observed, const Judgement& judgement, const Dialect& dialect,
                   Subject& subject) {
  Finding finding;
  finding.judged_by = dialect;
  finding.scenario = finding.original = scenario;
  finding.observed = observed;
  finding.divergence = judgement.divergences.front();
  finding.signature = finding.divergence.signature(scenario);
  explain(finding, {}, subject);
  return finding;
}

}  // namespace sigconform::cli
