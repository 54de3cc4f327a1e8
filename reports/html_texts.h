// The fixed texts of a report's page, which are kept as files below reports/html/: its style and its script.
#pragma once

#include <string_view>

namespace sigconform {

[[nodiscard]] std::string_view html_page_style();
[[nodiscard]] std::string_view html_page_script();

}  // namespace sigconform
