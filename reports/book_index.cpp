// Tables and lists of links; see book_index.h.
#include "reports/book_index.h"

#include "model/text.h"
#include "model/versions.h"
#include "reports/book_entry.h"
#include "reports/layout.h"
#include "reports/wording.h"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <map>
#include <vector>

namespace sigconform {
namespace {

void write_head(Markup& out, std::initializer_list<std::string_view> heads) {
  out.open("table", {{"class", "stack"}}).open("thead").open("tr");
  for (const std::string_view head : heads) out.leaf("th", {{"scope", "col"}}, head);
  out.close("tr").close("thead").open("tbody");
}

void write_link(Markup& out, Rule rule) {
  const std::string id(id_of(rule));
  out.leaf("a", {{"class", "mono"}, {"href", "#" + id}}, id);
}

std::string release_words(const DatedPoint& point) {
  if (point.since == Release{}) return "never";
  return point.since == kNever ? fmt::format("until {}", to_text(point.until)) : to_text(point.since);
}

// The oldest change first; what no release changed last.
std::vector<const DatedPoint*> by_release() {
  std::vector<const DatedPoint*> out;
  for (const DatedPoint& point : dated_points()) out.push_back(&point);
  const auto when = [](const DatedPoint* point) {
    return point->since == Release{} ? kNever : point->since == kNever ? point->until : point->since;
  };
  std::stable_sort(out.begin(), out.end(),
                   [&when](const DatedPoint* a, const DatedPoint* b) { return when(a) < when(b); });
  return out;
}

// Whether it stands there as a word of its own.
bool names(std::string_view text, std::string_view word) {
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

using RulesByWord = std::map<std::string, std::vector<Rule>, std::less<>>;

// A rule is about a call that its sentence or id names, and about the one by which its example applies it.
RulesByWord by_call(const Book& book) {
  RulesByWord out;
  for (std::size_t r = 0; r < kRules; ++r) {
    const RuleText& text = text_of(static_cast<Rule>(r));
    const Illustration& example = book.examples[r];
    for (std::size_t kind = 0; kind < kOperationKinds; ++kind) {
      const std::string_view call = operation_name(kind);
      const bool applied =
          !example.scenario.steps.empty() && name_of(example.scenario.steps[example.applied].operation) == call;
      if (applied || names(text.sentence, call) || names(text.id, call))
        out[std::string(call)].push_back(static_cast<Rule>(r));
    }
  }
  return out;
}

RulesByWord by_signal() {
  constexpr int kStandardSignals = 31;
  RulesByWord out;
  for (std::size_t r = 0; r < kRules; ++r)
    for (int signo = 1; signo <= kStandardSignals; ++signo) {
      const std::string name = to_text(Signo{signo});
      if (names(text_of(static_cast<Rule>(r)).sentence, name)) out[name].push_back(static_cast<Rule>(r));
    }
  return out;
}

void write_words(Markup& out, const RulesByWord& words) {
  out.open("dl", {{"class", "index"}});
  for (const auto& [word, rules] : words) {
    out.leaf("dt", {{"class", "mono"}}, word).open("dd");
    for (std::size_t i = 0; i < rules.size(); ++i) {
      out.text(i == 0 ? "" : ", ");
      write_link(out, rules[i]);
    }
    out.close("dd");
  }
  out.close("dl");
}

void write_ids(Markup& out, const NumberOf& number_of) {
  std::map<std::string_view, Rule> sorted;
  for (std::size_t r = 0; r < kRules; ++r) sorted.emplace(id_of(static_cast<Rule>(r)), static_cast<Rule>(r));
  out.open("ul", {{"class", "ids"}});
  for (const auto& [id, rule] : sorted) {
    out.open("li");
    write_link(out, rule);
    out.text(" ").leaf("span", {{"class", "number"}}, number_of(rule)).close("li");
  }
  out.close("ul");
}

}  // namespace

void write_releases(Markup& out) {
  out.leaf("h2", {{"id", "releases"}}, "What changed when");
  out.leaf(
      "p",
      "The rules as sentences are those of the newest Linux. Older releases differ in what stands here, by who says "
      "so; “seen” means that kernels of both sides were run. Stable releases take changes over, so that a release is "
      "only a hint: sigconform asks the kernel itself, by a short scenario for each line.");
  write_head(out, {"Since", "Rule", "Before that, or elsewhere", "Source"});
  for (const DatedPoint* const dated : by_release()) {
    const VariationPoint& point = *find_variation_point(dated->id);
    out.open("tr").leaf("th", {{"scope", "row"}}, release_words(*dated)).open("td");
    write_link(out, point.rule);
    out.close("td").open("td", {{"data-name", "otherwise"}}).text(point.flipped).close("td");
    out.open("td", {{"data-name", "source"}})
        .leaf("span", {{"class", "source"}}, dated->source)
        .close("td")
        .close("tr");
  }
  out.close("tbody").close("table");
}

void write_runs(Markup& out, const Book& book) {
  out.leaf("h2", {{"id", "runs"}}, "The runs");
  out.leaf("p",
           "Each line is one run of random scenarios. A run is made again by its seed. “Rules of” is the dialect that "
           "the system was held to; what it has otherwise than that dialect stands beside it.");
  write_head(out, {"System", "Date", "Scenarios", "Seed", "Verdict", "Rules verified", "Kernel, and the rules of"});
  for (std::size_t i = 0; i < book.runs.size(); ++i) {
    const VerifiedRun& run = book.runs[i];
    const auto verified =
        std::count_if(run.verified.begin(), run.verified.end(), [](std::uint64_t count) { return count != 0; });
    out.open("tr", {{"id", run_anchor(i)}}).leaf("th", {{"scope", "row"}}, title_of(run));
    const auto cell = [&out](std::string_view name, std::string_view text) {
      out.leaf("td", {{"data-name", std::string(name)}, {"class", "short"}}, text);
    };
    cell("date", run.date);
    cell("scenarios", grouped(run.scenarios));
    cell("seed", seed_text(run.seed));
    cell("verdict", run.verdict == "none" ? "no verdict" : run.verdict);
    cell("rules verified", fmt::format("{} of {}", verified, kRules));
    out.open("td", {{"data-name", "kernel"}}).text(fmt::format("{} {}, {}; ", run.kernel, run.machine, run.system));
    out.text(run.dialect);
    for (const PointSetting& setting : run.settings) out.text(" ").leaf("code", to_text(setting));
    out.close("td").close("tr");
  }
  out.close("tbody").close("table");
}

void write_indexes(Markup& out, const Book& book, const NumberOf& number_of) {
  out.leaf("h2", {{"id", "index"}}, "Index").leaf("h3", {{"id", "index-rules"}}, "Rules by id");
  write_ids(out, number_of);
  out.leaf("h3", {{"id", "index-calls"}}, "Rules by system call");
  out.leaf(
      "p",
      "Those whose sentence names the call, and those that are applied at it in their example. What is no system call "
      "by itself has the name that scenarios have for it.");
  write_words(out, by_call(book));
  out.leaf("h3", {{"id", "index-signals"}}, "Rules by signal");
  write_words(out, by_signal());
}

}  // namespace sigconform
