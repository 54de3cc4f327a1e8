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
  ((int*)&s->sent)[3] = FORGED; /* where nothing is */
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
