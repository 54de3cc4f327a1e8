/* How puppets come to be. A part of c_runtime.c, which includes it. It must not know what a scenario is. */

/* Each thread runs on the stack of its slot, which also tells it, in any process and handler, who it is. */
static long clone_as(int name, int flags, int (*begin)(void*)) {
  char* top = shared->stack[name] + STACK_BYTES;
  int pid = clone(begin, top, flags | CLONE_PARENT_SETTID, NULL, &shared->slot[name].tid); /* set before it runs */
  return pid < 0 ? -errno : name_of(pid);
}
static int begin_puppet(void* unused) { return take_steps(&(struct level){.nested = 0}), unused != NULL; }
/* One that may inherit its maker's alternate stack tells which it has, and gives it up: threads are known by the stack
 * that they run on. */
HELPER int begin_heir(void* unused) {
  const struct slot* slot = &shared->slot[me()];
  struct event e = {.kind = BORN, .thread = me(), .step = slot->birth_step};
  stack_t old;
  sys(SYS_sigaltstack, NULL, &old);
  describe_stack(&e, slot->heir_of, &old);
  record(e);
  sys(SYS_sigaltstack, &(stack_t){.ss_flags = SS_DISABLE}, NULL);
  return begin_puppet(unused);
}
HELPER int child(int name) { /* which knows its maker's names of timers */
  memcpy(shared->timer[(name - 1) / 8], shared->timer[(me() - 1) / 8], sizeof *shared->timer);
  return name;
}
HELPER int heir(int name, int step) {
  shared->slot[name].birth_step = step, shared->slot[name].heir_of = me();
  return child(name);
}
HELPER long fork_as(int name) {
  return clone_as(child(name), CLONE_VM | CLONE_FS | CLONE_FILES | SIGCHLD, begin_puppet);
}
HELPER long vfork_as(int name, int step) {
  return clone_as(heir(name, step), CLONE_VM | CLONE_VFORK | CLONE_FS | CLONE_FILES | SIGCHLD, begin_heir);
}
enum { THREAD_FLAGS = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM };
HELPER long clone_thread_as(int name) { return clone_as(name, THREAD_FLAGS, begin_puppet); }
static UNUSED void begin_clone(void) { begin_heir(NULL); }
static UNUSED void begin_thread(void) { begin_puppet(NULL); }
/* `group`: the directory of the control group that it begins in; 0: its maker's. */
static long clone3_to(int name, unsigned long flags, long exit_signal, int group, void (*begin)(void)) {
  char* stack = shared->stack[name];
  void (**top)(void) = (void (**)(void))(stack + STACK_BYTES) - 2; /* the child finds there where to begin */
  int pidfd = -1;
  struct {
    unsigned long flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, tids, tids_size, group;
  } a = {.flags = flags | CLONE_FS | CLONE_FILES | CLONE_PARENT_SETTID,
         .pidfd = (unsigned long)&pidfd,
         .parent_tid = (unsigned long)&shared->slot[name].tid,
         .exit_signal = (unsigned long)exit_signal,
         .stack = (unsigned long)stack,
         .stack_size = STACK_BYTES - 2 * sizeof *top,
         .group = (unsigned long)group};
  const long size UNUSED = group ? 88 : 64;
  long result = -ENOSYS;
  if (group) a.flags |= 1ul << 33; /* CLONE_INTO_CGROUP */
  top[0] = begin;
#if defined __x86_64__
  result = SYS_clone3;
  __asm__ volatile("syscall\n test %%rax, %%rax\n jnz 1f\n xor %%ebp, %%ebp\n pop %%rax\n pop %%rdi\n call *%%rax\n 1:"
                   : "+a"(result)
                   : "D"(&a), "S"(size)
                   : "rcx", "r11", "memory", "cc");
#elif defined __aarch64__
  register long x8 __asm__("x8") = SYS_clone3, x0 __asm__("x0") = (long)&a, x1 __asm__("x1") = size;
  __asm__ volatile("svc #0\n cbnz x0, 1f\n ldp x1, x0, [sp], #16\n mov x29, #0\n blr x1\n 1:"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1)
                   : "x30", "memory", "cc");
  result = x0;
