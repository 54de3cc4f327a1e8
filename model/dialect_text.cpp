// Reading and writing dialects; see dialect_text.h.
#include "model/dialect_text.h"

#include "model/spelling.h"

#include <algorithm>

namespace sigconform {
namespace {

constexpr std::string_view kHead = "sigconform dialect 1";

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

// What stands on a line before its comment, without the spaces around it, and where it begins.
struct Content {
  std::string_view text;
  int column;
};
Content content_of(std::string_view line) {
  constexpr std::string_view kSpaces = " \t\r";
  line = line.substr(0, line.find('#'));
  const std::size_t begin = std::min(line.find_first_not_of(kSpaces), line.size());
  const std::size_t end = line.find_last_not_of(kSpaces) + 1;
  return {line.substr(begin, end > begin ? end - begin : 0), static_cast<int>(begin) + 1};
}

std::string unknown_dialect(std::string_view name) {
  std::string names;
  for (const NamedDialect& d : version_dialects()) names += (names.empty() ? "" : ", ") + std::string(d.name);
  return "expected one of " + names + ", " + std::string(kPosixDialect) + ", found " + quoted(name);
}

// Takes `word` and the space behind it from the text.
bool accept(Content& content, std::string_view word) {
  if (!content.text.starts_with(word) || content.text.substr(word.size(), 1) != " ") return false;
  const std::size_t rest = std::min(content.text.find_first_not_of(' ', word.size()), content.text.size());
  content.text.remove_prefix(rest);
  content.column += static_cast<int>(rest);
  return true;
}

}  // namespace

std::string meaning(const PointSetting& setting) {
  const std::string rule(id_of(setting.point->rule));
  return rule + ": " + (setting.on ? "there the rule holds" : std::string(setting.point->flipped));
}

std::string to_text(const DialectText& dialect) {
  std::string out = std::string(kHead) + "\nlike " + dialect.like + "\n";
  for (const PointSetting& setting : dialect.settings)
    out += "set " + to_text(setting) + "  # " + meaning(setting) + "\n";
  return out;
}

std::variant<PointSetting, std::string> parse_setting(std::string_view word) {
  const std::size_t equals = std::min(word.find('='), word.size());
  const std::string_view id = word.substr(0, equals);
  const std::string_view value = word.substr(std::min(equals + 1, word.size()));
  if (value != "on" && value != "off") return "expected ID=on or ID=off, found " + quoted(word);
  if (const VariationPoint* const point = find_variation_point(id); point != nullptr)
    return PointSetting{point, value == "on"};
  std::vector<std::string_view> ids;
  for (const VariationPoint& point : variation_points()) ids.push_back(point.id);
  const std::string_view near = nearest(id, ids.data(), ids.size());
  return "there is no " + quoted(id) + (near.empty() ? "" : ", did you mean " + quoted(near) + "?") +
         "; sigconform rules --falsifiable lists what there is";
}

std::variant<DialectText, ParseError> parse_dialect(std::string_view text) {
  DialectText out;
  int lines_with_content = 0;
  int number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    Content content = content_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (content.text.empty()) continue;
    const auto refuse = [&](std::string message) { return ParseError{number, content.column, std::move(message)}; };
    if (++lines_with_content == 1) {
      if (content.text != kHead) return refuse("expected " + quoted(kHead) + ", found " + quoted(content.text));
    } else if (lines_with_content == 2) {
      if (!accept(content, "like")) return refuse("expected 'like' and a dialect, found " + quoted(content.text));
      if (!find_dialect(content.text)) return refuse(unknown_dialect(content.text));
      out.like = content.text;
    } else {
      if (!accept(content, "set")) return refuse("expected 'set' and ID=on or ID=off, found " + quoted(content.text));
      const auto setting = parse_setting(content.text);
      if (const auto* why = std::get_if<std::string>(&setting)) return refuse(*why);
      out.settings.push_back(std::get<PointSetting>(setting));
    }
  }
  if (out.like.empty())
    return ParseError{number + 1, 1, "expected " + quoted(kHead) + " and 'like' with a dialect, found the end"};
  return out;
}

}  // namespace sigconform
