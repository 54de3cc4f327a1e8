// One function a command: does it, prints to standard output, and answers with the exit status. Throws UsageError,
// SubjectUnavailable. They must not know how options were written.
#pragma once

#include "cli/options.h"

namespace sigconform::cli {

[[nodiscard]] int perform(const RunOptions& options);
[[nodiscard]] int perform(const MatrixOptions& options);
[[nodiscard]] int perform(const CheckOptions& options);
[[nodiscard]] int perform(const ReplayOptions& options);
[[nodiscard]] int perform(const ExplainOptions& options);
[[nodiscard]] int perform(const MinimizeOptions& options);
[[nodiscard]] int perform(const ReproduceOptions& options);
[[nodiscard]] int perform(const RulesOptions& options);
[[nodiscard]] int perform(const DialectsOptions& options);
[[nodiscard]] int perform(const MutantsOptions& options);
[[nodiscard]] int perform(const PropertiesOptions& options);
[[nodiscard]] int perform(const SubjectsOptions& options);
[[nodiscard]] int perform(const GenerateOptions& options);
[[nodiscard]] int perform(const LitmusOptions& options);
[[nodiscard]] int perform(const ReportOptions& options);
[[nodiscard]] int perform(const MergeOptions& options);
[[nodiscard]] int perform(const TriageOptions& options);
[[nodiscard]] int perform(const BookOptions& options);

}  // namespace sigconform::cli
