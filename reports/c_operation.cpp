// One overload an operation, so that an operation without its C line does not compile. Arguments stand as the kernel
// takes them; `s` is the call's scratch space (see c_runtime.c).
#include "reports/c_operation.h"

#include "reports/c_spelling.h"

namespace sigconform {

namespace {

const char* c_when(TimerTime time) {
  switch (time) {
    case TimerTime::kDisarm: return "DISARM";
    case TimerTime::kNow: return "NOW";
    case TimerTime::kPast: return "PAST";
    case TimerTime::kSoon: return "SOON";
    case TimerTime::kFar: return "FAR";
    case TimerTime::kInvalid: break;
  }
  return "BAD_TIME";
}
const char* c_repeat(TimerRepeat repeat) { return repeat == TimerRepeat::kOnce ? "ONCE" : "REPEAT"; }
const char* c_itimer(Itimer which) {
  switch (which) {
    case Itimer::kReal: return "ITIMER_REAL";
    case Itimer::kVirtual: return "ITIMER_VIRTUAL";
    case Itimer::kProf: return "ITIMER_PROF";
    case Itimer::kInvalid: break;
  }
  return "99";
}
const char* c_notify(TimerNotify notify) {
  switch (notify) {
    case TimerNotify::kSignal: return "SIGEV_SIGNAL";
    case TimerNotify::kThread: return "SIGEV_THREAD_ID";
    case TimerNotify::kNone: return "SIGEV_NONE";
    case TimerNotify::kNull:
    case TimerNotify::kInvalid: break;
  }
  return "99";
}
std::string c_timer(TimerName name) { return std::to_string(static_cast<int>(name)); }

std::string c_pointer(SignalSet set) { return "SET(" + c_set(set) + ")"; }

struct Emit {
  ThreadId actor;

  // sys(SYS_name, …)
  template <typename... Arguments>
  static std::string sys(const char* name, const Arguments&... arguments) {
    std::string text = std::string("sys(SYS_") + name;
    ((text += ", ", text += arguments), ...);
    return text + ")";
  }
  template <typename... Arguments>
  static CCall call(const char* name, const Arguments&... arguments) {
    return {sys(name, arguments...), CResult::kNumber};
  }
  template <typename... Arguments>
  static CCall pid_call(const char* name, const Arguments&... arguments) {
    return {"name_of(" + sys(name, arguments...) + ")", CResult::kPid};
  }
  static std::string siginfo(SiCode code, SigValue value, Signo signal) {
    return "siginfo(s, " + c_code(code, signal) + ", " + c_long(value.value) + ")";
  }

  CCall operator()(const op::Kill& o) const { return call("kill", c_pid(o.pid), c_signal(o.sig)); }
  CCall operator()(const op::Tkill& o) const { return call("tkill", c_pid(o.tid), c_signal(o.sig)); }
  CCall operator()(const op::Tgkill& o) const { return call("tgkill", c_pid(o.tgid), c_pid(o.tid), c_signal(o.sig)); }
  CCall operator()(const op::RtSigqueueinfo& o) const {
    return call("rt_sigqueueinfo", c_pid(o.pid), c_signal(o.sig), siginfo(o.code, o.value, o.sig));
  }
  CCall operator()(const op::RtTgsigqueueinfo& o) const {
    return call("rt_tgsigqueueinfo", c_pid(o.tgid), c_pid(o.tid), c_signal(o.sig), siginfo(o.code, o.value, o.sig));
  }

  CCall operator()(const op::RtSigaction& o) const {
    const std::string action =
        "action(s, " + c_handler(o.handler) + ", " + c_flags(o.flags) + ", " + c_set(o.mask) + ")";
    return call("rt_sigaction", c_signal(o.sig), o.handler == Handler::kQuery ? "NULL" : action, "old_action(s)", "8");
  }
  CCall operator()(const op::RtSigprocmask& o) const {
    switch (o.how) {
      case MaskHow::kBlock: return call("rt_sigprocmask", "SIG_BLOCK", c_pointer(o.set), "old_mask(s)", "8");
      case MaskHow::kUnblock: return call("rt_sigprocmask", "SIG_UNBLOCK", c_pointer(o.set), "old_mask(s)", "8");
      case MaskHow::kSetMask: return call("rt_sigprocmask", "SIG_SETMASK", c_pointer(o.set), "old_mask(s)", "8");
      case MaskHow::kInvalid: return call("rt_sigprocmask", "99", c_pointer(o.set), "old_mask(s)", "8");
      case MaskHow::kQuery: break;
    }
    return call("rt_sigprocmask", "0", "NULL", "old_mask(s)", "8");
  }
  CCall operator()(const op::RtSigpending&) const { return call("rt_sigpending", "old_mask(s)", "8"); }
  CCall operator()(const op::RtSigtimedwait& o) const {
    const char* const timeout = o.timeout == WaitTime::kZero      ? "&zero_time"
                                : o.timeout == WaitTime::kForever ? "NULL"
                                                                  : "&invalid_time";
    return {sys("rt_sigtimedwait", c_pointer(o.set), "info(s)", timeout, "8"), CResult::kSignal};
  }
  CCall operator()(const op::Block& o) const {
    switch (o.call) {
      case BlockingCall::kPause: return call("pause");
      case BlockingCall::kNanosleep: return call("nanosleep", "&long_time", "NULL");
      case BlockingCall::kClockNanosleep: return call("clock_nanosleep", "CLOCK_MONOTONIC", "0", "&long_time", "NULL");
      case BlockingCall::kClockNanosleepUntil:
        return call("clock_nanosleep", "CLOCK_MONOTONIC", "TIMER_ABSTIME", "&far_time", "NULL");
      case BlockingCall::kFutex: return call("futex", "&never", "FUTEX_WAIT", "0", "NULL");
      case BlockingCall::kFutexTimed: return call("futex", "&never", "FUTEX_WAIT", "0", "&long_time");
      case BlockingCall::kPoll: return call("poll", "NULL", "0", "-1");
      case BlockingCall::kSelect: return call("select", "0", "NULL", "NULL", "NULL", "NULL");
      case BlockingCall::kEpollWait: return call("epoll_wait", "idle_epoll()", "unused_space", "1", "-1");
      case BlockingCall::kRead: break;
    }
    return call("read", "idle_pipe()", "unused_space", "1");
  }
  CCall operator()(const op::BlockUnder& o) const {
    switch (o.call) {
      case MaskedCall::kSigsuspend: return call("rt_sigsuspend", c_pointer(o.mask), "8");
      case MaskedCall::kPpoll: return call("ppoll", "NULL", "0", "NULL", c_pointer(o.mask), "8");
      case MaskedCall::kPselect:
        return call("pselect6", "0", "NULL", "NULL", "NULL", "NULL", "MASK_AND_SIZE(" + c_pointer(o.mask) + ")");
      case MaskedCall::kEpollPwait: break;
    }
    return call("epoll_pwait", "idle_epoll()", "unused_space", "1", "-1", c_pointer(o.mask), "8");
  }
  CCall operator()(const op::Return&) const { return {"LEAVE_HANDLER", CResult::kNumber}; }

