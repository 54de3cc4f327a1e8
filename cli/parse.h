// The command line: subcommands, options, their help. The only files that know CLI11 are this one's .cpp.
#pragma once

#include "cli/options.h"

#include <optional>

namespace sigconform::cli {

// The command; or nothing, when help or the version was asked for and printed. Throws UsageError.
[[nodiscard]] std::optional<Command> parse_command_line(int argc, const char* const* argv);

}  // namespace sigconform::cli
