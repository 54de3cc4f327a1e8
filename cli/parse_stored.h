// The options of report, merge and triage, which work on stored runs, and of the book, which may. It must not know what
// they do.
#pragma once

#include "cli/options.h"

#include <CLI/App.hpp>

namespace sigconform::cli {

void add_report(CLI::App& app, ReportOptions& options);
void add_merge(CLI::App& app, MergeOptions& options);
void add_triage(CLI::App& app, TriageOptions& options);
void add_book(CLI::App& app, BookOptions& options);
// --expect, --strict-expect
void add_expect(CLI::App& app, ExpectOptions& options);

}  // namespace sigconform::cli
