// The options of run and matrix; see parse_run.h.
#include "cli/parse_run.h"

#include "cli/parse_model.h"
#include "cli/parse_parts.h"
#include "cli/parse_stored.h"
#include "cli/values.h"

#include <fmt/format.h>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <limits>
#include <optional>

namespace sigconform::cli {
namespace {

// What a campaign is, on whatever subjects.
void add_campaign(CLI::App& app, RunOptions& o) {
  o.seed = random_seed();
  add_number(app, "--scenarios", o.scenarios, 1, std::numeric_limits<std::uint64_t>::max(),
             "end after N scenarios on each subject, such as 100k");
  add_time(app, o.time,
           "end after this time on each subject; 60s when neither this nor --scenarios nor --scope is given");
  app.add_option_function<std::string>(
         "--shard",
         [&o](const std::string& text) {
           const std::size_t slash = std::min(text.find('/'), text.size());
           const std::optional<std::uint64_t> number = parse_count(text.substr(0, slash));
           const std::optional<std::uint64_t> of = parse_count(text.substr(std::min(slash + 1, text.size())));
           if (!number || !of || *number < 1 || *number > *of || *of > kShardsMax)
             refuse("--shard", fmt::format("I/N such as 2/8, I from 1 to N, N at most {}", kShardsMax), text);
           o.shard = {*number, *of};
         },
         "run only each Nth scenario, beginning with the Ith; the shards 1/N to N/N of one seed are one run, and "
         "sigconform merge joins them")
      ->type_name("I/N");
  add_seed(app, o.seed, "the same seed gives the same scenarios; random when not given");
  add_number(app, "--jobs", o.jobs, 1, kJobsMax,
             "run N scenarios at once, each on a CPU of its own; all CPUs if not given");
  add_generator(app, o.generator);
  for (const auto& [option, fewer] :
       {std::pair("--ops", kWherePreemptible.operations), std::pair("--threads", kWherePreemptible.threads)}) {
    CLI::Option* const size = app.get_option(option);
    size->description(fmt::format("{}; if not given, {} on a single subject whose threads may be interrupted anywhere",
                                  size->get_description(), fewer));
  }
  add_chapters(app, o.generator.chapters,
               "mostly operations that serve this chapter of the rules, and count its rules");
  app.add_option("--scope", o.scope, "not random scenarios, but every sequence of the steps in this scenario file")
      ->type_name("FILE")
      ->excludes("--chapter")
      ->excludes("--ops")
      ->excludes("--processes")
      ->excludes("--threads");
  add_number(app, "--length", o.length, 1, kLengthMax, "with --scope: of so many steps",
             std::to_string(kDefaultLength));
  app.get_option("--length")->needs("--scope");
  app.add_option("--out", o.out,
                 "write report.html, report.txt, summary.json, coverage.json and the findings here; a new folder below "
                 "out/ if not given")
      ->type_name("DIR");
  app.add_flag(
      "--adopt", o.adopt,
      "where one variation point explains a finding and further scenarios confirm it, hold that to be right from then "
      "on, to find what lies behind it; the report says what the subject behaves like");
  app.add_flag("--stats", o.statistics, "count operations, rules and pairs of rules, and print the tables");
  add_model(app, o.model);
  add_expect(app, o.expect);
  add_number(app, "--repetitions", o.repetitions, 1, kRepetitionsMax, "repeat each minimised finding N times",
             std::to_string(kDefaultRepetitions));
}
}  // namespace

void add_run(CLI::App& app, RunOptions& o) {
  add_subjects(app, o.subjects, "what to run on; may be given several times");
  add_campaign(app, o);
  app.footer(
      "Ends with status 0 when nothing was observed that the rules do not allow, 1 when something was, 3 when there\n"
      "is no verdict: the subject cannot be run, too many scenarios gave no conclusion, or the run was stopped early\n"
      "and had found nothing. The first SIGINT or SIGTERM stops and reports, the second stops at once.\n"
      "Several subjects are run one after the other, with the same seed, each into a folder of its own below --out, "
      "with\n"
      "a matrix of all (sigconform matrix --help). The status is 1 when one diverges, else 3 when one gives no "
      "verdict or\n"
      "cannot be run.\n\n"
      "Examples:\n"
      "  sigconform run --time 5m\n"
      "  sigconform run --scenarios 200k --seed 7 --processes 2 --threads 2 --ops 20 --out report\n"
      "  sigconform run --on host --on uml --scenarios 20k\n"
      "  sigconform run --chapter jobs --time 60s\n"
      "  sigconform run --on gvisor --expect gvisor.expect          fails by what is new only\n"
      "  sigconform run --seed 7 --scenarios 1M --shard 2/8 --out s2  an eighth; sigconform merge joins them\n"
      "  sigconform run --scope alphabet.scenario --length 4        all sequences of four of its steps\n"
      "  sigconform run --falsify synchronous-first --time 10s      must diverge: the comparison can fail\n");
}

void add_matrix(CLI::App& app, MatrixOptions& o) {
  add_subjects(app, o.run.subjects, "a column of the matrix; to be given several times");
  add_campaign(app, o.run);
  app.add_flag("--all", o.all, "show every rule, not only those that are not the same on all");
  app.footer(
      "Runs the same scenarios on each subject in turn and shows which rules were verified on which, how often, and\n"
      "which diverge. Each subject is held to the rules of its own release; that two differ is no finding where both\n"
      "may. report.html, matrix.txt, .md and .json go to --out, and below it a folder for each subject with what\n"
      "`sigconform run` writes. With --time the subjects get as far in the same sequence of scenarios as they are "
      "fast.\n"
      "A subject that cannot be run is named with the reason, and the others are run.\n"
      "Ends with status 0 when all conform, 1 when one diverges, else 3: one could not be run, or gave no verdict.\n\n"
      "Examples:\n"
      "  sigconform matrix --on host --on uml --scenarios 20k\n"
      "  sigconform matrix --on host --on qemu:/boot/vmlinuz-6.1.0-28-amd64 --chapter jobs --all --out report\n"
      "  sigconform matrix --on host --on 'command:ssh device {executor}' --time 5m\n"
      "  sigconform matrix --on model --on model:sa-mask-applies=off --scenarios 10k      must diverge\n");
}

}  // namespace sigconform::cli
