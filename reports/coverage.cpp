// coverage.json to and fro, and the tables made of it; see coverage.h.
#include "reports/coverage.h"

#include "model/text.h"
#include "model/versions.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

using nlohmann::json;

constexpr const char* kVersionKey = "sigconform coverage";
constexpr int kVersion = 1;

// Thrown and caught in this file only: what is wrong, as the end of a sentence.
struct Wrong {
  std::string what;
};

const json& member(const json& object, const std::string& key) {
  const auto at = object.is_object() ? object.find(key) : object.end();
  if (!object.is_object() || at == object.end()) throw Wrong{fmt::format("'{}' is missing", key)};
  return *at;
}

std::uint64_t number(const json& object, const std::string& key) {
  const json& value = member(object, key);
  if (!value.is_number_unsigned()) throw Wrong{fmt::format("'{}' is no count", key)};
  return value.get<std::uint64_t>();
}

std::string text(const json& object, const std::string& key) {
  const json& value = member(object, key);
  if (!value.is_string()) throw Wrong{fmt::format("'{}' is no text", key)};
  return value.get<std::string>();
}

std::vector<std::string> texts(const json& object, const std::string& key) {
  const json& value = member(object, key);
  if (!value.is_array()) throw Wrong{fmt::format("'{}' is no list", key)};
  std::vector<std::string> out;
  for (const json& each : value) {
    if (!each.is_string()) throw Wrong{fmt::format("'{}' holds something else than texts", key)};
    out.push_back(each.get<std::string>());
  }
  return out;
}

RuleCoverage rule_coverage(const json& rules, Rule rule, std::uint64_t scenarios) {
  const std::string id(id_of(rule));
  const json& entry = member(rules, id);
  const RuleCoverage out{number(entry, "model"), number(entry, "subject"), number(entry, "operations")};
  if (out.model > scenarios || out.subject > out.model || (out.subject != 0) != (out.steps != 0) ||
      out.steps > static_cast<std::size_t>(kMaxSteps))
    throw Wrong{fmt::format("the counts of {} contradict each other", id)};
  const json& file = member(entry, "example");
  if (out.steps == 0 ? !file.is_null() : file != example_file(rule))
    throw Wrong{fmt::format("the example of {} is not where it should be", id)};
  return out;
}

std::vector<NamedText> settings(const json& object) {
  if (!object.is_object()) throw Wrong{"'settings' is no object"};
  std::vector<NamedText> out;
  for (const auto& [id, value] : object.items()) {
    if (find_variation_point(id) == nullptr) throw Wrong{fmt::format("there is no variation point '{}'", id)};
    if (value != "on" && value != "off") throw Wrong{fmt::format("'{}' is neither on nor off", id)};
    out.push_back({id, value.get<std::string>()});
  }
  return out;
}

CoverageRecord read(const json& root) {
  if (number(root, kVersionKey) != kVersion) throw Wrong{"it is of another version of sigconform"};
  CoverageRecord record;
  const json& subject = member(root, "subject");
  record.subject = text(subject, "name");
  record.kernel = text(subject, "kernel");
  record.machine = text(subject, "machine");
  record.dialect = text(root, "dialect");
  if (!find_dialect(record.dialect)) throw Wrong{fmt::format("there is no dialect '{}'", record.dialect)};
  record.settings = settings(member(root, "settings"));
  record.falsified = texts(root, "falsified");
  for (const std::string& id : record.falsified)
    if (find_variation_point(id) == nullptr) throw Wrong{fmt::format("there is no variation point '{}'", id)};
  record.seed = number(root, "seed");
  record.scenarios = number(root, "scenarios");
  const json& interrupted = member(root, "interrupted");
  if (!interrupted.is_boolean()) throw Wrong{"'interrupted' is neither true nor false"};
  record.interrupted = interrupted.get<bool>();
  for (const std::string& name : texts(root, "chapters")) {
    const Chapter chapter = find_chapter(name);
    if (chapter == Chapter::kCount) throw Wrong{fmt::format("there is no chapter '{}'", name)};
    record.chapters.set(static_cast<std::size_t>(chapter));
  }
  const json& rules = member(root, "rules");
  for (std::size_t i = 0; i < kRules; ++i)
    record.rules[i] = rule_coverage(rules, static_cast<Rule>(i), record.scenarios);
  if (rules.size() != kRules) throw Wrong{"it names rules that this version of sigconform does not have"};
  return record;
}

// Of these rules: how many were met, and of how many of those the subject showed that they hold.
std::string sums(const CoverageRecord& record, const RuleSet& rules) {
  std::size_t met = 0;
  std::size_t agreed = 0;
  for (std::size_t i = 0; i < kRules; ++i) {
    met += rules.test(i) && record.rules[i].model != 0 ? 1 : 0;
    agreed += rules.test(i) && record.rules[i].subject != 0 ? 1 : 0;
  }
  return fmt::format("{} of {} met, {} seen to hold on {}", met, rules.count(), agreed, record.subject);
}

