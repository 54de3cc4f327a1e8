// How text is laid out on a page: numbers in groups, wrapped lines, columns. It must not know what the text is about.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sigconform {

inline constexpr std::size_t kPageColumns = 112;

// "1,234,567"
[[nodiscard]] std::string grouped(std::uint64_t number);
// "1 scenario", "2,000 scenarios"
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view noun);
// Columns that UTF-8 text takes, if every character takes one.
[[nodiscard]] std::size_t columns(std::string_view text);
[[nodiscard]] std::string padded(std::string text, std::size_t width);
// The words of `text` on lines of at most kPageColumns, all but the first line indented. The first begins after
// `head`, which is padded to `indent` columns. Ends with a newline.
[[nodiscard]] std::string hanging(std::string_view head, std::size_t indent, std::string_view text);
// A word of a command line as a shell has to be given it: in quotes, where it has anything that the shell would read.
[[nodiscard]] std::string shell_word(std::string_view word);
// A seed of 64 bits as 0x…, which the command line takes too.
[[nodiscard]] std::string seed_text(std::uint64_t seed);

}  // namespace sigconform
