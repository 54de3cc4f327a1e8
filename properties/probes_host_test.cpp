// The probes on the host: each one has a clear answer there, or has nothing to ask of what came after its release, and
// the same one each time.
#include "properties/version.h"

#include <gtest/gtest.h>
#include <memory>

namespace sigconform {
namespace {

TEST(ProbesOnHost, AnswerClearlyAndAlwaysTheSame) {
  std::unique_ptr<Subject> host;
  try {
    host = start_host({});
  } catch (const SubjectUnavailable& e) {
    GTEST_SKIP() << e.what();
  }
  const Version first = version_of(*host);
  for (const PointEvidence& e : first.evidence) {
    if (e.seen == Seen::kNothing) continue;
    const bool nothing_to_ask = e.seen == Seen::kBoth && !e.by_release;
    EXPECT_TRUE(e.seen == Seen::kOn || e.seen == Seen::kOff || nothing_to_ask)
        << e.point->id << ": " << name_of(e.seen);
  }
  for (int i = 0; i < 20; ++i) EXPECT_EQ(version_of(*host).evidence, first.evidence);
}

}  // namespace
}  // namespace sigconform
