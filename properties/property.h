// Properties of the model alone: invariants that hold after every operation of every scenario, metamorphic laws that
// relate two runs, and Sometimes-properties that say that something does happen. Each has an id, a sentence and a
// source, and is checked through RapidCheck; GoogleTest registers them as property × block of seeds.
#pragma once

#include "generators/generate.h"
#include "model/model.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform {

enum class Expectation : std::uint8_t { kAlways, kSometimes };

enum class PropertyKind : std::uint8_t { kInvariant, kLaw, kSometimes };
[[nodiscard]] std::string_view name_of(PropertyKind kind);  // "Invariant", "Law", "Sometimes"

struct Property {
  std::string_view id;  // "StandardSignalIsPendingOnce"
  std::string_view sentence;
  std::string_view source;  // POSIX clause, man page, or kernel function
  Expectation expectation{Expectation::kAlways};
  // Runs the scenario under the dialect; empty when the property holds (kSometimes: when it was not seen here), else
  // one sentence that says at which step and how it is broken (kSometimes: where it was seen).
  std::function<std::string(const Scenario&, const Dialect&)> check;
  PropertyKind kind{PropertyKind::kInvariant};
  const char* file{""};  // of its definition
  int line{};
};

[[nodiscard]] std::span<const Property> properties();
// nullptr when no property has that id.
[[nodiscard]] const Property* find_property(std::string_view id);

struct PropertyResult {
  const Property* property{};
  bool holds{false};
  std::uint64_t scenarios{};
  std::uint64_t seed{};     // RapidCheck's, of the failing case
  std::string message;      // empty when it holds
  Scenario counterexample;  // minimised
};

// Runs up to `scenarios` random scenarios through RapidCheck, one property, one seed. kAlways: ends at the first
// scenario that breaks the property, and makes it smaller; kSometimes: ends at the first that shows it, which is then
// the `counterexample` of a property that holds.
[[nodiscard]] PropertyResult check_property(const Property& property, const Dialect& dialect, std::uint64_t seed,
                                            int scenarios, const GeneratorOptions& generator);

}  // namespace sigconform
