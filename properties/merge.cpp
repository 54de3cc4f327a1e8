// Joining shards; see merge.h.
#include "properties/merge.h"

#include <algorithm>
#include <set>

namespace sigconform {
namespace {

template <typename Array>
void add_each(Array& sums, const Array& addends) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += addends[i];
}

void add_counts(CampaignResult& out, const CampaignResult& shard) {
  out.scenarios += shard.scenarios;
  out.operations += shard.operations;
  out.seconds += shard.seconds;
  out.unusual += shard.unusual;
  out.inconclusive += shard.inconclusive;
  out.skipped += shard.skipped;
  out.rules |= shard.rules;
  add_each(out.rule_hits, shard.rule_hits);
  add_each(out.rule_agreed, shard.rule_agreed);
  add_each(out.rule_unexamined, shard.rule_unexamined);
  add_each(out.operation_counts, shard.operation_counts);
  add_each(out.step_counts, shard.step_counts);
  add_each(out.process_counts, shard.process_counts);
  for (const auto& [why, rules] : shard.unsupported) out.unsupported[why] |= rules;
  for (const auto& [rule, scenarios] : shard.blamed) out.blamed[rule] += scenarios;
  out.interrupted = out.interrupted || shard.interrupted;
  if (out.gone.empty()) out.gone = shard.gone;
}

void add_coverage(CampaignResult& out, const CampaignResult& shard) {
  for (std::size_t i = 0; i < kRules; ++i) {
    const auto rule = static_cast<Rule>(i);
    out.examples.offer(rule, shard.examples.of(rule), shard.examples.index_of(rule));
    if (shard.rule_pairs.empty()) continue;
    for (std::size_t j = i + 1; j < kRules; ++j)
      out.rule_pairs.add(rule, static_cast<Rule>(j), shard.rule_pairs.of(rule, static_cast<Rule>(j)));
  }
}

// In the order of the campaign: the first ones of each signature.
std::vector<Investigation> sifted(std::vector<Investigation> all) {
  std::sort(all.begin(), all.end());
  std::map<std::string, int> taken;
  std::erase_if(all, [&](const Investigation& i) { return ++taken[i.signature] > kInvestigationsPerSignature; });
  return all;
}

void add_findings(CampaignResult& out, std::vector<Finding> all) {
  std::set<std::uint64_t> looked_into;
  for (const Investigation& i : out.investigations) looked_into.insert(i.index);
  std::map<std::string, std::string> known;
  for (const Finding& finding : all)
    if (!finding.known.empty()) known[finding.cause()] = finding.known;
  std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) { return a.origin < b.origin; });
  for (Finding& finding : all) {
    if (!looked_into.contains(finding.origin.index)) continue;
    finding.first_seed = finding.origin.seed;
    finding.seen = 0;
    finding.known.clear();
    take_in(out, std::move(finding));
  }
  count_seen(out);
  for (Finding& finding : out.findings)
    if (const auto its = known.find(finding.cause()); its != known.end()) finding.known = its->second;
}

template <typename Each>
void sort_by_index(std::vector<Each>& all) {
  std::stable_sort(all.begin(), all.end(), [](const Each& a, const Each& b) { return a.index < b.index; });
}

// The first ones stay, as in a campaign; others that ended the subject are incidents.
void add_losses(CampaignResult& out, std::vector<Loss> all) {
  sort_by_index(all);
  for (Loss& loss : all) {
    const bool known = std::any_of(out.losses.begin(), out.losses.end(),
                                   [&](const Loss& other) { return other.scenario == loss.scenario; });
    if (known) continue;
    if (out.losses.size() < static_cast<std::size_t>(CampaignOptions{}.losses_max)) {
      out.losses.push_back(std::move(loss));
      continue;
    }
    ++out.inconclusive;
    out.incidents.push_back(
        {loss.outcome, "one more that ended the subject: " + loss.detail, loss.first_seed, loss.original, loss.index});
  }
}

// What no shard has seen.
void add_vanished(CampaignResult& out, std::span<const CampaignResult> shards) {
  for (const std::string& entry : shards.front().vanished) {
    const bool everywhere = std::all_of(shards.begin(), shards.end(), [&](const CampaignResult& shard) {
      return std::ranges::count(shard.vanished, entry) != 0;
    });
    if (everywhere) out.vanished.push_back(entry);
  }
  out.vanished_fails = shards.front().vanished_fails;
}

}  // namespace

CampaignResult merge(std::span<const CampaignResult> shards) {
  CampaignResult out;
  std::vector<Finding> findings;
  std::vector<Loss> losses;
  for (const CampaignResult& shard : shards) {
    add_counts(out, shard);
    add_coverage(out, shard);
    out.investigations.insert(out.investigations.end(), shard.investigations.begin(), shard.investigations.end());
    findings.insert(findings.end(), shard.findings.begin(), shard.findings.end());
    findings.insert(findings.end(), shard.further.begin(), shard.further.end());
    losses.insert(losses.end(), shard.losses.begin(), shard.losses.end());
    out.incidents.insert(out.incidents.end(), shard.incidents.begin(), shard.incidents.end());
  }
  out.investigations = sifted(std::move(out.investigations));
  add_findings(out, std::move(findings));
  if (!shards.empty()) add_vanished(out, shards);
  add_losses(out, std::move(losses));
  sort_by_index(out.incidents);
  if (out.incidents.size() > kIncidentsKept) out.incidents.resize(kIncidentsKept);
  return out;
}

}  // namespace sigconform
