/* The fixed part of every C reproducer: the words that its scenario is written in, and what performs the scenario
 * and compares. c_program.cpp puts its own header in the place of this comment and a generated scenario between
 * the two "scenario" marks; with the example that stands there now this file is a complete program of its own
 * (`cc c_runtime.c && sudo ./a.out`). It must not know any rule of signals: what is right comes as a table. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>
#ifndef SA_EXPOSE_TAGBITS
#define SA_EXPOSE_TAGBITS 0x800
#define SA_UNSUPPORTED 0x400
#endif
#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1u << 31)
#endif
enum { NO_RESTORER = 0x10000 /* no flag of the kernel's: an action without SA_RESTORER */ };

#include "c_runtime_words.c"

/* ---- system calls ---------------------------------------------------------------------------------------------
 * Without the C library's wrappers, which hide signals 32 and 33, change masks, and write errno where threads share
 * it. Returns -errno. */
#define UNUSED __attribute__((unused))
#ifdef __x86_64__ /* emulators have begun handlers on stacks that the ABI forbids */
#define ENTRY __attribute__((force_align_arg_pointer)) static
#else
#define ENTRY static
#endif
#define HELPER static UNUSED
#define sys(...) SYS6(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
#define SYS6(n, a, b, c, d, e, f, ...) call6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
HELPER long call6(long number, long a, long b, long c, long d, long e, long f) {
#if defined __x86_64__
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "+a"(number)
                   : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return number;
#elif defined __aarch64__
  register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;
  __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
#else
  const long result = syscall(number, a, b, c, d, e, f);
  return result == -1 ? -errno : result;
#endif
}
#ifdef SYS_pause
#define POLL_FOREVER (-1)
#define POLL_ONCE 0
#else /* machines that are younger than the calls with a mask have only these; without one they do the same */
#define SYS_pause SYS_ppoll
#define SYS_poll SYS_ppoll
#define SYS_select SYS_pselect6
#define SYS_epoll_wait SYS_epoll_pwait
#define POLL_FOREVER NULL
#define POLL_ONCE zero_timeout(s)
#endif

struct action { /* as the kernel has it */
  void* handler;
  unsigned long flags;
#ifndef __riscv
  void (*restorer)(void);
#endif
  unsigned long mask;
};
struct scratch { /* what one call may read or write */
  siginfo_t info, sent;
  struct action action, old_action;
  struct rlimit limit;
  stack_t stack, old_stack;
  unsigned long mask, new_mask;
  int status, child_info, has_new_mask, has_time_left, has_left, signals;
  struct sigevent event;
  struct timespec left, timeout;
  struct pollfd watched;
  fd_set readable;
  int watched_fd;
  struct signalfd_siginfo signal[2];
};
struct level { /* a loop that takes steps, in a handler or not */
  void* jump[5];
  struct level* below;
  ucontext_t* context;
  int nested, depth, areas;
};
struct deadline { /* when a timer expires that is armed for SOON */
  long earliest, latest;
};
struct slot { /* one thread */
  struct level* level;
  int areas; /* bit n: a handler runs on its stack n */
  int tid, depth, given, taken, script[SCRIPT];
  int vfork_child;         /* while it is in vfork: whom it waits for */
  int resting, answered;   /* it waits for steps; the last question of `asked` that it came upon */
  int birth_step, heir_of; /* of a child that tells its alternate stack: what made it, and who */
  int executed_step;       /* of a leader: the step that it became what it is by */
};
static struct shared { /* by all processes */
  struct slot slot[THREADS];
  int ready, events, proc, failed_errno, soon_armed, soon_passed, asked;
  int sees_signals;        /* /proc tells the truth about them */
  int loose;               /* there are no real-time priorities: see the supervisor */
  int tables;              /* what processes share: CLONE_VM, CLONE_FS and CLONE_FILES, or nothing */
  long limit_reached;      /* when the first limit of CPU time was */
  int timer[9][3];         /* the ids behind the names of each process */
  int group[8], freeze[8]; /* control groups, and what freezes them */
  struct deadline deadline[SCRIPT];
  const char* failed;
  uid_t first_uid;
  size_t frame_bytes; /* of a handler, with the vector registers of this CPU */
  struct event log[LOG_EVENTS];
  _Alignas(4096) char stack[THREADS][STACK_BYTES];
} * shared;

