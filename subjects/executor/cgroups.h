// Control groups (version 2) for the processes of scenarios that freeze some: made once, by an executor that may, and
// removed in every case by a process that outlives it. Must not know what is frozen when.
#pragma once

#include "model/scenario.h"

#include <string>

namespace sigconform::executor {

// Makes one group for each name of a process, below the group that this process is in, in a tree that is mounted
// nowhere. Empty, or why that cannot be had here. Before the first of them is made there is a process in a session of
// its own that removes them all as soon as this one is dead, however it died.
[[nodiscard]] std::string make_cgroups();

[[nodiscard]] bool needs_cgroups(const Scenario& scenario);

// Nothing is left in them: the next scenario finds them as the first one did.
void thaw_cgroups();

}  // namespace sigconform::executor
