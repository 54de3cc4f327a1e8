// Waiting for descriptors, as the kernel takes it. Must not know what a scenario expects of it.
#include "subjects/executor/arena.h"
#include "subjects/executor/calls.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <time.h>
#include <cerrno>

namespace sigconform::executor {

namespace {

static_assert(POLLIN == kPollIn && POLLNVAL == kPollNotOpen && EPOLLIN == kPollIn);

constexpr std::int32_t kUnknown = 1 << 16;  // where one descriptor is ready and none says so

std::int32_t number_of(Watched what) {
  switch (what) {
    case Watched::kIdle: return g_arena->idle_pipe;
    case Watched::kReady: return g_arena->ready_event;
    case Watched::kFd1:
    case Watched::kFd2:
    case Watched::kFd3:
    case Watched::kFd4: break;
  }
  const int place = static_cast<int>(what) - static_cast<int>(Watched::kFd1);
  return executor::number_of(static_cast<Descriptor>(place));
}

// What poll and its kin answer: the events of the descriptor when there are any.
long events_or(long result, std::uint32_t events) {
  if (result != 1) return result;
  return events != 0 ? static_cast<long>(events) : kUnknown;
}

// `mask`: nullptr for the calls without one.
long poll_for(std::int32_t fd, PollTime timeout, const SignalSet* mask) {
  const timespec zero{};
  pollfd watched{fd, POLLIN, 0};
  const timespec* limit = timeout == PollTime::kZero ? &zero : nullptr;
#if defined(__x86_64__)
  const long result = mask == nullptr ? call(SYS_poll, &watched, 1, limit != nullptr ? 0 : -1)
                                      : call(SYS_ppoll, &watched, 1, limit, mask, kSetSize);
#else
  const long result = call(SYS_ppoll, &watched, 1, limit, mask, kSetSize);
#endif
  return events_or(result, static_cast<std::uint16_t>(watched.revents));
}

long select_for(std::int32_t fd, PollTime timeout, const SignalSet* mask) {
  fd_set readable;
  __builtin_memset(&readable, 0, sizeof readable);
  readable.fds_bits[fd / NFDBITS] = 1L << (fd % NFDBITS);
  // Both layouts of a time: two registers, zero.
  timespec zero{};
  timespec* limit = timeout == PollTime::kZero ? &zero : nullptr;
  const struct {
    const SignalSet* mask;
    std::size_t size;
  } given{mask, kSetSize};
#if defined(__x86_64__)
  const long result = mask == nullptr ? call(SYS_select, fd + 1, &readable, nullptr, nullptr, limit)
                                      : call(SYS_pselect6, fd + 1, &readable, nullptr, nullptr, limit, &given);
#else
  const long result = call(SYS_pselect6, fd + 1, &readable, nullptr, nullptr, limit, mask ? &given : nullptr);
#endif
  return events_or(result, (readable.fds_bits[fd / NFDBITS] >> (fd % NFDBITS) & 1) != 0 ? POLLIN : 0);
}

// With an epoll instance of the caller's own, which exists for this call only.
long epoll_for(std::int32_t fd, PollTime timeout, const SignalSet* mask, ThreadId self) {
  // Room in a table of descriptors that threads share is made when RCU has come round, and to wait for that is not to
  // rest.
  Slot& slot = g_arena->slots[slot_of(self)];
  const std::uint8_t may_rest = load(slot.resting);
  store(slot.resting, std::uint8_t{0});
  const std::int32_t epoll = epoll_of_slot(slot_of(self));
  const long made = call(SYS_epoll_create1, EPOLL_CLOEXEC);
  if (made < 0) return made;
  call(SYS_dup3, made, epoll, O_CLOEXEC);
  call(SYS_close, made);
  epoll_event event{};
  event.events = EPOLLIN;
  long result = call(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, fd, &event);
  event.events = 0;
  if (result == 0) {
    store(slot.resting, may_rest);
    result = call(SYS_epoll_pwait, epoll, &event, 1, timeout == PollTime::kZero ? 0 : -1, mask, kSetSize);
    store(slot.resting, std::uint8_t{0});
    result = events_or(result, event.events);
  }
  call(SYS_close, epoll);
  return result;
}

}  // namespace

long run(const op::Poll& o, ThreadId self, Event&) {
  const std::int32_t fd = number_of(o.fd);
  switch (o.call) {
    case PollCall::kPoll: return poll_for(fd, o.timeout, nullptr);
    case PollCall::kSelect: return select_for(fd, o.timeout, nullptr);
    case PollCall::kEpollWait: return epoll_for(fd, o.timeout, nullptr, self);
  }
  return -ENOSYS;
}

long run(const op::PollUnder& o, ThreadId self, Event&) {
  const std::int32_t fd = number_of(o.fd);
  switch (o.call) {
    case MaskedPollCall::kPpoll: return poll_for(fd, o.timeout, &o.mask);
    case MaskedPollCall::kPselect: return select_for(fd, o.timeout, &o.mask);
    case MaskedPollCall::kEpollPwait: return epoll_for(fd, o.timeout, &o.mask, self);
  }
  return -ENOSYS;
}

}  // namespace sigconform::executor
