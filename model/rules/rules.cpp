// The catalogue as a table; see rules.h.
#include "model/rules/rules.h"

#include <array>

namespace sigconform {
namespace {

// In the order of the enumeration in rules.h, which the assertions below hold it to.
constexpr std::array<RuleText, kRules> kTexts{{
#define SIGCONFORM_RULE(name, id, sentence, sources) {id, kChapter, sentence, sources},
#define kChapter "birth"
#include "model/rules/birth.inc"
#undef kChapter
#define kChapter "death"
#include "model/rules/death.inc"
#undef kChapter
#define kChapter "delivery"
#include "model/rules/delivery.inc"
#undef kChapter
#define kChapter "generation"
#include "model/rules/generation.inc"
#undef kChapter
#define kChapter "jobs"
#include "model/rules/jobs.inc"
#undef kChapter
#undef SIGCONFORM_RULE
}};

#define SIGCONFORM_RULE(name, id_text, sentence, sources) \
  static_assert(kTexts[static_cast<std::size_t>(Rule::name)].id == std::string_view(id_text));
#include "model/rules/birth.inc"
#include "model/rules/death.inc"
#include "model/rules/delivery.inc"
#include "model/rules/generation.inc"
#include "model/rules/jobs.inc"
#undef SIGCONFORM_RULE

}  // namespace

const RuleText& text_of(Rule rule) { return kTexts[static_cast<std::size_t>(rule)]; }

Rule find_rule(std::string_view id) {
  for (std::size_t i = 0; i < kRules; ++i)
    if (kTexts[i].id == id) return static_cast<Rule>(i);
  return Rule::kCount;
}

}  // namespace sigconform
