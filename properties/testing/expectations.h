// The scenarios below ci/expectations/: what systems other than Linux are known to do otherwise. It must not know how
// they are run.
#pragma once

#include "model/text.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace sigconform::testing {

struct Expectation {
  std::string system;  // as --on names it
  std::string name;
  std::string sentence;  // what differs
  Scenario scenario;
};

// Throws std::runtime_error for a file that is none.
[[nodiscard]] inline std::vector<Expectation> expectations() {
  std::vector<Expectation> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SIGCONFORM_EXPECTATIONS)) {
    if (entry.path().extension() != ".scenario") continue;
    std::ifstream file(entry.path());
    std::ostringstream text;
    text << file.rdbuf();
    const auto parsed = parse_scenario(text.str());
    if (const auto* error = std::get_if<ParseError>(&parsed))
      throw std::runtime_error(entry.path().string() + ": " + to_text(*error));
    const std::string first_line = text.str().substr(0, text.str().find('\n'));
    if (!first_line.starts_with("# ")) throw std::runtime_error(entry.path().string() + " does not say what differs");
    all.push_back(
        {entry.path().parent_path().filename(), entry.path().stem(), first_line.substr(2), std::get<Scenario>(parsed)});
  }
  return all;
}

}  // namespace sigconform::testing
