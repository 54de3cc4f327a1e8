// The stored check: the properties of the model that `sigconform check` looked at, in one file, check.json. It must not
// know how they are checked.
#pragma once

#include "model/scenario.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sigconform {

inline constexpr const char* kStoredCheckFile = "check.json";
inline constexpr int kStoredCheckVersion = 1;
inline constexpr const char* kStoredCheckKey = "sigconform check";

struct CheckedProperty {
  std::string id, sentence, source;
  bool holds{false};
  std::uint64_t scenarios{};
  std::string message;      // how it is broken; empty when it holds
  Scenario counterexample;  // no processes: there is none
  std::string again;        // the command that checks it once more; empty when it holds
};

struct StoredCheck {
  std::string version;  // of sigconform
  std::string dialect;  // with settings and what was falsified, as the command line has them
  std::uint64_t seed{};
  std::uint64_t wanted{};  // properties; fewer are there when the check was stopped
  std::vector<CheckedProperty> properties;

  [[nodiscard]] std::size_t failed() const;
  [[nodiscard]] bool complete() const { return properties.size() == wanted; }
};

// What failed, as lines below its property: what should hold, how it does not, in which scenario, and how to see it.
[[nodiscard]] std::string failure_text(const CheckedProperty& property);
// "3 of 4 properties hold; stopped after 4"
[[nodiscard]] std::string sums_text(const StoredCheck& check);

[[nodiscard]] nlohmann::json stored_check_json(const StoredCheck& check);
// What is wrong, as one sentence that begins with a JSON pointer.
[[nodiscard]] std::variant<StoredCheck, std::string> parse_stored_check(std::string_view text);

}  // namespace sigconform
