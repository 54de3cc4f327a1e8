// The text of c_runtime.c and c_runtime_report.c, the fixed part of every C reproducer. It must not know scenarios.
#pragma once

#include <string_view>

namespace sigconform {

[[nodiscard]] std::string_view c_runtime();
[[nodiscard]] std::string_view c_runtime_report();

}  // namespace sigconform
