// The keys of summary.json; see summary.h.
#include "reports/summary.h"

#include "model/text.h"
#include "reports/layout.h"
#include "reports/losses.h"
#include "reports/proof.h"
#include "reports/statistics.h"
#include "reports/verdict.h"

#include <cctype>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

using nlohmann::json;

constexpr std::size_t kStemBytesMax = 100;

json named_texts(const std::vector<NamedText>& texts) {
  json object = json::object();
  for (const NamedText& text : texts) object[text.name] = text.text;
  return object;
}

// {"queue-limit": "off"}
json settings(const Flips& flips) {
  json object = json::object();
  for (const PointSetting& flip : flips) object[std::string(flip.point->id)] = flip.on ? "on" : "off";
  return object;
}

// {"pidfd-self": {"release": "off", "seen": "on"}}
json evidence(const std::vector<PointEvidence>& all) {
  json object = json::object();
  for (const PointEvidence& e : all)
    object[std::string(e.point->id)] = {{"release", e.by_release ? "on" : "off"}, {"seen", name_of(e.seen)}};
  return object;
}

json divergence(const Finding& finding) {
  const std::string stem = file_stem(finding);
  return {{"rule", rule_id(finding.divergence.rule)},
          {"signature", finding.signature},
          {"explained_by", finding.explanation.flips.empty() ? json() : json(finding.cause())},
          {"flips", settings(finding.explanation.flips)},
          {"confirmed", finding.explanation.confirmed},
          {"kind", finding.divergence.kind == DivergenceKind::kEvent ? "event" : "status"},
          {"repeated", finding.repeated},
          {"of", finding.of},
          {"operations", finding.scenario.steps.size()},
          {"original_operations", finding.original.steps.size()},
          {"seen", finding.seen},
          {"known", finding.known.empty() ? json() : json(finding.known)},
          {"first_seed", seed_text(finding.first_seed)},
          {"minimize_runs", finding.minimize_runs},
          {"scenario", stem + ".scenario"},
          {"reproducer", stem + ".c"}};
}

json incident(const Incident& incident) {
  return {{"outcome", name_of(incident.outcome)},
          {"detail", incident.detail},
          {"seed", seed_text(incident.seed)},
          {"scenario", to_text(incident.scenario)}};
}

json rules_not_hit(const RuleSet& missing) {
  json ids = json::array();
  for (std::size_t i = 0; i < kRules; ++i)
    if (missing.test(i)) ids.push_back(id_of(static_cast<Rule>(i)));
  return ids;
}

// {"jobs": {"hit": 7, "total": 7}}
json chapters(const RunDescription& run, const CampaignResult& result) {
  json out = json::object();
  for (std::size_t i = 0; i < kChapters; ++i) {
    if (run.chapters.any() && !run.chapters.test(i)) continue;
    const RuleSet rules = rules_of(ChapterSet().set(i));
    out[std::string(name_of(static_cast<Chapter>(i)))] = {{"hit", (result.rules & rules).count()},
                                                          {"total", rules.count()}};
  }
  return out;
}

json subject(const RunDescription& run) {
  json missing = json::array();
  for (const NamedText& text : run.missing) missing.push_back({{"what", text.name}, {"why", text.text}});
  return {{"name", run.subject}, {"kernel", run.kernel}, {"machine", run.machine}, {"missing", std::move(missing)}};
}

}  // namespace

std::string file_stem(const Finding& finding) {
  std::string stem;
  for (const char c : finding.cause()) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-';
    stem += plain ? c : '-';
  }
  if (stem.size() > kStemBytesMax) stem.resize(kStemBytesMax);
  return stem.empty() || stem.front() == '.' ? "finding-" + stem : stem;
}

json summary(const RunDescription& run, const CampaignResult& result, bool complete, bool with_statistics) {
  json out = {{"sigconform", run.version},
              {"complete", complete},
              {"verdict", name_of(verdict_of(result))},
              {"why_no_verdict", why_no_verdict(result)},
              {"scenarios", result.scenarios},
              {"operations", result.operations},
              {"seconds", result.seconds},
              {"seed", run.seed},
              {"subject", subject(run)},
              {"dialect", run.dialect},
              {"settings", named_texts(run.settings)},
              {"notes", run.notes},
              {"evidence", evidence(run.evidence)},
              {"other_release", run.other_release},
              {"falsified", named_texts(run.falsified)},
              {"deviations", settings(deviations(result))},
              {"options", named_texts(run.options)},
              {"inconclusive", result.inconclusive},
              {"skipped", result.skipped},
              {"unusual", result.unusual},
              {"interrupted", result.interrupted},
              {"gone", result.gone},
              {"losses", losses_json(result)},
              {"vanished", result.vanished},
              {"shards", {{"of", run.shards.of}, {"numbers", run.shards.numbers}}}};
  const RuleSet counted = rules_of(run.chapters);
  out["rules"] = {{"hit", (result.rules & counted).count()},
                  {"total", counted.count()},
                  {"unobservable", unobservable_rules().size()}};
  out["rules_not_hit"] = rules_not_hit(counted & ~result.rules);
  out["chapters"] = chapters(run, result);
  if (!complete) {
    out["rules"]["hit"] = nullptr;
    out["rules_not_hit"] = nullptr;
    out["chapters"] = nullptr;
    if (result.findings.empty() && result.losses.empty())
      out["verdict"] = "none", out["why_no_verdict"] = "the run has not ended";
  }
  out["divergences"] = json::array();
  for (const Finding& finding : result.findings) out["divergences"].push_back(divergence(finding));
  out["incidents"] = json::array();
  for (const Incident& each : result.incidents) out["incidents"].push_back(incident(each));
  if (with_statistics) out["stats"] = statistics_json(run, result);
  return out;
}

}  // namespace sigconform
