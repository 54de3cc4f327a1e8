// What this kernel offers, found by trying each thing, never by asking for its version. It must not know which
// scenarios need what.
#pragma once

#include "subjects/executor/supervisor.h"
#include "subjects/subject.h"

namespace sigconform::executor {

// After prepare(), with the same settings: tries everything that run_scenario builds on, and sets the arena's users.
// Scenarios may be run when `missing` is empty.
[[nodiscard]] Capabilities probe_capabilities(const Settings& settings);

}  // namespace sigconform::executor
