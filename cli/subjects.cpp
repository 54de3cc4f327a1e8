// Subjects by name; see subjects.h.
#include "cli/subjects.h"

#include "cli/options.h"
#include "cli/status.h"
#include "model/dialect_text.h"
#include "properties/diagnose.h"
#include "properties/model_subject.h"
#include "subjects/guests.h"
#include "subjects/launch.h"

#include <fmt/format.h>
#include <sched.h>
#include <algorithm>
#include <optional>
#include <variant>

namespace sigconform::cli {

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

std::string installed(const char* program, const char* package) {
  return program_named(program).empty()
             ? fmt::format("{} is not installed; on Debian: apt-get install {}", program, package)
             : std::string();
}

std::string qemu_lacks() { return installed("qemu-system-x86_64", "qemu-system-x86"); }
constexpr const char* kGetKernels =
    "ci/kernels fetch VERSION gets Debian's, ci/kernels list shows those that are here; other images are in a "
    "distribution's kernel packages, as /boot/vmlinuz-VERSION";

std::unique_ptr<Subject> start_simulated(const SubjectName& name, const SubjectOptions& /*options*/) {
  return start_model(std::get<Dialect>(model_dialect(name.argument)), {.name = name.whole()});
}

std::unique_ptr<Subject> start_named_emulator(const SubjectName& name, const SubjectOptions& options) {
  const auto& all = emulators();
  return start_emulator(*std::ranges::find(all, name.kind, &Emulator::name), options);
}
SubjectOptions racing(SubjectOptions options) {
  options.races = true;
  return options;
}

SubjectKind emulated(std::string_view name, std::string_view what) {
  return {.name = name, .what = what, .argument = {}, .start = start_named_emulator};
}

std::string wrong_dialect(const std::string& argument) {
  const auto dialect = model_dialect(argument);
  return std::holds_alternative<Dialect>(dialect) ? std::string() : std::get<std::string>(dialect);
}

}  // namespace

std::string SubjectKind::form() const {
  if (argument.empty()) return std::string(name);
  return needs_argument() ? fmt::format("{}:{}", name, argument) : fmt::format("{}[:{}", name, argument.substr(1));
}

const std::vector<SubjectKind>& subject_kinds() {
  static const std::vector<SubjectKind> kinds{
      {.name = "host",
       .what = "the kernel that this machine runs",
       .argument = {},
       .start = [](const SubjectName&, const SubjectOptions& options) { return start_host(options); }},
      {.name = "host-races",
       .what = "the same kernel as host, with threads on all CPUs at once and in any order",
       .argument = {},
       .start = [](const SubjectName&, const SubjectOptions& options) { return start_host(racing(options)); }},
      {.name = "qemu",
       .what = "a kernel of x86-64 or arm64 booted in qemu-system by software emulation: the image at PATH, or a "
               "version that ci/kernels fetch has got, such as linux-6.12",
       .argument = "PATH",
       .start = [](const SubjectName& name,
                   const SubjectOptions& options) { return start_qemu(name.argument, options); },
       .lacks = qemu_lacks,
       .get = kGetKernels},
      {.name = "qemu-races",
       .what = "the same as qemu with two virtual CPUs, and threads on both at once and in any order",
       .argument = "PATH",
       .start = [](const SubjectName& name,
                   const SubjectOptions& options) { return start_qemu(name.argument, racing(options)); },
       .lacks = qemu_lacks,
       .get = kGetKernels},
      {.name = "uml",
       .what = "a User-Mode Linux binary; without a path the installed linux.uml",
       .argument = "[PATH]",
       .start = [](const SubjectName& name,
                   const SubjectOptions& options) { return start_uml(name.argument, options); }},
      emulated("gvisor", "gVisor, a kernel in user space: its runsc with the ptrace platform"),
      emulated("qemu-user", "the system calls of this machine's kernel as qemu's user-mode emulation hands them on"),
      emulated("qemu-user-arm64", "the same of qemu's emulation of arm64, with the executor for arm64"),
      emulated("valgrind",
               "the system calls of this machine's kernel as Valgrind hands them on, with the tool that does nothing"),
      {.name = "command",
       .what = "whatever TEMPLATE starts with {executor} replaced by the executor's file: its standard input and "
               "output are the line",
       .argument = "TEMPLATE",
       .start = [](const SubjectName& name,
                   const SubjectOptions& options) { return start_command(name.argument, options); },
       .lacks = [] { return std::string(); },
       .get = "such as 'command:ssh DEVICE {executor}', when the file is there under the same name"},
      {.name = "model",
       .what = "the model itself, for trying sigconform without a kernel; it says nothing about any system. DIALECT: "
               "as another system: a dialect, ID=on or ID=off, several with commas between them",
       .argument = "[DIALECT]",
       .start = start_simulated,
       .wrong = wrong_dialect}};
  return kinds;
}

std::string subject_forms() {
  std::string forms;
  for (const SubjectKind& kind : subject_kinds()) forms += (forms.empty() ? "" : ", ") + kind.form();
  return forms;
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

// nullptr when there is none of that name.
const SubjectKind* find_kind(std::string_view name) {
  const auto& kinds = subject_kinds();
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const SubjectKind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace

std::string why_no_subject(std::string_view name) {
  const SubjectName given = parse_subject(name);
  const SubjectKind* const kind = find_kind(given.kind);
  if (kind == nullptr) return "expected " + subject_forms();
  if (given.argument.empty() ? kind->needs_argument() : kind->argument.empty()) return "expected " + kind->form();
  return kind->wrong == nullptr ? std::string() : kind->wrong(given.argument);
}

std::unique_ptr<Subject> start_subject(const std::string& name, Density density, int job) {
  const SubjectName given = parse_subject(name);
  // Asked anew each time would be wrong: a worker may already be pinned to its CPU.
  static const std::vector<int> cpus = allowed_cpus();
  SubjectOptions options;
  options.density = density;
  options.cpu = cpus[static_cast<std::size_t>(job) % cpus.size()];
  return find_kind(given.kind)->start(given, options);
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
