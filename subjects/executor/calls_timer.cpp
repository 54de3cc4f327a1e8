// Timers, as the kernel takes them. What is to expire at once has expired when these return: the caller stays on the
// CPU until a timer of a descriptor has, which was started later, for a later time, on the same CPU; the kernel handles
// them in that order. Must not know what a scenario expects of them.
#include "subjects/executor/arena.h"
#include "subjects/executor/calls.h"

#include <poll.h>
#include <signal.h>
#include <sys/timerfd.h>
#include <time.h>
#include <limits>

namespace sigconform::executor {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
// Beyond the end of any scenario, and an interval: timers that are said to be far, or to repeat.
constexpr std::int64_t kFarSeconds = 1000;
// Half an interval beyond the last expiry that was missed, so that no other is near.
constexpr std::int64_t kPastSeconds = kMissedExpiries * kFarSeconds + kFarSeconds / 2;
constexpr std::int64_t kMicrosecond = 1000;
constexpr long kNoMicroseconds = 1'000'000;  // as many are a second: EINVAL

struct MicroTime {
  long seconds, microseconds;
};
struct MicroTimer {
  MicroTime interval, value;
};

std::int64_t now_ns(clockid_t clock) {
  timespec t{};
  call(SYS_clock_gettime, clock, &t);
  return std::int64_t{t.tv_sec} * kSecond + t.tv_nsec;
}
timespec spec_of(std::int64_t ns) { return {ns / kSecond, ns % kSecond}; }

// Stays here until all timers of this CPU and clock have expired whose time is `ns` or earlier. A handler may do the
// same meanwhile.
void spin_until(clockid_t clock, std::int64_t ns) {
  const int fd = clock == CLOCK_REALTIME ? g_arena->realtime_fd : g_arena->monotonic_fd;
  const itimerspec at{{0, 0}, spec_of(ns)};
  call(SYS_timerfd_settime, fd, TFD_TIMER_ABSTIME, &at, nullptr);
  pollfd expired{fd, POLLIN, 0};
  long ready = 0;
  while (ready != 1) {
    timespec at_once{};
    ready = call(SYS_ppoll, &expired, 1, &at_once, nullptr);
  }
}

// The account of a timer that is armed for `soon`, for the supervisor.
class Soon {
 public:
  Soon() : place_(__atomic_fetch_add(&g_arena->soon_armed, 1U, __ATOMIC_SEQ_CST)) {
    delay_ns_ = g_arena->soon_ns + (place_ - load(g_arena->soon_passed)) * g_arena->soon_spacing_ns;
    const std::int64_t before = now_ns(CLOCK_MONOTONIC);
    g_arena->deadlines[place_] = {before + delay_ns_, before + delay_ns_};
  }
  [[nodiscard]] std::int64_t delay_ns() const { return delay_ns_; }
  void armed(bool succeeded) const {
    Deadline& deadline = g_arena->deadlines[place_];
    deadline.latest = now_ns(CLOCK_MONOTONIC) + delay_ns_;
    if (!succeeded) deadline = {std::numeric_limits<std::int64_t>::max(), 0};
  }

 private:
  std::uint32_t place_;
  std::int64_t delay_ns_{};
};

std::int32_t left_of(long seconds, long rest, bool repeats) {
  const std::int32_t left = seconds >= kLongTimeSeconds ? kLeftLong : seconds != 0 || rest != 0 ? kLeftShort : 0;
  return left + (repeats ? kLeftRepeats : 0);
}
std::int32_t left_of(const itimerspec& t) {
  return left_of(t.it_value.tv_sec, t.it_value.tv_nsec, t.it_interval.tv_sec != 0 || t.it_interval.tv_nsec != 0);
}
std::int32_t left_of(const MicroTimer& t) {
  return left_of(t.value.seconds, t.value.microseconds, t.interval.seconds != 0 || t.interval.microseconds != 0);
}

int number_of(Itimer which) {
  switch (which) {
    case Itimer::kReal: return 0;
    case Itimer::kVirtual: return 1;
    case Itimer::kProf: return 2;
    case Itimer::kInvalid: break;
  }
  return 99;
}

// Uses the CPU until the timer, set for a microsecond of it, has expired: then it has nothing left, or all of its
// interval.
void burn(Itimer which) {
  constexpr int kTurns = 20'000;
  MicroTimer left{};
  do {
    for (int i = 0; i < kTurns; i++) asm volatile("" ::: "memory");
    call(SYS_getitimer, number_of(which), &left);
  } while ((left_of(left) & ~kLeftRepeats) == kLeftShort);
}

std::int32_t& id_of(ThreadId self, TimerName name) {
  return g_arena->timer_ids[self.process.index][static_cast<std::size_t>(name)];
}

int number_of(TimerNotify notify) {
  switch (notify) {
    case TimerNotify::kSignal: return SIGEV_SIGNAL;
    case TimerNotify::kThread: return SIGEV_THREAD_ID;
    case TimerNotify::kNone: return SIGEV_NONE;
    case TimerNotify::kNull:
    case TimerNotify::kInvalid: break;
  }
  return 99;
}

// struct sigevent as the kernel lays it out.
struct KernelEvent {
  std::int64_t value;
  std::int32_t signo, notify, thread;
  std::byte rest[44];
};
static_assert(sizeof(KernelEvent) == 64);

}  // namespace

