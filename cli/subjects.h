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
};
[[nodiscard]] const std::vector<SubjectKind>& subject_kinds();

// CPUs that this process may run on.
[[nodiscard]] std::vector<int> allowed_cpus();

// One subject, on the first of these CPUs, or one a worker, each on its own. Precondition: the name is known.
// Throws SubjectUnavailable.
[[nodiscard]] std::unique_ptr<Subject> start_subject(const std::string& name, Density density, int job = 0);

// Fills subject, kernel, machine, missing, other_release.
void describe(const Subject& subject, RunDescription& run);

}  // namespace sigconform::cli
