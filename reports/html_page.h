// The frame of a report's page, and findings in it, one below the other, for as long as there is room. It must not know
// what else the page says.
#pragma once

#include "reports/html_finding.h"
#include "reports/html_report.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sigconform {

// A document that asks no network for anything, with the style of all pages and more; `body` is markup, and what is
// in it may use the script of all pages.
[[nodiscard]] std::string html_document(std::string_view title, std::string_view more_style, std::string_view body);

// The whole page. `header` and `main` are markup; links lead to headings of that id.
[[nodiscard]] std::string html_page(std::string_view title, std::string_view header,
                                    std::span<const std::pair<std::string, std::string>> links, std::string_view main,
                                    std::string_view version);

struct PlacedFinding {
  const RunDescription* run{};
  const Finding* finding{};
  std::uint64_t scenarios{};
  std::string_view of{};  // the subject, where there are several
};
// Gathered by what explains them. `room` is what they may take, in bytes.
[[nodiscard]] std::string findings_markup(std::span<const PlacedFinding> findings, std::size_t room);

}  // namespace sigconform
