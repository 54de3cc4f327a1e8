// Findings, losses and incidents to JSON and back; see stored_findings.h.
#include "reports/stored_findings.h"

#include "model/text.h"
#include "reports/layout.h"
#include "reports/losses.h"
#include "reports/proof.h"
#include "reports/summary.h"
#include "reports/trace_json.h"
#include "reports/verdict.h"

#include <array>

namespace sigconform {
namespace {

using nlohmann::json;

constexpr std::array kOutcomes{Outcome::kCompleted, Outcome::kUnsettled, Outcome::kDeadline,
                               Outcome::kDied,      Outcome::kSkipped,   Outcome::kGarbled};

Outcome outcome_from(const JsonReader& reader) {
  const std::string name = reader.text();
  for (const Outcome outcome : kOutcomes)
    if (name_of(outcome) == name) return outcome;
  reader.refuse("the name of an outcome");
}

json optional_event(const std::optional<Event>& event, const Scenario& scenario) {
  return event ? event_json(*event, scenario) : json();
}
std::optional<Event> optional_event_from(const JsonReader& reader) {
  return reader.json().is_null() ? std::nullopt : std::optional(event_from(reader));
}

json divergence_json(const Divergence& d, const Scenario& scenario, const Dialect& dialect) {
  json out = {{"kind", d.kind == DivergenceKind::kEvent ? "event" : "status"},
              {"step", d.step},
              {"thread", {{"process", d.thread.process.index}, {"thread", d.thread.thread.index}}},
              {"rule", rule_id(d.rule)},
              {"because", because_text(d.rule, dialect)},
              {"signal", d.signo.value},
              {"alternatives", d.alternatives},
              {"explained_by", d.explained_by == nullptr ? json() : json(d.explained_by->id)}};
  if (d.kind == DivergenceKind::kEvent) {
    out["observed"] = optional_event(d.observed, scenario);
    out["allowed"] = optional_event(d.allowed, scenario);
  } else {
    out["observed"] = status_json(d.observed_status);
    out["allowed"] = status_json(d.allowed_status);
  }
  return out;
}

Divergence divergence_from(const JsonReader& reader, const Scenario& scenario) {
  Divergence out;
  const JsonReader kind = reader.at("kind");
  if (kind.text() != "event" && kind.text() != "status") kind.refuse("event or status");
  out.kind = kind.text() == "event" ? DivergenceKind::kEvent : DivergenceKind::kStatus;
  out.step = reader.at("step").integer<std::size_t>();
  if (out.step >= scenario.steps.size()) reader.at("step").refuse("the number of a step of the scenario");
  out.thread = {{reader.at("thread").at("process").integer<std::uint8_t>()},
                {reader.at("thread").at("thread").integer<std::uint8_t>()}};
  out.rule = rule_named(reader.at("rule").text(), reader.at("rule"));
  out.signo = {reader.at("signal").integer<std::int32_t>()};
  out.alternatives = reader.at("alternatives").integer<std::size_t>();
  if (const JsonReader by = reader.at("explained_by"); !by.json().is_null()) {
    out.explained_by = find_variation_point(by.text());
    if (out.explained_by == nullptr) by.refuse("a variation point of this version");
  }
  if (out.kind == DivergenceKind::kEvent) {
    out.observed = optional_event_from(reader.at("observed"));
    out.allowed = optional_event_from(reader.at("allowed"));
  } else {
    out.observed_status = status_from(reader.at("observed"));
    out.allowed_status = status_from(reader.at("allowed"));
  }
  return out;
}

json explanation_json(const Explanation& explanation) {
  json out = {{"flips", settings_json(explanation.flips)},
              {"instead", json::array()},
              {"confirmed", explanation.confirmed},
              {"cut_short", explanation.cut_short}};
  for (const Flips& other : explanation.instead) out["instead"].push_back(settings_json(other));
  return out;
}

Explanation explanation_from(const JsonReader& reader) {
  Explanation out;
  out.flips = settings_from(reader.at("flips"));
  for (const JsonReader& other : reader.at("instead").list()) out.instead.push_back(settings_from(other));
  out.confirmed = reader.at("confirmed").integer<int>();
  out.cut_short = reader.at("cut_short").boolean();
  return out;
}

}  // namespace

json settings_json(const Flips& flips) {
  json object = json::object();
  for (const PointSetting& flip : flips) object[std::string(flip.point->id)] = flip.on ? "on" : "off";
  return object;
}

Flips settings_from(const JsonReader& reader) {
  Flips out;
  for (const auto& [id, value] : reader.members()) {
    const VariationPoint* const point = find_variation_point(id);
    if (point == nullptr)
      throw JsonRefusal(value.pointer() + ": there is no such variation point in this version of sigconform");
    if (value.text() != "on" && value.text() != "off") value.refuse("on or off");
    out.push_back({point, value.text() == "on"});
  }
  return out;
}

json scenario_json(const Scenario& scenario) { return to_text(scenario); }

Scenario scenario_from(const JsonReader& reader) {
  std::variant<Scenario, ParseError> parsed = parse_scenario(reader.text());
  if (const auto* error = std::get_if<ParseError>(&parsed))
    throw JsonRefusal(reader.pointer() + ": " + to_text(*error));
  return std::get<Scenario>(std::move(parsed));
}

Rule rule_named(const std::string& id, const JsonReader& reader) {
  const Rule rule = find_rule(id);
  if (rule == Rule::kCount && id != rule_id(Rule::kCount))
    throw JsonRefusal(reader.pointer() + ": there is no rule '" + id + "' in this version of sigconform");
  return rule;
}

Scheduling scheduling_from(const JsonReader& reader) {
  for (std::size_t i = 0; i < kSchedulings; ++i) {
    const auto scheduling = static_cast<Scheduling>(i);
    if (reader.text() == name_of(scheduling)) return scheduling;
  }
  reader.refuse("the name of a scheduling of threads");
}

json dialect_json(const Dialect& dialect, const std::string& like) {
  const std::optional<Dialect> base = find_dialect(like);
  return {{"settings", settings_json(settings_between(base ? *base : Dialect{}, dialect))},
          {"scheduling", name_of(dialect.scheduling)}};
}

Dialect dialect_from(const JsonReader& reader, const Dialect& like) {
  Dialect out = with(like, settings_from(reader.at("settings")));
  out.scheduling = scheduling_from(reader.at("scheduling"));
  return out;
}

json finding_json(const Finding& finding, const std::string& like) {
  const std::string stem = file_stem(finding);
  return {{"signature", finding.signature},
          {"cause", finding.cause()},
          {"judged_by", dialect_json(finding.judged_by, like)},
          {"explanation", explanation_json(finding.explanation)},
          {"divergence", divergence_json(finding.divergence, finding.scenario, finding.judged_by)},
          {"scenario", scenario_json(finding.scenario)},
          {"observed", trace_json(finding.observed, finding.scenario)},
          {"first_seed", seed_text(finding.first_seed)},
          {"original", scenario_json(finding.original)},
          {"repeated", finding.repeated},
          {"of", finding.of},
          {"seen", finding.seen},
          {"minimize_runs", finding.minimize_runs},
          {"cut_short", finding.cut_short},
          {"known", finding.known},
          {"origin",
           {{"index", finding.origin.index}, {"nth", finding.origin.nth}, {"seed", seed_text(finding.origin.seed)}}},
          {"files", {{"scenario", stem + ".scenario"}, {"program", stem + ".c"}}}};
}

Finding finding_from(const JsonReader& reader, const Dialect& like) {
  Finding out;
  out.signature = reader.at("signature").text();
  out.judged_by = dialect_from(reader.at("judged_by"), like);
  out.explanation = explanation_from(reader.at("explanation"));
  out.scenario = scenario_from(reader.at("scenario"));
  out.divergence = divergence_from(reader.at("divergence"), out.scenario);
  out.observed = trace_from(reader.at("observed"));
  out.first_seed = reader.at("first_seed").seed();
  out.original = scenario_from(reader.at("original"));
  out.repeated = reader.at("repeated").integer<int>();
  out.of = reader.at("of").integer<int>();
  out.seen = reader.at("seen").integer<std::uint64_t>();
  out.minimize_runs = reader.at("minimize_runs").integer<int>();
  out.cut_short = reader.at("cut_short").boolean();
  out.known = reader.at("known").text();
  const JsonReader origin = reader.at("origin");
  out.origin = {origin.at("index").integer<std::uint64_t>(), origin.at("nth").integer<int>(), origin.at("seed").seed()};
  return out;
}

json loss_json(const Loss& loss) {
  return {{"outcome", name_of(loss.outcome)},
          {"detail", loss.detail},
          {"scenario", scenario_json(loss.scenario)},
          {"original", scenario_json(loss.original)},
          {"first_seed", seed_text(loss.first_seed)},
          {"repeated", loss.repeated},
          {"of", loss.of},
          {"minimize_runs", loss.minimize_runs},
          {"cut_short", loss.cut_short},
          {"index", loss.index},
          {"known", loss.known},
          {"files", {{"scenario", file_stem(loss) + ".scenario"}}}};
}

Loss loss_from(const JsonReader& reader) {
  Loss out;
  out.outcome = outcome_from(reader.at("outcome"));
  out.detail = reader.at("detail").text();
  out.scenario = scenario_from(reader.at("scenario"));
  out.original = scenario_from(reader.at("original"));
  out.first_seed = reader.at("first_seed").seed();
  out.repeated = reader.at("repeated").integer<int>();
  out.of = reader.at("of").integer<int>();
  out.minimize_runs = reader.at("minimize_runs").integer<int>();
  out.cut_short = reader.at("cut_short").boolean();
  out.index = reader.at("index").integer<std::uint64_t>();
  out.known = reader.at("known").text();
  return out;
}

json incident_json(const Incident& incident) {
  return {{"outcome", name_of(incident.outcome)},
          {"detail", incident.detail},
          {"seed", seed_text(incident.seed)},
          {"scenario", scenario_json(incident.scenario)},
          {"index", incident.index}};
}

Incident incident_from(const JsonReader& reader) {
  return {outcome_from(reader.at("outcome")), reader.at("detail").text(), reader.at("seed").seed(),
          scenario_from(reader.at("scenario")), reader.at("index").integer<std::uint64_t>()};
}

}  // namespace sigconform
