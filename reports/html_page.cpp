// Head, frame and groups of findings; see html_page.h.
#include "reports/html_page.h"

#include "reports/html_texts.h"
#include "reports/layout.h"
#include "reports/timeline_svg.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

// Nothing may be fetched from anywhere, whatever stands in the page.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'";

// Findings of one explanation, in the order in which they were found; those that nothing explains last.
struct Group {
  std::string words;
  std::vector<PlacedFinding> findings;
};

std::vector<Group> groups_of(std::span<const PlacedFinding> findings) {
  std::vector<Group> out;
  Group unexplained{"Unexplained", {}};
  for (const PlacedFinding& each : findings) {
    const Flips& flips = each.finding->explanation.flips;
    const std::string words = "Explained by " + to_text(flips);
    const auto known = std::find_if(out.begin(), out.end(), [&words](const Group& g) { return g.words == words; });
    if (flips.empty())
      unexplained.findings.push_back(each);
    else if (known != out.end())
      known->findings.push_back(each);
    else
      out.push_back({words, {each}});
  }
  if (!unexplained.findings.empty()) out.push_back(std::move(unexplained));
  return out;
}

std::string markup_of(const PlacedFinding& each, const FindingPlace& place) {
  Markup out;
  write_finding(out, *each.run, *each.finding, each.scenarios, place);
  return out.take();
}

}  // namespace

std::string html_document(std::string_view title, std::string_view more_style, std::string_view body) {
  Markup out;
  out.raw("<!doctype html>\n").open("html", {{"lang", "en"}}).open("head");
  out.raw("<meta charset=\"utf-8\">");
  out.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  out.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  out.empty("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", std::string(kPolicy)}});
  out.leaf("title", title);
  out.open("style").raw(html_page_style()).raw(timeline_style()).raw(more_style).close("style").close("head");
  out.open("body").raw(body);
  out.raw("\n").open("script").raw(html_page_script()).close("script").close("body").close("html").raw("\n");
  return out.take();
}

std::string html_page(std::string_view title, std::string_view header,
                      std::span<const std::pair<std::string, std::string>> links, std::string_view main,
                      std::string_view version) {
  Markup out;
  out.leaf("a", {{"class", "skip"}, {"href", "#main"}}, "Skip to the report");
  out.open("header", {{"class", "masthead"}}).raw(header).close("header");
  out.open("nav", {{"aria-label", "Parts of the report"}}).open("ul");
  for (const auto& [id, words] : links) out.open("li").leaf("a", {{"href", "#" + id}}, words).close("li");
  out.close("ul").close("nav");
  out.raw("\n").open("main", {{"id", "main"}}).raw(main).close("main");
  out.open("footer").leaf("p", fmt::format("Made by sigconform {}. This file asks no network for anything.", version));
  out.close("footer");
  write_program_parts(out);
  return html_document(title, {}, out.take());
}

std::string findings_markup(std::span<const PlacedFinding> findings, std::size_t room) {
  std::vector<std::string> briefs;
  std::size_t brief_bytes = 0;
  const std::vector<Group> groups = groups_of(findings);
  for (const Group& group : groups)
    for (const PlacedFinding& each : group.findings) {
      briefs.push_back(markup_of(
          each, {fmt::format("finding-{}", briefs.size() + 1), briefs.empty(), each.of, FindingDetail::kBrief}));
      brief_bytes += briefs.back().size();
    }
  Markup out;
  std::size_t number = 0, shortened = 0;
  for (const Group& group : groups) {
    out.leaf("h3", group.words);
    for (const PlacedFinding& each : group.findings) {
      const std::string& brief = briefs[number++];
      std::string whole =
          markup_of(each, {fmt::format("finding-{}", number), number == 1, each.of, FindingDetail::kAll});
      brief_bytes -= brief.size();
      const bool fits = out.size() + whole.size() + brief_bytes <= room;
      shortened += fits ? 0 : 1;
      out.raw(fits ? whole : brief);
    }
  }
  if (shortened != 0)
    out.leaf("p",
             fmt::format("{} shown without timeline and stepper, so that this file stays small; replay shows the same.",
                         shortened == 1 ? std::string("1 finding is") : fmt::format("{} findings are", shortened)));
  return out.take();
}

}  // namespace sigconform
