// Descriptors for signals, as the kernel takes them. Must not know what a scenario expects of them.
#include "subjects/executor/arena.h"
#include "subjects/executor/calls.h"

#include <fcntl.h>
#include <sys/signalfd.h>
#include <cerrno>

namespace sigconform::executor {

namespace {

static_assert(sizeof(signalfd_siginfo) == kSignalfdInfoBytes);

// The place of the descriptor where the kernel gave its number, else what it gave.
long place_of(Descriptor fd, long result) { return result == number_of(fd) ? static_cast<long>(fd) + 1 : result; }

// Of the two forms in which signalfd tells of si_value that which is there; they must agree.
SignalInfo info_of(const signalfd_siginfo& raw) {
  SignalInfo info;
  info.signo = static_cast<std::int32_t>(raw.ssi_signo);
  info.error = raw.ssi_errno;
  info.code = raw.ssi_code;
  info.pid.code = static_cast<std::int32_t>(raw.ssi_pid);
  info.uid.code = static_cast<std::int32_t>(raw.ssi_uid);
  info.value = static_cast<std::int64_t>(raw.ssi_ptr);
  if (info.value == 0) info.value = static_cast<std::uint32_t>(raw.ssi_status);
  if (static_cast<std::int32_t>(raw.ssi_ptr) != raw.ssi_int) info.error = -1;
  return info;
}

}  // namespace

// No signal can come between these calls: the caller has none that it would take, and nobody else runs.
long run(const op::CreateSignalfd& o, ThreadId, Event&) {
  const long made = call(SYS_signalfd4, -1, &o.mask, kSetSize, o.flags.bits);
  if (made < 0) return made;
  const long kept = call(SYS_dup3, made, number_of(o.fd), O_CLOEXEC);
  call(SYS_close, made);
  return place_of(o.fd, kept);
}

long run(const op::Signalfd4& o, ThreadId, Event&) {
  return place_of(o.fd, call(SYS_signalfd4, number_of(o.fd), &o.mask, kSetSize, o.flags.bits));
}

long run(const op::CloseSignalfd& o, ThreadId, Event&) { return call(SYS_close, number_of(o.fd)); }

// The first of two signals is noted here, as a return of its own.
long run(const op::ReadSignalfd& o, ThreadId, Event& seen) {
  signalfd_siginfo infos[2];
  poison(infos);
  const std::size_t size = o.buffer == ReadBuffer::kTwo     ? sizeof infos
                           : o.buffer == ReadBuffer::kShort ? sizeof *infos - 1
                                                            : sizeof *infos;
  void* const buffer = o.buffer == ReadBuffer::kUnwritable ? nowhere() : infos;
  const long result = call(SYS_read, number_of(o.fd), buffer, size);
  if (result < kSignalfdInfoBytes) return result;
  seen.result = static_cast<std::int32_t>(result);
  seen.info = info_of(infos[0]);
  if (result < static_cast<long>(sizeof infos)) return result;
  next_event() = seen;
  seen.info = info_of(infos[1]);
  return result;
}

}  // namespace sigconform::executor
