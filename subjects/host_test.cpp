// The executor on the host kernel, through its driver: that each operation does what its name says and that what is
// seen of it is complete. What signals do is tested by the product itself; here the few behaviours are used that no
// kernel disagrees on.
#include "subjects/testing.h"

namespace sigconform {
namespace {

using namespace testing;

// One executor for all tests: starting it is the slow part.
class HostTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    try {
      subject_ = start_host({});
    } catch (const SubjectUnavailable& missing) {
      why_ = missing.what();
    }
  }
  static void TearDownTestSuite() { subject_.reset(); }
  void SetUp() override {
    if (subject_ == nullptr) GTEST_SKIP() << why_;
  }
  static Trace run(const Script& script, Density density = Density::kSparse) {
    EXPECT_EQ(why_invalid(script.scenario), "");
    std::vector<RunResult> results = subject_->run(std::span(&script.scenario, 1), density);
    EXPECT_EQ(results.at(0).outcome, Outcome::kCompleted) << results.at(0).detail;
    return results.at(0).trace;
  }
  static inline std::unique_ptr<Subject> subject_;
  static inline std::string why_;
};

op::RtSigaction install(Signo sig, Handler handler, ActionFlags flags = kSaSiginfo, SignalSet mask = {}) {
  return {sig, handler, flags, mask};
}

TEST_F(HostTest, FreshLayoutHasDefaultStateAndItsNames) {
  const Trace trace = run(Script({{kInit, 1, false, 2}, {ProcessId{1}, 2, false, 1}}).then(kP1, op::RtSigpending{}));
  const std::vector<ThreadStatus>& seen = trace.statuses.back();
  ASSERT_EQ(seen.size(), 3U);
  for (const ThreadStatus& s : seen) {
    EXPECT_EQ(s.state, ThreadState::kAsleep);
    EXPECT_TRUE(s.pending.empty() && s.shared.empty() && s.blocked.empty() && s.ignored.empty() && s.caught.empty());
    EXPECT_EQ(s.queued, 0);
    EXPECT_EQ(s.group, PidName::of(ProcessId{1}));  // a puppet's child stays in its parent's group
    EXPECT_EQ(s.session, PidName::of(kInit));
  }
  EXPECT_EQ(seen[0].thread, kP1);
  EXPECT_EQ(seen[1].thread, kP1T2);
  EXPECT_EQ(seen[2].thread, kP2);
  EXPECT_EQ(seen[0].parent, PidName::of(kInit));
  EXPECT_EQ(seen[1].parent, PidName::of(kInit));
  EXPECT_EQ(seen[2].parent, PidName::of(ProcessId{1}));
}

TEST_F(HostTest, HandlerLogsSiginfoMaskAndFrame) {
  const Trace trace = run(Script({{kInit, 1, false, 1}, {kInit, 2, true, 1}})
                              .then(kP1, install(kSigUsr1, Handler::kLog, kSaSiginfo, SignalSet::of(kSigHup)))
                              .then(kP1, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(kSigTerm)})
                              .then(kP2, op::RtSigqueueinfo{PidArg::of(kP1), kSigUsr1, kSiQueue, {-7}}));
  const std::vector<Event> seen = handlers(trace);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].thread, kP1);
  EXPECT_FALSE(seen[0].parks);
  EXPECT_EQ(seen[0].depth, 1);
  EXPECT_EQ(seen[0].info, (SignalInfo{kSigUsr1.value, 0, kSiQueue.value, PidName::of(kP2), UserName{2}, -7}));
  EXPECT_EQ(seen[0].mask, SignalSet::of(kSigUsr1, kSigHup, kSigTerm));
  EXPECT_EQ(seen[0].saved, SignalSet::of(kSigTerm));
  EXPECT_EQ(returned(trace, 2).result, 0);
  EXPECT_EQ(status_of(trace, kP1).caught, SignalSet::of(kSigUsr1));
}

TEST_F(HostTest, HandlerWithoutSiginfoLogsTheSignalAlone) {
  const Trace trace =
      run(Script({{}}).then(kP1, install(kSigUsr1, Handler::kLog, {})).then(kP1, op::Kill{PidArg::of(kP1), kSigUsr1}));
  ASSERT_EQ(handlers(trace).size(), 1U);
  SignalInfo alone;
  alone.signo = kSigUsr1.value;
  EXPECT_EQ(handlers(trace)[0].info, alone);
  EXPECT_TRUE(handlers(trace)[0].saved.empty());
}

