// The manual page and the shell's completion, made of the same descriptions as --help, so that they cannot disagree
// with it. It must not know what any command does.
#pragma once

#include <CLI/App.hpp>
#include <string>

namespace sigconform::cli {

// A page for man(1), in roff.
[[nodiscard]] std::string manual_page(const CLI::App& app);
// A script that bash reads (share/bash-completion/completions/sigconform): commands, and the options of each; what is
// no option is completed as a file.
[[nodiscard]] std::string bash_completion(const CLI::App& app);

}  // namespace sigconform::cli