#endif
  if (pidfd >= 0) sys(SYS_close, pidfd);
  return name_of(result);
}
HELPER long clone3_as(int name, unsigned long flags, long exit_signal, int step) {
  return clone3_to(heir(name, step), flags, exit_signal, 0, begin_clone);
}
HELPER long clone3_thread_as(int name) { return clone3_to(name, THREAD_FLAGS, 0, 0, begin_thread); }
static int begin_process(void* unused) { /* one of the layout's: a leader of its own group if a child of init */
  const struct process* p = &layout[(me() - 1) / 8 - 1];
  const struct rlimit queue = {QUEUE_LIMIT, QUEUE_LIMIT}, core = {1, 1}; /* 1: not even to a pipe */
  const struct action by_default = {.handler = SIG_DFL};
  for (int signo = 1; signo <= 64; signo++) sys(SYS_rt_sigaction, signo, &by_default, NULL, 8);
  if (p->parent == INIT) must(sys(SYS_setpgid, 0, 0), "setpgid");
  must(sys(SYS_prlimit64, 0, RLIMIT_SIGPENDING, &queue, NULL), "setrlimit(RLIMIT_SIGPENDING)");
  must(sys(SYS_prlimit64, 0, RLIMIT_CORE, &core, NULL), "setrlimit(RLIMIT_CORE)");
  for (int t = 1; t < p->threads; t++) must(clone_thread_as(me() + t), "clone of a thread");
  return begin_puppet(unused);
}
static void begin_in_group(void) { begin_process(NULL); }
static long make_process(int name) { /* of the layout */
  const int group = shared->group[(name - 1) / 8];
  if (group) return clone3_to(name, 0, SIGCHLD, group, begin_in_group);
  return clone_as(name, CLONE_FS | CLONE_FILES | SIGCHLD, begin_process);
}
static void become_user(const struct process* p) { /* of this thread only, as the system calls are */
  const uid_t uid = uid_of(p->user);
  const struct __user_cap_data_struct some[2] = {
      {1u << CAP_KILL | 1u << CAP_SETUID, 1u << CAP_KILL | 1u << CAP_SETUID, 0}};
  must(sys(SYS_prctl, PR_SET_KEEPCAPS, 1), "prctl(PR_SET_KEEPCAPS)");
  must(sys(SYS_setresuid, uid, uid, uid), "setresuid to a private user");
  must(sys(SYS_capset, &capability_version, p->capable ? some : no_capabilities), "capset");
  must(sys(SYS_prctl, PR_SET_KEEPCAPS, 0), "prctl(PR_SET_KEEPCAPS)");
  must(sys(SYS_prctl, PR_SET_DUMPABLE, 0), "prctl(PR_SET_DUMPABLE)");
}
static int begin_init(void* unused) {
  const struct sched_param priority = {.sched_priority = 10};
  const unsigned long nothing = 0;
  const struct action ignore = {.handler = SIG_IGN};
  shared->slot[INIT].tid = (int)syscall(SYS_getpid);
  sys(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL); /* and everything in the namespace dies with its init */
  sys(SYS_rt_sigprocmask, SIG_SETMASK, &nothing, NULL, 8);
  sys(SYS_rt_sigaction, SIGCHLD, &ignore, NULL, 8); /* orphans are reaped at once */
  must(sys(SYS_setsid), "setsid");
  must(sys(SYS_mount, "none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "mount(/, MS_PRIVATE)");
  must(sys(SYS_mount, "proc", "/proc", "proc", 0, NULL), "mount of the namespace's /proc");
  must(shared->proc = (int)sys(SYS_openat, AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY), "open of /proc");
  must(sys(SYS_sched_setscheduler, 0, SCHED_FIFO, &priority), "sched_setscheduler(SCHED_FIFO)");
  shared->ready = 1;
  futex(FUTEX_WAKE, &shared->ready, 1, NULL);
  return begin_puppet(unused);
}