TEST_F(HostTest, ParkedHandlerTakesOperationsUntilReturn) {
  const Trace trace = run(Script({{}})
                              .then(kP1, install(kSigUsr1, Handler::kPark))
                              .then(kP1, op::Return{})
                              .then(kP1, op::Kill{PidArg::of(kP1), kSigUsr1})
                              .with(op::RtSigprocmask{MaskHow::kQuery, {}})
                              .then(kP1, install(kSigUsr2, Handler::kPark))
                              .then(kP1, op::Kill{PidArg::of(kP1), kSigUsr2})
                              .then(kP1, op::Return{})
                              .with(op::Return{})
                              .then(kP1, op::RtSigprocmask{MaskHow::kQuery, {}}));
  ASSERT_EQ(handlers(trace).size(), 2U);
  EXPECT_TRUE(handlers(trace)[0].parks);
  EXPECT_EQ(handlers(trace)[1].depth, 2);
  // The burst goes on inside the handler, and kill itself returns only after it.
  EXPECT_EQ(returned(trace, 3).mask, SignalSet::of(kSigUsr1));
  const std::vector<Event> order = of_kind(trace, EventKind::kReturned);
  std::vector<int> steps;
  for (const Event& e : order) steps.push_back(e.step);
  EXPECT_EQ(steps, (std::vector<int>{0, 1, 3, 4, 6, 5, 7, 2, 8}));
  EXPECT_TRUE(returned(trace, 8).mask.empty());
  EXPECT_EQ(trace.event_ends, (std::vector<std::uint16_t>{1, 2, 2, 4, 5, 6, 6, 10, 11}));
}

TEST_F(HostTest, ActionsAreReportedAsTheyWereInstalled) {
  Script script({{}});
  const ActionFlags flags = kSaSiginfo | kSaRestart | kSaNoDefer;
  const SignalSet mask = SignalSet::of(kSigHup, Signo{64});
  script.then(kP1, install(Signo{32}, Handler::kPark, flags, mask))
      .then(kP1, install(Signo{32}, Handler::kQuery))
      .then(kP1, install(Signo{32}, Handler::kIgnore, {}))
      .then(kP1, install(Signo{32}, Handler::kLog, kSaResetHand))
      .then(kP1, install(Signo{32}, Handler::kDefault, {}))
      .then(kP1, install(Signo{0}, Handler::kQuery))
      .then(kP1, install(kSigKill, Handler::kIgnore, {}));
  const Trace trace = run(script);
  EXPECT_EQ(returned(trace, 0).action, ActionSeen{});
  EXPECT_EQ(returned(trace, 1).action, (ActionSeen{Handler::kPark, flags, mask}));
  EXPECT_EQ(returned(trace, 2).action, (ActionSeen{Handler::kPark, flags, mask}));
  EXPECT_EQ(returned(trace, 3).action, (ActionSeen{Handler::kIgnore, {}, {}}));
  EXPECT_EQ(returned(trace, 4).action, (ActionSeen{Handler::kLog, kSaResetHand, {}}));
  EXPECT_EQ(returned(trace, 5).result, minus(Errno::kInval));
  EXPECT_EQ(returned(trace, 6).result, minus(Errno::kInval));
}

TEST_F(HostTest, PendingSetsAreSeenPerThreadAndPerProcess) {
  const SignalSet both = SignalSet::of(kSigUsr1, Signo{40});
  const Trace trace = run(Script({{kInit, 1, false, 2}, {kInit, 1, false, 1}})
                              .then(kP1, op::RtSigprocmask{MaskHow::kSetMask, both})
                              .then(kP1T2, op::RtSigprocmask{MaskHow::kSetMask, both})
                              .then(kP2, op::Tgkill{PidArg::of(kP1), PidArg::of(kP1T2), Signo{40}})
                              .then(kP2, op::Kill{PidArg::of(kP1), kSigUsr1})
                              .then(kP1T2, op::RtSigpending{})
                              .then(kP1T2, op::RtSigtimedwait{both, WaitTime::kZero})
                              .then(kP1T2, op::RtSigtimedwait{both, WaitTime::kZero}));
  EXPECT_EQ(returned(trace, 4).mask, both);
  // The thread's own queue comes before its group's, whatever the numbers.
  EXPECT_EQ(returned(trace, 5).result, 40);
  EXPECT_EQ(returned(trace, 5).info, (SignalInfo{40, 0, kSiTkill.value, PidName::of(kP2), UserName{1}, 0}));
  EXPECT_EQ(returned(trace, 6).info, (SignalInfo{kSigUsr1.value, 0, 0, PidName::of(kP2), UserName{1}, 0}));
  EXPECT_EQ(status_of(trace, kP1T2).queued, 0);
}

