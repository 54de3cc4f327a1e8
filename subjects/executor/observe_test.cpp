// What the parser of status files reads, and what it refuses. Texts are shortened real ones.
#include "subjects/executor/observe.h"

#include <gtest/gtest.h>

namespace sigconform::executor {
namespace {

constexpr std::string_view kText =
    "Name:\tsigconform-exec\nUmask:\t0022\nState:\tT (stopped)\nTgid:\t2\nNgid:\t0\nPid:\t3\nPPid:\t1\n"
    "TracerPid:\t0\nUid:\t1879048193\t1879048193\t1879048193\t1879048193\nNStgid:\t2\nNSpid:\t3\nNSpgid:\t2\nNSsid:"
    "\t1\n"
    "Threads:\t2\nSigQ:\t12/1000\nSigPnd:\t0000000000000200\nShdPnd:\t8000000000000001\nSigBlk:\tfffffffffffbfeff\n"
    "SigIgn:\t0000000000001000\nSigCgt:\t00000000000004af\nCapInh:\t0000000000000000\n";

TEST(ParseStatus, ReadsEveryField) {
  ThreadStatus status;
  ASSERT_TRUE(parse_status(kText, status));
  EXPECT_EQ(status.state, ThreadState::kStopped);
  EXPECT_EQ(status.parent.code, 1);
  EXPECT_EQ(status.group.code, 2);
  EXPECT_EQ(status.session.code, 1);
  EXPECT_EQ(status.queued, 12);
  EXPECT_EQ(status.pending.bits, 0x200U);
  EXPECT_EQ(status.shared.bits, 0x8000000000000001U);
  EXPECT_EQ(status.blocked.bits, 0xfffffffffffbfeffU);
  EXPECT_EQ(status.ignored.bits, 0x1000U);
  EXPECT_EQ(status.caught.bits, 0x4afU);
}

TEST(ParseStatus, RefusesWhatIsCutShort) {
  // Everything up to SigCgt is needed; at every shorter length something is missing.
  const std::size_t needed = kText.find("SigCgt:\t") + std::string_view("SigCgt:\t").size();
  for (std::size_t length = 0; length <= needed; length++) {
    ThreadStatus status;
    EXPECT_FALSE(parse_status(kText.substr(0, length), status)) << length;
  }
}

TEST(IsOf, TellsWhoseTheTextIs) {
  EXPECT_TRUE(is_of(3, kText));
  EXPECT_FALSE(is_of(2, kText));  // its Tgid
  EXPECT_FALSE(is_of(1, kText));  // its PPid
  EXPECT_FALSE(is_of(3, kText.substr(0, kText.find("Pid:\t3"))));
}

TEST(NamedSlots, AreThoseOfTheLayoutAndOfBirths) {
  Scenario scenario;
  scenario.processes.push_back({kInit, 1, false, 2});
  const ThreadId actor{ProcessId{1}, ThreadIndex{2}};
  scenario.steps.push_back({actor, op::Fork{ProcessId{3}}, false});
  scenario.steps.push_back({actor, op::CloneThread{ThreadIndex{4}, {}}, false});
  NamedSlots expected;
  for (const ThreadId t : {ThreadId{ProcessId{1}, ThreadIndex{1}}, actor, ThreadId{ProcessId{1}, ThreadIndex{4}},
                           ThreadId{ProcessId{3}, ThreadIndex{1}}}) {
    expected.set(static_cast<std::size_t>(slot_of(t)));
  }
  EXPECT_EQ(named_slots(scenario), expected);
}

}  // namespace
}  // namespace sigconform::executor
