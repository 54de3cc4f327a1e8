// The options that say which rules hold, and what they share with the others: how a value is refused, and how several
// values are given. It must not know commands.
#pragma once

#include "cli/options.h"

#include <CLI/App.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform::cli {

[[noreturn]] void refuse(const std::string& option, std::string_view expected, std::string_view found);

// May be given several times, each time with one value: what follows that is not the option's.
void one_each(CLI::Option& option);
// Likewise, but a value may be several that have commas between them.
void several(CLI::Option& option, const std::string& type);

// --dialect, --set, --falsify. Where the dialect is kAutoDialect before, that is one of its names.
void add_model(CLI::App& app, ModelOptions& model);

// --point: ids of variation points
void add_points(CLI::App& app, std::vector<std::string>& points);

// --diff of two dialects
void add_diff(CLI::App& app, std::vector<std::string>& names);

}  // namespace sigconform::cli
