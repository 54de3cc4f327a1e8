// Subjects by the names that the user gives them, and the CPUs that they may have. It must not know commands.
#pragma once

#include "properties/campaign.h"
#include "reports/run_description.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform::cli {

struct SubjectKind {
  std::string_view name;
  std::string_view what;  // one sentence
  std::string_view
      argument;  // what stands after the colon: "PATH", or "[PATH]" when it may be left out; empty: nothing
  [[nodiscard]] bool needs_argument() const { return !argument.empty() && argument.front() != '['; }
  // "qemu:PATH"
  [[nodiscard]] std::string form() const {
    return std::string(name) +
           (argument.empty()   ? ""
            : needs_argument() ? ":"
                               : "[:") +
           std::string(needs_argument() || argument.empty() ? argument : argument.substr(1));
  }
};
[[nodiscard]] const std::vector<SubjectKind>& subject_kinds();

// CPUs that this process may run on.
[[nodiscard]] std::vector<int> allowed_cpus();

// What --jobs means: 0 is one for each CPU. Throws UsageError in the command's name when the host has no CPU for each.
[[nodiscard]] int effective_jobs(std::string_view command, const std::string& subject, int jobs);

// "qemu:bzImage" in its two parts.
struct SubjectName {
  std::string kind;
  std::string argument;
};
[[nodiscard]] SubjectName parse_subject(std::string_view name);
// Empty when the name is one, else what was expected, or what is wrong with it.
[[nodiscard]] std::string why_no_subject(std::string_view name);

// One subject, on the first of these CPUs, or one a worker, each on its own. Precondition: the name is known.
// Throws SubjectUnavailable.
[[nodiscard]] std::unique_ptr<Subject> start_subject(const std::string& name, Density density, int job = 0);

// Fills subject, kernel, machine, missing, other_release. Precondition: the dialect is set.
void describe(const Subject& subject, RunDescription& run);

}  // namespace sigconform::cli
