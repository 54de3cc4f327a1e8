/* What the lines of a scenario are written with: places for results, arguments, and what there is to wait for. A part
 * of c_runtime.c. */

/* Places for results. They are poisoned first, so that what the kernel fails to write shows. */
HELPER unsigned long* old_mask(struct scratch* s) { return memset(&s->mask, 0x5a, sizeof s->mask); }
HELPER int* wait_status(struct scratch* s) { return memset(&s->status, 0x5a, sizeof s->status); }
HELPER siginfo_t* info(struct scratch* s) { return memset(&s->info, 0x5a, sizeof s->info); }
HELPER siginfo_t* child_info(struct scratch* s) { return s->child_info = 1, info(s); }
HELPER struct action* old_action(struct scratch* s) { return memset(&s->old_action, 0x5a, sizeof s->old_action); }
HELPER struct timespec* time_left(struct scratch* s) { return memset(&s->left, 0x5a, sizeof s->left); }
HELPER struct signalfd_siginfo* signals(struct scratch* s) { return memset(s->signal, 0x5a, sizeof s->signal); }
/* What was stored in them. */
HELPER long note_time_left(struct scratch* s, long result) {
  s->has_time_left = s->left.tv_sec >= 0 && s->left.tv_sec <= 1000000 && s->left.tv_sec + s->left.tv_nsec > 0;
  return result;
}
HELPER long note_signals(struct scratch* s, long result) {
  return s->signals = result > 0 ? (int)(result / (long)sizeof *s->signal) : 0, result;
}
/* Descriptors are shared by all processes. Those of the scenario have numbers of their own; 1 is what a call returns
 * that gives FD(1) back. */
#define FD(place) (900 + (place))
#define NOWHERE ((void*)8)
HELPER long place_of(long fd) { return fd > FD(0) ? fd - FD(0) : fd; }
HELPER long create_signalfd(int fd, unsigned long mask, int flags) {
  const long made = sys(SYS_signalfd4, -1, &mask, 8, flags);
  const long kept = made < 0 ? made : sys(SYS_dup3, made, fd, O_CLOEXEC);
  if (made >= 0) sys(SYS_close, made);
  return place_of(kept);
}
/* Polls answer with the events of their one descriptor. */
HELPER struct pollfd* watch(struct scratch* s, int fd) {
  s->watched = (struct pollfd){fd, POLLIN, 0};
  return &s->watched;
}
HELPER long revents(struct scratch* s, long result) { return result == 1 ? s->watched.revents : result; }
HELPER fd_set* fd_set_of(struct scratch* s, int fd) {
  FD_ZERO(&s->readable);
  FD_SET(fd, &s->readable);
  s->watched_fd = fd;
  return &s->readable;
}
HELPER long readable(struct scratch* s, long result) {
  return result == 1 && FD_ISSET(s->watched_fd, &s->readable) ? POLLIN : result;
}
HELPER struct timespec* zero_timeout(struct scratch* s) { return memset(&s->timeout, 0, sizeof s->timeout); }
HELPER long epoll_for(struct scratch* s, int fd, int milliseconds, const unsigned long* mask) {
  struct epoll_event event = {.events = EPOLLIN};
  const long epoll = sys(SYS_epoll_create1, EPOLL_CLOEXEC);
  long result = sys(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, fd, &event);
  if (result == 0) result = sys(SYS_epoll_pwait, epoll, &event, 1, milliseconds, mask, 8);
  sys(SYS_close, epoll);
  return (void)s, result == 1 ? (long)event.events : result;
}
/* Arguments. */
HELPER siginfo_t* siginfo(struct scratch* s, int code, long value) {
  s->sent.si_code = code;
  ((int*)&s->sent)[3] = FORGED_TIMER; /* where nothing is */
  s->sent.si_pid = (pid_t)syscall(SYS_getpid);
  s->sent.si_uid = (uid_t)syscall(SYS_getuid);
  s->sent.si_ptr = (void*)value;
  return &s->sent;
}
HELPER struct rlimit* limit(struct scratch* s, rlim_t soft) {
  s->limit.rlim_cur = soft, s->limit.rlim_max = QUEUE_LIMIT;
  return &s->limit;
}
HELPER struct action* action(struct scratch* s, enum handler handler, unsigned flags, unsigned long mask);
HELPER long leave_with(struct scratch* s, unsigned long mask) {
  s->new_mask = mask, s->has_new_mask = 1;
  return LEAVE_HANDLER;
}
static long fork_as(int name);            /* the child performs the steps of that thread, outside of any handler */
static long vfork_as(int name, int step); /* likewise; returns when the child execs or exits */
static long exec_self(int step);          /* the leader performs the steps that come after */
static long clone_thread_as(int name);    /* likewise */
static long clone3_thread_as(int name);   /* likewise */
#undef CLONE_CLEAR_SIGHAND
#define CLONE_CLEAR_SIGHAND 0x100000000ul
static long clone3_as(int name, unsigned long flags, long exit_signal, int step); /* likewise */
static struct timespec zero_time UNUSED = {0, 0}, invalid_time UNUSED = {0, -1};
static struct timespec long_time UNUSED = {1000000, 0}, far_time UNUSED = {4000000000, 0};
static unsigned never UNUSED; /* a futex that nobody wakes */
static char* no_strings[] UNUSED = {NULL};
static char unused_space[64] UNUSED;
#define MASK_AND_SIZE(mask) ((const void*[]){mask, (void*)8}) /* as pselect6 takes it */
static int idle_ends[2] UNUSED;                               /* of a pipe that nobody writes to */
#define idle_pipe() (sys(SYS_pipe2, idle_ends, O_CLOEXEC) ? -1 : idle_ends[0])
#define idle_epoll() sys(SYS_epoll_create1, 0)
#define ready_event() sys(SYS_eventfd2, 1, EFD_CLOEXEC)
static struct __user_cap_header_struct capability_version = {_LINUX_CAPABILITY_VERSION_3, 0};
static struct __user_cap_data_struct no_capabilities[2] UNUSED;

