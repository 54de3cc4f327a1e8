// Values as people write them on a command line: 60s, 200k, 0x12d28. It must not know options.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sigconform::cli {

// "500ms", "60s", "5m", "1h": a whole positive number and its unit. At most kDurationMax.
inline constexpr std::chrono::hours kDurationMax{24 * 365};
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
// "90 s", "1 h 30 min"; below ten seconds with tenths.
[[nodiscard]] std::string duration_text(double seconds);

// "200000", "100k", "1M": k, M and G are powers of ten.
[[nodiscard]] std::optional<std::uint64_t> parse_count(std::string_view text);

// Decimal or 0x…, 64 bits.
[[nodiscard]] std::optional<std::uint64_t> parse_seed(std::string_view text);

}  // namespace sigconform::cli
