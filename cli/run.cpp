// sigconform run: a campaign from its first line to its exit status. It must not know how scenarios are made or judged.
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cli/settle.h"
#include "cli/status.h"
#include "cli/stop.h"
#include "cli/subjects.h"
#include "cli/values.h"
#include "reports/layout.h"
#include "reports/losses.h"
#include "reports/statistics.h"
#include "reports/summary.h"
#include "reports/text_report.h"
#include "reports/verdict.h"

#include <fmt/format.h>
#include <array>
#include <cstdio>
#include <ctime>

namespace sigconform::cli {
namespace {

// A new folder for each run: when, and with which seed.
std::string new_folder(std::uint64_t seed) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  std::array<char, 32> when{};
  if (std::strftime(when.data(), when.size(), "%Y%m%d-%H%M%S", &local) == 0) when[0] = '\0';
  return fmt::format("out/{}-seed{}", when.data(), seed);
}

// All sequences of the scope, or as many of them as were asked for.
void add_scope(const RunOptions& options, CampaignOptions& campaign) {
  if (options.scope.empty()) return;
  campaign.scope = Scope{read_scenario(options.scope), options.length};
  const std::optional<std::uint64_t> count = sequences(*campaign.scope);
  if (campaign.scope->alphabet.steps.empty() || !count)
    throw UsageError(
        fmt::format("sigconform run: --scope: {} has {}: that makes {} sequences of {}; choose another "
                    "--length, or another file",
                    options.scope, counted(campaign.scope->alphabet.steps.size(), "step"),
                    count ? "no" : "more than can be counted", options.length));
  if (campaign.scenarios_max == 0 || campaign.scenarios_max > *count) campaign.scenarios_max = *count;
}

CampaignOptions campaign_options(const RunOptions& options, int jobs) {
  CampaignOptions campaign;
  campaign.generator = options.generator;
  campaign.seed = options.seed;
  campaign.scenarios_max = options.scenarios;
  campaign.time_max = options.time;
  campaign.jobs = jobs;
  campaign.repetitions = options.repetitions;
  campaign.count_pairs = options.statistics;
  campaign.adopt = options.adopt;
  add_scope(options, campaign);
  return campaign;
}

std::vector<NamedText> effective_options(const RunOptions& o, const CampaignOptions& campaign,
                                         const std::string& folder) {
  std::vector<NamedText> out{
      {"on", o.subject},
      {"scenarios",
       campaign.scenarios_max == 0 ? "as many as the time allows" : "at most " + grouped(campaign.scenarios_max)},
      {"time",
       o.time.count() == 0 ? "no bound" : "at most " + duration_text(static_cast<double>(o.time.count()) / 1000)},
      {"jobs", std::to_string(campaign.jobs)},
      {"scope", o.scope.empty() ? "none: random scenarios"
                                : fmt::format("{}, every sequence of {} of its {}", o.scope, o.length,
                                              counted(campaign.scope->alphabet.steps.size(), "step"))},
      {"ops", fmt::format("at most {} a scenario", o.generator.operations)},
      {"processes", fmt::format("at most {} at the start", o.generator.processes)},
      {"threads", fmt::format("at most {} a process at the start", o.generator.threads)},
      {"chapters",
       o.generator.chapters.none() ? "all" : fmt::format("{}", fmt::join(names_of(o.generator.chapters), ", "))},
      {"dialect", o.model.dialect + o.model.changes()},
      {"adopt", o.adopt ? "what explains a finding is held to be right from then on" : "no"},
      {"repetitions", fmt::format("{} of each minimised finding", campaign.repetitions)},
      {"stats", o.statistics ? "yes" : "no"},
      {"out", folder},
      {"bounds", fmt::format("{} findings minimised, {} runs to minimise one; {} worlds and {} orders followed a step; "
                             "{} ms a scenario; {} % without a conclusion",
                             campaign.findings_max, campaign.minimize_runs_max, kWorldsMax, kBranchesMax,
                             SubjectOptions{}.scenario_deadline_ms, kInconclusivePercentMax)}};
  return out;
}

// " --chapter jobs,death"
std::string chapter_words(const ChapterSet& chapters) {
  return chapters.none() ? std::string() : fmt::format(" --chapter {}", fmt::join(names_of(chapters), ","));
}

// " --ops 40 --processes 3 --threads 3", or the scope.
std::string source_words(const RunOptions& o) {
  if (!o.scope.empty()) return fmt::format(" --scope {} --length {}", o.scope, o.length);
  return fmt::format(" --ops {} --processes {} --threads {}{}", o.generator.operations, o.generator.processes,
                     o.generator.threads, chapter_words(o.generator.chapters));
}

// `judged`: what the time was enough for.
std::string again(const RunOptions& o, int jobs, std::uint64_t judged) {
  return fmt::format("sigconform run --on {} --seed {} --scenarios {} --jobs {}{}{}{}", o.subject, o.seed,
                     o.scenarios != 0 ? o.scenarios : judged, jobs, source_words(o), o.adopt ? " --adopt" : "",
                     o.model.words());
}

// The subject that the workers start anew: what is it, can it be had at all, and which rules is it held to?
RunDescription settled_run(RunOptions& o, CampaignOptions& campaign, const std::string& folder) {
  const std::unique_ptr<Subject> subject = start_subject(o.subject, Density::kDense);
  const Settled settled = settle(o.model, *subject);
  o.model = settled.model;
  campaign.dialect = o.model.values();
  RunDescription run;
  describe(settled, run);
  describe(*subject, run);
  run.version = SIGCONFORM_VERSION;
  run.seed = o.seed;
  run.folder = folder;
  run.chapters = o.generator.chapters;
  run.exhaustive = campaign.scope.has_value();
  run.options = effective_options(o, campaign, folder);
  return run;
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

int status_of(const CampaignResult& result) {
  switch (verdict_of(result)) {
    case RunVerdict::kConforms: return kConforms;
    case RunVerdict::kDiverges: return kDiverges;
    case RunVerdict::kNone: break;
  }
  return kNoVerdict;
}

// Files that cannot be written any more (a full disk) must not end the run, whose report is still printed.
template <typename Write>
void try_to(Write write, ProgressLine& line, bool& said) {
  try {
    write();
  } catch (const std::exception& error) {
    if (!said) line.note(error.what());
    said = true;
  }
}

}  // namespace

int perform(const RunOptions& given) {
  const int jobs = effective_jobs("run", given.subject, given.jobs);
  const std::string folder = given.out.empty() ? new_folder(given.seed) : given.out;
  if (!given.out.empty()) make_folder("--out", folder);
  RunOptions options = given;
  CampaignOptions campaign = campaign_options(options, jobs);
  RunDescription run = settled_run(options, campaign, folder);
  print(opening_text(run) + "\n");
  if (options.out.empty()) make_folder("--out", folder);

  const std::atomic<bool>* const stop = stop_on_signals();
  Results results(run);
  ProgressLine line(stderr, {campaign.scenarios_max, options.time});
  bool said = false;
  const CampaignResult result = run_campaign(
      campaign, [&](int job) { return start_subject(options.subject, Density::kSparse, job); },
      [&](const Progress& progress) {
        line.update(progress);
        try_to([&] { results.update(progress); }, line, said);
      },
      [&](const Finding& finding) {
        set_status_so_far(kDiverges);
        const Flips& flips = finding.explanation.flips;
        line.note(fmt::format("divergence: {} ({}, repeated {} of {}), {}: {}/{}.scenario", finding.signature,
                              counted(finding.scenario.steps.size(), "step"), finding.repeated, finding.of,
                              flips.empty() ? "unexplained" : "explained by " + to_text(flips), folder,
                              file_stem(finding)));
        try_to([&] { results.add(finding); }, line, said);
      },
      stop,
      [&](const Loss& loss) {
        set_status_so_far(kDiverges);
        line.note(fmt::format("subject lost: {} ({}, {} of {} times alone): {}/{}.scenario", name_of(loss.outcome),
                              counted(loss.scenario.steps.size(), "step"), loss.repeated, loss.of, folder,
                              file_stem(loss)));
        try_to([&] { results.add(loss); }, line, said);
      });
  line.end();
  run.again = again(options, jobs, result.scenarios + result.inconclusive + result.skipped);
  try_to([&] { results.finish(run, result, options.statistics); }, line, said);
  print(text_report(run, result));
  if (options.statistics) print("\n" + statistics_text(run, result));
  print(fmt::format("\nreport      {}/report.txt, summary.json\ncoverage    sigconform rules --coverage {}\n", folder,
                    folder));
  return status_of(result);
}

}  // namespace sigconform::cli
