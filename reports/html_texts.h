// The fixed texts of a report's page and of the book, which are kept as files below reports/html/: styles and a script.
#pragma once

#include <string_view>

namespace sigconform {

[[nodiscard]] std::string_view html_page_style();
[[nodiscard]] std::string_view html_page_script();
// Of the book, beside that of every page.
[[nodiscard]] std::string_view html_book_style();

}  // namespace sigconform
