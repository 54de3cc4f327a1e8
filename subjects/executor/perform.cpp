// The operations as system calls: one `perform` each, found by overload, so that a missing one does not compile.
#include "subjects/executor/perform.h"

#include "subjects/executor/arena.h"
#include "subjects/executor/puppet.h"
#include "subjects/executor/syscalls.h"

#include <linux/capability.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <climits>

namespace sigconform::executor {

namespace {

// Written to every output buffer first, so that what the kernel leaves unwritten shows.
constexpr unsigned char kPoison = 0xa5;
template <typename T>
void poison(T& buffer) {
  __builtin_memset(static_cast<void*>(&buffer), kPoison, sizeof buffer);
}

constexpr std::size_t kSetSize = sizeof(SignalSet);

// Arguments ----------------------------------------------------------------------------------------------------

std::int32_t tid_or_nobody(ThreadId thread) {
  const std::int32_t tid = load(g_arena->slots[slot_of(thread)].tid);
  return tid != 0 ? tid : kNobodyPid;
}

std::int32_t number_of(PidArg pid) {
  switch (pid.kind) {
    case PidArg::Kind::kTask: return tid_or_nobody(pid.task);
    case PidArg::Kind::kGroup: return -tid_or_nobody({pid.task.process, ThreadIndex{1}});
    case PidArg::Kind::kZero: return 0;
    case PidArg::Kind::kMinusOne: return -1;
    case PidArg::Kind::kNobody: return kNobodyPid;
    case PidArg::Kind::kMinusNobody: return -kNobodyPid;
    case PidArg::Kind::kIntMin: return INT_MIN;
  }
  return INT_MIN;
}

std::uint32_t number_of(UserArg user) {
  return user.code < 0 ? UINT32_MAX : static_cast<std::uint32_t>(g_arena->user_base + user.code);
}

int number_of(MaskHow how) {
  switch (how) {
    case MaskHow::kBlock:
    case MaskHow::kQuery: return 0;
    case MaskHow::kUnblock: return 1;
    case MaskHow::kSetMask: return 2;
    case MaskHow::kInvalid: break;
  }
  return 99;
}

int number_of(IdType type) {
  switch (type) {
    case IdType::kAll: return P_ALL;
    case IdType::kPid: return P_PID;
    case IdType::kPgid: return P_PGID;
    case IdType::kInvalid: break;
  }
  return 99;
}

KernelSignalInfo forged_info(Signo sig, SiCode code, SigValue value) {
  KernelSignalInfo info{};
  info.signo = sig.value;
  info.code = code.value;
  info.pid = static_cast<std::int32_t>(call(SYS_getpid));
  info.uid = static_cast<std::uint32_t>(call(SYS_getuid));
  info.value = value.value;
  return info;
}

constexpr unsigned long kSaRestorer = 0x04000000;

// Operations ---------------------------------------------------------------------------------------------------
// Each returns the kernel's answer and fills what else was seen.

long run(const op::Kill& o, ThreadId, Event&) { return call(SYS_kill, number_of(o.pid), o.sig.value); }
long run(const op::Tkill& o, ThreadId, Event&) { return call(SYS_tkill, number_of(o.tid), o.sig.value); }
long run(const op::Tgkill& o, ThreadId, Event&) {
  return call(SYS_tgkill, number_of(o.tgid), number_of(o.tid), o.sig.value);
}
long run(const op::RtSigqueueinfo& o, ThreadId, Event&) {
  const KernelSignalInfo info = forged_info(o.sig, o.code, o.value);
  return call(SYS_rt_sigqueueinfo, number_of(o.pid), o.sig.value, &info);
}
long run(const op::RtTgsigqueueinfo& o, ThreadId, Event&) {
  const KernelSignalInfo info = forged_info(o.sig, o.code, o.value);
  return call(SYS_rt_tgsigqueueinfo, number_of(o.tgid), number_of(o.tid), o.sig.value, &info);
}

long run(const op::RtSigaction& o, ThreadId, Event& seen) {
  KernelAction action{};
  action.handler = handler_address(o.handler, o.flags);
  action.flags = o.flags.bits;
  action.restorer = restorer_address();
  if (action.restorer != 0) action.flags |= kSaRestorer;
  action.mask = o.mask.bits;
  KernelAction old;
  poison(old);
  const KernelAction* given = o.handler == Handler::kQuery ? nullptr : &action;
  const long result = call(SYS_rt_sigaction, o.sig.value, given, &old, kSetSize);
  if (result == 0) {
    seen.action.handler = handler_at(old.handler);
    seen.action.flags.bits = static_cast<std::uint32_t>(old.flags & ~kSaRestorer);
    seen.action.mask.bits = old.mask;
  }
  return result;
}

long run(const op::RtSigprocmask& o, ThreadId, Event& seen) {
  SignalSet old;
  poison(old);
  const SignalSet* given = o.how == MaskHow::kQuery ? nullptr : &o.set;
  const long result = call(SYS_rt_sigprocmask, number_of(o.how), given, &old, kSetSize);
  if (result == 0) seen.mask = old;
  return result;
}

long run(const op::RtSigpending&, ThreadId, Event& seen) {
  SignalSet pending;
  poison(pending);
  const long result = call(SYS_rt_sigpending, &pending, kSetSize);
  if (result == 0) seen.mask = pending;
  return result;
}

long run(const op::RtSigtimedwait& o, ThreadId, Event& seen) {
  const timespec timeout{0, o.timeout == WaitTime::kInvalid ? -1 : 0};
  const timespec* given = o.timeout == WaitTime::kForever ? nullptr : &timeout;
  KernelSignalInfo info;
  poison(info);
  const long result = call(SYS_rt_sigtimedwait, &o.set, &info, given, kSetSize);
  if (result > 0) seen.info = info_of(info);
  return result;
}

// Nothing that these wait for ever comes: no descriptor, a pipe and an epoll instance of the supervisor that nobody
// writes to, a futex that nobody wakes, a time far away.
constexpr timespec kLongTime{1'000'000, 0};
constexpr timespec kFarTime{4'000'000'000, 0};

long run(const op::Block& o, ThreadId, Event&) {
  switch (o.call) {
#if defined(__x86_64__)
    case BlockingCall::kPause: return call(SYS_pause);
    case BlockingCall::kPoll: return call(SYS_poll, nullptr, 0, -1);
    case BlockingCall::kSelect: return call(SYS_select, 0, nullptr, nullptr, nullptr, nullptr);
#else  // the newer calls without a mask do the same
    case BlockingCall::kPause:
    case BlockingCall::kPoll: return call(SYS_ppoll, nullptr, 0, nullptr, nullptr, kSetSize);
    case BlockingCall::kSelect: return call(SYS_pselect6, 0, nullptr, nullptr, nullptr, nullptr, nullptr);
#endif
    case BlockingCall::kNanosleep: return call(SYS_nanosleep, &kLongTime, nullptr);
    case BlockingCall::kClockNanosleep: return call(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &kLongTime, nullptr);
    case BlockingCall::kClockNanosleepUntil:
      return call(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &kFarTime, nullptr);
    case BlockingCall::kFutex: return call(SYS_futex, &g_arena->never, FUTEX_WAIT, 0, nullptr);
    case BlockingCall::kFutexTimed: return call(SYS_futex, &g_arena->never, FUTEX_WAIT, 0, &kLongTime);
    case BlockingCall::kEpollWait: {
      epoll_event event;
      return call(SYS_epoll_pwait, g_arena->idle_epoll, &event, 1, -1, nullptr, kSetSize);
    }
    case BlockingCall::kRead: {
      char byte;
      return call(SYS_read, g_arena->idle_pipe, &byte, 1);
    }
  }
  return -ENOSYS;
}

long run(const op::BlockUnder& o, ThreadId, Event&) {
  switch (o.call) {
    case MaskedCall::kSigsuspend: return call(SYS_rt_sigsuspend, &o.mask, kSetSize);
    case MaskedCall::kPpoll: return call(SYS_ppoll, nullptr, 0, nullptr, &o.mask, kSetSize);
    case MaskedCall::kPselect: {
      const struct {
        const SignalSet* mask;
        std::size_t size;
      } given{&o.mask, kSetSize};
      return call(SYS_pselect6, 0, nullptr, nullptr, nullptr, nullptr, &given);
    }
    case MaskedCall::kEpollPwait: {
      epoll_event event;
      return call(SYS_epoll_pwait, g_arena->idle_epoll, &event, 1, -1, &o.mask, kSetSize);
    }
  }
  return -ENOSYS;
}

long run(const op::Return&, ThreadId, Event&) { return 0; }

long run(const op::Fork& o, ThreadId, Event&) { return fork_puppet({o.child, ThreadIndex{1}}); }
long run(const op::CloneThread& o, ThreadId self, Event&) { return clone_puppet({self.process, o.thread}); }
long run(const op::Exit& o, ThreadId, Event&) { return call(SYS_exit, o.code.value); }
long run(const op::ExitGroup& o, ThreadId, Event&) { return call(SYS_exit_group, o.code.value); }

long run(const op::SetPdeathsig& o, ThreadId, Event&) { return call(SYS_prctl, PR_SET_PDEATHSIG, o.sig.value); }

long run(const op::Wait4& o, ThreadId, Event& seen) {
  std::int32_t status;
  poison(status);
  const long result = call(SYS_wait4, number_of(o.pid), &status, o.options.bits, nullptr);
  if (result > 0) seen.status = status;
  return result;
}

long run(const op::Waitid& o, ThreadId, Event& seen) {
  KernelSignalInfo info;
  poison(info);
  const long result = call(SYS_waitid, number_of(o.type), number_of(o.id), &info, o.options.bits, nullptr);
  // The kernel writes six fields here, not 128 bytes: of the value only its low half, which is si_status. Nothing to
  // report (WNOHANG) is said by two zeroes.
  if (result == 0 && (info.signo != 0 || info.pid != 0)) {
    seen.info = info_of(info);
    seen.info.value &= 0xffff'ffff;
  }
  return result;
}

long run(const op::Setpgid& o, ThreadId, Event&) { return call(SYS_setpgid, number_of(o.pid), number_of(o.pgid)); }
long run(const op::Setsid&, ThreadId, Event&) { return call(SYS_setsid); }

long run(const op::Setrlimit& o, ThreadId, Event&) {
  const struct { std::uint64_t soft, hard; } limit{o.limit.value, kDefaultQueueLimit};
  return call(SYS_prlimit64, 0, RLIMIT_SIGPENDING, &limit, nullptr);
}

long run(const op::Setresuid& o, ThreadId, Event&) {
  const long result = call(SYS_setresuid, number_of(o.real), number_of(o.effective), number_of(o.saved));
  // Changing the effective uid may have made the memory dumpable again (fs.suid_dumpable): see settle_user.
  call(SYS_prctl, PR_SET_DUMPABLE, 0);
  return result;
}

long run(const op::DropCapabilities&, ThreadId, Event&) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct nothing[_LINUX_CAPABILITY_U32S_3] = {};
  return call(SYS_capset, &header, nothing);
}

}  // namespace

bool may_sleep(const Operation& operation) {
  if (const auto* wait = std::get_if<op::RtSigtimedwait>(&operation)) return wait->timeout == WaitTime::kForever;
  if (const auto* wait = std::get_if<op::Wait4>(&operation)) return !wait->options.has(kWNoHang);
  if (const auto* wait = std::get_if<op::Waitid>(&operation)) return !wait->options.has(kWNoHang);
  return std::holds_alternative<op::Block>(operation) || std::holds_alternative<op::BlockUnder>(operation);
}

void perform(const Operation& operation, ThreadId self, Event& seen) {
  const long result = std::visit([&](const auto& o) { return run(o, self, seen); }, operation);
  seen.result = static_cast<std::int32_t>(result);
}

SignalInfo info_of(const KernelSignalInfo& raw) {
  SignalInfo info;
  info.signo = raw.signo;
  info.error = raw.error;
  info.code = raw.code;
  info.pid.code = raw.pid;
  info.uid.code = static_cast<std::int32_t>(raw.uid);
  info.value = raw.value;
  return info;
}

}  // namespace sigconform::executor
