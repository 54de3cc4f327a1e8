// Dialects as files: what a run found out of a system, to hold it to that the next time.
//
//     sigconform dialect 1
//     like linux-6.18
//     set queue-limit=off  # queue.limit: a queue has no limit
//
// First the named dialect, then the variation points that have another value than it gives them. Comments go from '#'
// to the end of the line. It must not know where the files are kept.
#pragma once

#include "model/text.h"
#include "model/versions.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sigconform {

struct DialectText {
  std::string like;  // a name that find_dialect() knows
  std::vector<PointSetting> settings;
  bool operator==(const DialectText&) const = default;
};

// Each setting with its rule and what the system does, as a comment. parse_dialect(to_text(d)) == d.
[[nodiscard]] std::string to_text(const DialectText& dialect);
[[nodiscard]] std::variant<DialectText, ParseError> parse_dialect(std::string_view text);

// "off: queue.limit: a queue has no limit"; where it is on: that the rule holds.
[[nodiscard]] std::string meaning(const PointSetting& setting);

// "queue-limit=off". A string, when it is not that: what was expected instead, and found.
[[nodiscard]] std::variant<PointSetting, std::string> parse_setting(std::string_view word);

}  // namespace sigconform
