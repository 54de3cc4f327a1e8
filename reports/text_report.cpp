// The report for people; see text_report.h.
#include "reports/text_report.h"

#include "model/dialect_text.h"
#include "reports/layout.h"
#include "reports/losses.h"
#include "reports/proof.h"
#include "reports/verdict.h"
#include "reports/wording.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

constexpr std::size_t kIndent = 14;  // of what stands beside a word
// Longer lists are in summary.json.
constexpr std::size_t kListedRulesMax = 40;

std::string headed(std::string_view word, std::string_view text) {
  return hanging("  " + std::string(word), kIndent, text);
}

// On one line, however long, so that it can be copied.
std::string command(std::string_view word, std::string_view text) {
  return padded("  " + std::string(word), kIndent) + std::string(text) + "\n";
}

std::string where(const RunDescription& run) {
  return fmt::format("sigconform {} · {} · {} {} · rules of {}", run.version, run.subject, run.kernel, run.machine,
                     run.dialect);
}

std::string rate(const CampaignResult& result) {
  if (result.seconds <= 0) return {};
  return fmt::format(" ({} a second)",
                     grouped(static_cast<std::uint64_t>(static_cast<double>(result.scenarios) / result.seconds)));
}

std::string falsified_note(const RunDescription& run) {
  std::string out;
  for (const NamedText& point : run.falsified) {
    out += headed("falsified", fmt::format("{}: the model was told that {}; what diverges by that is no defect of {}",
                                           point.name, point.text, run.subject));
  }
  return out;
}

std::string release_note(const RunDescription& run) {
  std::string out;
  for (const std::string& note : run.notes) out += headed("dialect", note);
  if (!run.other_release) return out;
  return out + headed("note", fmt::format("{} is not of the series that {} describes; a divergence may be a difference "
                                          "between versions",
                                          run.kernel, run.dialect));
}

// "2 findings"; of how many of them an expectation knew, where some are.
std::string findings_words(const CampaignResult& result) {
  const auto known = static_cast<std::uint64_t>(
      std::ranges::count_if(result.findings, [](const Finding& f) { return !f.known.empty(); }));
  const std::string all = counted(result.findings.size(), "finding");
  return known == 0 ? all : fmt::format("{}, {} of which {} known", all, grouped(known), known == 1 ? "is" : "are");
}

std::string vanished_lines(const CampaignResult& result) {
  std::string out;
  for (const std::string& entry : result.vanished)
    out += headed("vanished", fmt::format("{}: expected, and not seen in this run", entry));
  return out;
}

std::string head_line(const CampaignResult& result) {
  switch (verdict_of(result)) {
    case RunVerdict::kConforms:
      if (result.findings.empty() && result.losses.empty())
        return "CONFORMS    nothing was observed that the rules do not allow\n";
      return hanging("CONFORMS", 12,
                     fmt::format("beside what is known: {}{}", counted(result.findings.size(), "finding"),
                                 result.losses.empty()
                                     ? ""
                                     : ", and the subject is lost by " + counted(result.losses.size(), "scenario")));
    case RunVerdict::kDiverges: break;
    case RunVerdict::kNone: return hanging("NO VERDICT", 12, why_no_verdict(result));
  }
  if (result.findings.empty() && result.losses.empty())
    return hanging("DIVERGES", 12,
                   fmt::format("{} not seen any more, which --strict-expect does not allow",
                               counted(result.vanished.size(), "expectation")));
  std::vector<Rule> rules;
  for (const Finding& f : result.findings)
    if (std::find(rules.begin(), rules.end(), f.divergence.rule) == rules.end()) rules.push_back(f.divergence.rule);
  std::string what = fmt::format("{}, of {}", findings_words(result), counted(rules.size(), "rule"));
  const std::string lost = "the subject is lost by " + counted(result.losses.size(), "scenario");
  if (!result.losses.empty()) what = lost + "; " + what;
  if (result.findings.empty()) what = lost + "; nothing else was observed that the rules do not allow";
  if (result.vanished_fails && !result.vanished.empty())
    what += fmt::format("; {} not seen any more", counted(result.vanished.size(), "expectation"));
  if (result.interrupted) what += "; the run was stopped early";
  if (!result.gone.empty()) what += "; the run ended early, for want of its subject";
  return fmt::format("DIVERGES    {}\n", what);
}

// Which rules, how often: one line a finding.
std::string findings_table(const CampaignResult& result) {
  if (result.findings.size() < 2) return {};
  std::size_t width = 0;
  for (const Finding& f : result.findings) width = std::max(width, columns(f.signature));
  std::string out = "\n";
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    const Finding& f = result.findings[i];
    out += fmt::format("  {:>2}  {}  in {}, repeated {} of {}, {}\n", i + 1, padded(f.signature, width),
                       counted(f.seen, "scenario"), f.repeated, f.of, counted(f.scenario.steps.size(), "step"));
  }
  return out;
}

