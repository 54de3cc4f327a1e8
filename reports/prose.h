// Texts for readers, kept as plain files (reports/book/), as markup: paragraphs, headings, lists of terms, and words in
// `…`, which are links where they are the id of a rule. It must not know what the texts are about.
#pragma once

#include "reports/markup.h"

#include <span>
#include <string_view>

namespace sigconform {

// Blocks have an empty line between them. "## words" is a heading, of level 3; lines of "term :: what it means" are a
// list of terms; anything else is a paragraph, in which *…* is emphasis.
void write_prose(Markup& out, std::string_view text);
// One paragraph's words, or a term's.
void write_inline(Markup& out, std::string_view text);

// A text that begins with "# title", and what stands below.
struct TitledText {
  std::string_view title, rest;
};
[[nodiscard]] TitledText titled(std::string_view text);

struct BookText {
  std::string_view name, text;  // of the file, without its ending
};
[[nodiscard]] std::span<const BookText> book_texts();
// Empty when there is none of that name.
[[nodiscard]] std::string_view book_text(std::string_view name);

}  // namespace sigconform
