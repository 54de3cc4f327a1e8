// Expectations read and settled; see expect.h.
#include "cli/expect.h"

#include "cli/files.h"
#include "cli/status.h"

#include <fmt/format.h>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace sigconform::cli {
namespace {

// Runs the entry's scenario; what was observed, when it diverges.
std::optional<Trace> settle(ExpectedEntry& entry, Subject& subject, const Dialect& dialect) {
  auto results = subject.run(std::span(&entry.scenario, 1), Density::kDense);
  if (results.size() != 1 || results.front().outcome != Outcome::kCompleted) {
    entry.undecided = true;  // it ended the subject, which the campaign tells of, or could not be run
    return std::nullopt;
  }
  const Judgement judgement = judge(entry.scenario, results.front().trace, dialect);
  entry.undecided = judgement.verdict == Verdict::kInconclusive;
  if (judgement.divergences.empty()) return std::nullopt;
  const Finding finding = finding_of(entry.scenario, results.front().trace, judgement, dialect, subject);
  entry.shows = {finding.signature, finding.cause()};
  const Explanation& why = finding.explanation;
  if (why.flips.size() == 1 && why.confirmed > 0 && why.instead.empty()) entry.holds = why.flips;
  return std::move(results.front().trace);
}

// What the entry shows beside what the others hold: the subject may be held to that, too.
void settle_beside(ExpectedEntry& entry, const Trace& observed, const Dialect& held) {
  const Judgement judgement = judge(entry.scenario, observed, held);
  if (!judgement.divergences.empty()) entry.shows.push_back(judgement.divergences.front().signature(entry.scenario));
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
  Dialect held = dialect;
  std::vector<std::pair<ExpectedEntry*, Trace>> diverging;
  for (ExpectedEntry& entry : its.entries) {
    if (entry.kind != ExpectedKind::kScenario) continue;
    if (std::optional<Trace> observed = settle(entry, subject, dialect)) diverging.emplace_back(&entry, *observed);
    held = with(held, entry.holds);
  }
  for (const auto& [entry, observed] : diverging) settle_beside(*entry, observed, held);
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
