// Markup as text: elements that are closed, and text that is escaped, whatever it holds. It must not know what any
// element means.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sigconform {

// As it may stand in an element or in a quoted attribute. What is no UTF-8, and control characters other than tabs and
// newlines, become U+FFFD.
[[nodiscard]] std::string escaped(std::string_view text);

using Attribute = std::pair<std::string_view, std::string>;
using Attributes = std::initializer_list<Attribute>;

class Markup {
 public:
  // <tag a="…">; an attribute whose value is empty stands alone: <details open>.
  Markup& open(std::string_view tag, Attributes attributes = {});
  // Of the element that was opened last. Throws std::logic_error when that is another one.
  Markup& close(std::string_view tag);
  Markup& text(std::string_view text);
  // <tag a="…">text</tag>
  Markup& leaf(std::string_view tag, Attributes attributes, std::string_view text);
  Markup& leaf(std::string_view tag, std::string_view text) { return leaf(tag, {}, text); }
  // <tag a="…"/>: an element that has no end, or one of SVG.
  Markup& empty(std::string_view tag, Attributes attributes = {});
  // What is markup already.
  Markup& raw(std::string_view markup);
  [[nodiscard]] std::size_t size() const { return out_.size(); }
  // The whole. Throws std::logic_error when an element is open.
  [[nodiscard]] std::string take();

 private:
  void begin(std::string_view tag, Attributes attributes);
  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace sigconform
