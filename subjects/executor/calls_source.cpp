// pidfds, writes that fail, and descriptors whose owner is told, as the kernel takes them. Must not know what a
// scenario expects of them.
#include "subjects/executor/arena.h"
#include "subjects/executor/calls.h"

#include <fcntl.h>
#include <sys/socket.h>

namespace sigconform::executor {

namespace {

constexpr int kPidfdThreadFlag = O_EXCL;  // PIDFD_THREAD
constexpr int kPidfdSelfThread = -10000, kPidfdSelfThreadGroup = -10001;

// 0, or -errno; `from` is closed. A puppet may die or be parked in the middle of an operation: what it leaves open is
// replaced by its next one, or closed at the end.
long move_descriptor(long from, int to) {
  const long result = call(SYS_dup3, from, to, O_CLOEXEC);
  call(SYS_close, from);
  return result < 0 ? result : 0;
}

// The siginfo to pass, made in `buffer` where there is one.
const void* siginfo_of(SentInfo sent, Signo sig, SiCode code, SigValue value, KernelSignalInfo& buffer) {
  constexpr std::uintptr_t kNowhere = 8;
  buffer = own_info(sig, code, value);
  switch (sent) {
    case SentInfo::kOwn: break;
    case SentInfo::kNull: return nullptr;
    case SentInfo::kUnreadable: return std::bit_cast<const void*>(kNowhere);
    case SentInfo::kForged:
      buffer.pid = 1;
      buffer.uid = 0;
      buffer.error = kForgedErrno;
      break;
    case SentInfo::kOtherSignal: buffer.signo++; break;
    case SentInfo::kLongTail: buffer.rest[sizeof buffer.rest - 1] = std::byte{1}; break;
  }
  return &buffer;
}

// What is passed; `opened`: the pidfd, where there is to be one.
long given_as(const op::PidfdSendSignal& o, int opened) {
  switch (o.pidfd) {
    case PidfdKind::kSelfThread: return kPidfdSelfThread;
    case PidfdKind::kSelfThreadGroup: return kPidfdSelfThreadGroup;
    case PidfdKind::kClosed: return -1;
    case PidfdKind::kNoPidfd: return g_arena->idle_pipe;
    case PidfdKind::kProcess:
    case PidfdKind::kThread: break;
  }
  return opened;
}

long set_owner(int socket, OwnerCall how, std::int32_t owner) {
  if (how == OwnerCall::kSetOwn) return call(SYS_fcntl, socket, F_SETOWN, owner);
  int type = 99;  // of no meaning
  if (how == OwnerCall::kThread) type = F_OWNER_TID;
  if (how == OwnerCall::kProcess) type = F_OWNER_PID;
  if (how == OwnerCall::kGroup) type = F_OWNER_PGRP;
  const struct { int type, pid; } given{type, owner};
  return call(SYS_fcntl, socket, F_SETOWN_EX, &given);
}

long notify(int socket, int peer, const op::NotifyOwner& o) {
  long result = call(SYS_fcntl, socket, F_SETSIG, o.sig.value);
  if (result == 0) result = set_owner(socket, o.call, number_of(o.owner));
  if (result == 0 && o.event == AsyncEvent::kInput) result = call(SYS_fcntl, socket, F_SETFL, O_ASYNC);
  if (result != 0) return result;
  constexpr char kByte = 0;
  result = call(SYS_sendto, peer, &kByte, 1, o.event == AsyncEvent::kUrgent ? MSG_OOB : 0, nullptr, 0);
  return result == 1 ? 0 : result;
}

}  // namespace

long run(const op::QueueSiginfo& o, ThreadId, Event&) {
  KernelSignalInfo buffer;
  const void* info = siginfo_of(o.info, o.sig, o.code, o.value, buffer);
  const std::int32_t tid = number_of(o.tid);
  if (o.call == QueueCall::kRtSigqueueinfo) return call(SYS_rt_sigqueueinfo, tid, o.sig.value, info);
  const bool task = o.tid.kind == PidArg::Kind::kTask;
  const std::int32_t tgid = task ? number_of(PidArg::of(o.tid.task.process)) : tid;
  return call(SYS_rt_tgsigqueueinfo, tgid, tid, o.sig.value, info);
}

long run(const op::PidfdSendSignal& o, ThreadId self, Event&) {
  const int pidfd = pidfd_of_slot(slot_of(self));
  KernelSignalInfo buffer;
  const void* info = siginfo_of(o.info, o.sig, o.code, o.value, buffer);
  const bool opens = o.pidfd == PidfdKind::kProcess || o.pidfd == PidfdKind::kThread;
  if (opens) {
    const long opened = call(SYS_pidfd_open, number_of(o.pid), o.pidfd == PidfdKind::kThread ? kPidfdThreadFlag : 0);
    if (opened < 0) return opened;
    if (const long failed = move_descriptor(opened, pidfd); failed != 0) return failed;
  }
  const long result = call(SYS_pidfd_send_signal, given_as(o, pidfd), o.sig.value, info, o.flags.bits);
  if (opens) call(SYS_close, pidfd);
  return result;
}

long run(const op::Write& o, ThreadId, Event&) {
  constexpr char kBytes[2] = {};
  switch (o.to) {
    case WriteTo::kBrokenPipe: return call(SYS_write, g_arena->broken_pipe, &kBytes, 1);
    case WriteTo::kBrokenSocket: return call(SYS_write, g_arena->broken_socket, &kBytes, 1);
    case WriteTo::kBrokenSocketNoSignal:
      return call(SYS_sendto, g_arena->broken_socket, &kBytes, 1, MSG_NOSIGNAL, nullptr, 0);
    case WriteTo::kBeyondLimit: return call(SYS_pwrite64, g_arena->file, &kBytes, 1, kFileLimit);
    case WriteTo::kTruncateBeyondLimit: return call(SYS_ftruncate, g_arena->file, kFileLimit + 1);
    case WriteTo::kAcrossLimit: return call(SYS_pwrite64, g_arena->file, &kBytes, 2, kFileLimit - 1);
  }
  return -ENOSYS;
}

// The end whose owner is told is closed first, so that the closing of the other one tells nobody.
long run(const op::NotifyOwner& o, ThreadId self, Event&) {
  const int socket = async_of_slot(slot_of(self)), peer = async_peer_of_slot(slot_of(self));
  int ends[2];
  long result = call(SYS_socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, &ends);
  if (result == 0) result = move_descriptor(ends[0], socket);
  if (result == 0) result = move_descriptor(ends[1], peer);
  if (result == 0) result = notify(socket, peer, o);
  call(SYS_close, socket);
  call(SYS_close, peer);
  return result;
}

}  // namespace sigconform::executor
