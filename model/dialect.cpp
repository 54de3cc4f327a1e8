// The table of variation points; see dialect.h.
#include "model/dialect.h"

#include <array>

namespace sigconform {
namespace {

constexpr VariationPoint kPoints[] = {
#define SIGCONFORM_POINT(field, id, rule, flipped) {id, &Dialect::field, Rule::rule, flipped},
#include "model/points/all.inc"
#undef SIGCONFORM_POINT
};

constexpr std::array kOpenings{
#define SIGCONFORM_OPENING(field, id, rule, allowed, source) Opening{id, &Dialect::field, Rule::rule, allowed, source},
#include "model/points/openings.inc"
#undef SIGCONFORM_OPENING
};

}  // namespace

std::span<const VariationPoint> variation_points() { return kPoints; }

std::span<const Opening> openings() { return kOpenings; }

const VariationPoint* find_variation_point(std::string_view id) {
  for (const VariationPoint& p : kPoints)
    if (p.id == id) return &p;
  return nullptr;
}

// "linux-6.18" describes 6.18, 6.18.44 and 6.18.44-whatever, not 6.180.
bool dialect_describes(std::string_view dialect, std::string_view release) {
  constexpr std::string_view kPrefix = "linux-";
  if (dialect == kPosixDialect) return true;
  if (!dialect.starts_with(kPrefix)) return false;
  const std::string_view series = dialect.substr(kPrefix.size());
  if (!release.starts_with(series)) return false;
  return release.size() == series.size() || release[series.size()] == '.' || release[series.size()] == '-';
}

}  // namespace sigconform
