// One overload an operation, so that an operation without its C line does not compile. Arguments stand as the kernel
// takes them; `s` is the call's scratch space (see c_runtime.c).
#include "reports/c_operation.h"

#include "reports/c_spelling.h"

#include <array>

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

std::string c_descriptor(Descriptor fd) { return "FD(" + std::to_string(static_cast<int>(fd) + 1) + ")"; }
std::string c_watched(Watched what) {
  if (what == Watched::kIdle) return "idle_pipe()";
  if (what == Watched::kReady) return "ready_event()";
  return c_descriptor(static_cast<Descriptor>(static_cast<int>(what) - static_cast<int>(Watched::kFd1)));
}
std::string watch(Watched what) { return "watch(s, " + c_watched(what) + ")"; }
std::string fd_set_of(Watched what) { return "fd_set_of(s, " + c_watched(what) + ")"; }
const char* poll_time(PollTime time) { return time == PollTime::kZero ? "zero_timeout(s)" : "NULL"; }

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
  // A sleep, which may store the time left.
  template <typename... Arguments>
  static CCall sleeping(const char* name, const Arguments&... arguments) {
    return {"note_time_left(s, " + sys(name, arguments..., "time_left(s)") + ")", CResult::kNumber};
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

  static std::string sent(SentInfo info, Signo signal, SiCode code, SigValue value) {
    static constexpr std::array<const char*, 6> kNames{"OWN", "", "FORGED", "OTHER_SIGNAL", "LONG_TAIL", ""};
    if (info == SentInfo::kNull) return "NULL";
    if (info == SentInfo::kUnreadable) return "(void*)8";
    return std::string("sent(s, ") + kNames[static_cast<std::size_t>(info)] + ", " + c_signal(signal) + ", " +
           c_code(code, signal) + ", " + c_long(value.value) + ")";
  }
  CCall operator()(const op::QueueSiginfo& o) const {
    const std::string info = sent(o.info, o.sig, o.code, o.value);
    if (o.call == QueueCall::kRtSigqueueinfo) return call("rt_sigqueueinfo", c_pid(o.tid), c_signal(o.sig), info);
    const PidArg tgid = o.tid.kind == PidArg::Kind::kTask ? PidArg::of(o.tid.task.process) : o.tid;
    return call("rt_tgsigqueueinfo", c_pid(tgid), c_pid(o.tid), c_signal(o.sig), info);
  }
  CCall operator()(const op::PidfdSendSignal& o) const {
    const std::string info = sent(o.info, o.sig, o.code, o.value);
    const std::string flags = c_pidfd_flags(o.flags);
    const auto send = [&](const char* pidfd) { return call("pidfd_send_signal", pidfd, c_signal(o.sig), info, flags); };
    switch (o.pidfd) {
      case PidfdKind::kSelfThread: return send("-10000 /* PIDFD_SELF_THREAD */");
      case PidfdKind::kSelfThreadGroup: return send("-10001 /* PIDFD_SELF_THREAD_GROUP */");
      case PidfdKind::kClosed: return send("-1");
      case PidfdKind::kNoPidfd: return send("idle_pipe()");
      case PidfdKind::kProcess:
      case PidfdKind::kThread: break;
    }
    const char* const open_flags = o.pidfd == PidfdKind::kThread ? "O_EXCL /* PIDFD_THREAD */" : "0";
    return {
        "send_by_pidfd(" + c_pid(o.pid) + ", " + open_flags + ", " + c_signal(o.sig) + ", " + info + ", " + flags + ")",
        CResult::kNumber};
  }
  CCall operator()(const op::Write& o) const {
    switch (o.to) {
      case WriteTo::kBrokenPipe: return call("write", "broken_pipe()", "unused_space", "1");
      case WriteTo::kBrokenSocket: return call("write", "broken_socket()", "unused_space", "1");
      case WriteTo::kBrokenSocketNoSignal:
        return call("sendto", "broken_socket()", "unused_space", "1", "MSG_NOSIGNAL", "NULL", "0");
      case WriteTo::kBeyondLimit: return call("pwrite64", "limited_file()", "unused_space", "1", "FILE_LIMIT");
      case WriteTo::kTruncateBeyondLimit: return call("ftruncate", "limited_file()", "FILE_LIMIT + 1");
      case WriteTo::kAcrossLimit: break;
    }
    return call("pwrite64", "limited_file()", "unused_space", "2", "FILE_LIMIT - 1");
  }
  CCall operator()(const op::NotifyOwner& o) const {
    static constexpr std::array<const char*, 5> kTypes{"PLAIN_OWNER", "F_OWNER_TID", "F_OWNER_PID", "F_OWNER_PGRP",
                                                       "99"};
    return {std::string("notify_owner(") + (o.event == AsyncEvent::kUrgent ? "MSG_OOB" : "0") + ", " +
                kTypes[static_cast<std::size_t>(o.call)] + ", " + c_pid(o.owner) + ", " + c_signal(o.sig) + ")",
            CResult::kNumber};
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
      case BlockingCall::kNanosleep: return sleeping("nanosleep", "&long_time");
      case BlockingCall::kClockNanosleep: return sleeping("clock_nanosleep", "CLOCK_MONOTONIC", "0", "&long_time");
      case BlockingCall::kClockNanosleepUntil:
        return sleeping("clock_nanosleep", "CLOCK_MONOTONIC", "TIMER_ABSTIME", "&far_time");
      case BlockingCall::kFutex: return call("futex", "&never", "FUTEX_WAIT", "0", "NULL");
      case BlockingCall::kFutexTimed: return call("futex", "&never", "FUTEX_WAIT", "0", "&long_time");
      case BlockingCall::kPoll: return call("poll", "NULL", "0", "POLL_FOREVER");
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
  CCall operator()(const op::Poll& o) const {
    const char* const milliseconds = o.timeout == PollTime::kZero ? "0" : "-1";
    switch (o.call) {
      case PollCall::kPoll:
        return {"revents(s, " +
                    sys("poll", watch(o.fd), "1", o.timeout == PollTime::kZero ? "POLL_ONCE" : "POLL_FOREVER") + ")",
                CResult::kNumber};
      case PollCall::kSelect:
        return {
            "readable(s, " + sys("select", "FD_SETSIZE", fd_set_of(o.fd), "NULL", "NULL", poll_time(o.timeout)) + ")",
            CResult::kNumber};
      case PollCall::kEpollWait: break;
    }
    return {std::string("epoll_for(s, ") + c_watched(o.fd) + ", " + milliseconds + ", NULL)", CResult::kNumber};
  }
  CCall operator()(const op::PollUnder& o) const {
    const char* const milliseconds = o.timeout == PollTime::kZero ? "0" : "-1";
    const std::string mask = c_pointer(o.mask);
    switch (o.call) {
      case MaskedPollCall::kPpoll:
        return {"revents(s, " + sys("ppoll", watch(o.fd), "1", poll_time(o.timeout), mask, "8") + ")",
                CResult::kNumber};
      case MaskedPollCall::kPselect:
        return {"readable(s, " +
                    sys("pselect6", "FD_SETSIZE", fd_set_of(o.fd), "NULL", "NULL", poll_time(o.timeout),
                        "MASK_AND_SIZE(" + mask + ")") +
                    ")",
                CResult::kNumber};
      case MaskedPollCall::kEpollPwait: break;
    }
    return {std::string("epoll_for(s, ") + c_watched(o.fd) + ", " + milliseconds + ", " + mask + ")", CResult::kNumber};
  }
  CCall operator()(const op::CreateSignalfd& o) const {
    return {"create_signalfd(" + c_descriptor(o.fd) + ", " + c_set(o.mask) + ", " + c_flags(o.flags) + ")",
            CResult::kNumber};
  }
  CCall operator()(const op::Signalfd4& o) const {
    return {"place_of(" + sys("signalfd4", c_descriptor(o.fd), c_pointer(o.mask), "8", c_flags(o.flags)) + ")",
            CResult::kNumber};
  }
  CCall operator()(const op::ReadSignalfd& o) const {
    const char* const size = o.buffer == ReadBuffer::kTwo ? "256" : o.buffer == ReadBuffer::kShort ? "127" : "128";
    const char* const buffer = o.buffer == ReadBuffer::kUnwritable ? "NOWHERE" : "signals(s)";
    return {"note_signals(s, " + sys("read", c_descriptor(o.fd), buffer, size) + ")", CResult::kNumber};
  }
  CCall operator()(const op::CloseSignalfd& o) const { return call("close", c_descriptor(o.fd)); }
  CCall operator()(const op::RtSigtimedwaitUnwritable& o) const {
    return call("rt_sigtimedwait", c_pointer(o.set), "NOWHERE", "&zero_time", "8");
  }
  CCall operator()(const op::PassBadSet& o) const {
    const char* const set = o.set == BadSet::kSize ? "unused_space" : "NOWHERE";
    const char* const size = o.set == BadSet::kSize ? "16" : "8";
    switch (o.call) {
      case SetCall::kSigaction: return call("rt_sigaction", "SIGUSR1", set, "NULL", size);
      case SetCall::kSigprocmask: return call("rt_sigprocmask", "SIG_BLOCK", set, "NULL", size);
      case SetCall::kSigpending: return call("rt_sigpending", set, size);
      case SetCall::kSigtimedwait: return call("rt_sigtimedwait", set, "NULL", "&zero_time", size);
      case SetCall::kSigsuspend: return call("rt_sigsuspend", set, size);
      case SetCall::kSignalfd: return call("signalfd4", "-1", set, size, "0");
      case SetCall::kPpoll: return call("ppoll", "NULL", "0", "&zero_time", set, size);
      case SetCall::kPselect:
        return call("pselect6", "0", "NULL", "NULL", "NULL", "&zero_time",
                    std::string("((const void*[]){") + set + ", (void*)" + size + "})");
      case SetCall::kEpollPwait: break;
    }
    return call("epoll_pwait", "idle_epoll()", "unused_space", "1", "0", set, size);
  }
  CCall operator()(const op::Return&) const { return {"LEAVE_HANDLER", CResult::kNumber}; }

  CCall operator()(const op::ReturnWithMask& o) const {
    return {"leave_with(s, " + c_set(o.mask) + ")", CResult::kNumber};
  }
  CCall operator()(const op::LeaveHandler&) const { return {"JUMP_OUT", CResult::kNumber}; }
  CCall operator()(const op::Sigaltstack& o) const {
    if (o.stack == AltStack::kQuery) return call("sigaltstack", "NULL", "old_stack(s)");
    return call("sigaltstack", "altstack(s, " + c_altstack(o.stack) + ", " + c_stack_flags(o.flags) + ")",
                "old_stack(s)");
  }

  CCall operator()(const op::Fork& o) const {
    return {"fork_as(" + c_thread({o.child, ThreadIndex{1}}) + ")", CResult::kPid};
  }
  CCall operator()(const op::Vfork& o) const {
    return {"vfork_as(" + c_thread({o.child, ThreadIndex{1}}) + ", step)", CResult::kPid};
  }
  CCall operator()(const op::CloneThread& o) const {
    const char* const name = o.call == ThreadCall::kClone ? "clone_thread_as(" : "clone3_thread_as(";
    return {name + c_thread({actor.process, o.thread}) + ")", CResult::kPid};
  }
  CCall operator()(const op::Clone3& o) const {
    const std::string name = c_thread({o.child, ThreadIndex{1}});
    return {"clone3_as(" + name + ", " + c_flags(o.flags) + ", " + c_signal(o.exit_signal) + ", step)", CResult::kPid};
  }
  CCall operator()(const op::Execve& o) const {
    switch (o.file) {
      case ExecFile::kSelf: break;
      case ExecFile::kMissing: return call("execve", "\"/no/such/file\"", "no_strings", "no_strings");
      case ExecFile::kDirectory: return call("execve", "\"/\"", "no_strings", "no_strings");
      case ExecFile::kBadAddress: return call("execve", "NULL", "no_strings", "no_strings");
    }
    return {"exec_self(step)", CResult::kNumber};
  }
  CCall operator()(const op::Exit& o) const { return call("exit", c_long(o.code.value)); }
  CCall operator()(const op::ExitGroup& o) const { return call("exit_group", c_long(o.code.value)); }

  CCall operator()(const op::SetPdeathsig& o) const { return call("prctl", "PR_SET_PDEATHSIG", c_signal(o.sig)); }
  CCall operator()(const op::GetPdeathsig&) const { return {"parent_death_signal()", CResult::kSignal}; }
  CCall operator()(const op::SetChildSubreaper& o) const {
    return call("prctl", "PR_SET_CHILD_SUBREAPER", o.on == Switch::kOn ? "1" : "0");
  }
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
  CCall operator()(const op::SetCpuLimit& o) const {
    static constexpr std::array<const char*, 6> kNames{"QUERY",   "UNLIMITED",    "FAR_LIMIT",
                                                       "REACHED", "HARD_REACHED", "ABOVE_HARD"};
    return {std::string("cpu_limit(s, ") + kNames[static_cast<std::size_t>(o.limit)] + ")", CResult::kCpuLimit};
  }
  CCall operator()(const op::Setresuid& o) const {
    return call("setresuid", c_uid(o.real), c_uid(o.effective), c_uid(o.saved));
  }
  CCall operator()(const op::DropCapabilities&) const {
    return call("capset", "&capability_version", "no_capabilities");
  }
  CCall operator()(const op::Fault& o) const { return {"fault(" + c_fault(o.kind) + ")", CResult::kNumber}; }

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
  CCall operator()(const op::Freeze& o) const {
    return {"freeze(" + c_thread({o.cgroup, ThreadIndex{1}}) + ", " + (o.on == Switch::kOn ? "1" : "0") + ")",
            CResult::kNumber};
  }
};

}  // namespace

CCall c_call(const Operation& operation, ThreadId actor) { return std::visit(Emit{actor}, operation); }

}  // namespace sigconform
