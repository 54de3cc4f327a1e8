// What shards must have in common, and their sum; see merge_runs.h.
#include "reports/merge_runs.h"

#include "properties/merge.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <array>
#include <set>

namespace sigconform {
namespace {

// Two shards may differ in these: they say how the work was done, and not what it was.
constexpr std::array<std::string_view, 3> kFreeOptions{"jobs", "out", kShardOption};

bool is_free(const std::string& option) {
  return std::find(kFreeOptions.begin(), kFreeOptions.end(), option) != kFreeOptions.end();
}

std::string joined(const std::vector<NamedText>& texts) {
  std::string out;
  for (const NamedText& text : texts) out += (out.empty() ? "" : ", ") + text.name + "=" + text.text;
  return out.empty() ? "nothing" : out;
}

// Everything that must be the same, as it is named to the user.
std::vector<NamedText> identity(const StoredRun& stored) {
  const RunDescription& run = stored.run;
  std::vector<NamedText> out{{"the version of sigconform", run.version},
                             {"the subject", run.subject},
                             {"its kernel", run.kernel},
                             {"its machine", run.machine},
                             {"what it lacks", joined(run.missing)},
                             {"the dialect", run.dialect},
                             {"what is set", joined(run.settings)},
                             {"what is falsified", joined(run.falsified)},
                             {"the scheduling of its threads", std::string(name_of(run.values.scheduling))},
                             {"the seed", std::to_string(run.seed)},
                             {"the number of shards", std::to_string(run.shards.of)},
                             {"--stats", stored.statistics ? "given" : "not given"}};
  for (const NamedText& option : run.options)
    if (!is_free(option.name)) out.push_back({"the option " + option.name, option.text});
  return out;
}

std::string why_not_one(const PlacedRun& a, const PlacedRun& b) {
  const std::vector<NamedText> of_a = identity(a.stored);
  const std::vector<NamedText> of_b = identity(b.stored);
  for (std::size_t i = 0; i < std::max(of_a.size(), of_b.size()); ++i) {
    if (i >= of_a.size() || i >= of_b.size() || of_a[i].name != of_b[i].name)
      return fmt::format("{} and {} have other options", a.place, b.place);
    if (of_a[i].text != of_b[i].text)
      return fmt::format("{} differs: {} in {}, {} in {}", of_a[i].name, of_a[i].text, a.place, of_b[i].text, b.place);
  }
  for (const std::uint64_t number : a.stored.run.shards.numbers)
    if (std::ranges::count(b.stored.run.shards.numbers, number) != 0)
      return a.stored.run.shards.of == 1
                 ? fmt::format("{} and {} are not shards, but each the whole run", a.place, b.place)
                 : fmt::format("shard {} of {} is both in {} and in {}", number, a.stored.run.shards.of, a.place,
                               b.place);
  return {};
}

std::string why_no_part(const PlacedRun& run) {
  if (!run.stored.complete) return fmt::format("{} has not ended, or was killed", run.place);
  if (!run.stored.result.adopted.empty())
    return fmt::format("{} was run with --adopt and adopted something, which decided what came after it", run.place);
  return {};
}

constexpr std::string_view kThen = " && ";  // between the commands of shards that are no whole

// The commands of a run, without what makes them shards.
std::set<std::string> whole_commands(const RunDescription& run) {
  std::set<std::string> out;
  for (std::string_view rest = run.again; !rest.empty();) {
    const std::size_t end = std::min(rest.find(kThen), rest.size());
    std::string command(rest.substr(0, end));
    rest.remove_prefix(std::min(end + kThen.size(), rest.size()));
    for (const std::uint64_t number : run.shards.numbers) {
      const std::string words = shard_words({run.shards.of, {number}}) + " ";
      if (const std::size_t at = command.find(words); at != std::string::npos) command.erase(at, words.size() - 1);
    }
    out.insert(std::move(command));
  }
  return out;
}

// One command when no shard is missing and each wants the same number of scenarios; where a time was the bound, each
// shard has its own.
std::string joined_command(std::span<const PlacedRun> runs, bool whole) {
  std::string each;
  std::set<std::string> wholes;
  for (const PlacedRun& run : runs) {
    each.append(each.empty() ? "" : kThen).append(run.stored.run.again);
    wholes.merge(whole_commands(run.stored.run));
  }
  return whole && wholes.size() == 1 ? *wholes.begin() : each;
}

RunDescription joined_description(std::span<const PlacedRun> runs) {
  RunDescription out = runs.front().stored.run;
  std::vector<std::uint64_t>& all = out.shards.numbers;
  for (const PlacedRun& each : runs.subspan(1)) {
    const std::vector<std::uint64_t>& numbers = each.stored.run.shards.numbers;
    all.insert(all.end(), numbers.begin(), numbers.end());
  }
  std::sort(all.begin(), all.end());
  out.folder.clear();
  out.again = joined_command(runs, out.shards.whole());
  if (out.shards.whole()) {
    out.shards = {};
    std::erase_if(out.options, [](const NamedText& option) { return option.name == kShardOption; });
  } else {
    for (NamedText& option : out.options)
      if (option.name == kShardOption) option.text = to_text(out.shards);
  }
  return out;
}

}  // namespace

std::variant<StoredRun, std::string> merge_runs(std::span<const PlacedRun> runs) {
  std::vector<CampaignResult> results;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (std::string why = why_no_part(runs[i]); !why.empty()) return why;
    for (std::size_t j = 0; j < i; ++j)
      if (std::string why = why_not_one(runs[j], runs[i]); !why.empty()) return why;
    results.push_back(runs[i].stored.result);
  }
  return StoredRun{joined_description(runs), merge(results), true, runs.front().stored.statistics};
}

}  // namespace sigconform
