// A dialect: values for the variation points, the places where systems differ from each other. The default is
// Linux 6.18. The same points serve kernel versions, falsified models (one point flipped must be noticed by a run
// against a real kernel), and later the diagnosis of foreign systems. This file must not know how points act.
#pragma once

#include "model/rules/rules.h"
#include "model/scheduling.h"

#include <span>
#include <string_view>

namespace sigconform {

struct Dialect {
#define SIGCONFORM_POINT(field, id, rule, flipped) bool field = true;
#include "model/points/all.inc"
#undef SIGCONFORM_POINT
#define SIGCONFORM_OPENING(field, id, rule, allowed, source) bool field = false;
#include "model/points/openings.inc"
#undef SIGCONFORM_OPENING
  Scheduling scheduling = Scheduling::kPriorities;
  [[nodiscard]] bool preemptible() const { return scheduling != Scheduling::kPriorities; }
  bool operator==(const Dialect&) const = default;
};

inline constexpr std::string_view kDefaultDialect = "linux-6.18";
// The default, with all openings.
inline constexpr std::string_view kPosixDialect = "posix-2024";

// One variation point: flipping it falsifies `rule`.
struct VariationPoint {
  std::string_view id;  // "coalesce-standard"
  bool Dialect::*point;
  Rule rule;
  std::string_view flipped;  // one sentence: what a system does where the point is false
};
[[nodiscard]] std::span<const VariationPoint> variation_points();
// nullptr when no point has that id.
[[nodiscard]] const VariationPoint* find_variation_point(std::string_view id);

// Something that a dialect may leave open: where its field is true, the model's choices allow every outcome.
struct Opening {
  std::string_view id;
  bool Dialect::*field;
  Rule rule;                 // by which Linux decides it
  std::string_view allowed;  // one sentence
  std::string_view source;   // who leaves it open
};
[[nodiscard]] std::span<const Opening> openings();

// True when `release` (uname -r) is of the series that the dialect describes; posix-2024 is not about releases.
[[nodiscard]] bool dialect_describes(std::string_view dialect, std::string_view release);

}  // namespace sigconform
