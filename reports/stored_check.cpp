// check.json to and fro, and its texts; see stored_check.h.
#include "reports/stored_check.h"

#include "model/text.h"
#include "reports/json_reader.h"
#include "reports/layout.h"
#include "reports/stored_findings.h"

#include <fmt/format.h>
#include <algorithm>
#include <sstream>

namespace sigconform {
namespace {

using nlohmann::json;

bool has_counterexample(const CheckedProperty& property) { return !property.counterexample.processes.empty(); }

json property_json(const CheckedProperty& property) {
  return {{"id", property.id},
          {"sentence", property.sentence},
          {"source", property.source},
          {"holds", property.holds},
          {"scenarios", property.scenarios},
          {"message", property.message},
          {"counterexample", has_counterexample(property) ? scenario_json(property.counterexample) : json()},
          {"again", property.again}};
}

CheckedProperty property_from(const JsonReader& reader) {
  CheckedProperty out;
  out.id = reader.at("id").text();
  out.sentence = reader.at("sentence").text();
  out.source = reader.at("source").text();
  out.holds = reader.at("holds").boolean();
  out.scenarios = reader.at("scenarios").integer<std::uint64_t>();
  out.message = reader.at("message").text();
  if (const JsonReader scenario = reader.at("counterexample"); !scenario.json().is_null())
    out.counterexample = scenario_from(scenario);
  out.again = reader.at("again").text();
  return out;
}

}  // namespace

std::size_t StoredCheck::failed() const {
  return static_cast<std::size_t>(
      std::count_if(properties.begin(), properties.end(), [](const CheckedProperty& p) { return !p.holds; }));
}

std::string failure_text(const CheckedProperty& property) {
  std::string out = hanging("  holds if", 14, fmt::format("{}  [{}]", property.sentence, property.source)) +
                    hanging("  but", 14, property.message);
  if (has_counterexample(property)) {
    out += "  in\n";
    std::istringstream lines(to_text(property.counterexample));
    for (std::string line; std::getline(lines, line);) out += line.empty() ? "\n" : "    " + line + "\n";
  }
  // On one line, so that it can be copied.
  return out + fmt::format("  again       {}\n", property.again);
}

std::string sums_text(const StoredCheck& check) {
  return fmt::format("{} of {} hold{}", check.properties.size() - check.failed(),
                     grouped(check.wanted) + (check.wanted == 1 ? " property" : " properties"),
                     check.complete() ? "" : fmt::format("; stopped after {}", check.properties.size()));
}

json stored_check_json(const StoredCheck& check) {
  json out = {{kStoredCheckKey, kStoredCheckVersion}, {"sigconform", check.version}, {"dialect", check.dialect},
              {"seed", seed_text(check.seed)},        {"wanted", check.wanted},      {"failed", check.failed()},
              {"complete", check.complete()},         {"properties", json::array()}};
  for (const CheckedProperty& property : check.properties) out["properties"].push_back(property_json(property));
  return out;
}

std::variant<StoredCheck, std::string> parse_stored_check(std::string_view text) {
  return read_json(text, [](const JsonReader& reader) {
    reader.expect_version(kStoredCheckKey, kStoredCheckVersion);
    StoredCheck out;
    out.version = reader.at("sigconform").text();
    out.dialect = reader.at("dialect").text();
    out.seed = reader.at("seed").seed();
    out.wanted = reader.at("wanted").integer<std::uint64_t>();
    for (const JsonReader& each : reader.at("properties").list()) out.properties.push_back(property_from(each));
    return out;
  });
}

}  // namespace sigconform
