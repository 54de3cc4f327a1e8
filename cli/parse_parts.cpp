// Options that several commands have; see parse_parts.h.
#include "cli/parse_parts.h"

#include "cli/parse_model.h"
#include "cli/subjects.h"
#include "cli/values.h"

#include <fmt/format.h>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <optional>
#include <random>

namespace sigconform::cli {
namespace {

constexpr std::string_view kScenariosExample = "200000, 100k or 1M";

}  // namespace

std::uint64_t number_within(const std::string& option, const std::string& text, const NumberBounds& bounds) {
  const std::optional<std::uint64_t> number = parse_count(text);
  if (number && *number >= bounds.least && *number <= bounds.most) return *number;
  const bool unbounded = bounds.most == NumberBounds{}.most;
  refuse(option,
         unbounded ? fmt::format("a number from {} such as {}", bounds.least, kScenariosExample)
                   : fmt::format("a number from {} to {}", bounds.least, bounds.most),
         text);
}

std::uint64_t random_seed() { return std::random_device{}(); }

void add_time(CLI::App& app, std::chrono::milliseconds& target, const std::string& help) {
  app.add_option_function<std::string>(
         "--time",
         [&target](const std::string& text) {
           const std::optional<std::chrono::milliseconds> time = parse_duration(text);
           if (!time) refuse("--time", "a duration such as 500ms, 60s, 5m or 1h, at most a year", text);
           target = *time;
         },
         help)
      ->type_name("TIME");
}

void add_seed(CLI::App& app, std::uint64_t& target, const std::string& help) {
  app.add_option_function<std::string>(
         "--seed",
         [&target](const std::string& text) {
           const std::optional<std::uint64_t> seed = parse_seed(text);
           if (!seed) refuse("--seed", "a number of at most 64 bits, decimal or 0x...", text);
           target = *seed;
         },
         help)
      ->type_name("S");
}

void add_generator(CLI::App& app, GeneratorOptions& generator) {
  const GeneratorOptions defaults;
  add_number(app, "--ops", generator.operations, 1, kMaxSteps, "at most N operations a scenario",
             std::to_string(defaults.operations));
  add_number(app, "--processes", generator.processes, 1, kMaxProcesses, "at most N processes at the start",
             std::to_string(defaults.processes));
  add_number(app, "--threads", generator.threads, 1, kMaxThreadsPerProcess, "at most N threads a process at the start",
             std::to_string(defaults.threads));
}

void add_chapters(CLI::App& app, ChapterSet& chapters, std::string_view what) {
  several(*app.add_option_function<std::vector<std::string>>(
              "--chapter",
              [&chapters](const std::vector<std::string>& names) {
                chapters.reset();
                for (const std::string& name : names) {
                  const Chapter chapter = find_chapter(name);
                  if (chapter == Chapter::kCount)
                    refuse("--chapter", fmt::format("one of {}", fmt::join(names_of(ChapterSet().set()), ", ")), name);
                  chapters.set(static_cast<std::size_t>(chapter));
                }
              },
              fmt::format("{}; may be given several times: {}", what, fmt::join(names_of(ChapterSet().set()), ", "))),
          "NAME");
}

namespace {

void check_subject(const std::string& text) {
  const std::string why = why_no_subject(text);
  if (!why.empty())
    throw CLI::ValidationError("--on",
                               fmt::format("{} (sigconform subjects says what each is), found '{}'", why, text));
}

std::string subject_help(std::string_view what) {
  return fmt::format("{}: {} (sigconform subjects)", what, subject_forms());
}

}  // namespace

void add_subject(CLI::App& app, std::string& subject) {
  app.add_option_function<std::string>(
         "--on",
         [&subject](const std::string& text) {
           check_subject(text);
           subject = text;
         },
         subject_help("what to run on"))
      ->type_name("SUBJECT")
      ->default_str(subject);
}

void add_subjects(CLI::App& app, std::vector<std::string>& subjects, std::string_view what) {
  // No commas between them: a command has its own, and so has a dialect of the model.
  one_each(*app.add_option_function<std::vector<std::string>>(
                   "--on",
                   [&subjects](const std::vector<std::string>& texts) {
                     for (auto text = texts.begin(); text != texts.end(); ++text) {
                       check_subject(*text);
                       if (std::find(texts.begin(), text, *text) != text)
                         throw CLI::ValidationError("--on", fmt::format("'{}' is given twice", *text));
                     }
                     subjects = texts;
                   },
                   subject_help(what))
                ->type_name("SUBJECT")
                ->default_str(fmt::format("{}", fmt::join(subjects, " "))));
}

void add_file(CLI::App& app, std::string& file) {
  app.add_option("FILE", file, "a scenario; - is standard input")->required()->type_name("");
}

void add_output(CLI::App& app, std::string& out, const std::string& what) {
  app.add_option("-o,--out", out, "write " + what + " to this file instead of standard output")->type_name("FILE");
}

}  // namespace sigconform::cli
