// Options and their help, with CLI11; see parse.h. Every message is one line that names the option and the mend.
#include "cli/parse.h"

#include "cli/manual.h"
#include "cli/parse_model.h"
#include "cli/parse_parts.h"
#include "cli/parse_run.h"
#include "cli/parse_stored.h"
#include "cli/status.h"
#include "model/spelling.h"
#include "model/vocabulary.h"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <limits>

#ifndef SIGCONFORM_VERSION
#error "SIGCONFORM_VERSION is the version of the project, given by the build"
#endif

namespace sigconform::cli {
namespace {

// The options' structs live as long as the App, whose callbacks fill them.
struct Parsed {
  RunOptions run;
  MatrixOptions matrix;
  CheckOptions check;
  ReplayOptions replay;
  ExplainOptions explain;
  MinimizeOptions minimize;
  ReproduceOptions reproduce;
  RulesOptions rules;
  DialectsOptions dialects;
  MutantsOptions mutants;
  PropertiesOptions properties;
  SubjectsOptions subjects;
  GenerateOptions generate;
  ReportOptions report;
  MergeOptions merge;
  TriageOptions triage;
  LitmusOptions litmus;
  BookOptions book;
};

void add_check(CLI::App& app, CheckOptions& o) {
  o.seed = random_seed();
  add_seed(app, o.seed, "the same seed gives the same scenarios; random when not given");
  add_number(app, "--scenarios", o.scenarios, 1, kCheckScenariosMax, "N random scenarios a property",
             std::to_string(kDefaultCheckScenarios));
  several(*app.add_option("--property", o.properties, "check this one only; sigconform properties lists them"), "ID");
  add_generator(app, o.generator);
  add_model(app, o.model);
  app.add_option("--out", o.out, "write check.json here, which sigconform report reads")->type_name("DIR");
  app.footer(
      "Properties of the model alone; no kernel is touched. A failed one is shown with its shortest scenario, and the\n"
      "status is 1. What should happen sometimes is looked for in 100,000 scenarios at least, until it is "
      "seen.\n\nExamples:\n"
      "  sigconform check --scenarios 10k\n"
      "  sigconform check --out checked && sigconform report checked --format junit\n"
      "  sigconform check --falsify coalesce-standard      must fail\n");
}

void add_replay(CLI::App& app, ReplayOptions& o) {
  add_file(app, o.file);
  add_subjects(app, o.subjects, "what to run on; may be given several times");
  add_number(app, "--repeat", o.repeat, 1, kRepetitionsMax, "run it N times, and say how often it diverges", "1");
  app.add_option("--picture", o.picture, "write what was observed as a timeline into this SVG file; for one subject")
      ->type_name("FILE");
  add_model(app, o.model);
  add_expect(app, o.expect);
  app.footer(
      "Runs one scenario, observes after every step, and shows operation, observed, allowed and rule. On several "
      "subjects\n"
      "it is judged by the rules of each; the status is 1 when it diverges on one, else 3 when one gave no "
      "conclusion.\n\n"
      "Examples:\n"
      "  sigconform replay finding.scenario --on host --repeat 20\n"
      "  sigconform replay finding.scenario --on host --on uml\n"
      "  sigconform replay finding.scenario --on gvisor --picture finding.svg\n");
}

void add_litmus(CLI::App& app, LitmusOptions& o) {
  app.add_option("FILE", o.files, "scenarios")->required()->type_name("FILE");
  add_subject(app, o.subject);
  add_number(app, "--times", o.times, 1, std::numeric_limits<std::uint64_t>::max(), "run each N times",
             std::to_string(kDefaultLitmusTimes));
  app.add_option("--out", o.out, "write report.html and litmus.json here")->type_name("DIR");
  add_model(app, o.model);
  app.footer(
      "Runs each scenario again and again and counts what came of it: a histogram of outcomes, beside all those that\n"
      "the rules allow, and those that nobody allows. It shows most where threads may lose the CPU anywhere (gvisor).\n"
      "Status 1: an outcome was seen that is not allowed; 3: one gave no conclusion, or it was stopped early.\n\n"
      "Examples:\n"
      "  sigconform litmus properties/litmus/*.scenario\n"
      "  sigconform litmus properties/litmus/*.scenario --on gvisor --times 500 --out litmus\n");
}

void add_minimize(CLI::App& app, MinimizeOptions& o) {
  add_file(app, o.file);
  add_subject(app, o.subject);
  add_output(app, o.out, "the scenario");
  add_number(app, "--repetitions", o.repetitions, 1, kRepetitionsMax, "repeat the minimised scenario N times",
             std::to_string(kDefaultRepetitions));
  add_model(app, o.model);
  app.footer(
      "The shortest scenario that diverges in the same way; the proof goes to standard error. Ends with status 1\n"
      "when it diverges, and with 0, and no output, when it conforms and there is nothing to minimise.\n\n"
      "Example:\n  sigconform minimize long.scenario -o short.scenario\n");
}

void add_readers(CLI::App& app, Parsed& p) {
  CLI::App& explain = *app.add_subcommand("explain", "what the model does and why, rule by rule, without a kernel");
  add_file(explain, p.explain.file);
  explain.add_option("--picture", p.explain.picture, "write it as a timeline, too, into this SVG file")
      ->type_name("FILE");
  add_model(explain, p.explain.model);
  explain.footer(
      "Every decision with its rule and sources, what is then seen, and the state after each step.\n\n"
      "Examples:\n"
      "  sigconform explain finding.scenario\n"
      "  sigconform explain finding.scenario --picture finding.svg\n");

  CLI::App& reproduce =
      *app.add_subcommand("reproduce", "a C program that shows the same: exit 0 conforms, 1 diverges");
  add_file(reproduce, p.reproduce.file);
  add_output(reproduce, p.reproduce.out, "the program");
  add_model(reproduce, p.reproduce.model);
  reproduce.footer(
      "One file for `cc` alone, to be sent to people who have no sigconform.\n\n"
      "Example:\n  sigconform reproduce finding.scenario -o finding.c && cc finding.c && sudo ./a.out\n");
}

void add_dialects(CLI::App& app, Parsed& p) {
  CLI::App& dialects = *app.add_subcommand("dialects", "the dialects, and the variation points that changed with time");
  add_diff(dialects, p.dialects.diff);
  add_seed(dialects, p.dialects.seed, "with --diff: the same seed gives the same scenarios; 1 if not given");
  dialects.get_option("--seed")->needs("--diff");
  add_number(dialects, "--scenarios", p.dialects.scenarios, 1, std::numeric_limits<std::uint64_t>::max(),
             "with --diff: look in at most N random scenarios for each point",
             std::to_string(kDefaultSeparatingScenarios));
  dialects.get_option("--scenarios")->needs("--diff");
  add_subject(dialects, p.dialects.subject);
  dialects.get_option("--on")
      ->description("what the release of this subject suggests of each point, and what its probe sees")
      ->excludes("--diff");
  dialects.footer(
      "With --diff a scenario is looked for that tells the two apart, on the model alone, for each point in which "
      "they\n"
      "differ. Status 3: none was found for one of them. With --on each point is probed by a short scenario, as "
      "--dialect\n"
      "auto does: `both` where either value allows what was seen, `neither` where none does.\n\n"
      "Examples:\n"
      "  sigconform dialects\n"
      "  sigconform dialects --on host\n"
      "  sigconform dialects --diff linux-6.1 linux-6.18\n");
}

void add_mutants(CLI::App& app, MutantsOptions& o) {
  o.seed = random_seed();
  add_subject(app, o.subject);
  add_time(app, o.time, "give each mutant so long; 5s on the model, 60s elsewhere when not given");
  add_seed(app, o.seed, "the same seed gives the same scenarios; random when not given");
  add_number(app, "--jobs", o.jobs, 1, kJobsMax, "hunt N mutants at once; one for each CPU if not given");
  add_points(app, o.points);
  add_model(app, o.model);
  app.footer(
      "A mutant is the model with one variation point flipped. On the model it is found when a property fails, on a\n"
      "system when the comparison with it diverges. Those that are not found are listed with the reason that is "
      "known,\n"
      "and with a scenario that would show them. Status 0: all were found, or have a reason; 1: some have none.\n\n"
      "Examples:\n"
      "  sigconform mutants\n"
      "  sigconform mutants --on host --time 10s\n"
      "  sigconform mutants --on host --point private-first --seed 7\n");
}

void add_lists(CLI::App& app, Parsed& p) {
  CLI::App& rules = *app.add_subcommand("rules", "the rules, each with its sentence and sources");
  add_chapters(rules, p.rules.chapters, "of this chapter only");
  rules.add_flag("--falsifiable", p.rules.falsifiable, "what --falsify takes, and what a system does without it")
      ->excludes("--chapter");
  rules.add_option("--coverage", p.rules.coverage, "what the run with this --out met of each rule, and where")
      ->type_name("DIR")
      ->excludes("--falsifiable");
  rules.add_option("--example", p.rules.example, "the shortest known scenario that meets this rule, for replay")
      ->type_name("ID")
      ->excludes("--chapter")
      ->excludes("--falsifiable");
  add_seed(rules, p.rules.seed, "with --example: the same seed gives the same example; 1 if not given");
  rules.get_option("--seed")->needs("--example")->excludes("--coverage");
  add_number(rules, "--scenarios", p.rules.scenarios, 1, std::numeric_limits<std::uint64_t>::max(),
             "with --example: look in at most N random scenarios", std::to_string(kDefaultExampleScenarios));
  rules.get_option("--scenarios")->needs("--example")->excludes("--coverage");
  rules.footer(
      "An example is made on the model alone: it is the scenario that the run in --coverage met the rule with, or "
      "else\n"
      "a random one, made as small as it goes while the rule is still applied. Status 3: there is none.\n\n"
      "Examples:\n"
      "  sigconform rules --chapter delivery\n"
      "  sigconform rules --falsifiable\n"
      "  sigconform rules --coverage out/20261122-000326-seed7\n"
      "  sigconform rules --example restart.sa-restart > a.scenario && sigconform replay a.scenario\n");
  add_dialects(app, p);
  app.add_subcommand("properties", "what is checked of the model, each with its sentence and source")
      ->footer("Example:\n  sigconform properties\n");
  app.add_subcommand("subjects", "what scenarios can be run on here, and what each one lacks")
      ->footer("Example:\n  sigconform subjects\n");
  CLI::App& generate = *app.add_subcommand("generate", "print the scenario of a seed");
  add_seed(generate, p.generate.seed, "the seed of a scenario, as a report names it");
  generate.get_option("--seed")->required();
  add_generator(generate, p.generate.generator);
  add_chapters(generate, p.generate.generator.chapters, "mostly operations that serve this chapter of the rules");
  generate.footer(
      "The bounds and chapters must be those of the run that the seed is from: they change what is drawn.\n\n"
      "Example:\n  sigconform generate --seed 77120 --ops 20 > a.scenario\n");
}

// Answered by the parser itself, as --help is.
using Printer = std::string (*)(const CLI::App&);
Printer printer_of(const std::string& command) {
  return command == "manual" ? manual_page : command == "completion" ? bash_completion : nullptr;
}

void add_printers(CLI::App& app) {
  app.add_subcommand("manual", "print the manual page")->footer("Example:\n  sigconform manual | man -l -\n");
  app.add_subcommand("completion", "print what completes commands and options in bash")
      ->footer("Example:\n  source <(sigconform completion)\n");
}

void add_all(CLI::App& app, Parsed& p) {
  app.set_version_flag("--version", "sigconform " SIGCONFORM_VERSION);
  app.require_subcommand(1);
  add_run(*app.add_subcommand("run", "random scenarios on a real system: does it conform?"), p.run);
  add_matrix(*app.add_subcommand("matrix", "the same scenarios on several systems: which rules hold on which?"),
             p.matrix);
  add_check(*app.add_subcommand("check", "properties of the model alone; no kernel is touched"), p.check);
  add_replay(*app.add_subcommand("replay", "one scenario, step by step: operation, observed, allowed, rule"), p.replay);
  add_minimize(*app.add_subcommand("minimize", "the shortest scenario that diverges in the same way"), p.minimize);
  add_litmus(*app.add_subcommand("litmus", "scenarios many times over: how often is each outcome seen?"), p.litmus);
  add_readers(app, p);
  add_report(*app.add_subcommand("report", "a stored run once more, as text, JSON, JUnit, KTAP or Markdown"), p.report);
  add_merge(*app.add_subcommand("merge", "shards of a run joined as if they had been one"), p.merge);
  add_triage(*app.add_subcommand("triage", "what a run found, added to the file of what is known"), p.triage);
  add_book(*app.add_subcommand("book", "the rules as one HTML document to be read, with examples and timelines"),
           p.book);
  add_mutants(*app.add_subcommand("mutants", "the model falsified, point by point: is each one noticed?"), p.mutants);
  add_lists(app, p);
  add_printers(app);
  app.footer(
      "Exit status: 0 conforms, 1 a divergence or a failed property, 2 bad usage or input, 3 no verdict.\n"
      "sigconform COMMAND --help shows the options of a command, with examples.\n");
}

// A run ends some time.
RunOptions bounded(RunOptions o) {
  if (o.scenarios == 0 && o.time.count() == 0 && o.scope.empty()) o.time = kDefaultTime;
  return o;
}

Command command_of(const std::string& name, Parsed& p) {
  if (name == "run") return bounded(p.run);
  if (name == "matrix") return MatrixOptions{bounded(p.matrix.run), p.matrix.all};
  if (name == "check") return p.check;
  if (name == "replay") return p.replay;
  if (name == "explain") return p.explain;
  if (name == "minimize") return p.minimize;
  if (name == "reproduce") return p.reproduce;
  if (name == "rules") return p.rules;
  if (name == "dialects") return p.dialects;
  if (name == "mutants") return p.mutants;
  if (name == "properties") return p.properties;
  if (name == "subjects") return p.subjects;
  if (name == "report") return p.report;
  if (name == "merge") return p.merge;
  if (name == "triage") return p.triage;
  if (name == "litmus") return p.litmus;
  if (name == "book") return p.book;
  return p.generate;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  const std::string_view near = nearest(word, views.data(), views.size());
  return near.empty() ? std::string() : fmt::format(", did you mean {}?", near);
}

// CLI11 knows what is wrong; this says it in our words, on one line.
std::string message_of(const CLI::App& app, const CLI::ParseError& error, int argc, const char* const* argv) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const CLI::App& at = chosen.empty() ? app : *chosen.front();
  std::vector<std::string> commands;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    commands.push_back(sub->get_name());
  const std::string who = chosen.empty() ? "sigconform" : "sigconform " + at.get_name();
  const std::string help = fmt::format("; {} --help shows what there is", who);
  if (chosen.empty() && argc > 1 && argv[1][0] != '-')
    return fmt::format("{}: there is no command '{}'{}{}", who, argv[1], did_you_mean(argv[1], commands), help);
  if (chosen.empty() && argc <= 1) return fmt::format("{}: a command is missing: {}", who, fmt::join(commands, ", "));
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    std::vector<std::string> names;
    for (const CLI::Option* option : at.get_options())
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    const std::vector<std::string> extras = app.remaining(true);
    const std::string extra = extras.empty() ? "?" : extras.front().substr(0, extras.front().find('='));
    const bool option = extra.starts_with('-');
    return fmt::format("{}: {} '{}'{}{}", who, option ? "there is no option" : "one argument too many:", extra,
                       option ? did_you_mean(extra, names) : "", help);
  }
  std::string what = error.what();
  std::replace(what.begin(), what.end(), '\n', ' ');
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
    return fmt::format("{}: {}: its value is missing, or there are too many{}", who, what.substr(0, what.find(':')),
                       help);
  // Our own messages say what is expected.
  return dynamic_cast<const CLI::ValidationError*>(&error) != nullptr ? fmt::format("{}: {}", who, what)
                                                                      : fmt::format("{}: {}{}", who, what, help);
}

}  // namespace

std::optional<Command> parse_command_line(int argc, const char* const* argv) {
  CLI::App app("sigconform: does this system's handling of signals conform to Linux?", "sigconform");
  Parsed parsed;
  add_all(app, parsed);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    app.exit(success);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    throw UsageError(message_of(app, error, argc, argv));
  }
  const std::string command = app.get_subcommands().front()->get_name();
  if (const Printer print = printer_of(command); print != nullptr) {
    std::fputs(print(app).c_str(), stdout);
    return std::nullopt;
  }
  return command_of(command, parsed);
}

}  // namespace sigconform::cli
