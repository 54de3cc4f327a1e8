// The probes on the host: each one has an answer there, or has nothing to ask where another point is as it is, and the
// same one each time.
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
  int clear = 0;
  for (const PointEvidence& e : first.evidence) {
    EXPECT_NE(e.seen, Seen::kNeither) << e.point->id;
    if (e.seen == Seen::kOn || e.seen == Seen::kOff) ++clear;
  }
  EXPECT_GT(clear, 20);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(version_of(*host).evidence, first.evidence);
}

}  // namespace
}  // namespace sigconform
