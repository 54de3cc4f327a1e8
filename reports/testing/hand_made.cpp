// The scenarios stand in the text form, what is expected in the order in which it happens.
#include "reports/testing/hand_made.h"

#include "reports/testing/expect.h"
#include "reports/testing/scenarios.h"

namespace sigconform::testing {

namespace {

constexpr ThreadId kP1{{1}, {1}}, kP1T2{{1}, {2}}, kP2{{2}, {1}}, kP3{{3}, {1}};
constexpr UserName kU1{1}, kU2{2};

ThreadStatus asleep(ThreadId thread) {
  ThreadStatus s;
  s.thread = thread;
  s.state = ThreadState::kAsleep;
  return s;
}
ThreadStatus absent(ThreadId thread) {
  ThreadStatus s;
  s.thread = thread;
  return s;
}
constexpr std::int32_t error(Errno e) { return -static_cast<std::int32_t>(e); }
constexpr std::int32_t pid(ThreadId t) { return PidName::of(t).code; }
constexpr Signo kSig40{40};
const SignalSet kUsr1 = SignalSet::of(kSigUsr1);
const SignalSet kRt = SignalSet::of(kSig40);

HandMade handler_runs() {
  ThreadStatus end = asleep(kP1);
  end.caught = kUsr1;
  const SignalSet inside = SignalSet::of(kSigUsr1, kSigUsr2);
  return {"HandlerRunsBeforeKillReturns",
          scenario_of("process P1 user u1\n"
                      "P1.T1 rt_sigaction SIGUSR1 log SA_SIGINFO|SA_RESTART {SIGUSR2}\n"
                      "P1.T1 kill P1 SIGUSR1\n"
                      "P1.T1 rt_sigaction SIGUSR1 query 0 {}\n"),
          {Expect()
               .returned(kP1, 0, 0)
               .step()
               .entered(kP1, kSigUsr1, 1, inside)
               .info(kSigUsr1, kSiUser, kP1, kU1)
               .returned(kP1, 1, 0)
               .step()
               .returned(kP1, 2, 0)
               .old_action({Handler::kLog, kSaSiginfo | kSaRestart, SignalSet::of(kSigUsr2)})
               .step()
               .at_end(end)
               .trace()}};
}

HandMade blocked_coalesces() {
  ThreadStatus first = asleep(kP1);
  first.blocked = kUsr1;
  return {"BlockedStandardSignalIsPendingOnce",
          scenario_of("process P1 user u1\n"
                      "process P2 user u1\n"
                      "P1.T1 rt_sigprocmask block {SIGUSR1}\n"
                      "P1.T1 kill P1 SIGUSR1\n"
                      "P2.T1 kill P1 SIGUSR1\n"
                      "P1.T1 rt_sigpending\n"
                      "P1.T1 rt_sigtimedwait {SIGUSR1} zero\n"
                      "P1.T1 rt_sigtimedwait {SIGUSR1} zero\n"
                      "P1.T1 rt_sigtimedwait {SIGUSR1} invalid\n"),
          {Expect()
               .returned(kP1, 0, 0)
               .step()
               .returned(kP1, 1, 0)
               .step()
               .returned(kP2, 2, 0)
               .step()
               .returned(kP1, 3, 0)
               .mask(kUsr1)
               .step()
               .returned(kP1, 4, kSigUsr1.value)
               .info(kSigUsr1, kSiUser, kP1, kU1)
               .step()
               .returned(kP1, 5, error(Errno::kAgain))
               .step()
               .returned(kP1, 6, error(Errno::kInval))
               .step()
               .at_end(first)
               .at_end(asleep(kP2))
               .trace()}};
}

HandMade fork_and_wait() {
  return {"ParentWaitsForItsChild",
          scenario_of("process P1 user u1\n"
                      "P1.T1 fork P2\n"
                      "P1.T1 wait4 P2 0\n"
                      "P2.T1 exit_group 259\n"
                      "P1.T1 wait4 -1 WNOHANG\n"
                      "P2.T1 kill P1 SIGKILL\n"),
          {Expect()
               .returned(kP1, 0, pid(kP2))
               .step()
               .step()
               .returned(kP1, 1, pid(kP2))
               .status(3 << 8)
               .step()
               .returned(kP1, 3, error(Errno::kChild))
               .step()
               .step()
               .at_end(asleep(kP1))
               .at_end(absent(kP2))
               .trace()}};
}

HandMade stop_and_continue() {
  ThreadStatus child = asleep(kP2);
  child.state = ThreadState::kStopped;
  child.parent = child.group = PidName::of(kP1);
  return {"StopIsReportedAndShown",
          scenario_of("process P1 user u1\n"
                      "process P2 parent P1 user u1\n"
                      "P1.T1 kill P2 SIGSTOP\n"
                      "P1.T1 wait4 -1 WUNTRACED\n"
                      "P1.T1 kill P2 SIGCONT\n"
                      "P1.T1 waitid P_PID P2 WEXITED|WCONTINUED\n"
                      "P1.T1 kill P2 SIGTSTP\n"
                      "P1.T1 waitid P_ALL 0 WSTOPPED|WNOHANG\n"
                      "P1.T1 waitid P_ALL 0 WSTOPPED|WNOHANG\n"),
          {Expect()
               .returned(kP1, 0, 0)
               .step()
               .returned(kP1, 1, pid(kP2))
               .status(kSigStop.value << 8 | 0x7f)
               .step()
               .returned(kP1, 2, 0)
               .step()
               .returned(kP1, 3, 0)
               .info(kSigChld, kCldContinued, kP2, kU1, kSigCont.value)
               .step()
               .returned(kP1, 4, 0)
               .step()
               .returned(kP1, 5, 0)
               .info(kSigChld, kCldStopped, kP2, kU1, kSigTstp.value)
               .step()
               .returned(kP1, 6, 0)
               .step()
               .at_end(asleep(kP1))
               .at_end(child)
               .trace()}};
}

HandMade realtime_fifo() {
  ThreadStatus end = asleep(kP1);
  end.caught = kRt;
  return {"RealtimeSignalsQueueInOrder",
          scenario_of("process P1 user u1\n"
                      "process P2 user u1\n"
                      "P1.T1 rt_sigaction SIG40 log SA_SIGINFO {}\n"
                      "P1.T1 rt_sigprocmask block {SIG40}\n"
                      "P2.T1 rt_sigqueueinfo P1 SIG40 SI_QUEUE -7\n"
                      "P1.T1 rt_tgsigqueueinfo P1 P1 SIG40 SI_MESGQ 8\n"
                      "P2.T1 rt_sigqueueinfo P1 SIG40 SI_QUEUE 9\n"
                      "P1.T1 rt_sigprocmask setmask {}\n"),
          {Expect()
               .returned(kP1, 0, 0)
               .step()
               .returned(kP1, 1, 0)
               .step()
               .returned(kP2, 2, 0)
               .step()
               .returned(kP1, 3, 0)
               .step()
               .returned(kP2, 4, 0)
               .step()
               .entered(kP1, kSig40, 1, kRt)
               .info(kSig40, kSiMesgq, kP1, kU1, 8)
               .entered(kP1, kSig40, 1, kRt)
               .info(kSig40, kSiQueue, kP2, kU1, -7)
               .entered(kP1, kSig40, 1, kRt)
               .info(kSig40, kSiQueue, kP2, kU1, 9)
               .returned(kP1, 5, 0)
               .mask(kRt)
               .step()
               .at_end(end)
               .at_end(asleep(kP2))
               .trace()}};
}

HandMade nested_handlers() {
  ThreadStatus end = asleep(kP1);
  end.caught = SignalSet::of(kSigUsr1, kSigUsr2);
  return {"ParkedHandlerTakesSteps",
          scenario_of("process P1 user u1\n"
                      "P1.T1 rt_sigaction SIGUSR1 park 0 {}\n"
                      "P1.T1 rt_sigaction SIGUSR2 log SA_SIGINFO|SA_NODEFER {SIGHUP}\n"
                      "P1.T1 kill P1 SIGUSR1\n"
                      "P1.T1 tkill P1 SIGUSR2\n"
                      "P1.T1 return\n"
                      "P1.T1 return\n"),
          {Expect()
               .returned(kP1, 0, 0)
               .step()
               .returned(kP1, 1, 0)
               .step()
               .entered(kP1, kSigUsr1, 1, kUsr1)
               .parks()
               .step()
               .entered(kP1, kSigUsr2, 2, SignalSet::of(kSigUsr1, kSigHup))
               .info(kSigUsr2, kSiTkill, kP1, kU1)
               .saved(kUsr1)
               .returned(kP1, 3, 0)
               .step()
               .returned(kP1, 4, 0)
               .returned(kP1, 2, 0)
               .step()
               .returned(kP1, 5, 0)
               .step()
               .at_end(end)
               .trace()}};
}

HandMade permissions() {
  return {"OtherUsersMayNotSignal",
          scenario_of("process P1 user u1\n"
                      "process P2 user u2 capable\n"
                      "P1.T1 kill P2 SIGUSR1\n"
                      "P1.T1 kill P2 SIGCONT\n"
                      "P2.T1 kill P1 0\n"
                      "P2.T1 drop_capabilities\n"
                      "P2.T1 kill P1 0\n"
                      "P2.T1 kill P1 65\n"
                      "P1.T1 kill nobody SIGUSR1\n"
                      "P1.T1 setresuid u2 u2 u2\n"),
          {Expect()
               .returned(kP1, 0, error(Errno::kPerm))
               .step()
               .returned(kP1, 1, 0)
               .step()
               .returned(kP2, 2, 0)
               .step()
               .returned(kP2, 3, 0)
               .step()
               .returned(kP2, 4, error(Errno::kPerm))
               .step()
               .returned(kP2, 5, error(Errno::kInval))
               .step()
               .returned(kP1, 6, error(Errno::kSrch))
               .step()
               .returned(kP1, 7, error(Errno::kPerm))
               .step()
               .at_end(asleep(kP1))
               .at_end(asleep(kP2))
               .trace()}};
}

HandMade queue_limit() {
  ThreadStatus end = asleep(kP1);
  end.blocked = end.shared = SignalSet::of(kSig40, kSigUsr1);
  end.queued = 1;
  return {"FullQueueGivesEagainOrLosesSiginfo",
          scenario_of("process P1 user u1\n"
                      "P1.T1 setrlimit 1\n"
                      "P1.T1 rt_sigprocmask block {SIGUSR1, SIGUSR2, SIG40}\n"
                      "P1.T1 rt_sigqueueinfo P1 SIG40 SI_QUEUE 1\n"
                      "P1.T1 rt_sigqueueinfo P1 SIG40 SI_QUEUE 2\n"
                      "P1.T1 rt_sigqueueinfo P1 SIGUSR1 SI_QUEUE 3\n"
                      "P1.T1 rt_sigprocmask unblock {SIGUSR2}\n"),
          {Expect()
               .returned(kP1, 0, 0)
               .step()
               .returned(kP1, 1, 0)
               .step()
               .returned(kP1, 2, 0)
               .step()
               .returned(kP1, 3, error(Errno::kAgain))
               .step()
               .returned(kP1, 4, 0)
               .step()
               .returned(kP1, 5, 0)
               .mask(SignalSet::of(kSigUsr1, kSigUsr2, kSig40))
               .step()
               .at_end(end)
               .trace()}};
}

HandMade burst_and_threads() {
  ThreadStatus first = asleep(kP1);
  first.caught = SignalSet::of(kSigUsr1, kSigHup);
  ThreadStatus second = asleep(kP1T2);
  second.caught = first.caught;
  const auto expect = [&](bool hup_first) {
    Expect e;
    e.returned(kP1, 0, 0).step().returned(kP1, 1, 0).step().step(2);
    e.returned(kP1, 2, 0).returned(kP1, 3, 0).returned(kP1, 4, 0);
    const SignalSet both = SignalSet::of(kSigHup, kSigUsr1);
    // The lower signal is dequeued first, so its frame is the outer one, and its handler runs last.
    if (hup_first) {
      e.entered(kP1T2, kSigHup, 1, SignalSet::of(kSigHup));
    } else {
      e.entered(kP1T2, kSigUsr1, 1, both).info(kSigUsr1, kSiTkill, kP1, kU1).saved(SignalSet::of(kSigHup));
      e.entered(kP1T2, kSigHup, 1, SignalSet::of(kSigHup));
    }
    return e.step().at_end(first).at_end(second).trace();
  };
  return {"BurstReachesTheThread",
          scenario_of("process P1 user u1 threads 2\n"
                      "P1.T1 rt_sigaction SIGUSR1 log SA_SIGINFO {}\n"
                      "P1.T1 rt_sigaction SIGHUP log 0 {}\n"
                      "P1.T1 tgkill P1 P1.T2 SIGUSR1\n"
                      "     + tgkill P1 P1.T2 SIGHUP\n"
                      "     + tkill P1.T2 0\n"),
          {expect(true), expect(false)}};
}

HandMade death_by_signal() {
  ThreadStatus end = asleep(kP1);
  end.blocked = SignalSet::of(kSigChld);
  ThreadStatus other = asleep(kP3);
  other.session = other.group = PidName::of(kP3);
  other.parent = PidName::of(kP1);
  return {"DeathIsToldToTheParent",
          scenario_of("process P1 user u1\n"
                      "process P2 parent P1 user u2 threads 2\n"
                      "process P3 parent P1 user u2\n"
                      "P1.T1 rt_sigprocmask block {SIGCHLD}\n"
                      "P1.T1 rt_sigtimedwait {SIGCHLD} forever\n"
                      "P3.T1 tkill P2.T2 SIGQUIT\n"
                      "P1.T1 wait4 -P1 __WALL\n"
                      "P3.T1 setsid\n"
                      "P2.T2 exit 0\n"),
          {Expect()
               .returned(kP1, 0, 0)
               .step()
               .step()
               .returned(kP3, 2, 0)
               .returned(kP1, 1, kSigChld.value)
               .info(kSigChld, kCldKilled, kP2, kU2, kSigQuit.value)
               .step()
               .returned(kP1, 3, pid(kP2))
               .status(kSigQuit.value)
               .step()
               .returned(kP3, 4, pid(kP3))
               .step()
               .step()
               .at_end(end)
               .at_end(absent(kP2))
               .at_end(absent({{2}, {2}}))
               .at_end(other)
               .trace()}};
}

}  // namespace

std::vector<HandMade> hand_made() {
  return {handler_runs(),    blocked_coalesces(), fork_and_wait(), stop_and_continue(), realtime_fifo(),
          nested_handlers(), permissions(),       queue_limit(),   burst_and_threads(), death_by_signal()};
}

void PrintTo(const HandMade& made, std::ostream* out) { *out << made.name; }

}  // namespace sigconform::testing
