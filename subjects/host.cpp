// The host as a subject: the executor as a child of this program. It must not know what a scenario does.
#include "subjects/executor_subject.h"
#include "subjects/launch.h"

namespace sigconform {

std::unique_ptr<Subject> start_host(const SubjectOptions& options, const std::string& executor) {
  ExecutorSpec spec;
  spec.name = options.races ? "host-races" : "host";
  spec.command = {find_executor(executor), "--cpu", std::to_string(options.cpu)};
  if (options.races) spec.command.emplace_back("--races");
  if (!options.share_memory) spec.command.emplace_back("--separate-memory");
  // Its puppets live in namespaces of their own, and the process that removes its control groups is to outlive it.
  spec.containment = Containment::kNone;
  spec.seen_from_outside = true;
  spec.scenario_deadline = std::chrono::milliseconds(options.scenario_deadline_ms);
  return start_executor(std::move(spec));
}

}  // namespace sigconform
