// For tests: what is known of other systems (ci/expectations/known.expect), with its scenarios. It must not know how
// they are run.
#pragma once

#include "cli/expect.h"
#include "subjects/guests.h"

#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#ifndef SIGCONFORM_EXPECTATIONS
#error "SIGCONFORM_EXPECTATIONS is the folder of what is known, given by the build"
#endif

namespace sigconform::testing {

// Those of one system, as --on names it, or of all. Throws UsageError for a file that is none.
[[nodiscard]] inline std::vector<ExpectedEntry> known_scenarios(std::string_view system = {}) {
  std::vector<ExpectedEntry> out;
  for (const ExpectedEntry& entry : cli::read_expectations(SIGCONFORM_EXPECTATIONS "/known.expect").entries)
    if (entry.kind == ExpectedKind::kScenario && (system.empty() || entry.subject == system)) out.push_back(entry);
  return out;
}

// Of a test for each system.
[[nodiscard]] inline std::string name_of_system(const ::testing::TestParamInfo<Emulator>& info) {
  std::string name = info.param.name;
  std::erase(name, '-');
  return name;
}

}  // namespace sigconform::testing
