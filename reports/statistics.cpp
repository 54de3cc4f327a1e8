// Tables of operations and rules; see statistics.h.
#include "reports/statistics.h"

#include "model/text.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <limits>
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

std::vector<Row> rule_rows(const RunDescription& run, const CampaignResult& result) {
  const RuleSet rules = rules_of(run.chapters);
  std::vector<Row> rows;
  for (std::size_t i = 0; i < kRules; ++i)
    if (rules.test(i)) rows.push_back({std::string(id_of(static_cast<Rule>(i))), result.rule_hits[i]});
  sort_rows(rows);
  return rows;
}

// say(first, second, scenarios) for each pair of rules that are counted, met or not.
template <typename Say>
void for_each_pair(const RunDescription& run, const CampaignResult& result, Say say) {
  const RuleSet rules = rules_of(run.chapters);
  for (std::size_t i = 0; i < kRules; ++i)
    for (std::size_t j = i + 1; j < kRules; ++j)
      if (rules.test(i) && rules.test(j)) {
        const auto first = static_cast<Rule>(i), second = static_cast<Rule>(j);
        say(first, second, result.rule_pairs.of(first, second));
      }
}

struct Share {
  std::uint64_t hit, of;
  void count(std::uint64_t scenarios) { hit += scenarios != 0 ? 1 : 0, ++of; }
  [[nodiscard]] double percent() const {
    return of == 0 ? 0.0 : 100.0 * static_cast<double>(hit) / static_cast<double>(of);
  }
};

// Pairs that came up in from..to scenarios.
struct Frequency {
  std::uint64_t from, to, pairs;
};

struct PairCounts {
  Share all{};
  std::array<std::array<Share, kChapters>, kChapters> by_chapters{};  // the earlier chapter first
  std::array<Frequency, 5> by_scenarios{
      {{0, 0, 0}, {1, 9, 0}, {10, 99, 0}, {100, 999, 0}, {1000, std::numeric_limits<std::uint64_t>::max(), 0}}};
};

PairCounts count_pairs(const RunDescription& run, const CampaignResult& result) {
  PairCounts counts;
  for_each_pair(run, result, [&counts](Rule first, Rule second, std::uint64_t scenarios) {
    counts.all.count(scenarios);
    const auto row = static_cast<std::size_t>(text_of(first).chapter);
    const auto column = static_cast<std::size_t>(text_of(second).chapter);
    counts.by_chapters[row][column].count(scenarios);
    for (Frequency& each : counts.by_scenarios) each.pairs += scenarios >= each.from && scenarios <= each.to ? 1 : 0;
  });
  return counts;
}

// The kRarePairsShown pairs that the fewest scenarios hit, of those that came up at all, rarest last.
std::vector<Row> rare_pairs(const RunDescription& run, const CampaignResult& result) {
  std::vector<Row> rows;
  for_each_pair(run, result, [&rows](Rule first, Rule second, std::uint64_t scenarios) {
    if (scenarios != 0) rows.push_back({fmt::format("{} + {}", id_of(first), id_of(second)), scenarios});
  });
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

// Chapters by chapters, the columns by number: how many per cent of the pairs with one rule of each came up.
std::string matrix(const RunDescription& run, const PairCounts& counts) {
  constexpr std::size_t kNameColumns = 22;
  constexpr std::size_t kColumn = 7;
  std::string head = padded("pairs met, per cent", kNameColumns);
  std::string rows;
  std::size_t number = 0;
  for (std::size_t i = 0; i < kChapters; ++i) {
    if (run.chapters.any() && !run.chapters.test(i)) continue;
    ++number;
    head += fmt::format("{:>{}}", number, kColumn);
    rows += padded(fmt::format("{:>2} {}", number, name_of(static_cast<Chapter>(i))), kNameColumns);
    for (std::size_t j = 0; j <= i; ++j)
      if (run.chapters.none() || run.chapters.test(j))
        rows += fmt::format("{:>{}.1f}", counts.by_chapters[j][i].percent(), kColumn);
    rows += "\n";
  }
  return head + "\n" + rows;
}

std::string pairs_text(const RunDescription& run, const CampaignResult& result) {
  const PairCounts counts = count_pairs(run, result);
  std::string out = fmt::format("{} of {} pairs of observable rules came up in one scenario, {:.1f} %\n",
                                grouped(counts.all.hit), grouped(counts.all.of), counts.all.percent());
  for (const Frequency& each : counts.by_scenarios) {
    const std::string range = each.to == 0 ? "in none"
                              : each.to == std::numeric_limits<std::uint64_t>::max()
                                  ? fmt::format("in {} or more", each.from)
                                  : fmt::format("in {} to {}", each.from, each.to);
    out += fmt::format("  {}  {:>12}\n", padded(range, 14), grouped(each.pairs));
  }
  return out + "\n" + matrix(run, counts) + "\nthe rarest of those that came up:\n" +
         table("pair of rules, in scenarios", rare_pairs(run, result), result.scenarios);
}

}  // namespace

std::string statistics_text(const RunDescription& run, const CampaignResult& result) {
  std::string out = table("operation", operation_rows(result), result.operations) + "\n" +
                    table("rule, in scenarios", rule_rows(run, result), result.scenarios);
  return result.rule_pairs.empty() ? out : out + "\n" + pairs_text(run, result);
}

nlohmann::json statistics_json(const RunDescription& run, const CampaignResult& result) {
  nlohmann::json json;
  for (const Row& row : operation_rows(result)) json["operations"][row.name] = row.count;
  for (const Row& row : rule_rows(run, result)) json["rules"][row.name] = row.count;
  const PairCounts counts = count_pairs(run, result);
  nlohmann::json rarest = nlohmann::json::array();
  for (const auto& row : rare_pairs(run, result)) rarest.push_back({{"rules", row.name}, {"scenarios", row.count}});
  json["pairs"] = {{"hit", counts.all.hit}, {"of", counts.all.of}, {"rarest", std::move(rarest)}};
  for (const Frequency& each : counts.by_scenarios) {
    const bool open = each.to == std::numeric_limits<std::uint64_t>::max();
    json["pairs"]["by_scenarios"].push_back(
        {{"from", each.from}, {"to", open ? nlohmann::json() : nlohmann::json(each.to)}, {"pairs", each.pairs}});
  }
  for (std::size_t i = 0; i < kChapters; ++i)
    for (std::size_t j = i; j < kChapters; ++j) {
      const Share& share = counts.by_chapters[i][j];
      if (share.of == 0) continue;
      json["pairs"]["by_chapters"][std::string(name_of(static_cast<Chapter>(i)))]
          [std::string(name_of(static_cast<Chapter>(j)))] = {{"hit", share.hit}, {"of", share.of}};
    }
  return json;
}

nlohmann::json pairs_json(const RunDescription& run, const CampaignResult& result) {
  nlohmann::json json = nlohmann::json::object();
  for_each_pair(run, result, [&json](Rule first, Rule second, std::uint64_t scenarios) {
    if (scenarios != 0) json[std::string(id_of(first))][std::string(id_of(second))] = scenarios;
  });
  return json;
}

}  // namespace sigconform
