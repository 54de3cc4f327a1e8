// What was observed, as JSON: events and states of threads with the words of the text form, and all that the text
// form leaves out, so that a trace can be read back and looked at step by step. trace_from(trace_json(t)) == t. It
// must not know what is allowed.
#pragma once

#include "model/observation.h"
#include "reports/json_reader.h"

namespace sigconform {

// {"kind", "thread", …}: fields that are at their defaults are left out. "text" says the same in the text form, and is
// not read.
[[nodiscard]] nlohmann::json event_json(const Event& event, const Scenario& scenario);
[[nodiscard]] nlohmann::json status_json(const ThreadStatus& status);
// {"steps": [{"events": […], "threads": […]}]}: one for each step of the scenario, without "threads" where nobody
// looked at them; "after": events after the last.
[[nodiscard]] nlohmann::json trace_json(const Trace& trace, const Scenario& scenario);

// Throw JsonRefusal.
[[nodiscard]] Event event_from(const JsonReader& reader);
[[nodiscard]] ThreadStatus status_from(const JsonReader& reader);
[[nodiscard]] Trace trace_from(const JsonReader& reader);

}  // namespace sigconform
