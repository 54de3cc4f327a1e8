// Subjects by the names that the user gives them, and the CPUs that they may have. It must not know commands.
#pragma once

#include "properties/campaign.h"
#include "reports/run_description.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform::cli {

// "qemu:bzImage" in its two parts.
struct SubjectName {
  std::string kind;
  std::string argument;
  [[nodiscard]] std::string whole() const { return argument.empty() ? kind : kind + ":" + argument; }
};
[[nodiscard]] SubjectName parse_subject(std::string_view name);

// All that the command knows of a kind of subject. To add one is an entry in the table, beside its driver.
struct SubjectKind {
  std::string_view name;
  std::string_view what;  // one sentence
  // What stands after the colon: "PATH", or "[PATH]" when it may be left out; empty: nothing.
  std::string_view argument;
  // Throws SubjectUnavailable, with what is missing and how to get it.
  std::unique_ptr<Subject> (*start)(const SubjectName& name, const SubjectOptions& options);
  // Of a kind that needs an argument, and so cannot just be tried: what is missing on this machine and how to get it,
  // or empty; and how one comes by what the argument names.
  std::string (*lacks)() = nullptr;
  std::string_view get{};
  // What is wrong with the argument, or empty. nullptr: whatever it is, starting will tell.
  std::string (*wrong)(const std::string& argument) = nullptr;
  [[nodiscard]] bool needs_argument() const { return !argument.empty() && argument.front() != '['; }
  // "qemu:PATH"
  [[nodiscard]] std::string form() const;
};
[[nodiscard]] const std::vector<SubjectKind>& subject_kinds();
// "host, qemu:PATH, uml[:PATH], …"
[[nodiscard]] std::string subject_forms();

// CPUs that this process may run on.
[[nodiscard]] std::vector<int> allowed_cpus();

// What --jobs means: 0 is one for each CPU. Throws UsageError in the command's name when the host has no CPU for each.
[[nodiscard]] int effective_jobs(std::string_view command, const std::string& subject, int jobs);

// Empty when the name is one, else what was expected, or what is wrong with it.
[[nodiscard]] std::string why_no_subject(std::string_view name);

// One subject, on the first of these CPUs, or one a worker, each on its own. Precondition: the name is known.
// Throws SubjectUnavailable.
[[nodiscard]] std::unique_ptr<Subject> start_subject(const std::string& name, Density density, int job = 0);

// Fills subject, kernel, machine, missing, other_release. Precondition: the dialect is set.
void describe(const Subject& subject, RunDescription& run);

}  // namespace sigconform::cli
