// Pieces of Markdown, as hosts of code show it: text that cannot be taken for marks, tables, blocks of text as it is.
// It must not know what they say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sigconform {

// On one line, with a backslash before whatever would be a mark.
[[nodiscard]] std::string markdown_escaped(std::string_view text);
// A row may have fewer cells than the head; they are escaped here.
[[nodiscard]] std::string markdown_table(const std::vector<std::string>& head,
                                         const std::vector<std::vector<std::string>>& rows);
// Between fences that are longer than any row of backticks within.
[[nodiscard]] std::string markdown_fenced(std::string_view text);

}  // namespace sigconform