long run(const op::Setitimer& o, ThreadId, Event& seen) {
  const bool real = o.which == Itimer::kReal;
  MicroTimer timer{};
  if (o.repeat == TimerRepeat::kRepeat) timer.interval.seconds = kFarSeconds;
  MicroTimer old;
  poison(old);
  long result = 0;
  const auto set = [&] { result = call(SYS_setitimer, number_of(o.which), &timer, &old); };
  switch (o.time) {
    case TimerTime::kDisarm: set(); break;
    case TimerTime::kInvalid:
      timer.value.microseconds = kNoMicroseconds;
      set();
      break;
    case TimerTime::kNow:
    case TimerTime::kPast:
      timer.value.microseconds = 1;
      set();
      if (result != 0) break;
      if (!real) {
        burn(o.which);
        break;
      }
      spin_until(CLOCK_MONOTONIC, now_ns(CLOCK_MONOTONIC) + kMicrosecond);
      // Where another kernel's timers keep no order (gVisor), one whose time is over expires when it is looked at.
      if (g_arena->scheduling_priority == 0) {
        MicroTimer left;
        call(SYS_getitimer, number_of(o.which), &left);
      }
      break;
    case TimerTime::kSoon:
      if (real) {
        const Soon soon;
        timer.value = {soon.delay_ns() / kSecond, soon.delay_ns() % kSecond / kMicrosecond};
        set();
        soon.armed(result == 0);
        break;
      }
      [[fallthrough]];
    case TimerTime::kFar:
      timer.value.seconds = kFarSeconds;
      set();
      break;
  }
  if (result == 0) seen.status = left_of(old);
  return result;
}

long run(const op::Getitimer& o, ThreadId, Event& seen) {
  MicroTimer timer;
  poison(timer);
  const long result = call(SYS_getitimer, number_of(o.which), &timer);
  if (result == 0) seen.status = left_of(timer);
  return result;
}

long run(const op::TimerCreate& o, ThreadId self, Event&) {
  KernelEvent event{};
  event.value = o.value.value;
  event.signo = o.sig.value;
  event.notify = number_of(o.notify);
  event.thread = number_of(o.tid);
  std::int32_t id;
  poison(id);
  const long result = call(SYS_timer_create, CLOCK_REALTIME, o.notify == TimerNotify::kNull ? nullptr : &event, &id);
  if (result != 0) return result;
  id_of(self, o.timer) = id;
  return id;
}

long run(const op::TimerSettime& o, ThreadId self, Event& seen) {
  itimerspec timer{};
  if (o.repeat == TimerRepeat::kRepeat) timer.it_interval.tv_sec = kFarSeconds;
  itimerspec old;
  poison(old);
  long result = 0;
  const auto set = [&](int flags) { result = call(SYS_timer_settime, id_of(self, o.timer), flags, &timer, &old); };
  switch (o.time) {
    case TimerTime::kDisarm: set(0); break;
    case TimerTime::kInvalid:
      timer.it_value.tv_nsec = -1;
      set(0);
      break;
    case TimerTime::kNow:  // relative: on CLOCK_MONOTONIC
      timer.it_value.tv_nsec = 1;
      set(0);
      if (result == 0) spin_until(CLOCK_MONOTONIC, now_ns(CLOCK_MONOTONIC) + 1);
      break;
    case TimerTime::kPast:
      timer.it_value = spec_of(now_ns(CLOCK_REALTIME) - kPastSeconds * kSecond);
      set(TIMER_ABSTIME);
      if (result == 0) spin_until(CLOCK_REALTIME, now_ns(CLOCK_REALTIME));
      break;
    case TimerTime::kSoon: {
      const Soon soon;
      timer.it_value = spec_of(soon.delay_ns());
      set(0);
      soon.armed(result == 0);
      break;
    }
    case TimerTime::kFar:
      timer.it_value.tv_sec = kFarSeconds;
      set(0);
      break;
  }
  if (result == 0) seen.status = left_of(old);
  return result;
}

long run(const op::TimerGettime& o, ThreadId self, Event& seen) {
  itimerspec timer;
  poison(timer);
  const long result = call(SYS_timer_gettime, id_of(self, o.timer), &timer);
  if (result == 0) seen.status = left_of(timer);
  return result;
}

long run(const op::TimerGetoverrun& o, ThreadId self, Event&) {
  return call(SYS_timer_getoverrun, id_of(self, o.timer));
}
long run(const op::TimerDelete& o, ThreadId self, Event&) { return call(SYS_timer_delete, id_of(self, o.timer)); }

// The supervisor's: it waits when the burst is done.
long run(const op::Elapse&, ThreadId, Event&) { return 0; }

}  // namespace sigconform::executor
