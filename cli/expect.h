// Expectations on a subject: their file read, and the scenarios that it names run, before the campaign begins. It must
// not know what is done with the findings.
#pragma once

#include "cli/options.h"
#include "reports/expectations.h"
#include "subjects/subject.h"

#include <string>

namespace sigconform::cli {

// A file of --expect, with its scenarios, whose names are taken from the file's folder. Throws UsageError:
// "file:line:column: expected …".
[[nodiscard]] Expectations read_expectations(const std::string& file);

// The entries of this subject; each of their scenarios has been run on it, and says what it diverged by.
// `name`: of the subject, as --on gives it; `model`: what it is held to, settled.
[[nodiscard]] Expectations settled_expectations(const Expectations& all, const std::string& name, Subject& subject,
                                                const ModelOptions& model);

// What a scenario was seen to do against the rules, as a finding that can be held against expectations: explained, not
// minimised. Precondition: the judgement diverges.
[[nodiscard]] Finding finding_of(const Scenario& scenario, const Trace& observed, const Judgement& judgement,
                                 const Dialect& dialect, Subject& subject);

}  // namespace sigconform::cli
