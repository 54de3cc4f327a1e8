// The JSON form of scenarios and events, for programs that read our files. An operation is an object with "op"
// and one key a field, values in the text form's words. parse(print(s)) == s.
#pragma once

#include "model/observation.h"
#include "model/scenario.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>

namespace sigconform {

[[nodiscard]] nlohmann::json to_json(const Scenario& scenario);
[[nodiscard]] nlohmann::json to_json(const Event& event);
// The scenario, or one sentence that names the JSON path that is wrong and what was expected there.
[[nodiscard]] std::variant<Scenario, std::string> scenario_from_json(const nlohmann::json& json);

}  // namespace sigconform
