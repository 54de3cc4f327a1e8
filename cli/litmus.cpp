// sigconform litmus: one scenario after the other, many times, and what came of it as a histogram. It must not know
// how outcomes are counted or drawn.
#include "properties/litmus.h"

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/settle.h"
#include "cli/status.h"
#include "cli/stop.h"
#include "cli/subjects.h"
#include "cli/values.h"
#include "reports/html_report.h"
#include "reports/layout.h"
#include "reports/litmus.h"

#include <fmt/format.h>
#include <unistd.h>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace sigconform::cli {
namespace {

constexpr std::string_view kLitmusFile = "litmus.json";

// On a terminal, on a line of its own that goes away.
void say_progress(const std::string& name, std::uint64_t done, std::uint64_t times) {
  if (isatty(STDERR_FILENO) != 0)
    fmt::print(stderr, "\r\033[K{} · {} of {}", name, grouped(done), counted(times, "run"));
}

void end_progress() {
  if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\r\033[K");
}

std::string again(const LitmusOptions& options, const ModelOptions& model) {
  std::string out = "sigconform litmus";
  for (const std::string& file : options.files) out += " " + shell_word(file);
  return out + fmt::format(" --on {} --times {}{}", shell_word(options.subject), options.times, model.words());
}

void write_results(const LitmusReport& report, const std::string& folder) {
  if (folder.empty()) return;
  const std::filesystem::path place(folder);
  write_whole(place / kLitmusFile, litmus_json(report).dump(1) + "\n");
  write_whole(place / kHtmlFile, html_report(report));
  say(fmt::format("\nwritten to {}: {} (open it in a browser), {}\n", folder, kHtmlFile, kLitmusFile));
}

}  // namespace

int perform(const LitmusOptions& options) {
  std::vector<Scenario> scenarios;
  for (const std::string& file : options.files) scenarios.push_back(read_scenario(file));
  if (!options.out.empty()) make_folder("sigconform litmus: --out", options.out);
  const std::atomic<bool>* stopping = stop_on_signals();
  const std::unique_ptr<Subject> subject = start_subject(options.subject, Density::kSparse);
  const Settled settled = settle(options.model, *subject);
  LitmusReport report{SIGCONFORM_VERSION,
                      subject->name(),
                      subject->capabilities().kernel,
                      settled.model.dialect,
                      again(options, settled.model),
                      {}};
  say(fmt::format("sigconform litmus · {} · {} · rules of {}{} · {} each\n\n", report.subject, report.kernel,
                  report.dialect, settled.model.changes(), counted(options.times, "run")));
  for (std::size_t i = 0; i < scenarios.size() && !stopping->load(); ++i) {
    const std::string& name = options.files[i];
    report.tests.push_back(
        {name, run_litmus(scenarios[i], settled.model.values(), *subject, options.times, [&](std::uint64_t done) {
           say_progress(name, done, options.times);
           return !stopping->load();
         })});
    end_progress();
    say(litmus_text(report.tests.back()) + "\n");
  }
  write_results(report, options.out);
  if (report.forbidden() > 0) return kDiverges;
  const bool each_concluded =
      !stopping->load() && std::ranges::all_of(report.tests, [](const NamedLitmus& t) { return t.litmus.runs > 0; });
  return each_concluded ? kConforms : kNoVerdict;
}

}  // namespace sigconform::cli