TEST_F(HostTest, BlockedActorTakesLaterStepsUpWhenItReturns) {
  const SignalSet usr1 = SignalSet::of(kSigUsr1);
  const Trace trace = run(Script({{}, {}})
                              .then(kP1, op::RtSigprocmask{MaskHow::kSetMask, usr1})
                              .then(kP1, op::RtSigtimedwait{usr1, WaitTime::kForever})
                              .then(kP1, op::RtSigpending{})
                              .then(kP2, op::Kill{PidArg::of(kP1), kSigUsr1}));
  EXPECT_EQ(trace.event_ends, (std::vector<std::uint16_t>{1, 1, 1, 4}));
  EXPECT_EQ(returned(trace, 1).result, kSigUsr1.value);
  EXPECT_TRUE(returned(trace, 2).mask.empty());
}

TEST_F(HostTest, ForkedChildStartsWithNothingToDo) {
  const Trace trace = run(Script({{}})
                              .then(kP2, op::RtSigpending{})  // not born yet: skipped
                              .then(kP1, op::RtSigprocmask{MaskHow::kSetMask, SignalSet::of(kSigHup)})
                              .then(kP1, op::Fork{ProcessId{2}})
                              .then(kP2, op::RtSigprocmask{MaskHow::kQuery, {}})
                              .then(kP2, op::CloneThread{ThreadIndex{2}, {}})
                              .then(kP2T2, op::ExitGroup{{7}})
                              .then(kP2, op::RtSigpending{})  // dead: skipped
                              .then(kP1, op::Wait4{PidArg::special(PidArg::Kind::kMinusOne), {}}));
  EXPECT_EQ(returned(trace, 0).result, -9999);
  EXPECT_EQ(returned(trace, 2).result, PidName::of(kP2).code);
  EXPECT_EQ(returned(trace, 3).mask, SignalSet::of(kSigHup));
  EXPECT_EQ(returned(trace, 4).result, PidName::of(kP2T2).code);
  EXPECT_EQ(returned(trace, 6).result, -9999);
  EXPECT_EQ(returned(trace, 7).result, PidName::of(kP2).code);
  EXPECT_EQ(returned(trace, 7).status, 7 << 8);
  EXPECT_EQ(status_of(trace, kP2), (ThreadStatus{.thread = kP2}));
  EXPECT_EQ(status_of(trace, kP2T2), (ThreadStatus{.thread = kP2T2}));
}

TEST_F(HostTest, WaitidShowsChildrenAndNothing) {
  const PidArg zero = PidArg::special(PidArg::Kind::kZero);
  const Trace trace = run(Script({{}, {ProcessId{1}, 2, false, 1}})
                              .then(kP1, op::Waitid{IdType::kAll, zero, kWExited | kWNoHang})
                              .then(kP1, op::Kill{PidArg::of(kP2), kSigStop})
                              .then(kP2, op::RtSigpending{})
                              .then(kP1, op::Waitid{IdType::kPid, PidArg::of(kP2), kWStopped})
                              .then(kP2, op::RtSigpending{}));
  // u1 may not stop u2: nothing to report.
  EXPECT_EQ(returned(trace, 0).result, 0);
  EXPECT_EQ(returned(trace, 0).info, SignalInfo{});
  EXPECT_EQ(returned(trace, 1).result, minus(Errno::kPerm));
  const Trace allowed = run(Script({{kInit, 1, true, 1}, {ProcessId{1}, 2, false, 1}})
                                .then(kP1, op::Kill{PidArg::of(kP2), kSigStop})
                                .then(kP2, op::RtSigpending{})
                                .then(kP1, op::Waitid{IdType::kPid, PidArg::of(kP2), kWStopped}));
  EXPECT_EQ(returned(allowed, 1).result, -9999);
  EXPECT_EQ(returned(allowed, 2).info,
            (SignalInfo{kSigChld.value, 0, kCldStopped.value, PidName::of(kP2), UserName{2}, kSigStop.value}));
  EXPECT_EQ(status_of(allowed, kP2).state, ThreadState::kStopped);
}