template <typename Say>
void for_each_chapter(const RunDescription& run, Say say) {
  for (std::size_t i = 0; i < kChapters; ++i)
    if (run.chapters.none() || run.chapters.test(i))
      say(name_of(static_cast<Chapter>(i)), rules_of(ChapterSet().set(i)));
}

std::string rules_met(const RunDescription& run, const CampaignResult& result) {
  const RuleSet rules = rules_of(run.chapters);
  std::string out;
  for_each_chapter(run, [&](std::string_view name, const RuleSet& of) {
    out += fmt::format("{}{} {}/{}", out.empty() ? "" : ", ", name, (result.rules & of).count(), of.count());
  });
  return fmt::format("{} of {} observable rules came up: {}", (result.rules & rules).count(), rules.count(), out);
}

std::string counts(const RunDescription& run, const CampaignResult& result) {
  std::string out =
      headed("judged", fmt::format("{}, {} in {:.1f} s{}, seed {}", counted(result.scenarios, "scenario"),
                                   counted(result.operations, "operation"), result.seconds, rate(result), run.seed));
  out += headed("rules", rules_met(run, result));
  if (result.unusual != 0) {
    out += headed("unusual", fmt::format("{} explained only by an order that is allowed and not the usual one",
                                         counted(result.unusual, "scenario")));
  }
  if (result.inconclusive != 0)
    out += headed("undecided", fmt::format("{} without a conclusion", counted(result.inconclusive, "scenario")));
  if (result.skipped != 0)
    out += headed("skipped", fmt::format("{} that need what is not here", counted(result.skipped, "scenario")));
  return out;
}

std::string missing_rules(const RunDescription& run, const CampaignResult& result) {
  std::string out;
  std::size_t listed = 0;
  for_each_chapter(run, [&](std::string_view name, const RuleSet& of) {
    const RuleSet missing = of & ~result.rules;
    std::string ids;
    for (std::size_t i = 0; i < kRules && listed < kListedRulesMax; ++i)
      if (missing.test(i)) ids.append(ids.empty() ? "" : ", ").append(id_of(static_cast<Rule>(i))), ++listed;
    if (!ids.empty()) out += hanging(fmt::format("  {}  ", name), kIndent, ids);
  });
  const std::size_t missing = (rules_of(run.chapters) & ~result.rules).count();
  if (missing > listed) out += headed("", fmt::format("and {} more", missing - listed));
  return out.empty() ? out : "\nrules that did not come up\n" + out;
}

std::string incidents(const RunDescription& run, const CampaignResult& result) {
  if (result.incidents.empty()) return {};
  std::string out = "\nscenarios without a conclusion\n";
  for (const Incident& i : result.incidents) {
    std::string detail = (i.detail.empty() ? "" : ": ") + i.detail;
    std::ranges::replace(detail, '\n', ' ');  // of a console
    out += hanging("", 2, fmt::format("{}  {}{}", origin(run, i.seed), name_of(i.outcome), detail));
  }
  return out;
}

std::string explained(const Explanation& why) {
  if (why.flips.empty())
    return headed("unexplained", why.cut_short ? "the time was over before every value of one or two variation points "
                                                 "had been tried"
                                               : "no other value of one or two variation points allows it");
  std::string out;
  for (const PointSetting& flip : why.flips)
    out += headed(out.empty() ? "explained" : "", fmt::format("by {}: {}", to_text(flip), meaning(flip)));
  for (const Flips& other : why.instead)
    out += headed("", fmt::format("or by {}, which could not be told apart from it", to_text(other)));
  return out + headed("", why.confirmed == 0
                              ? "(by this scenario alone)"
                              : fmt::format("(and seen so in {} where the two part)",
                                            counted(static_cast<std::uint64_t>(why.confirmed), "further scenario")));
}

bool deviates(const PointEvidence& evidence) { return evidence.disagrees(); }

// What the subject is, in a sentence: the dialect, except for what explains its findings.
std::string behaviour(const RunDescription& run, const CampaignResult& result) {
  if (result.findings.empty() || !run.falsified.empty()) return {};
  const Flips flips = deviations(result);
  const auto unexplained = std::count_if(result.findings.begin(), result.findings.end(),
                                         [](const Finding& f) { return f.explanation.flips.empty(); });
  std::string out;
  if (!flips.empty()) {
    out += fmt::format("\nbehaves as {}{} except:\n", run.dialect, run.settings.empty() ? "" : ", as set above,");
    for (const PointSetting& flip : flips) out += fmt::format("  {}\n{}", to_text(flip), hanging("", 6, meaning(flip)));
    if (!run.folder.empty())
      out += command("as a file", fmt::format("--dialect {}", in_folder(run, std::string(kDialectFile))));
  }
  if (unexplained != 0)
    out += fmt::format("\n{} {} unexplained\n", counted(static_cast<std::uint64_t>(unexplained), "finding"),
                       unexplained == 1 ? "is" : "are");
  return out;
}

}  // namespace

