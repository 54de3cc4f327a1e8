// The text of what was observed: golden lines for what kernel people look at most, and the law that different
// events never look alike.
#include "model/input.h"
#include "model/testing/arbitrary.h"
#include "model/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace sigconform {
namespace {

using testing::SplitMix;

constexpr ThreadId kP1T1{ProcessId{1}, ThreadIndex{1}};
constexpr ThreadId kP1T2{ProcessId{1}, ThreadIndex{2}};
constexpr ProcessId kP2{2};

Event returned(std::int32_t result) {
  Event event;
  event.thread = kP1T1;
  event.result = result;
  return event;
}

SignalInfo info(Signo signal, SiCode code, PidName pid, std::int64_t value = 0) {
  SignalInfo info;
  info.signo = signal.value;
  info.code = code.value;
  info.pid = pid;
  info.uid = UserName{1};
  info.value = value;
  return info;
}

// The text of an event of a scenario that has only this operation.
std::string line(const Operation& operation, const Event& event) {
  Scenario scenario;
  scenario.processes.resize(2);
  scenario.steps.push_back({kP1T1, operation, false});
  return to_text(event, scenario);
}

TEST(TextObservation, FailedCallShowsTheNameOfItsError) {
  const Operation kill = op::Kill{PidArg::of(kP2), kSigUsr1};
  EXPECT_EQ(line(kill, returned(0)), "P1.T1  kill P2 SIGUSR1 = 0");
  EXPECT_EQ(line(kill, returned(-3)), "P1.T1  kill P2 SIGUSR1 = ESRCH");
  EXPECT_EQ(line(kill, returned(-512)), "P1.T1  kill P2 SIGUSR1 = ERESTARTSYS");
  EXPECT_EQ(line(kill, returned(-77)), "P1.T1  kill P2 SIGUSR1 = errno 77");
}

TEST(TextObservation, SigaltstackShowsTheStackThatItReplaced) {
  const Operation set = op::Sigaltstack{AltStack::kSnug, kSsAutoDisarm};
  Event event = returned(0);
  event.stack.flags = kSsDisable;
  EXPECT_EQ(line(set, event), "P1.T1  sigaltstack snug SS_AUTODISARM = 0 old none SS_DISABLE");
  event.stack = {2, AltStack::kRoomy, kSsOnStack};
  EXPECT_EQ(line(set, event), "P1.T1  sigaltstack snug SS_AUTODISARM = 0 old roomy 2 SS_ONSTACK");
  EXPECT_EQ(line(set, returned(-12)), "P1.T1  sigaltstack snug SS_AUTODISARM = ENOMEM");
}

TEST(TextObservation, HandlerShowsTheAlternateStackThatItRunsOn) {
  Event event;
  event.kind = EventKind::kHandler;
  event.thread = kP1T1;
  event.depth = 1;
  event.info.signo = kSigUsr1.value;
  event.stack.area = 1;
  EXPECT_EQ(line(op::Return{}, event), "P1.T1  handler SIGUSR1 mask {} on altstack 1");
}

TEST(TextObservation, SigtimedwaitShowsTheSignalOnceWithItsSender) {
  Event event = returned(1);
  event.info = info(kSigHup, kSiUser, PidName::of(ProcessId{1}));
  const Operation wait = op::RtSigtimedwait{SignalSet::of(kSigHup), WaitTime::kForever};
  EXPECT_EQ(line(wait, event), "P1.T1  rt_sigtimedwait {SIGHUP} forever = SIGHUP (SI_USER from P1, u1)");
  EXPECT_EQ(line(wait, returned(-11)), "P1.T1  rt_sigtimedwait {SIGHUP} forever = EAGAIN");
}

TEST(TextObservation, Wait4TakesTheStatusWordApart) {
  const Operation wait = op::Wait4{PidArg::special(PidArg::Kind::kMinusOne), kWNoHang};
  const auto text = [&](std::int32_t status) {
    Event event = returned(PidName::of(kP2).code);
    event.status = status;
    return line(wait, event);
  };
  const std::string start = "P1.T1  wait4 -1 WNOHANG = P2 ";
  EXPECT_EQ(text(3 << 8), start + "(exited 3)");
  EXPECT_EQ(text(9), start + "(killed by SIGKILL)");
  EXPECT_EQ(text(11 | 0x80), start + "(killed by SIGSEGV, core dumped)");
  EXPECT_EQ(text(20 << 8 | 0x7f), start + "(stopped by SIGTSTP)");
  EXPECT_EQ(text(0xffff), start + "(continued)");
  EXPECT_EQ(text(0x1057f), start + "(status 0x1057f)");
  EXPECT_EQ(line(wait, returned(0)), "P1.T1  wait4 -1 WNOHANG = 0");
}

TEST(TextObservation, WaitidShowsTheChildAndWhatBecameOfIt) {
  const Operation wait = op::Waitid{IdType::kAll, PidArg{}, kWExited | kWStopped};
  Event event = returned(0);
  EXPECT_EQ(line(wait, event), "P1.T1  waitid P_ALL 0 WSTOPPED|WEXITED = 0");
  event.info = info(kSigChld, kCldExited, PidName::of(kP2), 3);
  EXPECT_EQ(line(wait, event), "P1.T1  waitid P_ALL 0 WSTOPPED|WEXITED = 0 SIGCHLD (CLD_EXITED from P2, u1, status 3)");
  event.info = info(kSigChld, kCldKilled, PidName::of(kP2), 9);
  EXPECT_EQ(line(wait, event),
            "P1.T1  waitid P_ALL 0 WSTOPPED|WEXITED = 0 SIGCHLD (CLD_KILLED from P2, u1, status SIGKILL)");
}

TEST(TextObservation, TimersShowWhatIsLeftAndTheirSignalsWhichAndHowLate) {
  Event event = returned(0);
  const Operation get = op::TimerGettime{TimerName::kSecond};
  EXPECT_EQ(line(get, event), "P1.T1  timer_gettime timer2 = 0 left nothing");
  event.status = kLeftLong + kLeftRepeats;
  EXPECT_EQ(line(get, event), "P1.T1  timer_gettime timer2 = 0 left a long time, repeats");
  event.status = 8;
  EXPECT_EQ(line(get, event), "P1.T1  timer_gettime timer2 = 0 status 0x8");

  Event handler = returned(0);
  handler.kind = EventKind::kHandler;
  handler.depth = 1;
  handler.info = info(kSigUsr1, kSiTimer, timer_id_name(3), 7);
  handler.info.uid = overrun_name(2);
  EXPECT_EQ(line(get, handler), "P1.T1  handler SIGUSR1 (SI_TIMER of timer 3, overrun 2, value 7) mask {} saved {}");
  handler.info = info(kSigUsr1, kSiTimer, PidName::of(kP2), 7);
  EXPECT_EQ(line(get, handler), "P1.T1  handler SIGUSR1 (SI_TIMER from P2, u1, value 7) mask {} saved {}");
}

TEST(TextObservation, SetsAndActionsThatACallStoresFollowItsResult) {
  Event event = returned(0);
  event.mask = SignalSet::of(kSigHup);
  EXPECT_EQ(line(op::RtSigprocmask{MaskHow::kQuery, {}}, event), "P1.T1  rt_sigprocmask query {} = 0 old {SIGHUP}");
  EXPECT_EQ(line(op::RtSigpending{}, event), "P1.T1  rt_sigpending = 0 pending {SIGHUP}");
  EXPECT_EQ(line(op::RtSigpending{}, returned(0)), "P1.T1  rt_sigpending = 0 pending {}");
  Event action = returned(0);
  action.action = {Handler::kLog, kSaSiginfo | kSaRestart, SignalSet::of(kSigInt)};
  EXPECT_EQ(line(op::RtSigaction{kSigHup, Handler::kQuery, {}, {}}, action),
            "P1.T1  rt_sigaction SIGHUP query 0 {} = 0 old log SA_SIGINFO|SA_RESTART {SIGINT}");
}

TEST(TextObservation, ChildrenAndSessionsAreNamed) {
  EXPECT_EQ(line(op::Fork{kP2}, returned(PidName::of(kP2).code)), "P1.T1  fork P2 = P2");
  EXPECT_EQ(line(op::CloneThread{ThreadIndex{2}, ThreadCall::kClone}, returned(PidName::of(kP1T2).code)),
            "P1.T1  clone_thread T2 clone = P1.T2");
  EXPECT_EQ(line(op::Setsid{}, returned(PidName::of(kP2).code)), "P1.T1  setsid = P2");
  EXPECT_EQ(line(op::Setsid{}, returned(kForeignPid + 17)), "P1.T1  setsid = pid 17");
}

TEST(TextObservation, ChildShowsTheStackThatItWasBornWith) {
  Event event;
  event.kind = EventKind::kBorn;
  event.thread = ThreadId{kP2, ThreadIndex{1}};
  event.stack.flags = kSsDisable;
  EXPECT_EQ(to_text(event, {}), "P2.T1  born, with altstack none SS_DISABLE");
  event.stack = {1, AltStack::kSnug, {}};
  event.step = 2;
  EXPECT_EQ(to_text(event, {}), "P2.T1  born, with altstack snug 1 step 3");
}

TEST(TextObservation, CpuLimitIsTold) {
  Event event = returned(0);
  event.status = kCpuOneSecond;
  EXPECT_EQ(line(op::SetCpuLimit{CpuLimit::kQuery}, event), "P1.T1  set_cpu_limit query = 0 old one second");
  event.status = -1;
  EXPECT_EQ(line(op::SetCpuLimit{CpuLimit::kQuery}, event), "P1.T1  set_cpu_limit query = 0 status 0xffffffff");
}

TEST(TextObservation, HandlerShowsItsSignalMaskAndWhetherItParks) {
  Event event;
  event.kind = EventKind::kHandler;
  event.thread = kP1T2;
  event.depth = 1;
  event.info = info(kSigUsr1, kSiTkill, PidName::of(ProcessId{1}));
  event.mask = SignalSet::of(kSigUsr1);
  EXPECT_EQ(to_text(event, {}), "P1.T2  handler SIGUSR1 (SI_TKILL from P1, u1) mask {SIGUSR1} saved {}");
  event.info = info(kSigUsr1, kSiQueue, PidName::of(ProcessId{1}), 7);
  event.depth = 2;
  event.parks = true;
  EXPECT_EQ(to_text(event, {}),
            "P1.T2  handler SIGUSR1 (SI_QUEUE from P1, u1, value 7) mask {SIGUSR1} saved {} depth 2 (parks)");
}

TEST(TextObservation, HandlerWithoutSiginfoShowsOnlyItsSignal) {
  Event event;
  event.kind = EventKind::kHandler;
  event.thread = kP1T1;
  event.depth = 1;
  event.info.signo = 40;
  EXPECT_EQ(to_text(event, {}), "P1.T1  handler SIG40 mask {}");
}

TEST(TextObservation, SenderThatIsNoPuppetIsShownAsItIs) {
  EXPECT_EQ(to_text(SignalInfo{.signo = 10}), "SIGUSR1 (SI_USER from 0, root)");
  SignalInfo foreign = info(kSigSegv, SiCode{1}, PidName{kForeignPid + 4242});
  foreign.uid = UserName{kForeignUid + 65534};
  EXPECT_EQ(to_text(foreign), "SIGSEGV (1 from pid 4242, uid 65534)");
}

TEST(TextObservation, InputIsShownByItsDescriptor) {
  SignalInfo input = input_info(Signo{40}, kPollInput, 512);
  EXPECT_EQ(to_text(input), "SIG40 (POLL_IN of descriptor 512)");
  EXPECT_EQ(to_text(input_info(kSigChld, kSiSigio, 512)), "SIGCHLD (SI_SIGIO of descriptor 512)");
  input.error = 1;
  EXPECT_EQ(to_text(input), "SIG40 (1 from pid 65, root, value 512, si_errno 1)");
}

TEST(TextObservation, StatusLeavesOutWhatIsEmpty) {
  ThreadStatus status;
  status.thread = kP1T2;
  EXPECT_EQ(to_text(status), "P1.T2  absent");
  status.state = ThreadState::kStopped;
  status.shared = SignalSet::of(kSigCont);
  status.queued = 2;
  status.parent = PidName::of(kInit);
  status.group = status.session = PidName::of(ProcessId{1});
  EXPECT_EQ(to_text(status), "P1.T2  stopped shared {SIGCONT} queued 2 parent init group P1 session P1");
}

// A field that no operation would fill is still seen: a kernel that stores what it should not must not look right.
TEST(TextObservation, FieldsThatTheOperationDoesNotHaveAreShownToo) {
  Event event = returned(-22);
  event.mask = SignalSet::of(kSigHup);
  event.status = 9;
  EXPECT_EQ(line(op::Setsid{}, event), "P1.T1  setsid = EINVAL status 0x9 mask {SIGHUP}");
}

// Changes one field of the event a little, to a value that some operation may produce.
void change_one_field(SplitMix& random, Event& e, const Scenario& scenario) {
  const Event other = testing::draw_event(random, scenario);
  switch (random.below(13)) {
    case 0: e.thread = other.thread; return;
    case 1: e.parks = !e.parks; return;
    case 2: e.depth = static_cast<std::uint8_t>(random.below(4)); return;
    case 3: e.result = random.one_in(2) ? other.result : static_cast<std::int32_t>(random.below(120)) - 40; return;
    case 4: e.status = other.status; return;
    case 5: e.info = other.info; return;
    case 6: e.mask.bits ^= std::uint64_t{1} << random.below(64); return;
    case 7: e.saved.bits ^= std::uint64_t{1} << random.below(64); return;
    case 8: e.action = other.action; return;
    case 9: e.info.value = random.integer(); return;
    case 10: e.info.value ^= std::int64_t{1} << random.below(63); return;
    case 11: e.info.code = static_cast<std::int32_t>(random.below(16)) - 8; return;
    default: e.info.pid = other.info.pid; return;
  }
}

RC_GTEST_PROP(TextObservation, EqualTextsMeanEqualEvents, (std::uint64_t seed)) {
  SplitMix random{seed};
  const Scenario scenario = testing::draw_scenario(random, 8);
  for (int i = 0; i < 200; ++i) {
    const Event event = testing::draw_event(random, scenario);
    Event changed = event;
    change_one_field(random, changed, scenario);
    if (random.one_in(3)) change_one_field(random, changed, scenario);
    const std::string text = to_text(event, scenario);
    if ((text == to_text(changed, scenario)) != (event == changed)) RC_FAIL(text);
  }
}

RC_GTEST_PROP(TextObservation, EqualTextsMeanEqualStatuses, (std::uint64_t seed)) {
  SplitMix random{seed};
  const ThreadStatus a = testing::draw_status(random);
  ThreadStatus b = testing::draw_status(random);
  RC_ASSERT((to_text(a) == to_text(b)) == (a == b));
  b = a;
  b.queued = a.queued + 1;
  RC_ASSERT(to_text(a) != to_text(b));
}

}  // namespace
}  // namespace sigconform