TEST_F(HostTest, CoreDumpSignalsDumpNothing) {
  const Trace trace = run(Script({{}, {ProcessId{1}, 1, false, 2}})
                              .then(kP2, op::Setresuid{{-1}, {-1}, {-1}})
                              .then(kP1, op::Kill{PidArg::of(kP2), kSigSegv})
                              .then(kP1, op::RtSigpending{})
                              .then(kP1, op::Wait4{PidArg::of(kP2), {}}));
  EXPECT_EQ(returned(trace, 3).status, kSigSegv.value);
  EXPECT_EQ(status_of(trace, kP1).state, ThreadState::kAsleep);
}

TEST_F(HostTest, UsersAndCapabilitiesAreAsTheLayoutSays) {
  const Trace trace = run(Script({{kInit, 1, true, 2}, {kInit, 2, false, 1}})
                              .then(kP2, op::Kill{PidArg::of(kP1), kSigCont})
                              .then(kP2, op::Setresuid{{1}, {1}, {1}})
                              .then(kP1, op::Setresuid{{3}, {3}, {3}})
                              .then(kP1, op::Kill{PidArg::of(kP2), {0}})
                              .then(kP1, op::DropCapabilities{})
                              .then(kP1, op::Kill{PidArg::of(kP2), {0}})
                              .then(kP1, op::Setresuid{{1}, {-1}, {-1}})
                              .then(kP1T2, op::Setresuid{{1}, {2}, {3}}));
  EXPECT_EQ(returned(trace, 0).result, 0);  // SIGCONT within the session
  EXPECT_EQ(returned(trace, 1).result, minus(Errno::kPerm));
  EXPECT_EQ(returned(trace, 2).result, 0);
  EXPECT_EQ(returned(trace, 3).result, 0);
  EXPECT_EQ(returned(trace, 4).result, 0);
  EXPECT_EQ(returned(trace, 5).result, minus(Errno::kPerm));
  EXPECT_EQ(returned(trace, 6).result, minus(Errno::kPerm));
  EXPECT_EQ(returned(trace, 7).result, 0);  // the other thread kept its capabilities
}

TEST_F(HostTest, QueueLimitIsThePuppetsOwn) {
  Script script({{}});
  script.then(kP1, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(Signo{40})}).then(kP1, op::Setrlimit{{2}});
  const op::RtSigqueueinfo queue{PidArg::of(kP1), Signo{40}, kSiQueue, {1}};
  script.then(kP1, queue).with(queue).with(queue).then(kP1, op::Setrlimit{{kDefaultQueueLimit + 1}});
  const Trace trace = run(script);
  EXPECT_EQ(returned(trace, 3).result, 0);
  EXPECT_EQ(returned(trace, 4).result, minus(Errno::kAgain));
  EXPECT_EQ(status_of(trace, kP1).queued, 2);
  EXPECT_EQ(returned(trace, 5).result, minus(Errno::kInval));  // above the hard limit
}

TEST_F(HostTest, ProcessGroupsAndSessionsAreNamed) {
  const Trace trace = run(Script({{}, {ProcessId{1}, 1, false, 1}, {ProcessId{1}, 1, false, 1}})
                              .then(kP1, op::Setpgid{PidArg::of(kP2), PidArg::of(kP2)})
                              .then(kP3, op::Setsid{})
                              .then(kP1, op::Setsid{})
                              .then(kP1, op::Setpgid{PidArg::special(PidArg::Kind::kNobody), {}}));
  EXPECT_EQ(returned(trace, 0).result, 0);
  EXPECT_EQ(returned(trace, 1).result, PidName::of(kP3).code);
  EXPECT_EQ(returned(trace, 2).result, minus(Errno::kPerm));
  EXPECT_EQ(returned(trace, 3).result, minus(Errno::kSrch));
  EXPECT_EQ(status_of(trace, kP2).group, PidName::of(kP2));
  EXPECT_EQ(status_of(trace, kP3).session, PidName::of(kP3));
}