/* The old number of what has died; nobody's of what was never made. */
HELPER int pid_of(int name) { return shared->slot[name].tid ? shared->slot[name].tid : NOBODY; }
HELPER uid_t uid_of(int user) { return user > 0 ? shared->first_uid + (uid_t)user : (uid_t)user; }
HELPER long name_of(long number) {
  for (int name = INIT; name < THREADS; name++)
    if (number > 0 && shared->slot[name].tid == number) return name;
  return number > 0 ? FOREIGN + number : number;
}
HELPER long user_of(uid_t uid) {
  uid_t user = uid - shared->first_uid;
  return uid == 0 ? ROOT : user >= U1 && user <= U3 ? (long)user : FOREIGN + (long)uid;
}
HELPER long my_place(long size) { return ((char*)__builtin_frame_address(0) - shared->stack[0]) / size; }
HELPER int me(void) { return (int)my_place(STACK_BYTES); }
HELPER int my_area(void) { return (int)(AREAS - 1 - my_place(AREA_BYTES) % AREAS); }

#include "c_runtime_faults.c"

#include "c_runtime_calls.c"

#include "c_runtime_timers.c"

#include "c_runtime_freezer.c"

/* ---- the scenario: begin ---- */
static const struct process layout[] = {{INIT, U1, 0, 1}, {0}};

static const struct step steps[] = {
    {P1_T1, 'n', 0, "rt_sigaction SIGUSR1 log SA_SIGINFO {SIGUSR2}"}, {P1_T1, 'n', 0, "kill P1 SIGUSR1"}, {0}};

static long perform(int step, struct scratch* s) {
  (void)s;
  switch (step) {
    case 0: return sys(SYS_rt_sigaction, SIGUSR1, action(s, LOG, SA_SIGINFO, BIT(SIGUSR2)), old_action(s), 8);
    case 1: return sys(SYS_kill, pid_of(P1), SIGUSR1);
  }
  return -ENOSYS;
}

static const struct event events_1[] = {
    STEP(0),
    RETURNED(P1_T1, 0, 0),
    STEP(1),
    HANDLER(P1_T1, SIGUSR1, .depth = 1, .code = SI_USER, .pid = P1, .uid = U1, .mask = BIT(SIGUSR1) | BIT(SIGUSR2)),
    RETURNED(P1_T1, 1, 0),
    {.kind = END}};

static const struct status statuses_1[] = {
    {.thread = P1_T1, .state = 'S', .caught = BIT(SIGUSR1), .parent = INIT, .group = P1, .session = INIT}, {0}};

static const struct trace allowed[] = {{events_1, statuses_1}, {0}};
static const struct trace loosely_allowed[] = {{0}};
static const char because[] = "";
/* ---- the scenario: end ---- */

/* ---- puppets: the threads that perform the steps -------------------------------------------------------------- */
static void futex(int operation, int* word, int value, const struct timespec* timeout) {
  sys(SYS_futex, word, operation, value, timeout, 0, 0);
}
static void record(struct event e) {
  int place = __atomic_fetch_add(&shared->events, 1, __ATOMIC_SEQ_CST);
  if (place < LOG_EVENTS - 1) shared->log[place] = e;
}
static void must(long result, const char* what) {
  if (result >= 0) return;
  shared->failed = what;
  shared->failed_errno = (int)-result;
  shared->ready = 1;
  futex(FUTEX_WAKE, &shared->ready, 1, NULL);
  sys(SYS_exit_group, 2);
}

