/* What a scenario and what is seen of it are written in. A part of c_runtime.c, which includes it. */

/* ---- words ----------------------------------------------------------------------------------------------------
 * P2_T1 is the first thread of process P2, P2 the process; INIT is the init of a PID namespace made for this run.
 * The numbers are places in a table; pids and uids that are seen are turned into these names before anything is
 * compared, so that what is expected can be written down. U1..U3 are uids that nothing else has. */
#define PROCESS(p) \
  P##p = 8 * p + 1, P##p##_T1 = P##p, P##p##_T2, P##p##_T3, P##p##_T4, P##p##_T5, P##p##_T6, P##p##_T7, P##p##_T8
enum { INIT = 1, PROCESS(1), PROCESS(2), PROCESS(3), PROCESS(4), PROCESS(5), PROCESS(6), PROCESS(7), PROCESS(8) };
enum { KEEP = -1, ROOT, U1, U2, U3 };
enum { FOREIGN = 1000000 /* + a pid or uid that has no name */, NOBODY = 30000 /* a pid that nothing has */ };
enum { LEAVE_HANDLER = INT_MAX /* what perform() returns to leave the innermost handler */, JUMP_OUT = INT_MAX - 1 };
enum { THREADS = 73, STACK_BYTES = 1 << 23, SCRIPT = 256, LOG_EVENTS = 8192, QUEUE_LIMIT = 1000, FILTER_DATA = 77 };
enum { FORGED_TIMER = 12345, NO_TIMER = 1000 };

enum handler { DFL, IGN, LOG /* records its entry */, PARK /* then also performs steps, until LEAVE_HANDLER */ };
enum { AREAS = 8, AREA_BYTES = STACK_BYTES / AREAS /* a thread's stacks, the highest being the ordinary one */ };
enum stack { NO_STACK, ROOMY, SNUG /* for one frame, not two */, TOO_SMALL, NO_MEMORY };
enum { LEFT_NOTHING, LEFT_SHORT, LEFT_LONG, LEFT_REPEATS = 4 }; /* what a timer has left; the last is added */
enum kind { END, STEP, RETURNED, HANDLER, BORN };
/* What a thread is not allowed, and what si_addr then points to (of the last, si_call_addr). */
enum fault { UNMAPPED = 1, READ_ONLY, BEYOND_END, DIVISION, UNDEFINED, BREAKPOINT, FILTERED_CALL, ELSEWHERE };
/* All fields are long so that there is no padding and memcmp compares. */
struct event {
  long kind, thread, step, result, status;                         /* of a return; status: wait4's, TIME_LEFT, LEFT_ */
  long parks, depth, signo, error, code, pid, uid, value, address; /* of a handler; siginfo also of some returns */
  unsigned long mask, saved;                                       /* blocked in the handler, after it; mask returned */
  unsigned long handler, flags, action_mask;                       /* the action that rt_sigaction replaced */
  unsigned long area, stack, stack_flags;                          /* it runs on, sigaltstack replaced, a child has */
};
struct status {
  long thread, state, queued, parent, group, session; /* /proc/PID/task/TID/status: State .. NSsid */
  unsigned long pending, shared, blocked, ignored, caught;
};
struct trace {
  const struct event* events;
  const struct status* statuses; /* after the last step; NULL: not compared */
};
struct process {
  int parent, user, capable, threads;
};
struct step {
  int actor;
  char returns; /* what a result >= 0 is: a 'n'umber, 'p'id, 's'ignal, 't'imer's or 'c'PU limit's */
  char joined;  /* follows the step before it without the thread sleeping in between */
  const char* text;
};
#define BIT(signal) (1ul << ((signal)-1))
#define SET(bits) (&(unsigned long){bits})
/* clang-format off */
#define STEP(i) {.kind = STEP, .step = i} /* all up to the next one happens before step i + 1 is given */
#define RETURNED(who, i, value, ...) {.kind = RETURNED, .thread = who, .step = i, .result = value, ##__VA_ARGS__}
#define HANDLER(who, signal, ...) {.kind = HANDLER, .thread = who, .signo = signal, ##__VA_ARGS__}
#define BIRTH(who, i, ...) {.kind = BORN, .thread = who, .step = i, ##__VA_ARGS__}
/* clang-format on */
#define EXITED(code) ((code) << 8)
#define KILLED(signal) (signal)
#define STOPPED(signal) ((signal) << 8 | 0x7f)
#define CONTINUED 0xffff
#define TIME_LEFT 1 /* a sleep that failed stored a time left that makes sense */
