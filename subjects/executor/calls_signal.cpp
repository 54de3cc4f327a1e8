// Generation, dispositions, masks and waiting for signals, as the kernel takes them. Must not know what a scenario
// expects of them.
#include "subjects/executor/arena.h"
#include "subjects/executor/calls.h"

#include <signal.h>
#include <sys/epoll.h>
#include <cerrno>

namespace sigconform::executor {

namespace {

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

constexpr unsigned long kSaRestorer = 0x04000000;

}  // namespace

KernelSignalInfo own_info(Signo sig, SiCode code, SigValue value) {
  KernelSignalInfo info{};
  info.signo = sig.value;
  info.code = code.value;
  info.unused = code == kSiTimer ? kForged : 0;
  info.pid = static_cast<std::int32_t>(call(SYS_getpid));
  info.uid = static_cast<std::uint32_t>(call(SYS_getuid));
  info.value = value.value;
  return info;
}

long run(const op::Kill& o, ThreadId, Event&) { return call(SYS_kill, number_of(o.pid), o.sig.value); }
long run(const op::Tkill& o, ThreadId, Event&) { return call(SYS_tkill, number_of(o.tid), o.sig.value); }
long run(const op::Tgkill& o, ThreadId, Event&) {
  return call(SYS_tgkill, number_of(o.tgid), number_of(o.tid), o.sig.value);
}
long run(const op::RtSigqueueinfo& o, ThreadId, Event&) {
  const KernelSignalInfo info = own_info(o.sig, o.code, o.value);
  return call(SYS_rt_sigqueueinfo, number_of(o.pid), o.sig.value, &info);
}
long run(const op::RtTgsigqueueinfo& o, ThreadId, Event&) {
  const KernelSignalInfo info = own_info(o.sig, o.code, o.value);
  return call(SYS_rt_tgsigqueueinfo, number_of(o.tgid), number_of(o.tid), o.sig.value, &info);
}

long run(const op::RtSigaction& o, ThreadId, Event& seen) {
  KernelAction action{};
  action.handler = handler_address(o.handler, o.flags);
  action.flags = o.flags.bits;
  action.restorer = restorer_address();
  if (o.flags.has(kNoRestorer)) {
    action.flags &= ~static_cast<unsigned long>(kNoRestorer.bits);
    action.restorer = 0;
  }
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

long run(const op::RtSigtimedwaitUnwritable& o, ThreadId, Event&) {
  const timespec zero{};
  return call(SYS_rt_sigtimedwait, &o.set, nowhere(), &zero, kSetSize);
}

long run(const op::PassBadSet& o, ThreadId, Event&) {
  const SignalSet sets[2] = {};
  const KernelAction action{};
  const timespec zero{};
  epoll_event event;
  const void* const set = o.set == BadSet::kAddress ? nowhere() : &sets;
  const std::size_t size = o.set == BadSet::kAddress ? kSetSize : sizeof sets;
  const struct {
    const void* set;
    std::size_t size;
  } given{set, size};
  switch (o.call) {
    case SetCall::kSigaction:
      return call(SYS_rt_sigaction, SIGUSR1, o.set == BadSet::kAddress ? nowhere() : &action, nullptr, size);
    case SetCall::kSigprocmask: return call(SYS_rt_sigprocmask, number_of(MaskHow::kBlock), set, nullptr, size);
    case SetCall::kSigpending: return call(SYS_rt_sigpending, set, size);
    case SetCall::kSigtimedwait: return call(SYS_rt_sigtimedwait, set, nullptr, &zero, size);
    case SetCall::kSigsuspend: return call(SYS_rt_sigsuspend, set, size);
    case SetCall::kSignalfd: return call(SYS_signalfd4, -1, set, size, 0);
    case SetCall::kPpoll: return call(SYS_ppoll, nullptr, 0, &zero, set, size);
    case SetCall::kPselect: return call(SYS_pselect6, 0, nullptr, nullptr, nullptr, &zero, &given);
    case SetCall::kEpollPwait: return call(SYS_epoll_pwait, g_arena->idle_epoll, &event, 1, 0, set, size);
  }
  return -ENOSYS;
}

}  // namespace sigconform::executor
