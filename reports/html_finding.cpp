// The parts of a finding, one after the other; see html_finding.h.
#include "reports/html_finding.h"

#include "model/dialect_text.h"
#include "model/text.h"
#include "reports/c_program.h"
#include "reports/html_stepper.h"
#include "reports/layout.h"
#include "reports/proof.h"
#include "reports/reproducer.h"
#include "reports/summary.h"
#include "reports/timeline_svg.h"
#include "reports/wording.h"

#include <fmt/format.h>
#include <algorithm>
#include <vector>

namespace sigconform {
namespace {

// What the model was told of the rule, where that is not what the rule says; else nullptr.
const VariationPoint* told_otherwise(const Finding& finding) {
  for (const VariationPoint& point : variation_points())
    if (point.rule == finding.divergence.rule && !(finding.judged_by.*point.point)) return &point;
  return nullptr;
}

std::string headline(const Finding& finding) {
  if (const VariationPoint* point = told_otherwise(finding)) return fmt::format("Not so: {}", point->flipped);
  if (finding.divergence.rule >= Rule::kCount) return "Something was observed that no rule speaks of";
  return fmt::format("Not kept: {}", text_of(finding.divergence.rule).sentence);
}

void write_summary(Markup& out, const Finding& finding, std::uint64_t scenarios, const FindingPlace& place) {
  out.open("summary").leaf("span", {{"class", "what"}}, headline(finding));
  out.open("span", {{"class", "tags"}});
  if (!place.of.empty()) out.leaf("span", {{"class", "rule-tag mono"}}, place.of);
  out.leaf("span", {{"class", "rule-tag mono"}}, rule_id(finding.divergence.rule));
  if (finding.seen != 0)
    out.leaf("span", fmt::format("in {} of {}", grouped(finding.seen), counted(scenarios, "scenario")));
  out.leaf("span", counted(finding.scenario.steps.size(), "step"));
  out.leaf("span", determinism(finding));
  if (!finding.known.empty()) out.leaf("span", "known");
  out.close("span").close("summary");
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// With emphasis on the words that the other side does not have, where the two have something in common.
void write_side(Markup& out, std::string_view text, std::string_view other) {
  const std::vector<std::string_view> words = words_of(text), others = words_of(other);
  const auto in_both = [&others](std::string_view word) {
    return std::find(others.begin(), others.end(), word) != others.end();
  };
  const bool alike = std::any_of(words.begin(), words.end(), in_both);
  bool first = true;
  out.open("dd", {{"class", "mono"}});
  for (const std::string_view word : words) {
    if (!first) out.text(" ");
    first = false;
    in_both(word) || !alike ? out.text(word) : out.leaf("b", word);
  }
  out.close("dd");
}

void write_contrast(Markup& out, const Finding& finding) {
  const Divergence& d = finding.divergence;
  const std::string observed = observed_text(d, finding.scenario), allowed = allowed_text(d, finding.scenario);
  out.open("dl", {{"class", "contrast"}});
  out.leaf("dt", {{"class", "is-observed"}}, "Observed");
  write_side(out, observed, allowed);
  out.leaf("dt", {{"class", "is-allowed"}}, "Allowed");
  write_side(out, allowed, observed);
  out.leaf("dt", "Because").open("dd");
  if (const VariationPoint* point = told_otherwise(finding))
    out.text(fmt::format("the model was told that {} ", point->flipped))
        .leaf("code", fmt::format("--set {}=off", point->id))
        .text("; the rule is: ");
  if (d.rule < Rule::kCount) {
    out.text(std::string(text_of(d.rule).sentence) + " ");
    write_rule_link(out, d.rule);
    out.raw("<br>").leaf("span", {{"class", "source"}}, fmt::format("Sources: {}", text_of(d.rule).sources));
  } else {
    out.text("no rule of the catalogue says more about it");
  }
  out.close("dd").close("dl");
}

void write_explanation(Markup& out, const Finding& finding) {
  if (!finding.known.empty()) out.leaf("p", fmt::format("It was expected, by {}.", finding.known));
  const Explanation& why = finding.explanation;
  if (why.flips.empty()) {
    out.leaf("p",
             why.cut_short
                 ? "Nothing explains it so far: the time was over before every value of one or two variation points "
                   "had been tried."
                 : "Nothing explains it: with no other value of one or two variation points the model would allow "
                   "what was observed. It may be a defect, or a difference that the model does not know yet.");
    return;
  }
  std::string words = "Explained: the system behaves as if";
  for (const PointSetting& flip : why.flips)
    words += fmt::format("{} {} ({})", &flip == &why.flips.front() ? "" : " and", to_text(flip), meaning(flip));
  words += why.confirmed == 0 ? ". That rests on this scenario alone."
                              : fmt::format(". It was seen so in {} where the two part.",
                                            counted(static_cast<std::uint64_t>(why.confirmed), "further scenario"));
  out.leaf("p", words);
  for (const Flips& other : why.instead)
    out.leaf("p", fmt::format("Or by {}, which could not be told apart from it.", to_text(other)));
}

void write_timeline(Markup& out, const Finding& finding, const AllowedWay& way, const std::string& id) {
  const Timeline lines = timeline(finding.scenario, way, finding.observed, &finding.divergence);
  const std::string title = fmt::format("Timeline of {}", counted(finding.scenario.steps.size(), "step"));
  out.leaf("h4", "Timeline");
  out.open("figure").open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", title}});
  out.raw(timeline_svg(lines, id + "-timeline", title)).close("div");
  out.leaf(
      "figcaption",
      "A lane for each thread, a column for each step. ● an operation, below it what came of it; arrows are signals, "
      "dotted lines are signals that are pending; bars: green in a handler, dashed blocked in a call, tan stopped. "
      "The frame marks where what was observed (✗) is not what is allowed (✓).");
  out.close("figure");
}

void write_program(Markup& out, const RunDescription& run, const Finding& finding, const std::string& id) {
  const std::string kernel = run.falsified.empty() ? run.kernel + " " + run.machine : "";
  const std::optional<CProgram> program = reproducer_parts(finding.scenario, run.truth, &finding.divergence, kernel);
  if (!program) {
    out.leaf("p", fmt::format("There is no C program: more than {} outcomes are allowed of this scenario.",
                              kAllowedTracesMax));
    return;
  }
  out.open("details", {{"class", "program"}}).leaf("summary", "The same as one C file, for who has no sigconform");
  out.open("div", {{"class", "inside"}});
  out.open("p").text(
      "It exits with 0 where the system conforms and with 1 where it diverges, and says where. Shown is its "
      "own part; the whole is ");
  out.leaf("code", in_folder(run, file_stem(finding) + ".c")).text(", and what the button copies.").close("p");
  if (!run.falsified.empty()) out.leaf("p", "The program has the true rules, not the falsified ones.");
  out.open("p").leaf("button",
                     {{"type", "button"}, {"data-copy", id + "-program"}, {"data-program", "yes"}, {"hidden", ""}},
                     "Copy the whole program");
  out.close("p");
  out.open("pre", {{"id", id + "-program"}, {"tabindex", "0"}});
  out.leaf("span", {{"class", "opening"}}, program->opening).leaf("span", {{"class", "scenario"}}, program->scenario);
  out.close("pre").close("div").close("details");
}

void write_details(Markup& out, const Finding& finding, const std::string& id) {
  const AllowedWay way = allowed_way(finding.scenario, finding.observed, finding.judged_by);
  write_timeline(out, finding, way, id);
  out.leaf("h4", "Step by step");
  if (!way.complete)
    out.leaf("p", "More orders are possible than can be followed; from some step on the model's usual one is shown.");
  write_stepper(out, step_views(finding.scenario, way, finding.observed, &finding.divergence),
                fmt::format("Steps of the scenario of {}", rule_id(finding.divergence.rule)));
}

}  // namespace

void write_command(Markup& out, std::string_view label, std::string_view command, std::string_view id) {
  out.leaf("p", {{"class", "label"}}, label);
  out.open("div", {{"class", "command"}});
  out.leaf("pre", {{"id", std::string(id)}}, command);
  out.leaf("button",
           {{"type", "button"},
            {"data-copy", std::string(id)},
            {"aria-label", fmt::format("Copy: {}", label)},
            {"hidden", ""}},
           "Copy");
  out.close("div");
}

void write_program_parts(Markup& out) {
  const CProgram common = c_program_parts(Scenario{}, {}, {});
  out.leaf("div", {{"id", "program-words"}, {"hidden", ""}}, common.words);
  out.leaf("div", {{"id", "program-rest"}, {"hidden", ""}}, common.rest);
}

void write_finding(Markup& out, const RunDescription& run, const Finding& finding, std::uint64_t scenarios,
                   const FindingPlace& place) {
  if (place.open)
    out.open("details", {{"class", "finding"}, {"id", place.id}, {"open", ""}});
  else
    out.open("details", {{"class", "finding"}, {"id", place.id}});
  write_summary(out, finding, scenarios, place);
  out.open("div", {{"class", "inside"}});
  write_contrast(out, finding);
  write_explanation(out, finding);
  if (place.detail == FindingDetail::kAll) write_details(out, finding, place.id);
  out.leaf("h4", "Try it");
  out.leaf("p", fmt::format("Left of {} after {} of the minimiser; first seen at {}.",
                            counted(finding.original.steps.size(), "step"),
                            counted(static_cast<std::uint64_t>(finding.minimize_runs), "run"),
                            origin(run, finding.first_seed)));
  if (finding.cut_short) out.leaf("p", fmt::format("Cut short: {}.", kCutShort));
  const FindingCommands commands = commands_of(run, finding);
  const std::string& id = place.id;
  write_command(out, "The scenario, as a file", to_text(finding.scenario), id + "-scenario");
  write_command(out, "Run it again, step by step", commands.replay, id + "-replay");
  write_command(out, "Why the model allows what it does; no system is needed", commands.explain, id + "-explain");
  write_command(out, "The C program", commands.compile, id + "-compile");
  if (place.detail == FindingDetail::kAll) write_program(out, run, finding, id);
  out.close("div").close("details");
}

}  // namespace sigconform
