// Any command that can run the executor with its standard input and output connected. It must not know what the command
// is.
#include "subjects/executor_subject.h"
#include "subjects/guests.h"
#include "subjects/launch.h"

#include <string_view>

namespace sigconform {

namespace {

constexpr std::string_view kPlace = "{executor}";
constexpr std::chrono::milliseconds kCommandStartDeadline{60'000};
constexpr int kCommandSlowness = 6;

}  // namespace

std::unique_ptr<Subject> start_command(const std::string& command_template, const SubjectOptions& options) {
  const std::size_t at = command_template.find(kPlace);
  if (at == std::string::npos) {
    throw SubjectUnavailable("the command " + command_template +
                             " has no place for the executor; write {executor} there");
  }
  std::string command = command_template;
  command.replace(at, kPlace.size(), find_executor({}));
  ExecutorSpec spec;
  spec.name = "command:" + command_template;
  spec.command = {"/bin/sh", "-c", "exec " + command};
  spec.containment = Containment::kNamespaceAndMounts;
  spec.start_deadline = kCommandStartDeadline;
  spec.scenario_deadline = std::chrono::milliseconds(options.scenario_deadline_ms * kCommandSlowness);
  return start_executor(std::move(spec));
}

}  // namespace sigconform
