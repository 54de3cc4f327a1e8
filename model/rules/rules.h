// The catalogue of rules: numbered sentences of the semantics with their sources. Code that decides by a rule names
// it; hits are counted, so that coverage is a number, and every expectation can be explained. The sentences stand in
// one file a chapter (*.inc). This file must not know how rules are applied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sigconform {

enum class Rule : std::uint16_t {
#define SIGCONFORM_RULE(name, id, sentence, sources) name,
#include "model/rules/birth.inc"
#include "model/rules/death.inc"
#include "model/rules/delivery.inc"
#include "model/rules/generation.inc"
#include "model/rules/jobs.inc"
#undef SIGCONFORM_RULE
  kCount
};
inline constexpr std::size_t kRules = static_cast<std::size_t>(Rule::kCount);

struct RuleText {
  std::string_view id;        // "dequeue.synchronous-first"
  std::string_view chapter;   // "delivery"
  std::string_view sentence;  // what holds
  std::string_view sources;   // POSIX clause, man page, kernel function and version range, "; " between them
};

[[nodiscard]] const RuleText& text_of(Rule rule);
[[nodiscard]] inline std::string_view id_of(Rule rule) { return text_of(rule).id; }
// kCount when no rule has that id.
[[nodiscard]] Rule find_rule(std::string_view id);

}  // namespace sigconform
