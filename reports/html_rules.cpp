// Chapters, rows and bars; see html_rules.h.
#include "reports/html_rules.h"

#include "model/text.h"
#include "reports/html_stepper.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>
#include <vector>

namespace sigconform {
namespace {

void write_filter(Markup& out, std::string_view marked_words) {
  out.open("div", {{"class", "filter"}, {"hidden", ""}});
  out.leaf("label", {{"for", "rule-filter"}}, "Find a rule");
  out.empty("input", {{"id", "rule-filter"}, {"type", "search"}, {"autocomplete", "off"}});
  out.open("label").empty("input", {{"type", "checkbox"}}).text(" ").text(marked_words).close("label");
  out.leaf("output", {{"aria-live", "polite"}}, "").close("div");
}

void write_head(Markup& out, const std::vector<std::string>& heads) {
  out.open("thead").open("tr").leaf("th", {{"scope", "col"}}, "Rule");
  out.leaf("th", {{"scope", "col"}}, "What holds, and who says so");
  for (const std::string& head : heads) out.leaf("th", {{"scope", "col"}, {"class", "number"}}, head);
  out.close("tr").close("thead");
}

void write_rule(Markup& out, Rule rule, const Catalogue& catalogue) {
  const RuleText& text = text_of(rule);
  if (catalogue.marked(rule))
    out.open("tr", {{"id", rule_anchor(rule)}, {"data-marked", ""}});
  else
    out.open("tr", {{"id", rule_anchor(rule)}});
  out.leaf("th", {{"scope", "row"}, {"class", "mono"}}, text.id);
  out.open("td").text(text.sentence).raw("<br>").leaf("span", {{"class", "source"}}, text.sources).close("td");
  const std::vector<RuleCell> cells = catalogue.cells(rule);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out.open("td", {{"class", "number"}, {"data-name", catalogue.heads[i]}});
    cells[i].css.empty() ? out.text(cells[i].text)
                         : out.leaf("span", {{"class", std::string(cells[i].css)}}, cells[i].text);
    out.close("td");
  }
  out.close("tr");
}

void write_unobservable(Markup& out) {
  out.open("details").open("summary").leaf("strong", "unobservable");
  out.text(fmt::format(" — {} rules that nobody can observe here, with the reason", unobservable_rules().size()));
  out.close("summary").open("div", {{"class", "inside"}}).open("table", {{"class", "stack"}});
  write_head(out, {"Why it cannot be seen"});
  out.open("tbody");
  for (const UnobservableRule& rule : unobservable_rules()) {
    out.open("tr").leaf("th", {{"scope", "row"}, {"class", "mono"}}, rule.id);
    out.open("td").text(rule.sentence).raw("<br>").leaf("span", {{"class", "source"}}, rule.sources).close("td");
    out.leaf("td", {{"data-name", "because"}}, rule.reason).close("tr");
  }
  out.close("tbody").close("table").close("div").close("details");
}

struct Slice {
  std::string_view name;
  std::uint64_t count;
};

}  // namespace

void write_catalogue(Markup& out, const Catalogue& catalogue) {
  write_filter(out, catalogue.marked_words);
  out.open("div", {{"class", "catalogue"}});
  for (std::size_t i = 0; i < kChapters; ++i) {
    if (catalogue.chapters.any() && !catalogue.chapters.test(i)) continue;
    const auto chapter = static_cast<Chapter>(i);
    const RuleSet rules = rules_of(ChapterSet().set(i));
    out.open("details").open("summary").leaf("strong", name_of(chapter)).text(" — " + catalogue.words(chapter));
    out.close("summary").open("div", {{"class", "inside"}}).open("table", {{"class", "stack"}});
    write_head(out, catalogue.heads);
    out.open("tbody");
    for (std::size_t r = 0; r < kRules; ++r)
      if (rules.test(r)) write_rule(out, static_cast<Rule>(r), catalogue);
    out.close("tbody").close("table").close("div").close("details");
  }
  out.close("div");
  write_unobservable(out);
}

Catalogue catalogue_of(const RunDescription& run, const CampaignResult& result) {
  const auto index = [](Rule rule) { return static_cast<std::size_t>(rule); };
  Catalogue out;
  out.chapters = run.chapters;
  out.heads = {"scenarios that met it", "and agreed"};
  out.marked_words = "only those that did not come up";
  out.marked = [&result, index](Rule rule) { return result.rule_hits[index(rule)] == 0; };
  out.cells = [&result, index](Rule rule) -> std::vector<RuleCell> {
    if (result.rule_hits[index(rule)] == 0) return {{"not met", "missed"}, {}};
    return {{grouped(result.rule_hits[index(rule)]), {}}, {grouped(result.rule_agreed[index(rule)]), {}}};
  };
  out.words = [&result](Chapter chapter) {
    const RuleSet rules = rules_of(ChapterSet().set(static_cast<std::size_t>(chapter)));
    return fmt::format("{} of {} rules came up", (result.rules & rules).count(), rules.count());
  };
  return out;
}

void write_distribution(Markup& out, const CampaignResult& result) {
  std::vector<Slice> shares;
  for (std::size_t i = 0; i < kOperationKinds; ++i) shares.push_back({operation_name(i), result.operation_counts[i]});
  std::stable_sort(shares.begin(), shares.end(), [](const Slice& a, const Slice& b) { return a.count > b.count; });
  const std::uint64_t most = std::max<std::uint64_t>(1, shares.front().count);
  out.leaf("p", fmt::format("{} in {}, {:.1f} a scenario.", counted(result.operations, "operation"),
                            counted(result.scenarios, "scenario"),
                            result.scenarios == 0
                                ? 0.0
                                : static_cast<double>(result.operations) / static_cast<double>(result.scenarios)));
  out.open("details").leaf("summary", "Operations, the most frequent first").open("div", {{"class", "inside"}});
  out.open("table").open("thead").open("tr").leaf("th", {{"scope", "col"}}, "Operation");
  out.leaf("th", {{"scope", "col"}, {"class", "number"}}, "Count").leaf("th", {{"scope", "col"}}, "Share");
  out.close("tr").close("thead").open("tbody");
  for (const Slice& share : shares) {
    const double whole = static_cast<double>(std::max<std::uint64_t>(1, result.operations));
    out.open("tr").leaf("th", {{"scope", "row"}, {"class", "mono"}}, share.name);
    out.leaf("td", {{"class", "number"}}, grouped(share.count));
    out.open("td", {{"class", "bar-cell"}});
    out.text(fmt::format("{:.1f} %", 100 * static_cast<double>(share.count) / whole));
    out.leaf(
        "span",
        {{"class", "bar"},
         {"style", fmt::format("width:{:.1f}%", 100 * static_cast<double>(share.count) / static_cast<double>(most))}},
        "");
    out.close("td").close("tr");
  }
  out.close("tbody").close("table").close("div").close("details");
}

}  // namespace sigconform
