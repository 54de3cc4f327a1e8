// What a message about a strange word adds to help: the word in quotes, and operations that are spelt nearly so.
// It must not know where the word stood.
#include "model/field_words.h"
#include "model/reflection.h"
#include "model/spelling.h"

#include <algorithm>
#include <array>
#include <vector>

namespace sigconform {
namespace {

inline constexpr std::size_t kMaxQuoted = 40;  // characters of a strange word that a message repeats
inline constexpr std::size_t kMaxSuggestions = 3;

// A third of the letters wrong is still the same word; so is a call without the prefix or suffix that makes it another.
bool similar(std::string_view written, std::string_view name, std::size_t apart) {
  const bool contained = written.size() >= 3 && name.find(written) != name.npos;
  return contained || apart <= std::max<std::size_t>(1, name.size() / 3);
}

}  // namespace

std::optional<std::size_t> operation_named(std::string_view name) {
  const auto& names = reflection::kNames;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::string did_you_mean(std::string_view name) {
  name = name.substr(0, kMaxQuoted);
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const std::string_view candidate : reflection::kNames) {
    const std::size_t apart = spelling_distance(name, candidate);
    if (similar(name, candidate, apart)) near.emplace_back(apart, candidate);
  }
  std::sort(near.begin(), near.end());
  near.resize(std::min(near.size(), kMaxSuggestions));
  if (near.empty()) return {};
  std::string text = " (did you mean ";
  for (std::size_t i = 0; i < near.size(); ++i)
    text.append(i == 0 ? "" : i + 1 == near.size() ? " or " : ", ").append(near[i].second);
  return text += "?)";
}

std::string in_quotes(std::string_view word) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text = "'";
  for (const char c : word.substr(0, kMaxQuoted)) {
    if (c >= ' ' && c <= '~') {
      text += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    text.append("\\x").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
  }
  return text += word.size() > kMaxQuoted ? "…'" : "'";
}

}  // namespace sigconform
