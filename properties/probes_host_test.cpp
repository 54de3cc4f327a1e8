// The probes on the host: each one has a clear answer there, and the same one each time it is asked.
#include "properties/probes.h"
#include "subjects/subject.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

TEST(ProbesOnHost, AnswerClearlyAndAlwaysTheSame) {
  std::unique_ptr<Subject> host;
  try {
    host = start_host({});
  } catch (const SubjectUnavailable& e) {
    GTEST_SKIP() << e.what();
  }
  const auto first = gather_evidence(*host, Dialect{});
  for (const PointEvidence& e : first) {
    if (e.seen == Seen::kNothing) continue;
    EXPECT_TRUE(e.seen == Seen::kOn || e.seen == Seen::kOff) << e.point->id << ": " << name_of(e.seen);
  }
  for (int i = 0; i < 20; ++i) EXPECT_EQ(gather_evidence(*host, Dialect{}), first);
}

}  // namespace
}  // namespace sigconform