std::string row(std::string_view name, std::string_view model, std::string_view subject, std::string_view steps,
                std::string_view file) {
  constexpr std::size_t kNameColumns = 40;
  return fmt::format("{}  {:>12}  {:>12}  {:>10}  {}\n", padded("  " + std::string(name), kNameColumns), model, subject,
                     steps, file);
}

std::string chapter_text(const CoverageRecord& record, Chapter chapter) {
  const RuleSet rules = rules_of(ChapterSet().set(static_cast<std::size_t>(chapter)));
  std::string out = fmt::format("\n{}: {}\n{}", name_of(chapter), sums(record, rules),
                                row("rule", "model", record.subject, "operations", "shortest"));
  for (std::size_t i = 0; i < kRules; ++i) {
    if (!rules.test(i)) continue;
    const auto rule = static_cast<Rule>(i);
    const RuleCoverage& its = record.rules[i];
    out += row(id_of(rule), grouped(its.model), grouped(its.subject), its.steps == 0 ? "" : grouped(its.steps),
               its.steps == 0 ? "none" : example_file(rule));
    out += hanging("", 6, fmt::format("[{}]", text_of(rule).sources));
  }
  return out;
}

}  // namespace

std::string example_file(Rule rule) { return fmt::format("{}/{}.scenario", kExamplesFolder, id_of(rule)); }

std::string example_text(Rule rule, const Scenario& scenario) {
  return fmt::format("# {}: {}\n{}", id_of(rule), text_of(rule).sentence, to_text(scenario));
}

json coverage_json(const RunDescription& run, const CampaignResult& result) {
  json out = {{kVersionKey, kVersion},
              {"sigconform", run.version},
              {"subject", {{"name", run.subject}, {"kernel", run.kernel}, {"machine", run.machine}}},
              {"dialect", run.dialect},
              {"seed", run.seed},
              {"scenarios", result.scenarios},
              {"interrupted", result.interrupted}};
  out["settings"] = json::object();
  for (const NamedText& setting : run.settings) out["settings"][setting.name] = setting.text;
  out["falsified"] = json::array();
  for (const NamedText& point : run.falsified) out["falsified"].push_back(point.name);
  out["chapters"] = names_of(run.chapters);
  for (std::size_t i = 0; i < kRules; ++i) {
    const auto rule = static_cast<Rule>(i);
    const std::size_t steps = result.examples.of(rule).steps.size();
    out["rules"][std::string(id_of(rule))] = {{"chapter", name_of(text_of(rule).chapter)},
                                              {"model", result.rule_hits[i]},
                                              {"subject", result.rule_agreed[i]},
                                              {"operations", steps},
                                              {"example", steps == 0 ? json() : json(example_file(rule))}};
  }
  out["unobservable"] = json::array();
  for (const UnobservableRule& rule : unobservable_rules()) out["unobservable"].push_back(rule.id);
  return out;
}

std::variant<CoverageRecord, std::string> parse_coverage(std::string_view text) {
  const json root = json::parse(text, nullptr, false);
  if (root.is_discarded()) return std::string("it is not JSON");
  try {
    return read(root);
  } catch (const Wrong& wrong) {
    return wrong.what;
  }
}

std::string coverage_text(const CoverageRecord& record, const ChapterSet& wanted, const std::string& folder) {
  const ChapterSet& chapters = wanted.any() ? wanted : record.chapters;
  std::string out = fmt::format("{} · {} · {} {} · rules of {}\n", folder, record.subject, record.kernel,
                                record.machine, record.dialect);
  out += fmt::format("  {}, seed {}{}\n", counted(record.scenarios, "scenario"), record.seed,
                     record.interrupted ? "; the run was stopped early" : "");
  if (record.chapters.any()) out += fmt::format("  about {}\n", fmt::join(names_of(record.chapters), ", "));
  for (const NamedText& setting : record.settings) out += fmt::format("  with {} {}\n", setting.name, setting.text);
  for (const std::string& id : record.falsified) out += fmt::format("  with {} falsified\n", id);
  out += fmt::format("  observable rules: {}\n", sums(record, rules_of(chapters)));
  for (std::size_t i = 0; i < kChapters; ++i)
    if (chapters.none() || chapters.test(i)) out += chapter_text(record, static_cast<Chapter>(i));
  return out;
}

std::string unobservable_text() {
  const std::size_t count = unobservable_rules().size();
  std::string out = fmt::format("cannot be observed from user space: {} of {} rules, {:.1f} %\n", count, kRules + count,
                                100.0 * static_cast<double>(count) / static_cast<double>(kRules + count));
  for (const UnobservableRule& rule : unobservable_rules())
    out += fmt::format("  {}\n{}{}{}", rule.id, hanging("", 6, rule.sentence),
                       hanging("", 6, fmt::format("[{}]", rule.sources)), hanging("      because", 14, rule.reason));
  return out;
}

}  // namespace sigconform
