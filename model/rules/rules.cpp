// The catalogue as a table; see rules.h.
#include "model/rules/rules.h"

#include <array>

namespace sigconform {
namespace {

// In the order of the enumerations in rules.h, which are made from the same list.
constexpr auto kTexts = [] {
  std::array<RuleText, kRules> texts{};
  std::size_t at = 0;
  auto chapter = Chapter::kCount;
#define SIGCONFORM_CHAPTER(name, text) chapter = Chapter::name;
#define SIGCONFORM_RULE(name, id, sentence, sources) texts[at++] = {id, chapter, sentence, sources};
#include "model/rules/all.inc"
#undef SIGCONFORM_RULE
#undef SIGCONFORM_CHAPTER
  return texts;
}();

constexpr std::array<std::string_view, kChapters> kChapterNames{{
#define SIGCONFORM_CHAPTER(name, text) text,
#define SIGCONFORM_RULE(name, id, sentence, sources)
#include "model/rules/all.inc"
#undef SIGCONFORM_RULE
#undef SIGCONFORM_CHAPTER
}};

constexpr UnobservableRule kUnobservable[] = {
#define SIGCONFORM_UNOBSERVABLE(id, sentence, sources, reason) {id, sentence, sources, reason},
#include "model/rules/unobservable.inc"
#undef SIGCONFORM_UNOBSERVABLE
};
// Where more than one rule in twenty cannot be seen, the harness is to be mended, not the list made longer.
static_assert(std::size(kUnobservable) * 20 < kRules + std::size(kUnobservable));

}  // namespace

const RuleText& text_of(Rule rule) { return kTexts[static_cast<std::size_t>(rule)]; }

Rule find_rule(std::string_view id) {
  for (std::size_t i = 0; i < kRules; ++i)
    if (kTexts[i].id == id) return static_cast<Rule>(i);
  return Rule::kCount;
}

std::string_view name_of(Chapter chapter) { return kChapterNames[static_cast<std::size_t>(chapter)]; }

std::vector<std::string_view> names_of(const ChapterSet& chapters) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kChapters; ++i)
    if (chapters.test(i)) names.push_back(kChapterNames[i]);
  return names;
}

Chapter find_chapter(std::string_view name) {
  for (std::size_t i = 0; i < kChapters; ++i)
    if (kChapterNames[i] == name) return static_cast<Chapter>(i);
  return Chapter::kCount;
}

RuleSet rules_of(const ChapterSet& chapters) {
  RuleSet rules;
  for (std::size_t i = 0; i < kRules; ++i)
    if (chapters.none() || chapters.test(static_cast<std::size_t>(kTexts[i].chapter))) rules.set(i);
  return rules;
}

std::span<const UnobservableRule> unobservable_rules() { return kUnobservable; }

}  // namespace sigconform
