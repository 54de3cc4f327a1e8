// Tables of operations and rules; see statistics.h.
#include "reports/statistics.h"

#include "model/text.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

struct Row {
  std::string name;
  std::uint64_t count;
};

// Most first; rows of equal counts stay in the catalogue's order.
void sort_rows(std::vector<Row>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.count > b.count; });
}

std::vector<Row> operation_rows(const CampaignResult& result) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < kOperationKinds; ++i)
    rows.push_back({std::string(operation_name(i)), result.operation_counts[i]});
  sort_rows(rows);
  return rows;
}

std::vector<Row> rule_rows(const CampaignResult& result) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < kRules; ++i)
    rows.push_back({std::string(id_of(static_cast<Rule>(i))), result.rule_hits[i]});
  sort_rows(rows);
  return rows;
}

// The kRarePairsShown pairs that the fewest scenarios hit, rarest last.
std::vector<Row> rare_pairs(const CampaignResult& result) {
  std::vector<Row> rows;
  for (const auto& [pair, count] : result.rule_pairs)
    rows.push_back({fmt::format("{} + {}", id_of(pair.first), id_of(pair.second)), count});
  sort_rows(rows);
  if (rows.size() > kRarePairsShown) rows.erase(rows.begin(), rows.end() - kRarePairsShown);
  return rows;
}

std::string table(std::string_view title, const std::vector<Row>& rows, std::uint64_t whole) {
  std::size_t width = columns(title);
  for (const Row& row : rows) width = std::max(width, columns(row.name));
  std::string out = fmt::format("{}  {:>12}  {:>8}\n", padded(std::string(title), width), "count", "per cent");
  for (const Row& row : rows) {
    const double share = whole == 0 ? 0.0 : 100.0 * static_cast<double>(row.count) / static_cast<double>(whole);
    out += fmt::format("{}  {:>12}  {:>8.3f}\n", padded(row.name, width), grouped(row.count), share);
  }
  return out;
}

}  // namespace

std::string statistics_text(const CampaignResult& result) {
  std::string out = table("operation", operation_rows(result), result.operations) + "\n" +
                    table("rule, in scenarios", rule_rows(result), result.scenarios);
  if (!result.rule_pairs.empty()) {
    const std::vector<Row> rows = rare_pairs(result);
    out += fmt::format("\n{} of {} pairs of rules came up in one scenario; the rarest of them:\n",
                       grouped(result.rule_pairs.size()), grouped(kRules * (kRules - 1) / 2));
    out += table("pair of rules, in scenarios", rows, result.scenarios);
  }
  return out;
}

nlohmann::json statistics_json(const CampaignResult& result) {
  nlohmann::json json;
  for (const Row& row : operation_rows(result)) json["operations"][row.name] = row.count;
  for (const Row& row : rule_rows(result)) json["rules"][row.name] = row.count;
  nlohmann::json rarest = nlohmann::json::array();
  for (const auto& row : rare_pairs(result)) rarest.push_back({{"rules", row.name}, {"scenarios", row.count}});
  json["pairs"] = {{"hit", result.rule_pairs.size()}, {"of", kRules * (kRules - 1) / 2}, {"rarest", std::move(rarest)}};
  return json;
}

}  // namespace sigconform
