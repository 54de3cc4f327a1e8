// Subjects by name; see subjects.h.
#include "cli/subjects.h"

#include "cli/model_subject.h"
#include "model/dialect.h"

#include <sched.h>

namespace sigconform::cli {

const std::vector<SubjectKind>& subject_kinds() {
  static const std::vector<SubjectKind> kinds{
      {"host", "the kernel that this machine runs"},
      {"model", "the model itself, for trying sigconform without a kernel; it says nothing about any system"}};
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

std::unique_ptr<Subject> start_subject(const std::string& name, Density density, int job) {
  if (name == "model") return start_model();
  // Asked anew each time would be wrong: a worker may already be pinned to its CPU.
  static const std::vector<int> cpus = allowed_cpus();
  SubjectOptions options;
  options.density = density;
  options.cpu = cpus[static_cast<std::size_t>(job) % cpus.size()];
  return start_host(options);
}

void describe(const Subject& subject, RunDescription& run) {
  run.subject = subject.name();
  run.kernel = subject.capabilities().kernel;
  run.machine = subject.capabilities().machine;
  for (const Capabilities::Missing& missing : subject.capabilities().missing)
    run.missing.push_back({missing.what, missing.why});
  run.other_release = !dialect_describes(run.dialect, run.kernel);
}

}  // namespace sigconform::cli
