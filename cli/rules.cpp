// sigconform rules: the catalogue, what can be falsified, what an earlier run met, and examples. It touches no kernel.
#include "cli/commands.h"
#include "cli/coverage.h"
#include "cli/files.h"
#include "cli/status.h"
#include "model/spelling.h"
#include "properties/example.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform::cli {
namespace {

std::string chapter_text(Chapter chapter) {
  std::string out = fmt::format("{}\n", name_of(chapter));
  for (std::size_t i = 0; i < kRules; ++i) {
    const auto rule = static_cast<Rule>(i);
    const RuleText& text = text_of(rule);
    if (text.chapter != chapter) continue;
    out += fmt::format("  {}\n{}{}", text.id, hanging("", 6, text.sentence),
                       hanging("", 6, fmt::format("[{}]", text.sources)));
  }
  return out;
}

std::string catalogue_text(const ChapterSet& chapters) {
  std::string out;
  for (std::size_t i = 0; i < kChapters; ++i)
    if (chapters.none() || chapters.test(i)) out += (out.empty() ? "" : "\n") + chapter_text(static_cast<Chapter>(i));
  return chapters.none() ? out + "\n" + unobservable_text() : out;
}

std::string falsifiable_text() {
  std::string out;
  for (const VariationPoint& point : variation_points())
    out +=
        fmt::format("{}\n{}{}", point.id,
                    hanging("", 4, fmt::format("takes away {}: {}", id_of(point.rule), text_of(point.rule).sentence)),
                    hanging("", 4, fmt::format("then {}", point.flipped)));
  return out;
}

Rule rule_named(const std::string& id) {
  constexpr std::string_view kOption = "sigconform rules: --example: ";
  if (const Rule rule = find_rule(id); rule != Rule::kCount) return rule;
  for (const UnobservableRule& rule : unobservable_rules())
    if (rule.id == id)
      throw UsageError(fmt::format("{}{} cannot be observed from user space, and no scenario meets it", kOption, id));
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < kRules; ++i) ids.push_back(id_of(static_cast<Rule>(i)));
  const std::string_view near = nearest(id, ids.data(), ids.size());
  throw UsageError(fmt::format("{}there is no rule '{}'{}; sigconform rules lists them", kOption, id,
                               near.empty() ? "" : fmt::format(", did you mean {}?", near)));
}

int show_coverage(const RulesOptions& options) {
  const CoverageRecord record = read_coverage(options.coverage);
  for (std::size_t i = 0; i < kRules; ++i)
    if (record.rules[i].steps != 0) (void)read_example(options.coverage, record, static_cast<Rule>(i));
  write_output({}, coverage_text(record, options.chapters, options.coverage) +
                       (options.chapters.none() ? "\n" + unobservable_text() : ""));
  return kConforms;
}

int no_example(const std::string& why) {
  fmt::print(stderr, "sigconform rules: --example: {}\n", why);
  return kNoVerdict;
}

int show_example(const RulesOptions& options) {
  const Rule rule = rule_named(options.example);
  std::optional<Scenario> example;
  if (options.coverage.empty()) {
    example = find_example(rule, options.seed, options.scenarios, Dialect{});
    if (!example)
      return no_example(fmt::format("{} was not met in {} of seed {}; another --seed or more --scenarios may meet it",
                                    options.example, counted(options.scenarios, "scenario"), options.seed));
  } else {
    const CoverageRecord record = read_coverage(options.coverage);
    if (record.rules[static_cast<std::size_t>(rule)].steps == 0)
      return no_example(fmt::format("{} was not met by the run in {}; without --coverage an example is looked for",
                                    options.example, options.coverage));
    example = smaller_example(rule, read_example(options.coverage, record, rule), dialect_of(record));
  }
  write_output({}, example_text(rule, *example));
  return kConforms;
}

}  // namespace

int perform(const RulesOptions& options) {
  if (!options.example.empty()) return show_example(options);
  if (!options.coverage.empty()) return show_coverage(options);
  write_output({}, options.falsifiable ? falsifiable_text() : catalogue_text(options.chapters));
  return kConforms;
}

}  // namespace sigconform::cli
