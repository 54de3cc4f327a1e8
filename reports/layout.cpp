// Numbers, wrapping and columns; see layout.h.
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>

namespace sigconform {

std::string grouped(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s");
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t has = columns(text);
  if (has < width) text.append(width - has, ' ');
  return text;
}

std::string hanging(std::string_view head, std::size_t indent, std::string_view text) {
  std::string out = padded(std::string(head), indent);
  std::size_t column = columns(out);
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t width = columns(word);
    if (!first && column + 1 + width > kPageColumns) {
      while (out.ends_with(' ')) out.pop_back();
      out.append("\n").append(indent, ' ');
      column = indent;
      first = true;
    }
    if (!first) out += ' ', ++column;
    out += word;
    column += width;
    first = false;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out + '\n';
}

std::string shell_word(std::string_view word) {
  const bool plain = std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("_-./:=,+@%").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain && !word.empty()) return std::string(word);
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string seed_text(std::uint64_t seed) {
  constexpr std::uint64_t kShort = 1'000'000'000'000;
  return seed < kShort ? std::to_string(seed) : fmt::format("{:#x}", seed);
}

}  // namespace sigconform
