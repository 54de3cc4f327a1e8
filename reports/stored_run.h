// The stored run: everything that is known of a run, in one file, run.json, from which every report can be made again.
// `run` writes it; `report` and `merge` read it. Reports take what they show from these values, and none of them keeps
// numbers of its own. It must not know which reports there are, nor where the file lies.
#pragma once

#include "properties/campaign.h"
#include "reports/run_description.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <variant>

namespace sigconform {

inline constexpr const char* kStoredRunFile = "run.json";

struct StoredRun {
  RunDescription run;
  CampaignResult result;   // without the evidence of explanations, which only the run itself needs
  bool complete{false};    // the run has ended; until then only findings, losses and progress are known
  bool statistics{false};  // tables of operations, rules and pairs were asked for
};

// The value of the file's first key; another one is of another version of the format.
inline constexpr int kStoredRunVersion = 1;
inline constexpr const char* kStoredRunKey = "sigconform run";

[[nodiscard]] nlohmann::json stored_run_json(const StoredRun& stored);
// What is wrong, as one sentence that begins with a JSON pointer: "/findings/0/of: expected …, found …".
[[nodiscard]] std::variant<StoredRun, std::string> parse_stored_run(std::string_view text);

}  // namespace sigconform
