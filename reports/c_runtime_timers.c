/* What the lines of a scenario are written with that is about timers. A part of c_runtime.c. */

/* Timers. What is to expire NOW, or did in the PAST, has expired when these return: the caller stays on the CPU until a
 * timerfd has that was started later, for a later time, on the same CPU; the kernel handles them in that order. What is
 * to expire SOON does so during the next elapse. FAR, and the second time of a timer that repeats, never comes here. */
enum when { DISARM, NOW, PAST, SOON, FAR, BAD_TIME };
enum { ONCE, REPEAT, LONG_SECONDS = 100, FAR_SECONDS = 1000, SOON_NS = 50000000, SPACING_NS = 10000000 };
HELPER long now_ns(clockid_t clock) {
  struct timespec t = {0, 0};
  sys(SYS_clock_gettime, clock, &t);
  return t.tv_sec * 1000000000 + t.tv_nsec;
}
HELPER struct timespec spec_of(long ns) { return (struct timespec){ns / 1000000000, ns % 1000000000}; }
HELPER void spin_until(clockid_t clock, long ns) {
  const struct itimerspec at = {{0, 0}, spec_of(ns)};
  const long fd = sys(SYS_timerfd_create, clock, TFD_NONBLOCK | TFD_CLOEXEC);
  long count;
  sys(SYS_timerfd_settime, fd, TFD_TIMER_ABSTIME, &at, NULL);
  while (sys(SYS_read, fd, &count, 8) == -EAGAIN) continue;
  sys(SYS_close, fd);
}
/* Takes a place among the deadlines that the supervisor waits for: how long SOON is. */
HELPER struct deadline* take_deadline(long* delay) {
  const int place = __atomic_fetch_add(&shared->soon_armed, 1, __ATOMIC_SEQ_CST);
  *delay = SOON_NS + (place - shared->soon_passed) * (long)SPACING_NS;
  shared->deadline[place].earliest = shared->deadline[place].latest = now_ns(CLOCK_MONOTONIC) + *delay;
  return &shared->deadline[place];
}
HELPER void armed(struct deadline* d, long delay, long result) {
  d->latest = now_ns(CLOCK_MONOTONIC) + delay;
  if (result != 0) d->earliest = LONG_MAX, d->latest = 0;
}
HELPER long left(struct scratch* s, long result, long seconds, long rest, long interval) {
  s->has_left = result == 0;
  s->status = seconds >= LONG_SECONDS ? LEFT_LONG : seconds | rest ? LEFT_SHORT : LEFT_NOTHING;
  if (interval) s->status += LEFT_REPEATS;
  return result;
}
HELPER int* timer_of(int name) { return &shared->timer[(me() - 1) / 8][name]; } /* of the caller's process */
HELPER struct sigevent* event(struct scratch* s, int notify, int signo, int tid, long value) {
  memset(&s->event, 0, sizeof s->event);
  s->event.sigev_notify = notify, s->event.sigev_signo = signo;
  s->event.sigev_value.sival_ptr = (void*)value;
  memcpy((char*)&s->event + 16, &tid, sizeof tid); /* sigev_notify_thread_id, as not every C library has it */
  return &s->event;
}
HELPER long make_timer(int name, struct sigevent* e) {
  int id;
  const long result = sys(SYS_timer_create, CLOCK_REALTIME, e, &id);
  return result == 0 ? *timer_of(name) = id : result;
}
HELPER long set_timer(struct scratch* s, int name, enum when when, int repeat) {
  struct itimerspec t = {{repeat ? FAR_SECONDS : 0, 0}, {0, 0}}, old;
  struct deadline* d = NULL;
  long delay = 0;
  if (when == NOW) t.it_value.tv_nsec = 1;
  if (when == PAST) t.it_value = spec_of(now_ns(CLOCK_REALTIME) - 2500000000000);
  if (when == SOON) d = take_deadline(&delay), t.it_value = spec_of(delay);
  if (when == FAR) t.it_value.tv_sec = FAR_SECONDS;
  if (when == BAD_TIME) t.it_value.tv_nsec = -1;
  memset(&old, 0x5a, sizeof old);
  const long result = sys(SYS_timer_settime, *timer_of(name), when == PAST ? TIMER_ABSTIME : 0, &t, &old);
  if (d) armed(d, delay, result);
  if (when == NOW && result == 0) spin_until(CLOCK_MONOTONIC, now_ns(CLOCK_MONOTONIC) + 1);
  if (when == PAST && result == 0) spin_until(CLOCK_REALTIME, now_ns(CLOCK_REALTIME));
  return left(s, result, old.it_value.tv_sec, old.it_value.tv_nsec, old.it_interval.tv_sec | old.it_interval.tv_nsec);
}
HELPER long get_timer(struct scratch* s, int name) {
  struct itimerspec t;
  memset(&t, 0x5a, sizeof t);
  const long result = sys(SYS_timer_gettime, *timer_of(name), &t);
  return left(s, result, t.it_value.tv_sec, t.it_value.tv_nsec, t.it_interval.tv_sec | t.it_interval.tv_nsec);
}
HELPER long get_itimer(struct scratch* s, int which) {
  struct itimerval t;
  memset(&t, 0x5a, sizeof t);
  const long result = sys(SYS_getitimer, which, &t);
  return left(s, result, t.it_value.tv_sec, t.it_value.tv_usec, t.it_interval.tv_sec | t.it_interval.tv_usec);
}
/* The timers of the CPU's use expire at ticks of the clock, and stand still while nobody runs. */
HELPER long set_itimer(struct scratch* s, int which, enum when when, int repeat) {
  struct itimerval t = {{repeat ? FAR_SECONDS : 0, 0}, {0, 0}}, old;
  struct deadline* d = NULL;
  long delay = 0;
  if (when == SOON && which != ITIMER_REAL) when = FAR;
  if (when == NOW || when == PAST) t.it_value.tv_usec = 1;
  if (when == SOON) d = take_deadline(&delay), t.it_value.tv_usec = delay / 1000 % 1000000;
  if (when == SOON) t.it_value.tv_sec = delay / 1000000000;
  if (when == FAR) t.it_value.tv_sec = FAR_SECONDS;
  if (when == BAD_TIME) t.it_value.tv_usec = 1000000;
  memset(&old, 0x5a, sizeof old);
  const long result = sys(SYS_setitimer, which, &t, &old);
  if (d) armed(d, delay, result);
  if (t.it_value.tv_usec == 1 && result == 0) {
    if (which == ITIMER_REAL) spin_until(CLOCK_MONOTONIC, now_ns(CLOCK_MONOTONIC) + 1000);
    while (which != ITIMER_REAL && get_itimer(s, which) == 0 && (s->status & 3) == LEFT_SHORT) continue;
  }
  return left(s, result, old.it_value.tv_sec, old.it_value.tv_usec, old.it_interval.tv_sec | old.it_interval.tv_usec);
}
/* The supervisor's: nothing that is armed for SOON has expired, but for what was waited for. */
HELPER int in_time(void) {
  const long now = now_ns(CLOCK_MONOTONIC);
  for (int i = shared->soon_passed; i < shared->soon_armed; i++)
    if (now >= shared->deadline[i].earliest) return 0;
  return 1;
}
/* Waits for all that is armed for SOON by now. False when it may have expired before. */
HELPER int elapse(void) {
  for (const int until = shared->soon_armed; shared->soon_passed < until; shared->soon_passed++) {
    const struct timespec end = spec_of(shared->deadline[shared->soon_passed].latest);
    if (!in_time()) return 0;
    sys(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL);
  }
  return 1;
}
/* The limit of CPU time. What is reached is so at a tick of the clock: the caller stays on the CPU until the kernel has
 * raised the soft limit, by one second, which is not used up here, or for ever where the hard one is reached. */
enum { QUERY, UNLIMITED, FAR_LIMIT, REACHED, HARD_REACHED, ABOVE_HARD };
HELPER long cpu_limit(struct scratch* s, int limit) {
  const unsigned long none = ~0ul, far = FAR_SECONDS;
  const unsigned long wanted[][2] = {{none, none}, {none, none}, {far, none}, {0, none}, {0, 0}, {far, far - 1}};
  unsigned long old[2] = {5, 5}, now[2] = {wanted[limit][0]};
  const long result = sys(SYS_prlimit64, 0, RLIMIT_CPU, limit == QUERY ? NULL : wanted[limit], old);
  s->has_left = result == 0;
  s->status = old[0] == none ? 0 : old[0] == 1 ? 1 : old[0] == far ? 2 : old[0] == 0 ? 3 : -1;
  if (now[0] == 0 && !shared->limit_reached) shared->limit_reached = now_ns(CLOCK_MONOTONIC);
  while (result == 0 && now[0] == 0) sys(SYS_prlimit64, 0, RLIMIT_CPU, NULL, now);
  return result;
}
