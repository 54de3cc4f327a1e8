// The text of c_runtime.c with the files that it includes from here, the fixed part of every C reproducer. It must not
// know scenarios.
#pragma once

#include <string_view>

namespace sigconform {

[[nodiscard]] std::string_view c_runtime();

}  // namespace sigconform
