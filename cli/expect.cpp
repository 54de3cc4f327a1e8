// Expectations read and settled; see expect.h.
#include "cli/expect.h"

#include "cli/files.h"
#include "cli/status.h"

#include <fmt/format.h>
#include <filesystem>
#include <span>
#include <utility>

namespace sigconform::cli {
namespace {

// What may be held of who showed that.
Flips holds_by(const Explanation& why) {
  return why.flips.size() == 1 && why.confirmed > 0 && why.instead.empty() ? why.flips : Flips{};
}

// Runs the entry's scenario once; the verdict, and in the entry what was seen. What ended the subject, of which the
// campaign tells, or could not be run, is inconclusive.
Judgement run_entry(ExpectedEntry& entry, Subject& subject, const Dialect& dialect) {
  auto results = subject.run(std::span(&entry.scenario, 1), Density::kDense);
  if (results.size() != 1 || results.front().outcome != Outcome::kCompleted) return {Verdict::kInconclusive, false, {}};
  entry.observed = std::move(results.front().trace);
  return judge(entry.scenario, entry.observed, dialect);
}

// Runs the entry's scenario until it diverges, and fills in what it shows.
void settle(ExpectedEntry& entry, Subject& subject, const Dialect& dialect) {
  Judgement judgement = run_entry(entry, subject, dialect);
  for (int run = 1; run < entry.runs_max() && judgement.verdict == Verdict::kConforms; ++run)
    judgement = run_entry(entry, subject, dialect);
  entry.undecided =
      judgement.verdict == Verdict::kInconclusive || (entry.sometimes && judgement.verdict == Verdict::kConforms);
  if (judgement.divergences.empty()) return;
  const Finding finding = finding_of(entry.scenario, entry.observed, judgement, dialect, subject);
  entry.shows = {finding.signature, finding.cause()};
  entry.holds = holds_by(finding.explanation);
}

// What the subject does otherwise than its release, as its probes have seen, an entry shows as well.
void settle_by_release(ExpectedEntry& entry, const Dialect& by_release) {
  if (entry.undecided || !entry.shows.empty()) return;
  const Judgement judgement = judge(entry.scenario, entry.observed, by_release);
  if (!judgement.divergences.empty()) entry.shows = {judgement.divergences.front().signature(entry.scenario)};
}

// What the entry shows beside what is held already.
void settle_beside(ExpectedEntry& entry, Subject& subject, const Dialect& held) {
  if (entry.shows.empty()) return;
  const Judgement judgement = judge(entry.scenario, entry.observed, held);
  if (judgement.divergences.empty()) return;
  for (const PointSetting& flip :
       holds_by(finding_of(entry.scenario, entry.observed, judgement, held, subject).explanation))
    entry.holds.push_back(flip);
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
                                  const ModelOptions& model) {
  Expectations its = of_subject(all, name);
  const Dialect dialect = model.values();
  Dialect by_release = *find_dialect(model.dialect), held = dialect;
  by_release.scheduling = dialect.scheduling;
  for (ExpectedEntry& entry : its.entries) {
    if (entry.kind == ExpectedKind::kScenario) {
      settle(entry, subject, dialect);
      settle_by_release(entry, by_release);
    }
    if (entry.kind == ExpectedKind::kSetting) entry.holds = {entry.setting};
    held = with(held, entry.holds);
  }
  for (ExpectedEntry& entry : its.entries) {
    settle_beside(entry, subject, held);
    held = with(held, entry.holds);
  }
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
  explain(finding, {}, subject, Allowance{}.at_most(kInvestigationTimeMax));
  return finding;
}

}  // namespace sigconform::cli