  CCall operator()(const op::Fork& o) const {
    return {"fork_as(" + c_thread({o.child, ThreadIndex{1}}) + ")", CResult::kPid};
  }
  CCall operator()(const op::CloneThread& o) const {
    return {"clone_thread_as(" + c_thread({actor.process, o.thread}) + ")", CResult::kPid};
  }
  CCall operator()(const op::Exit& o) const { return call("exit", c_long(o.code.value)); }
  CCall operator()(const op::ExitGroup& o) const { return call("exit_group", c_long(o.code.value)); }

  CCall operator()(const op::SetPdeathsig& o) const { return call("prctl", "PR_SET_PDEATHSIG", c_signal(o.sig)); }
  CCall operator()(const op::Wait4& o) const {
    return pid_call("wait4", c_pid(o.pid), "wait_status(s)", c_wait4_options(o.options), "NULL");
  }
  CCall operator()(const op::Waitid& o) const {
    const char* const type = o.type == IdType::kAll    ? "P_ALL"
                             : o.type == IdType::kPid  ? "P_PID"
                             : o.type == IdType::kPgid ? "P_PGID"
                                                       : "99";
    return call("waitid", type, c_pid(o.id), "child_info(s)", c_waitid_options(o.options), "NULL");
  }

  CCall operator()(const op::Setpgid& o) const { return call("setpgid", c_pid(o.pid), c_pid(o.pgid)); }
  CCall operator()(const op::Setsid&) const { return pid_call("setsid"); }
  CCall operator()(const op::Setrlimit& o) const {
    return call("prlimit64", "0", "RLIMIT_SIGPENDING", "limit(s, " + std::to_string(o.limit.value) + ")", "NULL");
  }
  CCall operator()(const op::Setresuid& o) const {
    return call("setresuid", c_uid(o.real), c_uid(o.effective), c_uid(o.saved));
  }
  CCall operator()(const op::DropCapabilities&) const {
    return call("capset", "&capability_version", "no_capabilities");
  }

  // A helper of c_runtime_timers.c that leaves what the timer has left.
  template <typename... Arguments>
  static CCall timer_call(const char* name, const Arguments&... arguments) {
    std::string text = std::string(name) + "(s";
    ((text += ", ", text += arguments), ...);
    return {text + ")", CResult::kTimer};
  }
  CCall operator()(const op::Setitimer& o) const {
    return timer_call("set_itimer", c_itimer(o.which), c_when(o.time), c_repeat(o.repeat));
  }
  CCall operator()(const op::Getitimer& o) const { return timer_call("get_itimer", c_itimer(o.which)); }
  CCall operator()(const op::TimerCreate& o) const {
    const std::string event = std::string("event(s, ") + c_notify(o.notify) + ", " + c_signal(o.sig) + ", " +
                              c_pid(o.tid) + ", " + c_long(o.value.value) + ")";
    const bool has_event = o.notify != TimerNotify::kNull;
    return {"make_timer(" + c_timer(o.timer) + ", " + (has_event ? event : "NULL") + ")", CResult::kNumber};
  }
  CCall operator()(const op::TimerSettime& o) const {
    return timer_call("set_timer", c_timer(o.timer), c_when(o.time), c_repeat(o.repeat));
  }
  CCall operator()(const op::TimerGettime& o) const { return timer_call("get_timer", c_timer(o.timer)); }
  CCall operator()(const op::TimerGetoverrun& o) const {
    return call("timer_getoverrun", "*timer_of(" + c_timer(o.timer) + ")");
  }
  CCall operator()(const op::TimerDelete& o) const {
    return call("timer_delete", "*timer_of(" + c_timer(o.timer) + ")");
  }
  CCall operator()(const op::Elapse&) const { return {"0", CResult::kNumber}; }
};

}  // namespace

CCall c_call(const Operation& operation, ThreadId actor) { return std::visit(Emit{actor}, operation); }

}  // namespace sigconform