static void take_steps(struct level* level);
static void enter(int signo, siginfo_t* i, void* context, int parks) {
  leave_fault(context);
  struct slot* slot = &shared->slot[me()];
  struct level level = {.nested = 1, .context = i ? context : NULL, .depth = slot->depth, .areas = slot->areas};
  struct event e = {.kind = HANDLER, .thread = me(), .parks = parks, .depth = ++slot->depth, .signo = signo};
  slot->areas |= 1 << (e.area = (unsigned long)my_area());
  sys(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &e.mask, 8);
  if (i) describe_info(&e, i, 0);
  if (i) memcpy(&e.saved, &((ucontext_t*)context)->uc_sigmask, sizeof e.saved);
  record(e);
  if (parks) take_steps(&level);
  slot->depth = level.depth, slot->areas = level.areas;
}
/* Without SA_SIGINFO x86-64 passes no siginfo, but the address of the context all the same. */
ENTRY void log_plain(int signo, siginfo_t* none, void* context) { (void)none, enter(signo, NULL, context, 0); }
ENTRY void park_plain(int signo, siginfo_t* none, void* context) { (void)none, enter(signo, NULL, context, 1); }
ENTRY void log_info(int signo, siginfo_t* i, void* context) { enter(signo, i, context, 0); }
ENTRY void park_info(int signo, siginfo_t* i, void* context) { enter(signo, i, context, 1); }
#ifdef __x86_64__
__attribute__((naked)) static void restore(void) { __asm__("mov $15, %eax\n syscall"); } /* rt_sigreturn */
#endif
HELPER struct action* action(struct scratch* s, enum handler handler, unsigned flags, unsigned long mask) {
  void* functions[] = {SIG_DFL, SIG_IGN, flags & SA_SIGINFO ? (void*)log_info : (void*)log_plain,
                       flags & SA_SIGINFO ? (void*)park_info : (void*)park_plain};
  s->action.handler = functions[handler], s->action.flags = flags, s->action.mask = mask;
#ifdef __x86_64__
  if (~flags & NO_RESTORER) s->action.flags |= 0x04000000, s->action.restorer = restore; /* SA_RESTORER */
  s->action.flags &= ~(unsigned long)NO_RESTORER;
#endif
  return &s->action;
}
static void describe_action(struct event* e, const struct action* a) {
  void* const f = a->handler;
  e->handler = (unsigned long)f; /* SIG_DFL and SIG_IGN are 0 and 1 */
  if (f == (void*)log_info || f == (void*)log_plain) e->handler = LOG;
  if (f == (void*)park_info || f == (void*)park_plain) e->handler = PARK;
  e->flags = a->flags & ~0x04000000ul, e->action_mask = a->mask;
}

#include "c_runtime_births.c"

#include "c_runtime_exec.c"

/* Performs the steps given to this thread, in a handler too (nested), and sleeps when there is none. */
enum { BECOME_USER = 1000, MAKE = 2000 /* + a process of the layout */ };
static void take_steps_of(struct level* level) {
  struct slot* slot = &shared->slot[me()];
  for (;;) {
    const int given = __atomic_load_n(&slot->given, __ATOMIC_SEQ_CST);
    if (slot->taken == given) {
      slot->answered = __atomic_load_n(&shared->asked, __ATOMIC_SEQ_CST);
      slot->resting = 1;
      futex(FUTEX_WAIT, &slot->given, given, NULL);
      slot->resting = 0;
      continue;
    }
    const int step = slot->script[slot->taken++];
    if (step == BECOME_USER) {
      become_user(&layout[(me() - 1) / 8 - 1]);
    } else if (step > MAKE) {
      must(make_process(step - MAKE), "clone of a process");
    } else {
      struct scratch s = {.status = 0};
      const long result = perform(step, &s);
      struct event e = {.kind = RETURNED, .thread = me(), .step = step, .result = result};
      if (result == LEAVE_HANDLER || result == JUMP_OUT) e.result = 0;
      if (s.has_time_left) e.status = TIME_LEFT;
      if (s.signals == 2) describe_signal(&e, &s.signal[0]), record(e);
      if (s.signals > 0) {
        describe_signal(&e, &s.signal[s.signals - 1]);
      } else if (result >= 0) {
        e.status = result > 0 || s.has_left ? s.status : 0;
        e.mask = s.mask;
        describe_info(&e, &s.info, s.child_info);
        describe_action(&e, &s.old_action);
        describe_stack(&e, me(), &s.old_stack);
      }
      record(e);
      if (level->nested && result == JUMP_OUT) jump_out(level);
      if (level->nested && result == LEAVE_HANDLER) {
        if (s.has_new_mask && level->context) memcpy(&level->context->uc_sigmask, &s.new_mask, 8);
        return;
      }
    }
  }
}
__attribute__((noinline)) static void take_steps(struct level* level) {
  level->below = shared->slot[me()].level;
  shared->slot[me()].level = level;
  (void)__builtin_setjmp(level->jump); /* whoever jumps out of a handler above goes on here */
  take_steps_of(shared->slot[me()].level);
  shared->slot[me()].level = shared->slot[me()].level->below;
}

