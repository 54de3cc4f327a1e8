// For tests: a campaign's result and its description, written by hand, so that reports are tested against fixed texts
// and not against whatever a model says today.
#pragma once

#include "properties/campaign.h"
#include "reports/run_description.h"

namespace sigconform::testing {

// SIGHUP is taken although SIGSEGV is pending: by the rule synchronous-first.
[[nodiscard]] Finding hand_made_finding();
// 12,345 scenarios, one finding, one incident.
[[nodiscard]] CampaignResult hand_made_result();
[[nodiscard]] RunDescription hand_made_run();

}  // namespace sigconform::testing
