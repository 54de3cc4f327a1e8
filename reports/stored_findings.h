// Findings, losses and incidents of a stored run, as JSON and back. Scenarios are in their text form; of an explanation
// the runs that it was found by are left out. It must not know what else a run holds.
#pragma once

#include "properties/campaign.h"
#include "reports/json_reader.h"

#include <string>

namespace sigconform {

// {"queue-limit": "off"}
[[nodiscard]] nlohmann::json settings_json(const Flips& flips);
[[nodiscard]] nlohmann::json scenario_json(const Scenario& scenario);

// `like`: the name of the dialect that the run's settings, and those of each finding, are told against.
[[nodiscard]] nlohmann::json dialect_json(const Dialect& dialect, const std::string& like);
[[nodiscard]] nlohmann::json finding_json(const Finding& finding, const std::string& like);
[[nodiscard]] nlohmann::json loss_json(const Loss& loss);
[[nodiscard]] nlohmann::json incident_json(const Incident& incident);

// Throw JsonRefusal.
[[nodiscard]] Flips settings_from(const JsonReader& reader);
[[nodiscard]] Scenario scenario_from(const JsonReader& reader);
[[nodiscard]] Rule rule_named(const std::string& id, const JsonReader& reader);  // "none": Rule::kCount
[[nodiscard]] Dialect dialect_from(const JsonReader& reader, const Dialect& like);
[[nodiscard]] Finding finding_from(const JsonReader& reader, const Dialect& like);
[[nodiscard]] Loss loss_from(const JsonReader& reader);
[[nodiscard]] Incident incident_from(const JsonReader& reader);

}  // namespace sigconform