#include "c_runtime_status.c"

#include "c_runtime_supervisor.c"

#include "c_runtime_report.c"

int main(int count, char** arguments) {
  const struct timespec patience = {1, 0};
  cpu_set_t cpus;
  if (count > 1 && strcmp(arguments[1], GO_ON) == 0) return go_on();
  if (geteuid() != 0) return could_not_run("it was not started by root", 0);
  if (!map_shared(memfd_create("shared", 0))) return could_not_run("mmap", errno);
  sys(SYS_dup3, open("/proc/self/exe", O_RDONLY), PROGRAM, 0);
  for (int i = 0; i < 9 * 3; i++) shared->timer[i / 3][i % 3] = NO_TIMER;
  shared->first_uid = 500000 + (uid_t)getpid() * 4;
  sched_getaffinity(0, sizeof cpus, &cpus);
  for (int cpu = 0, found = 0; cpu < CPU_SETSIZE; cpu++) /* only the first of those that we may use */
    if (CPU_ISSET(cpu, &cpus) && found++) CPU_CLR(cpu, &cpus);
  sched_setaffinity(0, sizeof cpus, &cpus);
  prepare_stacks();
  const char* const lack = find_ways();
  if (lack) return could_not_run(lack, 0);
  if (uses_groups(steps) && !make_groups()) return could_not_run("control groups (cgroup2)", errno);
  grow_descriptor_table();
  const long error = make_init();
  if (error < 0) return could_not_run("a PID namespace", (int)-error);
  for (int tries = 0; tries < 10 && !shared->ready; tries++) futex(FUTEX_WAIT, &shared->ready, 0, &patience);
  if (!shared->ready) return could_not_run("the namespace's init did not start", 0);
  if (!shared->failed && take_proc() < 0) return could_not_run("open of the namespace's /proc", errno);
  make_processes();
  if (shared->failed) return could_not_run(shared->failed, shared->failed_errno);
  int well_timed = run_steps();
  if (shared->loose) ask_all();
  if (shared->failed) return could_not_run(shared->failed, shared->failed_errno);
  static struct status seen[THREADS];
  for (int name = INIT; name < THREADS; name++) seen[name] = read_status(name);
  if (some_thread_runs()) return could_not_run("a thread was still running at the end, so that nothing can be said", 0);
  well_timed = well_timed && in_time();
  const int limited = shared->limit_reached && now_ns(CLOCK_MONOTONIC) - shared->limit_reached > 900000000;
  end_namespace();
  if (!well_timed) return could_not_run("a timer may have expired too early, because something else ran", 0);
  if (limited) return could_not_run("it took so long that a limit of CPU time may have been reached twice", 0);
  if (shared->events >= LOG_EVENTS) return could_not_run("there were more events than fit the log", 0);
  return verdict(seen);
}
