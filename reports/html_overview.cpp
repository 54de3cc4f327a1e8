// Sentences, numbers and lists; see html_overview.h.
#include "reports/html_overview.h"

#include "model/dialect_text.h"
#include "model/text.h"
#include "reports/html_finding.h"
#include "reports/layout.h"
#include "reports/losses.h"
#include "reports/text_report.h"
#include "reports/wording.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>

namespace sigconform {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kTerms{{
    {"Scenario",
     "A few processes and threads, and what each of them does, one system call a step. Scenarios are made at "
     "random from the seed, and the same seed makes the same ones."},
    {"Allowed",
     "The model, an executable specification of Linux's signals, works out every outcome that the rules allow. "
     "Where Linux leaves something open there are several, and each of them is right."},
    {"Divergence",
     "Something that was observed and is none of the allowed outcomes: another return value, siginfo, mask, "
     "order of handlers, wait status, pending set or state of a thread."},
    {"Finding",
     "Divergences with one cause, shown by the shortest scenario that still diverges in the same way. It was "
     "repeated; “deterministic (20 of 20)” says that it diverged each time."},
    {"Explained by",
     "A variation point is a place where real systems are known to differ. If one other value of a point, or "
     "of two, makes all that was seen allowed, that is the explanation: the system behaves as if it were "
     "so. An unexplained finding may be a defect, or a difference that the model does not know."},
    {"Rules of …", "The release of Linux, or another dialect, whose rules the system was held to."},
    {"Came up", "A rule came up when a scenario met it. Of a rule that did not the run says nothing."},
    {"Without a conclusion, skipped",
     "A scenario that could not be carried through or judged, and one that needs what the "
     "system does not offer. Neither is a divergence."},
}};

std::string seconds_words(double seconds) {
  if (seconds < 100) return fmt::format("{:.1f} s", seconds);
  const auto whole = std::lround(seconds);
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

std::string_view verb_of(RunVerdict verdict) {
  switch (verdict) {
    case RunVerdict::kConforms: return "conforms to";
    case RunVerdict::kDiverges: return "diverges from";
    case RunVerdict::kNone: break;
  }
  return "got no verdict by";
}

void write_named(Markup& out, const std::vector<NamedText>& texts) {
  out.open("table", {{"class", "stack"}}).open("tbody");
  for (const NamedText& text : texts)
    out.open("tr").leaf("th", {{"scope", "row"}}, text.name).leaf("td", text.text).close("tr");
  out.close("tbody").close("table");
}

void write_loss(Markup& out, const RunDescription& run, const Loss& loss) {
  out.open("details").open("summary");
  out.leaf("strong", name_of(loss.outcome));
  out.text(fmt::format(" — after {}, {} of {} times alone on a fresh subject",
                       counted(loss.scenario.steps.size(), "step"), loss.repeated, loss.of));
  out.close("summary").open("div", {{"class", "inside"}});
  out.leaf("h3", "How it ended").leaf("pre", {{"tabindex", "0"}}, loss.detail);
  const std::string stem = file_stem(loss);
  write_command(out, "The scenario, as a file", to_text(loss.scenario), stem + "-scenario");
  write_command(out, "Run it again",
                fmt::format("sigconform replay {} --on {}{}", shell_word(in_folder(run, stem + ".scenario")),
                            shell_word(run.subject), run.replay_options),
                stem + "-replay");
  out.close("div").close("details");
}

void write_incidents(Markup& out, const RunDescription& run, const CampaignResult& result) {
  if (result.incidents.empty()) return;
  out.leaf("h2", {{"id", "incidents"}}, "Without a conclusion");
  out.leaf("p", fmt::format("{} of which nothing can be said; the first of them:",
                            counted(result.inconclusive, "scenario")));
  out.open("ul");
  for (const Incident& incident : result.incidents)
    out.leaf("li", fmt::format("{}: {}{}{}", origin(run, incident.seed), name_of(incident.outcome),
                               incident.detail.empty() ? "" : ": ", incident.detail));
  out.close("ul");
}

void write_skipped(Markup& out, const CampaignResult& result) {
  if (result.unsupported.empty()) return;
  out.leaf("h2", {{"id", "skipped"}}, "Skipped");
  out.leaf("p", fmt::format("{} that need what is not here:", counted(result.skipped, "scenario")));
  out.open("ul");
  for (const auto& [why, rules] : result.unsupported)
    out.leaf("li", fmt::format("{}; {} would have come up", why, counted(rules.count(), "rule")));
  out.close("ul");
}

}  // namespace

void write_verdict(Markup& out, RunVerdict verdict, std::string_view heading,
                   const std::vector<std::string>& sentences) {
  out.open("div", {{"class", fmt::format("verdict {}", name_of(verdict))}});
  out.leaf("h1", heading);
  for (const std::string& sentence : sentences) out.leaf("p", sentence);
  out.close("div");
}

void write_numbers(Markup& out, const std::vector<KeyNumber>& numbers) {
  out.open("dl", {{"class", "numbers"}});
  for (const KeyNumber& number : numbers) {
    out.open("div").leaf("dt", number.name).open("dd").text(number.value);
    if (!number.note.empty()) out.leaf("small", number.note);
    out.close("dd").close("div");
  }
  out.close("dl");
}

void write_terms(Markup& out) {
  out.open("details", {{"id", "terms"}}).leaf("summary", "What the words on this page mean");
  out.open("div", {{"class", "inside"}}).open("dl", {{"class", "terms"}});
  for (const auto& [term, text] : kTerms) out.leaf("dt", term).leaf("dd", text);
  out.close("dl").close("div").close("details");
}

std::string heading_of(const RunDescription& run, const CampaignResult& result) {
  return fmt::format("{} {} {} {}", run.subject, run.kernel, verb_of(verdict_of(result)), run.dialect);
}

std::vector<std::string> sentences_of(const RunDescription& run, const CampaignResult& result) {
  std::vector<std::string> out;
  switch (verdict_of(result)) {
    case RunVerdict::kConforms:
      out.push_back(fmt::format("In {} nothing was observed that {}. That does not mean that the system has no defect.",
                                counted(result.scenarios, "scenario"),
                                result.findings.empty() && result.losses.empty()
                                    ? "the rules do not allow"
                                    : "the rules do not allow, beside what is known of it"));
      break;
    case RunVerdict::kDiverges:
      if (!result.findings.empty())
        out.push_back(fmt::format("{}: what was observed is none of what the rules of {} allow.",
                                  counted(result.findings.size(), "finding"), run.dialect));
      if (!result.losses.empty())
        out.push_back(fmt::format("{} the system.", result.losses.size() == 1
                                                        ? std::string("1 scenario ends")
                                                        : fmt::format("{} scenarios end", result.losses.size())));
      break;
    case RunVerdict::kNone: out.push_back(fmt::format("There is no verdict: {}.", why_no_verdict(result))); break;
  }
  for (const std::string& entry : result.vanished)
    out.push_back(fmt::format("Expected, and not seen in this run: {}.", entry));
  for (const NamedText& point : run.falsified)
    out.push_back(
        fmt::format("The model was falsified on purpose ({}): it was told that {}. What diverges by that is no "
                    "defect of {}.",
                    point.name, point.text, run.subject));
  if (run.other_release)
    out.push_back(
        fmt::format("{} is not of the series that {} describes; a divergence may be a difference between versions.",
                    run.kernel, run.dialect));
  return out;
}

std::vector<KeyNumber> numbers_of(const RunDescription& run, const CampaignResult& result) {
  const RuleSet rules = rules_of(run.chapters);
  const auto explained = std::count_if(result.findings.begin(), result.findings.end(),
                                       [](const Finding& f) { return !f.explanation.flips.empty(); });
  std::vector<KeyNumber> out{
      {"Scenarios judged", grouped(result.scenarios), counted(result.operations, "operation")},
      {"Findings", grouped(result.findings.size()),
       result.findings.empty() ? "" : fmt::format("{} explained", grouped(static_cast<std::uint64_t>(explained)))},
      {"Rules that came up", fmt::format("{} of {}", (result.rules & rules).count(), rules.count()), ""},
      {"Without a conclusion", grouped(result.inconclusive), fmt::format("{} skipped", grouped(result.skipped))},
      {"Seed", std::to_string(run.seed), "in " + seconds_words(result.seconds)}};
  return out;
}

void write_behaviour(Markup& out, const RunDescription& run, const CampaignResult& result) {
  const Flips flips = deviations(result);
  if (flips.empty() || !run.falsified.empty()) return;
  out.leaf("h2", {{"id", "behaviour"}}, "What the system is");
  out.leaf("p", fmt::format("It behaves as {}{} except:", run.dialect,
                            run.settings.empty() ? "" : " (with the points that its probes showed)"));
  out.open("ul");
  for (const PointSetting& flip : flips)
    out.open("li").leaf("code", to_text(flip)).text(" — " + meaning(flip)).close("li");
  out.close("ul");
  const auto unexplained = std::count_if(result.findings.begin(), result.findings.end(),
                                         [](const Finding& f) { return f.explanation.flips.empty(); });
  if (unexplained != 0)
    out.leaf("p", fmt::format("and except for {} that nothing explains.",
                              counted(static_cast<std::uint64_t>(unexplained), "finding")));
  if (!run.folder.empty())
    write_command(out, "As a file, to hold it to that in the next run",
                  fmt::format("--dialect {}", shell_word(in_folder(run, kDialectFile))), "behaviour-file");
}

void write_losses(Markup& out, const RunDescription& run, const CampaignResult& result) {
  if (!result.losses.empty()) {
    out.leaf("h2", {{"id", "losses"}}, "What ended the system");
    out.leaf("p", "These scenarios end it: it dies, hangs or answers nonsense, also when it was just started.");
    for (const Loss& loss : result.losses) write_loss(out, run, loss);
  }
  write_incidents(out, run, result);
  write_skipped(out, result);
}

void write_circumstances(Markup& out, const RunDescription& run, std::string_view id) {
  for (const std::string& note : run.notes) out.leaf("p", note);
  if (!run.again.empty()) write_command(out, "The same run once more", run.again, fmt::format("{}-again", id));
  out.open("details").leaf("summary", "Every option in effect").open("div", {{"class", "inside"}});
  std::vector<NamedText> options{{"seed", std::to_string(run.seed)}};
  options.insert(options.end(), run.options.begin(), run.options.end());
  write_named(out, options);
  out.close("div").close("details");
  if (!run.missing.empty()) {
    out.open("details").leaf("summary", fmt::format("What {} does not offer", run.subject));
    out.open("div", {{"class", "inside"}});
    write_named(out, run.missing);
    out.close("div").close("details");
  }
  std::vector<NamedText> evidence;
  for (const PointEvidence& e : run.evidence)
    evidence.push_back({std::string(e.point->id),
                        fmt::format("its release suggests {}, its probe saw {}{}", e.by_release ? "on" : "off",
                                    name_of(e.seen), e.disagrees() ? "; what was seen counts" : "")});
  if (evidence.empty()) return;
  out.open("details").leaf("summary", "What was seen of the rules that changed between releases");
  out.open("div", {{"class", "inside"}});
  write_named(out, evidence);
  out.close("div").close("details");
}

}  // namespace sigconform
