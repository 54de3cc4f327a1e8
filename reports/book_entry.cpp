// The parts of an entry; see book_entry.h.
#include "reports/book_entry.h"

#include "model/versions.h"
#include "reports/book_example.h"
#include "reports/layout.h"
#include "reports/wording.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <vector>

namespace sigconform {
namespace {

void write_title(Markup& out, std::string_view id, const std::string& number) {
  out.open("h3").leaf("span", {{"class", "number"}}, number).text(" ");
  out.leaf("a", {{"class", "mono"}, {"href", "#" + std::string(id)}}, id).close("h3");
}

void write_sources(Markup& out, std::string_view sources) {
  constexpr std::string_view kBetween = "; ";
  out.open("ul", {{"class", "sources"}});
  while (!sources.empty()) {
    const std::size_t end = sources.find(kBetween);
    out.leaf("li", sources.substr(0, end));
    sources.remove_prefix(end == std::string_view::npos ? sources.size() : end + kBetween.size());
  }
  out.close("ul");
}

// Named dialects of Linux that have the point off, "linux-2.6.32, linux-3.18".
std::string dialects_without(const VariationPoint& point) {
  std::string out;
  for (const NamedDialect& named : version_dialects())
    if (!(find_dialect(named.name).value().*point.point)) out += (out.empty() ? "" : ", ") + std::string(named.name);
  return out;
}

void write_point(Markup& out, const VariationPoint& point) {
  out.open("li").text(std::string(point.flipped) + " ").leaf("code", point.id);
  if (const DatedPoint* const dated = find_dated_point(point.id)) {
    const std::string dialects = dialects_without(point);
    out.open("p", {{"class", "dated"}}).leaf("b", fmt::format("Linux has the rule {}.", dates_of(*dated)));
    if (!dialects.empty()) out.text(fmt::format(" Otherwise in {}.", dialects));
    out.text(fmt::format(" Source: {}", dated->source)).close("p");
  }
  out.close("li");
}

void write_otherwise(Markup& out, Rule rule) {
  out.leaf("dt", "Otherwise").open("dd").open("ul", {{"class", "points"}});
  for (const VariationPoint& point : variation_points())
    if (point.rule == rule) write_point(out, point);
  out.close("ul").close("dd");
  for (const Opening& opening : openings()) {
    if (opening.rule != rule) continue;
    out.leaf("dt", "POSIX").open("dd").text("leaves open: " + std::string(opening.allowed) + " ");
    out.leaf("span", {{"class", "source"}}, fmt::format("{} · {}", opening.source, kPosixDialect)).close("dd");
  }
}

// Runs of one system together.
struct Verification {
  std::string title;
  std::size_t first_run{};
  std::uint64_t scenarios{};
  bool diverges{false};
  std::string points_off;  // that the system was held to
};

std::vector<Verification> verifications(Rule rule, std::span<const VerifiedRun> runs) {
  std::vector<Verification> out;
  const auto index = static_cast<std::size_t>(rule);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i].verified[index] == 0 && !runs[i].diverges.test(index)) continue;
    const std::string title = title_of(runs[i]);
    if (out.empty() || out.back().title != title) out.push_back({title, i, 0, false, runs[i].points_off(rule)});
    out.back().scenarios += runs[i].verified[index];
    out.back().diverges = out.back().diverges || runs[i].diverges.test(index);
  }
  return out;
}

void write_verified(Markup& out, Rule rule, std::span<const VerifiedRun> runs) {
  if (runs.empty()) return;
  const std::vector<Verification> on = verifications(rule, runs);
  out.leaf("dt", "Verified").open("dd");
  if (on.empty()) out.text("nowhere so far: no recorded run met it");
  if (!on.empty()) out.open("ul", {{"class", "runs"}});
  for (const Verification& each : on) {
    out.open("li", {{"class", each.diverges ? "not" : each.points_off.empty() ? "as" : "other"}});
    out.leaf("a", {{"href", "#" + run_anchor(each.first_run)}}, each.title).text(" ");
    if (each.diverges)
      out.leaf("b", "does otherwise");
    else
      out.leaf("span", {{"class", "count"}}, grouped(each.scenarios) + "×");
    if (!each.points_off.empty()) out.text(each.diverges ? " than " : " otherwise: ").leaf("code", each.points_off);
    out.close("li");
  }
  if (!on.empty()) out.close("ul");
  out.close("dd");
}

}  // namespace

std::string title_of(const VerifiedRun& run) {
  struct Title {
    std::string_view system, words;
    bool has_release;
  };
  constexpr std::array kTitles{Title{"host", "", true},
                               Title{"host-races", "parallel threads on ", true},
                               Title{"qemu", "", true},
                               Title{"qemu-races", "parallel threads on ", true},
                               Title{"uml", "User-Mode Linux ", true},
                               Title{"gvisor", "gVisor", false},
                               Title{"qemu-user", "qemu-user", false},
                               Title{"qemu-user-arm64", "qemu-user", false},
                               Title{"valgrind", "Valgrind", false}};
  const auto* const known =
      std::find_if(kTitles.begin(), kTitles.end(), [&run](const Title& title) { return title.system == run.system; });
  std::string out = known == kTitles.end() ? fmt::format("{} {}", run.system, run.release)
                                           : std::string(known->words) + (known->has_release ? run.release : "");
  return run.machine == "x86_64" ? out : fmt::format("{} on {}", out, run.machine);
}

std::string run_anchor(std::size_t number) { return fmt::format("run-{}", number + 1); }

void write_entry(Markup& out, Rule rule, const std::string& number, const Illustration& example,
                 std::span<const VerifiedRun> runs) {
  const RuleText& text = text_of(rule);
  out.raw("\n").open("article", {{"class", "rule"}, {"id", std::string(text.id)}});
  write_title(out, text.id, number);
  out.leaf("p", {{"class", "sentence"}}, text.sentence);
  write_sources(out, text.sources);
  out.open("dl", {{"class", "notes"}});
  write_otherwise(out, rule);
  write_verified(out, rule, runs);
  out.close("dl");
  write_example(out, rule, example, std::string(text.id));
  out.close("article");
}

void write_entry(Markup& out, const UnobservableRule& rule, const std::string& number) {
  out.raw("\n").open("article", {{"class", "rule"}, {"id", std::string(rule.id)}});
  write_title(out, rule.id, number);
  out.leaf("p", {{"class", "sentence"}}, rule.sentence);
  write_sources(out, rule.sources);
  out.open("dl", {{"class", "notes"}}).leaf("dt", "Unseen").leaf("dd", rule.reason).close("dl").close("article");
}

}  // namespace sigconform
