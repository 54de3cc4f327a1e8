// run.json to and fro; see stored_run.h.
#include "reports/stored_run.h"

#include "model/text.h"
#include "reports/json_reader.h"
#include "reports/layout.h"
#include "reports/proof.h"
#include "reports/stored_findings.h"
#include "reports/verdict.h"

#include <algorithm>
#include <array>

namespace sigconform {
namespace {

using nlohmann::json;

constexpr std::array kSeen{Seen::kOn, Seen::kOff, Seen::kBoth, Seen::kNeither, Seen::kNothing};

json named_texts_json(const std::vector<NamedText>& texts) {
  json out = json::array();
  for (const NamedText& text : texts) out.push_back({{"name", text.name}, {"text", text.text}});
  return out;
}

std::vector<NamedText> named_texts_from(const JsonReader& reader) {
  std::vector<NamedText> out;
  for (const JsonReader& each : reader.list()) out.push_back({each.at("name").text(), each.at("text").text()});
  return out;
}

std::vector<std::string> texts_from(const JsonReader& reader) {
  std::vector<std::string> out;
  for (const JsonReader& each : reader.list()) out.push_back(each.text());
  return out;
}

json evidence_json(const std::vector<PointEvidence>& evidence) {
  json out = json::array();
  for (const PointEvidence& e : evidence)
    out.push_back({{"point", e.point->id}, {"release", e.by_release}, {"seen", name_of(e.seen)}, {"why", e.why}});
  return out;
}

std::vector<PointEvidence> evidence_from(const JsonReader& reader) {
  std::vector<PointEvidence> out;
  for (const JsonReader& each : reader.list()) {
    const JsonReader id = each.at("point");
    const VariationPoint* const point = find_variation_point(id.text());
    if (point == nullptr) id.refuse("a variation point of this version");
    const std::string name = each.at("seen").text();
    const auto* const seen = std::find_if(kSeen.begin(), kSeen.end(), [&](Seen s) { return name_of(s) == name; });
    if (seen == kSeen.end()) each.at("seen").refuse("on, off, both, neither or nothing");
    out.push_back({point, each.at("release").boolean(), *seen, each.at("why").text()});
  }
  return out;
}

json description_json(const RunDescription& run) {
  return {{"version", run.version},
          {"subject", {{"name", run.subject}, {"kernel", run.kernel}, {"machine", run.machine}}},
          {"missing", named_texts_json(run.missing)},
          {"dialect", run.dialect},
          {"settings", named_texts_json(run.settings)},
          {"notes", run.notes},
          {"evidence", evidence_json(run.evidence)},
          {"truth", dialect_json(run.truth, run.dialect)},
          {"values", dialect_json(run.values, run.dialect)},
          {"other_release", run.other_release},
          {"falsified", named_texts_json(run.falsified)},
          {"seed", seed_text(run.seed)},
          {"shards", {{"of", run.shards.of}, {"numbers", run.shards.numbers}}},
          {"exhaustive", run.exhaustive},
          {"chapters", names_of(run.chapters)},
          {"options", named_texts_json(run.options)},
          {"folder", run.folder},
          {"again", run.again},
          {"replay_options", run.replay_options}};
}

ChapterSet chapters_from(const JsonReader& reader) {
  ChapterSet out;
  for (const JsonReader& name : reader.list()) {
    const Chapter chapter = find_chapter(name.text());
    if (chapter == Chapter::kCount) name.refuse("a chapter of this version");
    out.set(static_cast<std::size_t>(chapter));
  }
  return out;
}

ShardSet shards_from(const JsonReader& reader) {
  ShardSet out{reader.at("of").integer<std::uint64_t>(), {}};
  for (const JsonReader& each : reader.at("numbers").list()) {
    const auto number = each.integer<std::uint64_t>();
    if (number < 1 || number > out.of || (!out.numbers.empty() && number <= out.numbers.back()))
      each.refuse("the number of a shard, in order");
    out.numbers.push_back(number);
  }
  return out;
}

RunDescription description_from(const JsonReader& reader) {
  RunDescription out;
  out.version = reader.at("version").text();
  const JsonReader subject = reader.at("subject");
  out.subject = subject.at("name").text();
  out.kernel = subject.at("kernel").text();
  out.machine = subject.at("machine").text();
  out.missing = named_texts_from(reader.at("missing"));
  out.dialect = reader.at("dialect").text();
  const std::optional<Dialect> like = find_dialect(out.dialect);
  if (!like) reader.at("dialect").refuse("a dialect of this version");
  out.settings = named_texts_from(reader.at("settings"));
  out.notes = texts_from(reader.at("notes"));
  out.evidence = evidence_from(reader.at("evidence"));
  out.truth = dialect_from(reader.at("truth"), *like);
  out.values = dialect_from(reader.at("values"), *like);
  out.other_release = reader.at("other_release").boolean();
  out.falsified = named_texts_from(reader.at("falsified"));
  out.seed = reader.at("seed").seed();
  out.shards = shards_from(reader.at("shards"));
  out.exhaustive = reader.at("exhaustive").boolean();
  out.chapters = chapters_from(reader.at("chapters"));
  out.options = named_texts_from(reader.at("options"));
  out.folder = reader.at("folder").text();
  out.again = reader.at("again").text();
  out.replay_options = reader.at("replay_options").text();
  return out;
}

json rules_json(const RuleSet& rules) {
  json out = json::array();
  for (std::size_t r = 0; r < kRules; ++r)
    if (rules.test(r)) out.push_back(id_of(static_cast<Rule>(r)));
  return out;
}

RuleSet rules_from(const JsonReader& reader) {
  RuleSet out;
  for (const JsonReader& id : reader.list()) {
    const Rule rule = find_rule(id.text());
    if (rule == Rule::kCount) id.refuse("a rule of this version");
    out.set(static_cast<std::size_t>(rule));
  }
  return out;
}

// Of each rule that was met: in how many scenarios, and the shortest one.
json coverage_json(const CampaignResult& result) {
  json out = json::object();
  for (std::size_t r = 0; r < kRules; ++r) {
    const Scenario& example = result.examples.of(static_cast<Rule>(r));
    if (!result.rules.test(r) && result.rule_unexamined[r] == 0 && example.steps.empty()) continue;
    json& its = out[std::string(id_of(static_cast<Rule>(r)))];
    its = {{"met", result.rule_hits[r]}, {"agreed", result.rule_agreed[r]}, {"unexamined", result.rule_unexamined[r]}};
    if (example.steps.empty()) continue;
    its["shortest"] = scenario_json(example);
    its["index"] = result.examples.index_of(static_cast<Rule>(r));
  }
  return out;
}

void coverage_from(const JsonReader& reader, CampaignResult& result) {
  for (const auto& [id, its] : reader.members()) {
    const Rule rule = rule_named(id, its);
    if (rule == Rule::kCount) its.refuse("a rule of this version");
    const auto r = static_cast<std::size_t>(rule);
    result.rule_hits[r] = its.at("met").integer<std::uint64_t>();
    result.rule_agreed[r] = its.at("agreed").integer<std::uint64_t>();
    result.rule_unexamined[r] = its.at("unexamined").integer<std::uint64_t>();
    result.rules.set(r, result.rule_hits[r] != 0);
    if (its.has("shortest"))
      result.examples.offer(rule, scenario_from(its.at("shortest")), its.at("index").integer<std::uint64_t>());
  }
}

// How many scenarios of each size there were: {"12": 345}
template <std::size_t N>
json sizes_json(const std::array<std::uint64_t, N>& counts) {
  json out = json::object();
  for (std::size_t i = 0; i < N; ++i)
    if (counts[i] != 0) out[std::to_string(i)] = counts[i];
  return out;
}

template <std::size_t N>
void sizes_from(const JsonReader& reader, std::array<std::uint64_t, N>& counts) {
  for (std::size_t i = 0; i < N; ++i)
    if (const std::string size = std::to_string(i); reader.has(size))
      counts[i] = reader.at(size).integer<std::uint64_t>();
}

json operations_json(const CampaignResult& result) {
  json out = json::object();
  for (std::size_t i = 0; i < kOperationKinds; ++i) out[std::string(operation_name(i))] = result.operation_counts[i];
  return out;
}

void operations_from(const JsonReader& reader, CampaignResult& result) {
  for (std::size_t i = 0; i < kOperationKinds; ++i)
    result.operation_counts[i] = reader.at(operation_name(i)).integer<std::uint64_t>();
}

// The rules by number, and for each of them in how many scenarios it was met together with each one behind it: of the
// thousands of pairs every one has a count, and its two names would be most of the file.
json pairs_json(const RulePairs& pairs) {
  if (pairs.empty()) return nullptr;
  json ids = json::array();
  json rows = json::array();
  for (std::size_t i = 0; i < kRules; ++i) {
    ids.push_back(id_of(static_cast<Rule>(i)));
    json row = json::array();
    for (std::size_t j = i + 1; j < kRules; ++j) row.push_back(pairs.of(static_cast<Rule>(i), static_cast<Rule>(j)));
    rows.push_back(std::move(row));
  }
  return {{"rules", std::move(ids)}, {"scenarios", std::move(rows)}};
}

void pairs_from(const JsonReader& reader, RulePairs& pairs) {
  if (reader.json().is_null()) return;
  std::vector<Rule> rules;
  for (const JsonReader& id : reader.at("rules").list()) {
    rules.push_back(find_rule(id.text()));
    if (rules.back() == Rule::kCount) id.refuse("a rule of this version");
  }
  const std::vector<JsonReader> rows = reader.at("scenarios").list();
  if (rows.size() != rules.size()) reader.at("scenarios").refuse("a list for each rule");
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::vector<JsonReader> row = rows[i].list();
    if (row.size() != rules.size() - i - 1) rows[i].refuse("a number for each rule behind it");
    for (std::size_t j = 0; j < row.size(); ++j) pairs.add(rules[i], rules[i + 1 + j], row[j].integer<std::uint64_t>());
  }
}

template <typename List, typename Write>
json list_json(const List& list, Write write) {
  json out = json::array();
  for (const auto& each : list) out.push_back(write(each));
  return out;
}

json result_json(const CampaignResult& result, const std::string& like) {
  json out = {{"scenarios", result.scenarios},
              {"operations", result.operations},
              {"seconds", result.seconds},
              {"unusual", result.unusual},
              {"inconclusive", result.inconclusive},
              {"skipped", result.skipped},
              {"rules", coverage_json(result)},
              {"unsupported", json::array()},
              {"operation_counts", operations_json(result)},
              {"step_counts", sizes_json(result.step_counts)},
              {"process_counts", sizes_json(result.process_counts)},
              {"pairs", pairs_json(result.rule_pairs)},
              {"gone", result.gone},
              {"adopted", settings_json(result.adopted)},
              {"blamed", json::object()},
              {"vanished", result.vanished},
              {"vanished_fails", result.vanished_fails},
              {"interrupted", result.interrupted}};
  for (const auto& [why, rules] : result.unsupported)
    out["unsupported"].push_back({{"why", why}, {"rules", rules_json(rules)}});
  out["findings"] = list_json(result.findings, [&](const Finding& f) { return finding_json(f, like); });
  out["further"] = list_json(result.further, [&](const Finding& f) { return finding_json(f, like); });
  out["investigations"] = list_json(result.investigations, [](const Investigation& i) {
    return json{{"index", i.index}, {"signature", i.signature}};
  });
  for (const auto& [rule, scenarios] : result.blamed) out["blamed"][std::string(rule_id(rule))] = scenarios;
  out["losses"] = list_json(result.losses, loss_json);
  out["incidents"] = list_json(result.incidents, incident_json);
  return out;
}

CampaignResult result_from(const JsonReader& reader, const Dialect& like) {
  CampaignResult out;
  out.scenarios = reader.at("scenarios").integer<std::uint64_t>();
  out.operations = reader.at("operations").integer<std::uint64_t>();
  out.seconds = reader.at("seconds").real();
  out.unusual = reader.at("unusual").integer<std::uint64_t>();
  out.inconclusive = reader.at("inconclusive").integer<std::uint64_t>();
  out.skipped = reader.at("skipped").integer<std::uint64_t>();
  coverage_from(reader.at("rules"), out);
  for (const JsonReader& each : reader.at("unsupported").list())
    out.unsupported[each.at("why").text()] = rules_from(each.at("rules"));
  operations_from(reader.at("operation_counts"), out);
  sizes_from(reader.at("step_counts"), out.step_counts);
  sizes_from(reader.at("process_counts"), out.process_counts);
  pairs_from(reader.at("pairs"), out.rule_pairs);
  out.gone = reader.at("gone").text();
  out.adopted = settings_from(reader.at("adopted"));
  out.interrupted = reader.at("interrupted").boolean();
  out.vanished = texts_from(reader.at("vanished"));
  out.vanished_fails = reader.at("vanished_fails").boolean();
  for (const JsonReader& each : reader.at("findings").list()) out.findings.push_back(finding_from(each, like));
  for (const JsonReader& each : reader.at("further").list()) out.further.push_back(finding_from(each, like));
  for (const JsonReader& each : reader.at("investigations").list())
    out.investigations.push_back({each.at("index").integer<std::uint64_t>(), each.at("signature").text()});
  for (const auto& [id, scenarios] : reader.at("blamed").members())
    out.blamed[rule_named(id, scenarios)] = scenarios.integer<std::uint64_t>();
  for (const JsonReader& each : reader.at("losses").list()) out.losses.push_back(loss_from(each));
  for (const JsonReader& each : reader.at("incidents").list()) out.incidents.push_back(incident_from(each));
  return out;
}

}  // namespace

json stored_run_json(const StoredRun& stored) {
  return {{kStoredRunKey, kStoredRunVersion},    {"complete", stored.complete},
          {"statistics", stored.statistics},     {"verdict", name_of(verdict_of(stored.result))},
          {"run", description_json(stored.run)}, {"result", result_json(stored.result, stored.run.dialect)}};
}

std::variant<StoredRun, std::string> parse_stored_run(std::string_view text) {
  return read_json(text, [](const JsonReader& reader) {
    reader.expect_version(kStoredRunKey, kStoredRunVersion);
    StoredRun out;
    out.complete = reader.at("complete").boolean();
    out.statistics = reader.at("statistics").boolean();
    out.run = description_from(reader.at("run"));
    out.result = result_from(reader.at("result"), *find_dialect(out.run.dialect));
    return out;
  });
}

}  // namespace sigconform
