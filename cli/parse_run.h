// The options of the two commands that run campaigns. It must not know what they do.
#pragma once

#include "cli/options.h"

#include <CLI/App.hpp>

namespace sigconform::cli {

void add_run(CLI::App& app, RunOptions& options);
void add_matrix(CLI::App& app, MatrixOptions& options);

}  // namespace sigconform::cli
