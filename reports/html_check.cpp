// The page of a check of the model's properties; see html_report.h.
#include "model/text.h"
#include "reports/html_finding.h"
#include "reports/html_overview.h"
#include "reports/html_page.h"
#include "reports/html_report.h"
#include "reports/layout.h"

#include <fmt/format.h>

namespace sigconform {
namespace {

void write_property(Markup& out, const CheckedProperty& property) {
  out.open("tr").leaf("th", {{"scope", "row"}, {"class", "mono"}}, property.id);
  out.open("td").text(property.sentence).raw("<br>").leaf("span", {{"class", "source"}}, property.source).close("td");
  out.leaf("td", {{"class", "number"}, {"data-name", "scenarios"}}, grouped(property.scenarios));
  out.open("td", {{"data-name", "answer"}});
  out.leaf("span", {{"class", property.holds ? "cell-verified" : "cell-diverges"}},
           property.holds ? "holds" : "FAILED");
  out.close("td").close("tr");
}

void write_failure(Markup& out, const CheckedProperty& property, std::size_t number) {
  const std::string id = fmt::format("failure-{}", number);
  out.open("details", {{"class", "finding"}, {"id", id}, {"open", ""}}).open("summary");
  out.leaf("span", {{"class", "what"}}, "Broken: " + property.sentence).close("summary");
  out.open("div", {{"class", "inside"}}).leaf("p", property.message);
  if (!property.counterexample.processes.empty())
    write_command(out, "The scenario, as a file", to_text(property.counterexample), id + "-scenario");
  write_command(out, "Check it again", property.again, id + "-again");
  out.close("div").close("details");
}

}  // namespace

std::string html_report(const StoredCheck& check) {
  const bool all = check.failed() == 0;
  const RunVerdict verdict = !all               ? RunVerdict::kDiverges
                             : check.complete() ? RunVerdict::kConforms
                                                : RunVerdict::kNone;
  Markup header;
  header.leaf("p", {{"class", "product"}}, fmt::format("sigconform {} · properties of the model", check.version));
  write_verdict(
      header, verdict, fmt::format("The model of {}: {}", check.dialect, sums_text(check)),
      {fmt::format("Properties are what must hold of the model alone; no kernel was touched. Seed {}.", check.seed)});
  Markup main;
  if (!all) main.leaf("h2", {{"id", "failures"}}, "What failed");
  std::size_t number = 0;
  for (const CheckedProperty& property : check.properties)
    if (!property.holds) write_failure(main, property, ++number);
  main.leaf("h2", {{"id", "properties"}}, "Properties").open("table", {{"class", "stack"}}).open("thead").open("tr");
  main.leaf("th", {{"scope", "col"}}, "Property").leaf("th", {{"scope", "col"}}, "What must hold, and who says so");
  main.leaf("th", {{"scope", "col"}, {"class", "number"}}, "Scenarios").leaf("th", {{"scope", "col"}}, "Answer");
  main.close("tr").close("thead").open("tbody");
  for (const CheckedProperty& property : check.properties) write_property(main, property);
  main.close("tbody").close("table");
  const std::vector<std::pair<std::string, std::string>> links{{"properties", "Properties"}};
  return html_page("sigconform: properties of the model", header.take(), links, main.take(), check.version);
}

}  // namespace sigconform
