// A system is held to Linux's rules, as its release has them and its probes show: this machine's kernel, or with
// start_qemu("IMAGE", {}) or start_command("ssh DEVICE {executor}", {}) in place of start_host({}) another one.
#include "model/text.h"
#include "properties/campaign.h"
#include "properties/version.h"
#include "subjects/guests.h"

#include <gtest/gtest.h>

TEST(Signals, ConformToLinux) {
  sigconform::CampaignOptions options;
  options.scenarios_max = 1'000;
  options.dialect = sigconform::version_of(*sigconform::start_host({})).rules();
  const auto result =
      sigconform::run_campaign(options, [](int) { return sigconform::start_host({}); }, {}, {}, nullptr);
  EXPECT_EQ(result.scenarios + result.inconclusive + result.skipped, options.scenarios_max) << result.gone;
  for (const auto& finding : result.findings) ADD_FAILURE() << sigconform::to_text(finding.scenario);
}
