// Subjects by name; see subjects.h.
#include "cli/subjects.h"

#include "cli/options.h"
#include "cli/status.h"
#include "model/dialect_text.h"
#include "properties/diagnose.h"
#include "properties/model_subject.h"
#include "subjects/guests.h"

#include <fmt/format.h>
#include <sched.h>
#include <algorithm>
#include <optional>
#include <variant>

namespace sigconform::cli {

const std::vector<SubjectKind>& subject_kinds() {
  static const std::vector<SubjectKind> kinds{
      {"host", "the kernel that this machine runs", {}},
      {"qemu",
       "a kernel booted in qemu-system-x86_64 by software emulation: an image (bzImage), or linux-VERSION, which "
       "ci/kernels fetch VERSION has got",
       "PATH"},
      {"uml", "a User-Mode Linux binary; without a path the installed linux.uml", "[PATH]"},
      {"command",
       "whatever TEMPLATE starts with {executor} replaced by the executor's file: its standard input and output are "
       "the line",
       "TEMPLATE"},
      {"model",
       "the model itself, for trying sigconform without a kernel; it says nothing about any system. DIALECT: as "
       "another "
       "system: a dialect, ID=on or ID=off, several with commas between them",
       "[DIALECT]"}};
  return kinds;
}

std::vector<int> allowed_cpus() {
  std::vector<int> cpus;
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
      if (CPU_ISSET(static_cast<std::size_t>(cpu), &set)) cpus.push_back(cpu);
  }
  if (cpus.empty()) cpus.push_back(0);
  return cpus;
}

int effective_jobs(std::string_view command, const std::string& subject, int wanted) {
  const std::size_t cpus = allowed_cpus().size();
  const int jobs = wanted == 0 ? static_cast<int>(std::min<std::size_t>(cpus, kJobsMax)) : wanted;
  // Two workers on one CPU would see each other's threads run.
  if (subject == "host" && static_cast<std::size_t>(jobs) > cpus)
    throw UsageError(
        fmt::format("sigconform {}: --jobs: expected at most {}, one for each CPU that this process may use, "
                    "found {}",
                    command, cpus, jobs));
  return jobs;
}

SubjectName parse_subject(std::string_view name) {
  const std::size_t colon = std::min(name.find(':'), name.size());
  return {std::string(name.substr(0, colon)), std::string(name.substr(std::min(colon + 1, name.size())))};
}

namespace {

// "linux-6.1,coalesce-standard=off". A string, when it is not that: what is wrong with it.
std::variant<Dialect, std::string> model_dialect(std::string_view text) {
  Dialect out;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(','));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (const std::optional<Dialect> named = find_dialect(word)) {
      out = *named;
      continue;
    }
    const auto setting = parse_setting(word);
    if (const auto* why = std::get_if<std::string>(&setting)) return *why;
    out = with(out, {std::get<PointSetting>(setting)});
  }
  return out;
}

}  // namespace

std::string why_no_subject(std::string_view name) {
  const SubjectName given = parse_subject(name);
  std::string forms;
  for (const SubjectKind& kind : subject_kinds()) {
    forms += (forms.empty() ? "" : ", ") + kind.form();
    if (kind.name != given.kind) continue;
    if (given.argument.empty() ? kind.needs_argument() : kind.argument.empty()) return "expected " + kind.form();
    const auto dialect = given.kind == "model" ? model_dialect(given.argument) : std::variant<Dialect, std::string>();
    return std::holds_alternative<Dialect>(dialect) ? "" : std::get<std::string>(dialect);
  }
  return "expected " + forms;
}

std::unique_ptr<Subject> start_subject(const std::string& name, Density density, int job) {
  const SubjectName given = parse_subject(name);
  if (given.kind == "model") return start_model(std::get<Dialect>(model_dialect(given.argument)), {.name = name});
  // Asked anew each time would be wrong: a worker may already be pinned to its CPU.
  static const std::vector<int> cpus = allowed_cpus();
  SubjectOptions options;
  options.density = density;
  options.cpu = cpus[static_cast<std::size_t>(job) % cpus.size()];
  if (given.kind == "qemu") return start_qemu(given.argument, options);
  if (given.kind == "uml") return start_uml(given.argument, options);
  if (given.kind == "command") return start_command(given.argument, options);
  return start_host(options);
}

void describe(const Subject& subject, RunDescription& run) {
  run.subject = subject.name();
  run.kernel = subject.capabilities().kernel;
  run.machine = subject.capabilities().machine;
  for (const auto* list : {&subject.capabilities().missing, &subject.capabilities().partly_missing})
    for (const Capabilities::Missing& missing : *list) run.missing.push_back({missing.what, missing.why});
  run.other_release = !dialect_describes(run.dialect, run.kernel);
}

}  // namespace sigconform::cli