/* ---- what a call left behind, as an event has it ---- */
static void describe_info(struct event* e, const siginfo_t* i, int child) {
  long value;
  memcpy(&value, (const char*)i + 24, sizeof value); /* si_value; si_status is its low half */
  e->signo = i->si_signo, e->error = i->si_errno, e->code = i->si_code;
  e->pid = name_of(i->si_pid), e->uid = user_of(i->si_uid);
  if (i->si_code == SI_TIMER && ((const int*)i)[3] != FORGED_TIMER) /* a timer's has an id and an overrun there */
    e->pid = FOREIGN + i->si_timerid, e->uid = FOREIGN + i->si_overrun;
  e->value = child ? (unsigned)i->si_status : value;
  e->address = address_of(i);
  if (e->address) e->pid = e->uid = 0; /* they lie where the address does */
  if (e->address >= FILTERED_CALL && e->signo == SIGSYS)
    e->value ^= (long)AUDIT_ARCH_X86_64 << 32 | FILTERED; /* 0: as it must be */
}

/* ---- alternate stacks ---- */
static void measure_frame(int signo, siginfo_t* i, void* context) {
  char* const low = (char*)i < (char*)context ? (char*)i : (char*)context;
#ifdef __x86_64__
  shared->frame_bytes = (size_t)((char*)((ucontext_t*)context)->uc_mcontext.gregs[REG_RSP] - low);
#else
  shared->frame_bytes = (size_t)((char*)((ucontext_t*)context)->uc_mcontext.sp - low);
#endif
  (void)signo;
}
static void prepare_stacks(void) {
  const struct sigaction measure = {.sa_sigaction = measure_frame, .sa_flags = SA_SIGINFO | (int)SA_RESETHAND};
  sigaction(SIGUSR1, &measure, NULL);
  raise(SIGUSR1);
  sys(SYS_sigaltstack, &(stack_t){.ss_flags = SS_DISABLE}, NULL);
}
#ifdef __aarch64__
enum { LEAST_STACK = 5120 }; /* the kernel's MINSIGSTKSZ; the C library has an idea of its own */
#else
enum { LEAST_STACK = 2048 };
#endif
static stack_t stack_of(int thread, int stack, int area) {
  static void* nothing;
  char* const end = shared->stack[thread] + (AREAS - area) * (long)AREA_BYTES;
  const size_t room = 2 * shared->frame_bytes - 512;
  const size_t bytes = stack == SNUG        ? (room < LEAST_STACK ? LEAST_STACK : room)
                       : stack == TOO_SMALL ? LEAST_STACK - 1
                                            : (size_t)AREA_BYTES;
  if (stack == NO_MEMORY && !nothing) nothing = mmap(NULL, AREA_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return (stack_t){.ss_sp = stack == NO_MEMORY ? nothing : end - bytes, .ss_size = bytes};
}
HELPER stack_t* altstack(struct scratch* s, enum stack stack, unsigned flags) {
  int area = 1; /* the first that no handler runs on */
  while (area < AREAS - 1 && shared->slot[me()].areas >> area & 1) area++;
  s->stack = stack_of(me(), stack, area), s->stack.ss_flags = (int)flags;
  return &s->stack;
}
HELPER stack_t* old_stack(struct scratch* s) { return memset(&s->old_stack, 0x5a, sizeof s->old_stack); }
static void begin_puppet(void);
__attribute__((noinline)) static void jump_out(struct level* level) {
  struct slot* slot = &shared->slot[me()];
  slot->depth = level->depth, slot->areas = level->areas, slot->level = level->below;
  if (slot->level) __builtin_longjmp(slot->level->jump, 1);
  begin_puppet(); /* born into the handler: there is nothing to go back to */
}
static void describe_stack(struct event* e, int thread, const stack_t* old) {
  e->stack_flags = (unsigned)old->ss_flags;
  e->area = old->ss_sp || old->ss_size ? AREAS : 0; /* AREAS: none of its own */
  for (int stack = ROOMY; e->area && stack <= NO_MEMORY; stack++)
    for (int area = 1; area < AREAS; area++) {
      const stack_t own = stack_of(thread, stack, area);
      if (own.ss_sp == old->ss_sp && own.ss_size == old->ss_size)
        e->stack = (unsigned)stack, e->area = stack == NO_MEMORY ? 0 : (unsigned)area;
    }
}
static void describe_signal(struct event* e, const struct signalfd_siginfo* i) {
  e->signo = i->ssi_signo, e->error = (int)i->ssi_ptr == i->ssi_int ? i->ssi_errno : -1, e->code = i->ssi_code;
  e->pid = name_of(i->ssi_pid), e->uid = user_of(i->ssi_uid);
  e->value = i->ssi_ptr ? (long)i->ssi_ptr : (unsigned)i->ssi_status;
}

/* A siginfo as it should not be. */
enum sent { OWN, FORGED /* from init and root */, OTHER_SIGNAL, LONG_TAIL /* more than the kernel knows */ };
HELPER siginfo_t* sent(struct scratch* s, enum sent how, int signal, int code, long value) {
  siginfo_t* i = siginfo(s, code, value);
  i->si_signo = how == OTHER_SIGNAL ? signal + 1 : signal;
  if (how == FORGED) i->si_pid = 1, i->si_uid = 0, i->si_errno = 11;
  if (how == LONG_TAIL) ((char*)i)[sizeof *i - 1] = 1;
  return i;
}
HELPER long send_by_pidfd(int pid, unsigned open_flags, int signal, const siginfo_t* i, unsigned flags) {
  const long pidfd = sys(SYS_pidfd_open, pid, open_flags);
  if (pidfd < 0) return pidfd;
  const long result = sys(SYS_pidfd_send_signal, pidfd, signal, i, flags);
  return sys(SYS_close, pidfd), result;
}
HELPER long parent_death_signal(void) {
  int signal = -1;
  const long result = sys(SYS_prctl, PR_GET_PDEATHSIG, &signal);
  return result ? result : signal;
}
/* Where nothing can be written. */
HELPER long broken_pipe(void) {
  int ends[2] = {-1, -1};
  sys(SYS_pipe2, ends, O_CLOEXEC), sys(SYS_close, ends[0]);
  return ends[1];
}
HELPER long broken_socket(void) {
  int ends[2] = {-1, -1};
  sys(SYS_socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), sys(SYS_close, ends[0]);
  return ends[1];
}
enum { FILE_LIMIT = 16 };
HELPER long limited_file(void) {
  const struct rlimit size = {FILE_LIMIT, FILE_LIMIT};
  sys(SYS_prlimit64, 0, RLIMIT_FSIZE, &size, NULL);
  return sys(SYS_memfd_create, "file", 0);
}
/* A byte comes in at a socket that has this owner, and this signal. */
enum { PLAIN_OWNER = -1, ASYNC_SOCKET = 512 };
HELPER long notify_owner(int urgent, int type, int owner, int signal) {
  const struct { int type, pid; } typed = {type, owner};
  int ends[2];
  long result = sys(SYS_socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
  if (!result) sys(SYS_dup3, ends[0], ASYNC_SOCKET, O_CLOEXEC), sys(SYS_close, ends[0]);
  if (!result) result = sys(SYS_fcntl, ASYNC_SOCKET, F_SETSIG, signal);
  if (!result && type == PLAIN_OWNER) result = sys(SYS_fcntl, ASYNC_SOCKET, F_SETOWN, owner);
  if (!result && type != PLAIN_OWNER) result = sys(SYS_fcntl, ASYNC_SOCKET, F_SETOWN_EX, &typed);
  if (!result && !urgent) result = sys(SYS_fcntl, ASYNC_SOCKET, F_SETFL, O_ASYNC);
  if (!result) result = sys(SYS_sendto, ends[1], unused_space, 1, urgent, NULL, 0) == 1 ? 0 : -EIO;
  sys(SYS_close, ASYNC_SOCKET), sys(SYS_close, ends[1]);
  return result;
}
