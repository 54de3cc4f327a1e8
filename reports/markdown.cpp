// Escaping and tables; see markdown.h.
#include "reports/markdown.h"

#include <algorithm>

namespace sigconform {

std::string markdown_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\|*<_`[]").find(c) != std::string_view::npos) out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string markdown_table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows) {
  const auto line = [&head](const std::vector<std::string>& row) {
    std::string out = "|";
    for (std::size_t i = 0; i < head.size(); ++i)
      out.append(" ").append(i < row.size() ? markdown_escaped(row[i]) : "").append(" |");
    return out + "\n";
  };
  std::string out = line(head) + "|";
  for (std::size_t i = 0; i < head.size(); ++i) out += "---|";
  out += "\n";
  for (const auto& row : rows) out += line(row);
  return out;
}

std::string markdown_fenced(std::string_view text) {
  constexpr std::size_t kLeast = 3;
  std::size_t longest = 0;
  std::size_t row = 0;
  for (const char c : text) {
    row = c == '`' ? row + 1 : 0;
    longest = std::max(longest, row);
  }
  const std::string fence(std::max(kLeast, longest + 1), '`');
  return fence + "\n" + std::string(text) + (text.ends_with('\n') ? "" : "\n") + fence + "\n";
}

}  // namespace sigconform
