// Whether, and how often, a text has a part, as tests of what is written ask. It must not know what the text is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sigconform::testing {

[[nodiscard]] inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

[[nodiscard]] inline std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

}  // namespace sigconform::testing
