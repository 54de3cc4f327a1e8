// For tests: the sigconform binary, run through the shell, and the files that it leaves. It must not know what is
// expected of them.
#pragma once

#include "reports/testing/compiled_program.h"
#include "reports/testing/has.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#ifndef SIGCONFORM_BINARY
#error "SIGCONFORM_BINARY is the program that is tested, given by the build"
#endif

namespace sigconform::testing {

// `arguments` as a shell reads them. Both outputs come as one unless they say otherwise.
inline Ran sigconform(const std::string& arguments, const std::string& environment = {}) {
  return run_command(environment + " '" SIGCONFORM_BINARY "' " + arguments);
}

inline std::string text_in(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline nlohmann::json json_in(const std::filesystem::path& file) {
  return nlohmann::json::parse(text_in(file), nullptr, false);
}

}  // namespace sigconform::testing
