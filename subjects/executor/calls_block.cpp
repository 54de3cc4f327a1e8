// Calls that sleep until a signal comes, as the kernel takes them. Must not know what a scenario expects of them.
#include "subjects/executor/arena.h"
#include "subjects/executor/calls.h"

#include <sys/epoll.h>
#include <time.h>

namespace sigconform::executor {

namespace {

// Nothing that these wait for ever comes: no descriptor, a pipe and an epoll instance of the supervisor that nobody
// writes to, a futex that nobody wakes, a time far away.
constexpr timespec kLongTime{1'000'000, 0};
constexpr timespec kFarTime{4'000'000'000, 0};

// A sleep, and whether it stored a time left that makes sense.
long sleep_noting(Event& seen, long number, long clock, long flags, const timespec& time) {
  timespec left;
  poison(left);
  const timespec untouched = left;
  const long result = number == SYS_nanosleep ? call(number, &time, &left) : call(number, clock, flags, &time, &left);
  if (__builtin_memcmp(&left, &untouched, sizeof left) == 0) return result;
  const bool some = left.tv_sec >= 0 && left.tv_nsec >= 0 && (left.tv_sec > 0 || left.tv_nsec > 0);
  const bool not_more = left.tv_sec < time.tv_sec || (left.tv_sec == time.tv_sec && left.tv_nsec <= time.tv_nsec);
  seen.status = some && not_more ? kTimeLeft : -kTimeLeft;
  return result;
}

}  // namespace

long run(const op::Block& o, ThreadId, Event& seen) {
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
    case BlockingCall::kNanosleep: return sleep_noting(seen, SYS_nanosleep, 0, 0, kLongTime);
    case BlockingCall::kClockNanosleep: return sleep_noting(seen, SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, kLongTime);
    case BlockingCall::kClockNanosleepUntil:
      return sleep_noting(seen, SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, kFarTime);
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

}  // namespace sigconform::executor
