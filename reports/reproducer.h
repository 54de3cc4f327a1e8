// The C program of a scenario, with what the true rules allow of it. It must not know where it is written.
#pragma once

#include "properties/oracle.h"
#include "reports/c_program.h"

#include <optional>
#include <string>

namespace sigconform {

// A program that held a part of the allowed outcomes only would call a kernel wrong that is right.
inline constexpr std::size_t kAllowedTracesMax = 1000;
// Of those that only systems without real-time priorities may show; a longer list would hide the scenario.
inline constexpr std::size_t kInterleavedTracesMax = 60;

// Nothing when more outcomes are allowed than kAllowedTracesMax. With a divergence, the program's opening says which
// rule it is about; `kernel` is where it was seen.
[[nodiscard]] std::optional<std::string> reproducer(const Scenario& scenario, const Dialect& dialect,
                                                    const Divergence* divergence = nullptr,
                                                    const std::string& kernel = {});
// The same in parts.
[[nodiscard]] std::optional<CProgram> reproducer_parts(const Scenario& scenario, const Dialect& dialect,
                                                       const Divergence* divergence, const std::string& kernel);

}  // namespace sigconform
