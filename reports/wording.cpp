// Phrases and command lines; see wording.h.
#include "reports/wording.h"

#include "reports/layout.h"
#include "reports/summary.h"

#include <fmt/format.h>

namespace sigconform {
namespace {

// " --set queue-limit=off", for what the run had adopted when it came to this finding.
std::string adopted_before(const RunDescription& run, const Finding& finding) {
  std::string out;
  for (const PointSetting& flip : settings_between(run.values, finding.judged_by)) out += " --set " + to_text(flip);
  return out;
}

// What makes a program for the system, and what runs it there when the command line is not the system's own.
struct Tools {
  std::string_view compiler, runner;
};
Tools tools_for(std::string_view subject) {
  if (subject == "gvisor") return {"cc -static", "runsc --network=none --platform=ptrace --ignore-cgroups do "};
  if (subject == "qemu-user") return {"cc -static", "qemu-x86_64-static "};
  if (subject == "qemu-user-arm64") return {"aarch64-linux-gnu-gcc -static", "qemu-aarch64-static "};
  if (subject == "valgrind") return {"cc -static", "valgrind -q --tool=none --vgdb=no --trace-children=yes "};
  return {"cc", ""};
}

std::string compile_command(const std::string& file, std::string_view subject) {
  const Tools tools = tools_for(subject);
  return fmt::format("{} {} -o reproducer && {}./reproducer", tools.compiler, shell_word(file), tools.runner);
}

}  // namespace

std::string origin(const RunDescription& run, std::uint64_t seed) {
  return run.exhaustive ? "sequence " + grouped(seed) : "seed " + seed_text(seed);
}

std::string determinism(const Finding& finding) {
  const char* const word = finding.repeated == finding.of ? "deterministic"
                           : finding.repeated == 0        ? "never repeated"
                                                          : "not deterministic";
  return fmt::format("{} ({} of {})", word, finding.repeated, finding.of);
}

std::string in_folder(const RunDescription& run, std::string_view name) {
  return run.folder.empty() ? std::string(name) : fmt::format("{}/{}", run.folder, name);
}

std::string dates_of(const DatedPoint& dated) {
  if (dated.since == Release{}) return "in every release, though not on every system";
  if (dated.since == kNever) return fmt::format("before {}", to_text(dated.until));
  std::string text = fmt::format("since {}", to_text(dated.since));
  if (dated.until != Release{}) text += fmt::format(" and before {}", to_text(dated.until));
  if (dated.backport != Release{}) text += fmt::format(", and from {} on in its series", to_text(dated.backport));
  return text;
}

FindingCommands commands_of(const RunDescription& run, const Finding& finding) {
  const std::string file = in_folder(run, file_stem(finding));
  const std::string model = run.replay_options + adopted_before(run, finding);
  return {fmt::format("sigconform replay {} --on {}{}", shell_word(file + ".scenario"), shell_word(run.subject), model),
          fmt::format("sigconform explain {}{}", shell_word(file + ".scenario"), model),
          compile_command(file + ".c", run.subject)};
}

}  // namespace sigconform
