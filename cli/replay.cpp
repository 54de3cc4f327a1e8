// sigconform replay and minimize: one scenario on a subject, observed as closely as can be and judged.
#include "cli/commands.h"
#include "cli/expect.h"
#include "cli/files.h"
#include "cli/settle.h"
#include "cli/status.h"
#include "cli/subjects.h"
#include "reports/explain.h"
#include "reports/layout.h"
#include "reports/losses.h"
#include "reports/text_report.h"
#include "reports/timeline.h"
#include "reports/timeline_svg.h"
#include "reports/verdict.h"

#include <fmt/format.h>
#include <cstdio>
#include <optional>

namespace sigconform::cli {
namespace {

struct Judged {
  RunResult result;
  Judgement judgement;
};

Judged run_once(Subject& subject, const Scenario& scenario, const Dialect& dialect) {
  std::vector<RunResult> results = subject.run({&scenario, 1}, closest_look(dialect));
  if (results.size() != 1) throw SubjectUnavailable(subject.name() + " gave no result for the scenario");
  Judged judged{std::move(results.front()), {}};
  if (judged.result.outcome == Outcome::kCompleted)
    judged.judgement = judge(scenario, judged.result.trace, dialect);
  else
    judged.judgement.verdict = Verdict::kInconclusive;
  return judged;
}

// Divergent tells more than inconclusive, and that more than conforming.
int rank(const Judged& judged) {
  if (judged.judgement.verdict == Verdict::kDiverges) return 2;
  return judged.judgement.verdict == Verdict::kInconclusive ? 1 : 0;
}

std::string text_of(const Judged& judged, const Scenario& scenario, const Dialect& dialect) {
  if (judged.result.outcome == Outcome::kCompleted)
    return replay_text(scenario, judged.result.trace, judged.judgement, dialect);
  return fmt::format("no conclusion: {}{}{}\n", name_of(judged.result.outcome),
                     judged.result.detail.empty() ? "" : ": ", judged.result.detail);
}

// A subject that one scenario ended may have ended for another reason.
int say_if_lost_again(const Scenario& scenario, Subject& subject) {
  const Loss loss = repeat_loss(scenario, 0, subject);
  fmt::print("alone on a fresh subject it ended that {} of {} times\n", loss.repeated, loss.of);
  return loss.repeated > 0 ? kDiverges : kNoVerdict;
}

RunDescription describe_run(const Subject& subject, const Settled& settled) {
  RunDescription run;
  run.version = SIGCONFORM_VERSION;
  describe(settled, run);
  describe(subject, run);
  return run;
}

// The shortest scenario that ends the subject.
int minimize_lost(const MinimizeOptions& options, const Scenario& scenario, Subject& subject, const Settled& settled) {
  CampaignResult result;
  if (std::optional<Loss> loss = confirm_loss(scenario, 0, subject)) result.losses.push_back(std::move(*loss));
  if (result.losses.empty()) {
    fmt::print(stderr, "{} ended {} once and not again when run alone on a fresh one: no conclusion\n", options.file,
               subject.name());
    return kNoVerdict;
  }
  const RunDescription run = describe_run(subject, settled);
  fmt::print(stderr, "{}", losses_text(run, result));
  write_output(options.out, scenario_file(run, result.losses.front()));
  return kDiverges;
}

// Which expectation knows what the scenario was seen to do; empty: none.
std::string known_as(const std::string& name, const Scenario& scenario, const Judged& judged, const ModelOptions& model,
                     const ReplayOptions& options, Subject& subject) {
  if (options.expect.file.empty()) return {};
  const Expectations expected = settled_expectations(options.expect.entries, name, subject, model);
  return known_by(expected, finding_of(scenario, judged.result.trace, judged.judgement, model.values(), subject));
}

void draw(const Judged& judged, const Scenario& scenario, const Dialect& dialect, const ReplayOptions& options) {
  if (options.picture.empty()) return;
  if (judged.result.outcome != Outcome::kCompleted) {
    fmt::print("no picture: nothing whole was observed\n");
    return;
  }
  const std::vector<Divergence>& divergences = judged.judgement.divergences;
  const Trace& observed = judged.result.trace;
  const Timeline lines = timeline(scenario, allowed_way(scenario, observed, dialect), observed,
                                  divergences.empty() ? nullptr : &divergences.front());
  write_whole(options.picture, timeline_file(lines, options.file + " as observed"));
}

// Shows it, and answers with the exit status.
int replay_on(const std::string& name, const Scenario& scenario, const ReplayOptions& options) {
  const std::unique_ptr<Subject> subject = start_subject(name, Density::kDense);
  const Settled settled = settle(options.model, *subject);
  const Dialect dialect = settled.model.values();
  fmt::print("sigconform replay {} · {} · {} · rules of {}{}\n", options.file, subject->name(),
             subject->capabilities().kernel, settled.model.dialect, settled.model.changes());
  std::optional<Judged> shown;
  int diverged = 0;
  int inconclusive = 0;
  for (int i = 0; i < options.repeat; ++i) {
    Judged judged = run_once(*subject, scenario, dialect);
    diverged += judged.judgement.verdict == Verdict::kDiverges ? 1 : 0;
    inconclusive += judged.judgement.verdict == Verdict::kInconclusive ? 1 : 0;
    if (!shown || rank(judged) > rank(*shown)) shown = std::move(judged);
  }
  fmt::print("{}", text_of(*shown, scenario, dialect));
  draw(*shown, scenario, dialect, options);
  if (options.repeat > 1)
    fmt::print("{} of {} runs diverged, {} gave no conclusion\n", diverged, options.repeat, inconclusive);
  if (!dialect_describes(settled.model.dialect, subject->capabilities().kernel) && diverged > 0)
    fmt::print("note: {} is not of the series of {}; this may be a difference between versions\n",
               subject->capabilities().kernel, settled.model.dialect);
  if (diverged > 0) {
    const std::string known = known_as(name, scenario, *shown, settled.model, options, *subject);
    if (!known.empty()) fmt::print("known by {} of {}\n", known, options.expect.file);
    return known.empty() ? kDiverges : kConforms;
  }
  if (shown->result.lost) return say_if_lost_again(scenario, *subject);
  return inconclusive > 0 ? kNoVerdict : kConforms;
}

}  // namespace

int perform(const ReplayOptions& options) {
  const Scenario scenario = read_scenario(options.file);
  if (!options.picture.empty() && options.subjects.size() > 1)
    throw UsageError("sigconform replay: --picture draws what one subject did, and there are several --on");
  if (options.subjects.size() == 1) return replay_on(options.subjects.front(), scenario, options);
  bool diverges = false;
  bool open = false;
  for (const std::string& name : options.subjects) {
    int status = kNoVerdict;
    try {
      status = replay_on(name, scenario, options);
    } catch (const SubjectUnavailable& error) {
      fmt::print("sigconform replay {} · {} · not run: {}\n", options.file, name, error.what());
    }
    diverges = diverges || status == kDiverges;
    open = open || status == kNoVerdict;
    fmt::print("\n");
  }
  if (diverges) return kDiverges;
  return open ? kNoVerdict : kConforms;
}

int perform(const MinimizeOptions& options) {
  const Scenario scenario = read_scenario(options.file);
  const std::unique_ptr<Subject> subject = start_subject(options.subject, Density::kDense);
  const Settled settled = settle(options.model, *subject);
  const Dialect dialect = settled.model.values();
  const Judged judged = run_once(*subject, scenario, dialect);
  if (judged.result.lost) return minimize_lost(options, scenario, *subject, settled);
  if (judged.judgement.verdict == Verdict::kInconclusive) {
    fmt::print(stderr, "{}: {}", options.file, text_of(judged, scenario, dialect));
    return kNoVerdict;
  }
  if (judged.judgement.divergences.empty()) {
    fmt::print(stderr, "{} conforms on {}: there is nothing to minimise\n", options.file, subject->name());
    return kConforms;
  }
  CampaignOptions campaign;
  campaign.dialect = dialect;
  campaign.repetitions = options.repetitions;
  const Rule rule = judged.judgement.divergences.front().rule;
  std::optional<Finding> finding = minimize_on(scenario, rule, *subject, campaign);
  if (!finding) {
    fmt::print(stderr, "{} diverged once by {} and not again: no conclusion\n", options.file, id_of(rule));
    return kNoVerdict;
  }
  explain(*finding, {}, *subject);
  finding->original = scenario;
  finding->seen = 1;
  const RunDescription run = describe_run(*subject, settled);
  const std::string proof = finding_text(run, *finding, 1, 1, 1);
  std::fwrite(proof.data(), 1, proof.size(), stderr);
  write_output(options.out, scenario_file(run, *finding));
  return kDiverges;
}

}  // namespace sigconform::cli
