// How near two words are, for messages that suggest what was meant. It must not know what the words name.
#pragma once

#include <cstddef>
#include <string_view>

namespace sigconform {

// Levenshtein's: insertions, deletions and substitutions of one character.
[[nodiscard]] std::size_t spelling_distance(std::string_view a, std::string_view b);

// The candidate that differs from `word` least, if it could be a slip of the hand; else empty.
[[nodiscard]] std::string_view nearest(std::string_view word, const std::string_view* candidates, std::size_t count);

}  // namespace sigconform
