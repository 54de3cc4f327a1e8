// Linux by release: since when it has the value that the default dialect has of each variation point, and the named
// dialects, which follow from these dates. It must not know how points act, nor what a running kernel was seen to do.
#pragma once

#include "model/dialect.h"

#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform {

struct Release {
  int major{};
  int minor{};
  int patch{};
  auto operator<=>(const Release&) const = default;
};
// The numbers that uname -r begins with: "6.1.0-28-cloud-amd64" is 6.1.0. nullopt when there are not two at least.
[[nodiscard]] std::optional<Release> parse_release(std::string_view text);
// "6.1", "6.18.44"
[[nodiscard]] std::string to_text(const Release& release);

// Later than all releases.
inline constexpr Release kNever{1'000'000, 0, 0};

struct DatedPoint {
  std::string_view id;  // of the variation point
  Release since;        // from here on it has the default's value; {}: all releases have it, and some systems do not
  // Who decides, by which change; "seen": by running kernels of both sides.
  std::string_view source;
  Release until{};     // that value was the older one, too: it was lost with this release. {}: it was not
  Release backport{};  // the release of an older series that has it too. {}: none is known
};
[[nodiscard]] std::span<const DatedPoint> dated_points();
// nullptr: no release is known that differs.
[[nodiscard]] const DatedPoint* find_dated_point(std::string_view id);
[[nodiscard]] bool has_default_value(const DatedPoint& point, const Release& release);

struct NamedDialect {
  std::string_view name;  // "linux-6.18"
  Release release;        // the newest of the series that the dates are known of
};
// The oldest first.
[[nodiscard]] std::span<const NamedDialect> version_dialects();
// Those of releases, and posix-2024.
[[nodiscard]] std::optional<Dialect> find_dialect(std::string_view name);

[[nodiscard]] Dialect dialect_of_release(const Release& release);
// The newest that is not newer than the release; the oldest when all are.
[[nodiscard]] const NamedDialect& nearest_dialect(const Release& release);

// One point of a dialect that has another value than the dialect gives it.
struct PointSetting {
  const VariationPoint* point{};
  bool on{};
  bool operator==(const PointSetting&) const = default;
};
// What tells `wanted` apart from `base`.
[[nodiscard]] std::vector<PointSetting> settings_between(const Dialect& base, const Dialect& wanted);
// "exiting-thread-drops=off"
[[nodiscard]] std::string to_text(const PointSetting& setting);

}  // namespace sigconform
