// Stored runs of shards joined to the run that they are together, or the reason why they are none. It must not know
// where they lie.
#pragma once

#include "reports/stored_run.h"

#include <span>
#include <string>
#include <variant>

namespace sigconform {

struct PlacedRun {
  std::string place;  // its folder, to name it by
  StoredRun stored;
};

// The joined run names no folder; its options and the command that does it again are those of the whole when no shard
// is missing. A string, when they cannot be one run: one sentence that names two of them and what differs.
// Precondition: there is at least one.
[[nodiscard]] std::variant<StoredRun, std::string> merge_runs(std::span<const PlacedRun> runs);

}  // namespace sigconform