TEST_F(HostTest, OrphansGoToInitWhichReapsThem) {
  const Trace trace = run(Script({{}, {ProcessId{1}, 1, false, 1}, {ProcessId{2}, 1, false, 1}})
                              .then(kP2, op::ExitGroup{{0}})
                              .then(kP3, op::RtSigpending{}));
  EXPECT_EQ(status_of(trace, kP2).state, ThreadState::kZombie);
  EXPECT_EQ(status_of(trace, kP3).parent, PidName::of(kInit));
  const Trace reaped =
      run(Script({{}, {ProcessId{1}, 1, false, 1}}).then(kP2, op::ExitGroup{{0}}).then(kP1, op::Exit{{0}}));
  EXPECT_EQ(status_of(reaped, kP1).state, ThreadState::kAbsent);
  EXPECT_EQ(status_of(reaped, kP2).state, ThreadState::kAbsent);
}

TEST_F(HostTest, KillAllReachesNobodyOutside) {
  const Trace trace = run(
      Script({{kInit, 1, true, 1}, {}, {}}).then(kP1, op::Kill{PidArg::special(PidArg::Kind::kMinusOne), kSigKill}));
  EXPECT_EQ(returned(trace, 0).result, 0);
  EXPECT_EQ(status_of(trace, kP1).state, ThreadState::kAsleep);
  EXPECT_EQ(status_of(trace, kP2).state, ThreadState::kAbsent);
}

TEST_F(HostTest, DenseObservationSeesEveryStep) {
  Script script({{}});
  script.then(kP1, op::Fork{ProcessId{2}})
      .then(kP2, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(kSigHup)})
      .with(op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(kSigInt)})
      .then(kP2, op::Exit{{0}});
  const Trace trace = run(script, Density::kDense);
  ASSERT_EQ(trace.statuses.size(), 4U);
  EXPECT_EQ(trace.statuses[0].at(1).state, ThreadState::kAsleep);
  EXPECT_TRUE(trace.statuses[1].empty());
  EXPECT_EQ(trace.statuses[2].at(1).blocked, SignalSet::of(kSigHup, kSigInt));
  EXPECT_EQ(trace.statuses[3].at(1).state, ThreadState::kZombie);
  const Trace sparse = run(script);
  EXPECT_TRUE(sparse.statuses[0].empty());
  EXPECT_EQ(sparse.statuses[3], trace.statuses[3]);
}

// The deepest stack: as many handlers as there are steps, each interrupted by the next.
TEST_F(HostTest, HandlersNestAsDeepAsAScenarioCanMakeThem) {
  Script script({{}});
  script.then(kP1, install(Signo{40}, Handler::kPark, kSaSiginfo | kSaNoDefer));
  while (script.scenario.steps.size() < kMaxSteps) script.then(kP1, op::Kill{PidArg::of(kP1), Signo{40}});
  const Trace trace = run(script);
  ASSERT_EQ(handlers(trace).size(), kMaxSteps - 1U);
  EXPECT_EQ(handlers(trace).back().depth, kMaxSteps - 1);
}

// Every step of one process makes a handler run in each of the seven others.
TEST_F(HostTest, EveryEventOfTheLoudestScenarioIsKept) {
  Script script({{kInit, 1, true, 1}, {}, {}, {}, {}, {}, {}, {}});
  constexpr std::uint8_t kReceivers = kMaxProcesses - 1;
  for (std::uint8_t p = 2; p <= kMaxProcesses; p++) script.then({ProcessId{p}, {}}, install(Signo{40}, Handler::kLog));
  while (script.scenario.steps.size() < kMaxSteps) {
    script.then(kP1, op::Kill{PidArg::special(PidArg::Kind::kMinusOne), Signo{40}});
  }
  const Trace trace = run(script);
  EXPECT_EQ(handlers(trace).size(), static_cast<std::size_t>(kReceivers * (kMaxSteps - kReceivers)));
  EXPECT_EQ(trace.events.size(), handlers(trace).size() + kMaxSteps);
}

TEST_F(HostTest, SameScenarioGivesSameTrace) {
  Script script({{kInit, 1, false, 2}, {kInit, 1, false, 2}});
  for (const Signo s : {kSigUsr1, kSigUsr2}) {
    script.then(kP1, install(s, Handler::kLog)).then(kP2, install(s, Handler::kPark));
  }
  script.then(kP1, op::Kill{PidArg::of(kP2), kSigUsr1})
      .with(op::Kill{PidArg::of(kP1), kSigUsr2})
      .with(op::Tgkill{PidArg::of(kP2), PidArg::of(kP2T2), kSigUsr2})
      .then(kP2T2, op::Kill{PidArg::special(PidArg::Kind::kMinusOne), kSigUsr1});
  const Trace first = run(script);
  constexpr int kRepeats = 200;
  const std::vector<Scenario> same(kRepeats, script.scenario);
  for (const RunResult& again : subject_->run(same, Density::kSparse)) {
    ASSERT_EQ(again.outcome, Outcome::kCompleted) << again.detail;
    ASSERT_EQ(again.trace.events, first.events);
    ASSERT_EQ(again.trace.statuses, first.statuses);
  }
}