std::string opening_text(const RunDescription& run) {
  std::string out = where(run) + "\n";
  std::size_t width = 0;
  for (const NamedText& option : run.options) width = std::max(width, columns(option.name));
  out += "  " + padded("seed", width) + "  " + std::to_string(run.seed) + "\n";
  for (const NamedText& option : run.options) out += hanging("  " + option.name, width + 4, option.text);
  for (const NamedText& missing : run.missing)
    out += headed("not here", fmt::format("{}: {}", missing.name, missing.text));
  return out + release_note(run) + falsified_note(run);
}

std::string finding_text(const RunDescription& run, const Finding& finding, std::size_t number, std::size_t of,
                         std::uint64_t scenarios) {
  std::string out =
      fmt::format("{}divergence {} of {} · rule {} · {} · first seen at {}\n", finding.known.empty() ? "" : "known ",
                  number, of, rule_id(finding.divergence.rule), determinism(finding), origin(run, finding.first_seed));
  out += proof(finding.scenario, finding.observed, finding.divergence, finding.judged_by);
  out += explained(finding.explanation);
  if (!finding.known.empty()) out += headed("known", "by " + finding.known);
  out += headed(
      "seen", fmt::format("in {} of {}; {} of {} left after {}", grouped(finding.seen), counted(scenarios, "scenario"),
                          counted(finding.scenario.steps.size(), "step"), finding.original.steps.size(),
                          counted(static_cast<std::uint64_t>(finding.minimize_runs), "run")));
  if (finding.cut_short) out += headed("cut short", std::string(kCutShort));
  if (run.folder.empty()) return out;
  const FindingCommands commands = commands_of(run, finding);
  out += command("again", commands.replay) + command("why", commands.explain) + command("as C", commands.compile);
  return run.falsified.empty() ? out : out + headed("", "(the program has the true rules, not the falsified ones)");
}

std::string text_report(const RunDescription& run, const CampaignResult& result) {
  std::string out = head_line(result) + "  " + where(run) + "\n" + counts(run, result) + release_note(run) +
                    falsified_note(run) + vanished_lines(result);
  if (!run.again.empty()) out += command("again", run.again);
  if (!run.folder.empty() && deviations(result).empty() && !dialect_file(run, result).empty())
    out += command("as a file", fmt::format("--dialect {}", in_folder(run, std::string(kDialectFile))));
  out += findings_table(result) + behaviour(run, result);
  for (std::size_t i = 0; i < result.findings.size(); ++i)
    out += "\n" + finding_text(run, result.findings[i], i + 1, result.findings.size(), result.scenarios);
  return out + losses_text(run, result) + incidents(run, result) + missing_rules(run, result);
}

std::string dialect_file(const RunDescription& run, const CampaignResult& result) {
  const Flips flips = deviations(result);
  const std::optional<Dialect> like = find_dialect(run.dialect);
  const bool as_released = std::none_of(run.evidence.begin(), run.evidence.end(), deviates);
  if ((flips.empty() && as_released) || !run.falsified.empty() || !like) return {};
  std::string head =
      fmt::format("# {} {} {}, as a run with --seed {} found\n", run.subject, run.kernel, run.machine, run.seed);
  for (const PointEvidence& e : run.evidence)
    if (deviates(e))
      head += fmt::format("# its release suggests {}, its probe saw {}\n", to_text(PointSetting{e.point, e.by_release}),
                          name_of(e.seen));
  return head + to_text(DialectText{run.dialect, settings_between(*like, with(run.truth, flips))});
}

std::string scenario_file(const RunDescription& run, const Finding& finding) {
  std::string out = fmt::format("# {} {} on {} {}\n", finding.signature, "diverges", run.subject, run.kernel);
  if (finding.divergence.rule < Rule::kCount)
    out += fmt::format("# rule  {}: {}\n", rule_id(finding.divergence.rule),
                       because_text(finding.divergence.rule, run.truth));
  out += fmt::format("# from  {} of the run with --seed {}; {}\n", origin(run, finding.first_seed), run.seed,
                     determinism(finding));
  for (const NamedText& point : run.falsified) out += fmt::format("# with  {} falsified: {}\n", point.name, point.text);
  return out + fmt::format("# again {}\n", commands_of(run, finding).replay) + to_text(finding.scenario);
}

}  // namespace sigconform
