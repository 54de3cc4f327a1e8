// The catalogue of rules as markup: a table a chapter, with columns that the page fills, and the rules that cannot be
// seen. And what a run's operations were. It must not know of findings, nor of the page around it.
#pragma once

#include "properties/campaign.h"
#include "reports/markup.h"
#include "reports/run_description.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform {

struct RuleCell {
  std::string text;
  std::string_view css;  // a class, or empty
};

struct Catalogue {
  ChapterSet chapters;  // none: all
  std::vector<std::string> heads;
  std::string marked_words;  // "only those that did not come up"
  std::function<bool(Rule)> marked;
  std::function<std::vector<RuleCell>(Rule)> cells;  // one a head
  std::function<std::string(Chapter)> words;         // beside the chapter's name
};

// With a field by which rules are searched.
void write_catalogue(Markup& out, const Catalogue& catalogue);
// How many scenarios of a run met each rule.
[[nodiscard]] Catalogue catalogue_of(const RunDescription& run, const CampaignResult& result);

void write_distribution(Markup& out, const CampaignResult& result);

}  // namespace sigconform
