/* What the lines of a scenario are written with: places for results, arguments, and what there is to wait for. A part
 * of c_runtime.c. */

/* Places for results. They are poisoned first, so that what the kernel fails to write shows. */
HELPER unsigned long* old_mask(struct scratch* s) { return memset(&s->mask, 0x5a, sizeof s->mask); }
HELPER int* wait_status(struct scratch* s) { return memset(&s->status, 0x5a, sizeof s->status); }
HELPER siginfo_t* info(struct scratch* s) { return memset(&s->info, 0x5a, sizeof s->info); }
HELPER siginfo_t* child_info(struct scratch* s) { return s->child_info = 1, info(s); }
HELPER struct action* old_action(struct scratch* s) { return memset(&s->old_action, 0x5a, sizeof s->old_action); }
/* Arguments. */
HELPER siginfo_t* siginfo(struct scratch* s, int code, long value) {
  s->sent.si_code = code;
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
static long fork_as(int name);         /* the child performs the steps of that thread, outside of any handler */
static long clone_thread_as(int name); /* likewise */
#define UNUSED __attribute__((unused))
static struct timespec zero_time UNUSED = {0, 0}, invalid_time UNUSED = {0, -1};
static struct timespec long_time UNUSED = {1000000, 0}, far_time UNUSED = {4000000000, 0};
static unsigned never UNUSED; /* a futex that nobody wakes */
static char unused_space[64] UNUSED;
#define MASK_AND_SIZE(mask) ((const void*[]){mask, (void*)8}) /* as pselect6 takes it */
static int idle_ends[2] UNUSED;                               /* of a pipe that nobody writes to */
#define idle_pipe() (sys(SYS_pipe2, idle_ends, O_CLOEXEC) ? -1 : idle_ends[0])
#define idle_epoll() sys(SYS_epoll_create1, 0)
static struct __user_cap_header_struct capability_version = {_LINUX_CAPABILITY_VERSION_3, 0};
static struct __user_cap_data_struct no_capabilities[2] UNUSED;
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
