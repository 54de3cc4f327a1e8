// What of a dead subject's console a person wants to read. It must not know how the text was got.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sigconform {

// Of what was said most recently, so much is worth keeping: a kernel's report with the traces of all that it shows.
inline constexpr std::size_t kSaidBytes = 16'384;

// At most 2,048 bytes of it: from the line on with which a kernel begins to report its own failure, where there is one,
// and else the end. Without carriage returns, and without the empty lines at its end.
[[nodiscard]] std::string last_words(std::string_view said);

}  // namespace sigconform
