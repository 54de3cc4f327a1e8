// The catalogue of rules: numbered sentences of the semantics with their sources. Code that decides by a rule names
// it; hits are counted, so that coverage is a number, and every expectation can be explained. The sentences stand in
// one file a chapter (*.inc). This file must not know how rules are applied.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace sigconform {

enum class Chapter : std::uint8_t {
#define SIGCONFORM_CHAPTER(name, text) name,
#define SIGCONFORM_RULE(name, id, sentence, sources)
#include "model/rules/all.inc"
#undef SIGCONFORM_RULE
#undef SIGCONFORM_CHAPTER
  kCount
};
inline constexpr std::size_t kChapters = static_cast<std::size_t>(Chapter::kCount);

enum class Rule : std::uint16_t {
#define SIGCONFORM_CHAPTER(name, text)
#define SIGCONFORM_RULE(name, id, sentence, sources) name,
#include "model/rules/all.inc"
#undef SIGCONFORM_RULE
#undef SIGCONFORM_CHAPTER
  kCount
};
inline constexpr std::size_t kRules = static_cast<std::size_t>(Rule::kCount);

using ChapterSet = std::bitset<kChapters>;
using RuleSet = std::bitset<kRules>;

struct RuleText {
  std::string_view id;  // "dequeue.synchronous-first"
  Chapter chapter{};
  std::string_view sentence;  // what holds
  std::string_view sources;   // POSIX clause, man page, kernel function and version range, "; " between them
};

[[nodiscard]] const RuleText& text_of(Rule rule);
[[nodiscard]] inline std::string_view id_of(Rule rule) { return text_of(rule).id; }
// kCount when no rule has that id.
[[nodiscard]] Rule find_rule(std::string_view id);

// "delivery"
[[nodiscard]] std::string_view name_of(Chapter chapter);
// In the catalogue's order.
[[nodiscard]] std::vector<std::string_view> names_of(const ChapterSet& chapters);
// kCount when no chapter has that name.
[[nodiscard]] Chapter find_chapter(std::string_view name);
// The rules of these chapters; of all of them when none is given.
[[nodiscard]] RuleSet rules_of(const ChapterSet& chapters);

// What holds and cannot be seen: it is listed, and nothing is tested by it.
struct UnobservableRule {
  std::string_view id, sentence, sources;
  std::string_view reason;  // why nothing of it can be seen
};
[[nodiscard]] std::span<const UnobservableRule> unobservable_rules();

}  // namespace sigconform
