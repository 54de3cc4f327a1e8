// Blocks, lines and words; see prose.h.
#include "reports/prose.h"

#include "model/rules/rules.h"

#include <algorithm>
#include <string>

namespace sigconform {
namespace {

constexpr std::string_view kTermEnds = " :: ";
constexpr std::string_view kHeading = "## ";

// What stands before the separator, which is taken away with it.
std::string_view take_until(std::string_view& text, std::string_view separator) {
  const std::size_t end = text.find(separator);
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
  return taken;
}

std::string_view trimmed(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  while (text.starts_with('\n')) text.remove_prefix(1);
  return text;
}

void write_code(Markup& out, std::string_view code) {
  const bool observable = find_rule(code) != Rule::kCount;
  const auto unobservable = unobservable_rules();
  const bool is_rule = observable || std::any_of(unobservable.begin(), unobservable.end(),
                                                 [code](const UnobservableRule& rule) { return rule.id == code; });
  if (is_rule)
    out.leaf("a", {{"class", "mono"}, {"href", "#" + std::string(code)}}, code);
  else
    out.leaf("code", code);
}

void write_terms(Markup& out, std::string_view block) {
  out.open("dl", {{"class", "terms"}});
  while (!block.empty()) {
    std::string_view line = take_until(block, "\n");
    out.open("dt");
    write_inline(out, take_until(line, kTermEnds));
    out.close("dt").open("dd");
    write_inline(out, line);
    out.close("dd");
  }
  out.close("dl");
}

}  // namespace

void write_inline(Markup& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t mark = text.find_first_of("`*");
    out.text(text.substr(0, mark));
    if (mark == std::string_view::npos) return;
    const std::string_view sign = text.substr(mark, 1);
    text.remove_prefix(mark + 1);
    const std::string_view inside = take_until(text, sign);
    sign == "`" ? write_code(out, inside) : static_cast<void>(out.leaf("em", inside));
  }
}

void write_prose(Markup& out, std::string_view text) {
  text = trimmed(text);
  while (!text.empty()) {
    std::string_view block = trimmed(take_until(text, "\n\n"));
    if (block.starts_with(kHeading)) {
      out.leaf("h3", block.substr(kHeading.size()));
    } else if (block.find(kTermEnds) != std::string_view::npos) {
      write_terms(out, block);
    } else {
      out.open("p");
      write_inline(out, block);
      out.close("p");
    }
  }
}

TitledText titled(std::string_view text) {
  constexpr std::string_view kTitle = "# ";
  if (!text.starts_with(kTitle)) return {{}, text};
  text.remove_prefix(kTitle.size());
  const std::string_view title = take_until(text, "\n");
  return {title, trimmed(text)};
}

std::string_view book_text(std::string_view name) {
  for (const BookText& each : book_texts())
    if (each.name == name) return each.text;
  return {};
}

}  // namespace sigconform
