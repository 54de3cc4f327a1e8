// A timeline as inline SVG: it can be read without colours, and by who cannot see it. Its colours are custom
// properties of the page around it, each with a value of its own where that has none; timeline_style() is for a page
// or a file by itself. It must not know what page that is.
#pragma once

#include "reports/timeline.h"

#include <string>
#include <string_view>

namespace sigconform {

// `id` is unique on the page, and a word. `title` says in a few words what is shown; the description is all of it.
[[nodiscard]] std::string timeline_svg(const Timeline& timeline, std::string_view id, std::string_view title);

// CSS, once a page.
[[nodiscard]] std::string_view timeline_style();

}  // namespace sigconform
