// A campaign from its subject's start to its last file; see campaign_run.h.
#include "cli/campaign_run.h"

#include "cli/expect.h"
#include "cli/files.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cli/settle.h"
#include "cli/status.h"
#include "cli/stop.h"
#include "cli/subjects.h"
#include "cli/values.h"
#include "properties/interleave.h"
#include "reports/layout.h"
#include "reports/losses.h"
#include "reports/summary.h"
#include "reports/verdict.h"

#include <fmt/format.h>
#include <array>
#include <ctime>

namespace sigconform::cli {
namespace {

// All sequences of the scope, or as many of them as were asked for.
void add_scope(std::string_view command, const RunOptions& options, CampaignOptions& campaign) {
  if (options.scope.empty()) return;
  campaign.scope = Scope{read_scenario(options.scope), options.length};
  const std::optional<std::uint64_t> count = sequences(*campaign.scope);
  if (campaign.scope->alphabet.steps.empty() || !count)
    throw UsageError(
        fmt::format("sigconform {}: --scope: {} has {}: that makes {} sequences of {}; choose another "
                    "--length, or another file",
                    command, options.scope, counted(campaign.scope->alphabet.steps.size(), "step"),
                    count ? "no" : "more than can be counted", options.length));
  if (campaign.scenarios_max == 0 || campaign.scenarios_max > *count) campaign.scenarios_max = *count;
}

CampaignOptions campaign_options(std::string_view command, const RunOptions& options, int jobs) {
  CampaignOptions campaign;
  campaign.seed = options.seed;
  campaign.scenarios_max = options.scenarios;
  campaign.time_max = options.time;
  campaign.shard = options.shard;
  campaign.jobs = jobs;
  campaign.repetitions = options.repetitions;
  campaign.count_pairs = options.statistics;
  campaign.adopt = options.adopt;
  add_scope(command, options, campaign);
  return campaign;
}

std::string seconds_text(std::chrono::seconds time) { return duration_text(static_cast<double>(time.count())); }

std::vector<NamedText> effective_options(const RunOptions& o, const CampaignOptions& campaign,
                                         const std::string& subject, const std::string& folder) {
  std::vector<NamedText> out{
      {"on", subject},
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
      {"expect", o.expect.file.empty() ? "nothing"
                                       : o.expect.file + (o.expect.strict ? "; what is not seen any more fails" : "")},
      {"out", folder},
      {"bounds",
       fmt::format("{} new findings minimised, {} runs and {} to minimise one, as long again to explain it, and {} "
                   "when the time is over; {} worlds and {} orders followed a step, or {} states where "
                   "threads are preemptible; {} ms a scenario; {} % without a conclusion",
                   campaign.findings_max, campaign.minimize_runs_max, seconds_text(kInvestigationTimeMax),
                   seconds_text(kClosingTimeMax), kWorldsMax, kBranchesMax, kMomentsMax,
                   SubjectOptions{}.scenario_deadline_ms, kInconclusivePercentMax)}};
  if (o.shard.of != 1)
    out.push_back(
        {std::string(kShardOption), fmt::format("{} of {}, which together are one run", o.shard.number, o.shard.of)});
  return out;
}

// " --chapter jobs,death"
std::string chapter_words(const ChapterSet& chapters) {
  return chapters.none() ? std::string() : fmt::format(" --chapter {}", fmt::join(names_of(chapters), ","));
}

// " --ops 40 --processes 3 --threads 3", or the scope.
std::string source_words(const RunOptions& o) {
  if (!o.scope.empty()) return fmt::format(" --scope {} --length {}", shell_word(o.scope), o.length);
  return fmt::format(" --ops {} --processes {} --threads {}{}", o.generator.operations, o.generator.processes,
                     o.generator.threads, chapter_words(o.generator.chapters));
}

// `judged`: what the time was enough for.
std::string again(const RunOptions& o, const std::string& subject, int jobs, std::uint64_t judged) {
  return fmt::format("sigconform run --on {} --seed {} --scenarios {}{} --jobs {}{}{}{}", shell_word(subject), o.seed,
                     o.scenarios != 0 ? o.scenarios : judged * o.shard.of, shard_words({o.shard.of, {o.shard.number}}),
                     jobs, source_words(o), o.adopt ? " --adopt" : "", o.model.words());
}

// With --adopt the subject is held to what is known of it: to settings, and to what explains its scenarios, which were
// seen again just now.
void hold(const Expectations& expected, Settled& settled) {
  ModelOptions& model = settled.model;
  Dialect held = model.truth();
  for (const ExpectedEntry& entry : expected.entries) {
    held = with(held, entry.holds);
    if (entry.kind == ExpectedKind::kSetting) settled.notes.push_back(entry.value + " is known");
    if (entry.kind == ExpectedKind::kScenario && !entry.holds.empty())
      settled.notes.push_back(fmt::format("{}, which is known, shows {}", entry.value, to_text(entry.holds)));
  }
  model.settings = settings_between(*find_dialect(model.dialect), held);
}

// The subject that the workers start anew: what is it, can it be had at all, which rules is it held to, and what is
// known of it? Fills in the expectations.
RunDescription settled_run(const std::string& name, RunOptions& o, CampaignOptions& campaign, const std::string& folder,
                           Expectations& expected) {
  const std::unique_ptr<Subject> subject = start_subject(name, Density::kDense);
  Settled settled = settle(o.model, *subject);
  expected = settled_expectations(o.expect.entries, name, *subject, settled.model);
  if (o.adopt) hold(expected, settled);
  o.model = settled.model;
  o.generator = campaign.generator = fitted(o.generator, o.model.scheduling);
  campaign.dialect = o.model.values();
  RunDescription run;
  describe(settled, run);
  describe(*subject, run);
  run.version = SIGCONFORM_VERSION;
  run.seed = o.seed;
  run.shards = {o.shard.of, {o.shard.number}};
  run.folder = folder;
  run.chapters = o.generator.chapters;
  run.exhaustive = campaign.scope.has_value();
  run.options = effective_options(o, campaign, name, folder);
  return run;
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

GeneratorOptions fitted(GeneratorOptions given, Scheduling scheduling) {
  constexpr std::array<GeneratorOptions, kSchedulings> kUsual{GeneratorOptions{}, kWherePreemptible, kWhereParallel};
  const GeneratorOptions& usual = kUsual[static_cast<std::size_t>(scheduling)];
  if (given.threads == 0) given.threads = usual.threads;
  if (given.operations == 0) given.operations = usual.operations;
  return given;
}

std::string new_folder(std::uint64_t seed) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  std::array<char, 32> when{};
  if (std::strftime(when.data(), when.size(), "%Y%m%d-%H%M%S", &local) == 0) when[0] = '\0';
  return fmt::format("out/{}-seed{}", when.data(), seed);
}

int status_of(RunVerdict verdict) {
  switch (verdict) {
    case RunVerdict::kConforms: return kConforms;
    case RunVerdict::kDiverges: return kDiverges;
    case RunVerdict::kNone: break;
  }
  return kNoVerdict;
}

CampaignRun run_on(const std::string& subject, const RunOptions& given, const std::string& folder,
                   const CampaignTelling& telling) {
  const int jobs = effective_jobs(telling.command, subject, given.jobs);
  RunOptions options = given;
  CampaignOptions campaign = campaign_options(telling.command, options, jobs);
  Expectations expected;
  RunDescription run = settled_run(subject, options, campaign, folder, expected);
  campaign.is_known = [&](const Finding& finding) { return !known_by(expected, finding).empty(); };
  telling.opened(run);
  make_folder(fmt::format("sigconform {}: --out", telling.command), folder);

  Results results(run);
  ProgressLine line(
      stderr, {campaign.shard.share(campaign.scenarios_max), options.time, telling.place, telling.subjects_after});
  bool said = false;
  CampaignResult result = run_campaign(
      campaign, [&](int job) { return start_subject(subject, Density::kSparse, job); },
      [&](const Progress& progress) {
        line.update(progress);
        try_to([&] { results.update(progress); }, line, said);
      },
      [&](const Finding& finding) {
        const Flips& flips = finding.explanation.flips;
        const bool known = campaign.is_known(finding);
        if (!known) set_status_so_far(kDiverges);
        line.note(fmt::format(
            "{}{}divergence: {} ({}, repeated {} of {}), {}: {}/{}.scenario", telling.place, known ? "known " : "",
            finding.signature, counted(finding.scenario.steps.size(), "step"), finding.repeated, finding.of,
            flips.empty() ? "unexplained" : "explained by " + to_text(flips), folder, file_stem(finding)));
        try_to([&] { results.add(finding); }, line, said);
      },
      stop_on_signals(),
      [&](const Loss& loss) {
        if (known_by(expected, loss).empty()) set_status_so_far(kDiverges);
        line.note(fmt::format("{}subject lost: {} ({}, {} of {} times alone): {}/{}.scenario", telling.place,
                              name_of(loss.outcome), counted(loss.scenario.steps.size(), "step"), loss.repeated,
                              loss.of, folder, file_stem(loss)));
        try_to([&] { results.add(loss); }, line, said);
      });
  line.end();
  apply(expected, campaign.dialect, options.expect.strict, result);
  run.again = again(options, subject, jobs, result.scenarios + result.inconclusive + result.skipped);
  try_to([&] { results.finish(run, result, options.statistics); }, line, said);
  return {std::move(run), std::move(result)};
}

}  // namespace sigconform::cli
