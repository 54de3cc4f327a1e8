// The options of report, merge, triage and book, and those of expectations; see parse_stored.h.
#include "cli/parse_stored.h"

#include "cli/expect.h"
#include "cli/parse_model.h"
#include "cli/parse_parts.h"
#include "reports/formats.h"

#include <fmt/format.h>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <limits>

namespace sigconform::cli {
namespace {

std::string format_names() {
  std::string out;
  for (const Format& format : formats()) out += (out.empty() ? "" : ", ") + std::string(format.name);
  return out;
}

std::string format_list() {
  std::string out = "Formats:\n";
  for (const Format& format : formats()) out += fmt::format("  {:<10} {}\n", format.name, format.what);
  return out;
}

}  // namespace

void add_report(CLI::App& app, ReportOptions& o) {
  app.add_option("DIR", o.folder, "the --out of a run, a matrix or a check")->required()->type_name("");
  app.add_option_function<std::string>(
         "--format",
         [&o](const std::string& text) {
           if (find_format(text) == nullptr) refuse("--format", "one of " + format_names(), text);
           o.format = text;
         },
         "one of " + format_names())
      ->type_name("FORMAT")
      ->default_str(o.format);
  app.add_option("-o,--output", o.out, "write it to this file instead of standard output")->type_name("FILE");
  app.footer(
      format_list() +
      "\nMakes a report of a run that was stored; nothing is run. In JUnit's XML and in KTAP each rule is a test\n"
      "on each subject: it passes when the subject was seen to keep it, fails with the shortest scenario when it\n"
      "diverges, and is skipped, with the reason, when nothing was seen either way, or what was seen is known\n"
      "(run --expect). Ends with status 0 when the report was made, whatever it says.\n\n"
      "Examples:\n"
      "  sigconform report out/20261122-000326-seed7\n"
      "  sigconform report out/nightly --format junit --output junit.xml\n"
      "  sigconform report out/nightly --format markdown >> \"$GITHUB_STEP_SUMMARY\"\n");
}

void add_merge(CLI::App& app, MergeOptions& o) {
  app.add_option("DIR", o.folders, "the --out of each shard")->required()->expected(1, -1)->type_name("");
  app.add_option("--out", o.out, "write the joined run here")->required()->type_name("DIR");
  app.footer(
      "Joins shards (sigconform run --shard I/N) as if they had been one run: the same findings, counts added, for "
      "each\n"
      "rule the shortest scenario. Only the time is their sum. Refuses what cannot be one run, and says what differs.\n"
      "With fewer than all shards it says which it has, and can be merged again with the others.\n"
      "Writes and prints what a run does, and ends with its status.\n\n"
      "Example:\n"
      "  sigconform run --seed 7 --scenarios 100k --shard 1/2 --out a     # on one machine\n"
      "  sigconform run --seed 7 --scenarios 100k --shard 2/2 --out b     # on another\n"
      "  sigconform merge a b --out whole\n");
}

void add_triage(CLI::App& app, TriageOptions& o) {
  app.add_option("DIR", o.folder, "the --out of a run or a matrix")->required()->type_name("");
  app.add_option("--expect", o.expect, "the file of expectations; made when there is none")
      ->required()
      ->type_name("FILE");
  app.add_flag("--prune", o.prune, "remove entries that have vanished, too");
  app.footer(
      "Adds an entry for each finding of a stored run that the file does not know, with a comment that says what it "
      "is;\n"
      "comments and entries that are there stay. Look at the difference before you keep it: what is expected does not\n"
      "fail a run any more.\n\n"
      "Example:\n"
      "  sigconform run --on gvisor --expect gvisor.expect --out night\n"
      "  sigconform triage night --expect gvisor.expect && git diff gvisor.expect\n");
}

void add_book(CLI::App& app, BookOptions& o) {
  app.add_option("-o,--out", o.out, "write the book to this file; - is standard output")
      ->type_name("FILE")
      ->default_str(o.out);
  several(*app.add_option("--run", o.runs,
                          "the --out of a run or a matrix that is to be in the book; may be given several "
                          "times"),
          "DIR");
  app.add_option("--record", o.record, "make no book: write what --run verified into this folder, a file for each run")
      ->type_name("DIR")
      ->needs("--run");
  app.add_option("--ledger", o.ledger, "runs that were recorded in this folder, instead of those that are built in")
      ->type_name("DIR")
      ->excludes("--record");
  add_seed(app, o.seed, "the same seed gives the same examples; 1 if not given");
  add_number(app, "--scenarios", o.scenarios, 1, std::numeric_limits<std::uint64_t>::max(),
             "look for examples in at most N random scenarios", std::to_string(kDefaultExampleScenarios));
  app.footer(
      "All rules in one file that opens from disk in any browser: each with its sentence and sources, what another "
      "system\n"
      "may do instead, since when Linux does so, the shortest scenario that shows it, with a timeline, and the systems "
      "on\n"
      "which it was verified. The examples are made by the model alone, in about half a minute. Which runs have "
      "verified\n"
      "what is built in, from ci/verified/ in the sources: `--record ci/verified` adds a run there, to be "
      "committed.\n\n"
      "Examples:\n"
      "  sigconform book\n"
      "  sigconform book --out signals.html --run out/20261122-000326-seed7\n"
      "  sigconform book --record ci/verified --run out/night-6.12 --run out/night-6.18\n");
}

void add_expect(CLI::App& app, ExpectOptions& o) {
  app.add_option_function<std::string>(
         "--expect",
         [&o](const std::string& text) {
           o.file = text;
           o.entries = read_expectations(text);
         },
         "what is known of the system: findings in this file do not fail the run (sigconform triage writes it; a "
         "subject.dialect is one, too)")
      ->type_name("FILE");
  app.add_flag("--strict-expect", o.strict, "fail also when something in the file of --expect is not seen any more")
      ->needs("--expect");
}

}  // namespace sigconform::cli
