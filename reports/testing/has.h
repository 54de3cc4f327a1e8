// Whether a text has a part, as tests of what is written ask. It must not know what the text is.
#pragma once

#include <string>
#include <string_view>

namespace sigconform::testing {

[[nodiscard]] inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace sigconform::testing