// Puppets share their table of descriptors with the supervisor, which closes what they leave.
TEST_F(HostTest, DescriptorsAreSharedAndEndWithTheirScenario) {
  const SignalSet usr1 = SignalSet::of(kSigUsr1);
  Script leaves({{kInit, 1, false, 2}, {kInit, 1, false, 1}});
  leaves.then(kP1, op::CreateSignalfd{Descriptor::kFd1, usr1, kSfdNonblock})
      .then(kP1, op::CreateSignalfd{Descriptor::kFd2, usr1, {}})
      .then(kP2, op::ReadSignalfd{Descriptor::kFd1, ReadBuffer::kOne})
      .then(kP1T2, op::ReadSignalfd{Descriptor::kFd2, ReadBuffer::kOne})
      .then(kP2, op::Poll{PollCall::kEpollWait, Watched::kFd2, PollTime::kForever})
      .then(kP1, op::CloseSignalfd{Descriptor::kFd1});
  const Trace left = run(leaves);
  EXPECT_EQ(returned(left, 0).result, 1);
  EXPECT_EQ(returned(left, 1).result, 2);
  EXPECT_EQ(returned(left, 2).result, minus(Errno::kAgain));
  EXPECT_EQ(returned(left, 3).result, -9999);
  EXPECT_EQ(returned(left, 4).result, -9999);
  EXPECT_EQ(returned(left, 5).result, 0);
  Script finds({{}});
  for (const Descriptor fd : {Descriptor::kFd1, Descriptor::kFd2}) finds.then(kP1, op::CloseSignalfd{fd});
  const Trace found = run(finds);
  EXPECT_EQ(returned(found, 0).result, minus(Errno::kBadf));
  EXPECT_EQ(returned(found, 1).result, minus(Errno::kBadf));
}

TEST_F(HostTest, ReadOfTwoSignalsIsSeenOnceForEach) {
  const PidArg self = PidArg::of(kP1);
  const SignalSet both = SignalSet::of(Signo{40}, Signo{41});
  const Trace trace = run(Script({{}})
                              .then(kP1, op::RtSigprocmask{MaskHow::kBlock, both})
                              .then(kP1, op::CreateSignalfd{Descriptor::kFd1, both, {}})
                              .then(kP1, op::RtSigqueueinfo{self, Signo{40}, kSiQueue, {-7}})
                              .then(kP1, op::RtSigqueueinfo{self, Signo{41}, kSiQueue, {8}})
                              .then(kP1, op::ReadSignalfd{Descriptor::kFd1, ReadBuffer::kTwo}));
  ASSERT_EQ(trace.events.size(), 6U);
  for (const std::size_t i : {4U, 5U}) {
    const Event& e = trace.events[i];
    EXPECT_EQ(e.step, 4);
    EXPECT_EQ(e.result, 2 * kSignalfdInfoBytes);
    EXPECT_EQ(e.info, (SignalInfo{36 + static_cast<int>(i), 0, kSiQueue.value, PidName::of(kP1), UserName{1},
                                  i == 4 ? -7 : 8}));
  }
}

TEST_F(HostTest, InvalidScenarioIsRefusedAndTheRestIsRun) {
  Script bad({{}});
  bad.then(kP1, op::Fork{ProcessId{1}});
  const std::vector<Scenario> scenarios{Script({{}}).then(kP1, op::RtSigpending{}).scenario, bad.scenario,
                                        Script({{}}).then(kP1, op::RtSigpending{}).scenario};
  const std::vector<RunResult> results = subject_->run(scenarios, Density::kSparse);
  EXPECT_EQ(results[0].outcome, Outcome::kCompleted);
  EXPECT_EQ(results[1].outcome, Outcome::kGarbled);
  EXPECT_NE(results[1].detail, "");
  EXPECT_EQ(results[2].outcome, Outcome::kCompleted);
}

}  // namespace
}  // namespace sigconform
