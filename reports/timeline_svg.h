// A timeline as SVG, in a page or in a file of its own: it can be read without colours, and by who cannot see it. Its
// colours are custom properties of the page around it, each with a value of its own where that has none;
// timeline_style() is for a page or a file by itself. It must not know what page that is.
#pragma once

#include "reports/timeline.h"

#include <string>
#include <string_view>

namespace sigconform {

// `id` is unique on the page, and a word. `title` says in a few words what is shown; the description is all of it.
[[nodiscard]] std::string timeline_svg(const Timeline& timeline, std::string_view id, std::string_view title);

// The same as a file, on a sheet of its own that is light or dark as its reader likes.
[[nodiscard]] std::string timeline_file(const Timeline& timeline, std::string_view title);

// CSS, once a page.
[[nodiscard]] std::string_view timeline_style();
// The custom properties for day and night, which a page's own style has already.
[[nodiscard]] std::string_view timeline_colours();

}  // namespace sigconform
