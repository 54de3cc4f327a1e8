/* How puppets come to be. A part of c_runtime.c, which includes it. It must not know what a scenario is. */

/* Each thread runs on the stack of its slot, which also tells it, in any process and handler, who it is. It goes there
 * itself, too: emulators that make a fork of this leave it on its maker's. */
#if !defined __x86_64__ && !defined __aarch64__
static int begin_with(void* begin) { return ((void (*)(void))begin)(), 0; }
#endif
static long clone_to(int name, int flags, void (*begin)(void), int* tid) { /* which is set before it runs */
  char* top = shared->stack[name] + STACK_BYTES;
  flags |= CLONE_PARENT_SETTID;
#if defined __x86_64__
  register long r10 __asm__("r10") = 0, r8 __asm__("r8") = 0;
  long result = SYS_clone;
  __asm__ volatile("syscall\n test %%rax, %%rax\n jnz 1f\n mov %%rsi, %%rsp\n xor %%ebp, %%ebp\n call *%[begin]\n 1:"
                   : "+a"(result)
                   : "D"((long)flags), "S"(top), "d"(tid), "r"(r10), "r"(r8), [begin] "r"(begin)
                   : "rcx", "r11", "memory", "cc");
#elif defined __aarch64__
  register long x8 __asm__("x8") = SYS_clone, x0 __asm__("x0") = flags, x1 __asm__("x1") = (long)top;
  register long x2 __asm__("x2") = (long)tid, x3 __asm__("x3") = 0, x4 __asm__("x4") = 0;
  __asm__ volatile("svc #0\n cbnz x0, 1f\n mov sp, x1\n mov x29, #0\n blr %[begin]\n 1:"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), [begin] "r"(begin)
                   : "x30", "memory", "cc");
  const long result = x0;
#else
  const int pid = clone(begin_with, top, flags, (void*)begin, tid);
  const long result = pid < 0 ? -errno : pid;
#endif
  return result;
}
/* Some emulators have the child set its number, when it first runs. */
static long named(int name, long result) {
  if (result > 0) shared->slot[name].tid = (int)result;
  return name_of(result);
}
static long clone_as(int name, int flags, void (*begin)(void)) {
  return named(name, clone_to(name, flags, begin, &shared->slot[name].tid));
}
static void begin_puppet(void) { take_steps(&(struct level){.nested = 0}); }
/* One that may inherit its maker's alternate stack tells which it has, and gives it up: threads are known by the stack
 * that they run on. */
HELPER void begin_heir(void) {
  const struct slot* slot = &shared->slot[me()];
  struct event e = {.kind = BORN, .thread = me(), .step = slot->birth_step};
  stack_t old;
  sys(SYS_sigaltstack, NULL, &old);
  describe_stack(&e, slot->heir_of, &old);
  record(e);
  sys(SYS_sigaltstack, &(stack_t){.ss_flags = SS_DISABLE}, NULL);
  begin_puppet();
}
HELPER int child(int name) { /* which knows its maker's names of timers */
  memcpy(shared->timer[(name - 1) / 8], shared->timer[(me() - 1) / 8], sizeof *shared->timer);
  return name;
}
HELPER int heir(int name, int step) {
  shared->slot[name].birth_step = step, shared->slot[name].heir_of = me();
  return child(name);
}
HELPER long fork_as(int name) { return clone_as(child(name), shared->tables | SIGCHLD, begin_puppet); }
HELPER long vfork_as(int name, int step) {
  struct slot* const slot = &shared->slot[me()];
  slot->vfork_child = name;
  const long result = clone_as(heir(name, step), shared->tables | CLONE_VFORK | SIGCHLD, begin_heir);
  return slot->vfork_child = 0, result;
}
enum { THREAD_FLAGS = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM };
HELPER long clone_thread_as(int name) { return clone_as(name, THREAD_FLAGS, begin_puppet); }
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
  return named(name, result);
}
HELPER long clone3_as(int name, unsigned long flags, long exit_signal, int step) {
  return clone3_to(heir(name, step), flags, exit_signal, 0, begin_heir);
}
HELPER long clone3_thread_as(int name) { return clone3_to(name, THREAD_FLAGS, 0, 0, begin_puppet); }
static void begin_process(void) { /* one of the layout's: a leader of its own group if a child of init */
  const struct process* p = &layout[(me() - 1) / 8 - 1];
  const struct action by_default = {.handler = SIG_DFL};
  for (int signo = 1; signo <= 64; signo++) sys(SYS_rt_sigaction, signo, &by_default, NULL, 8);
  if (p->parent == INIT) must(sys(SYS_setpgid, 0, 0), "setpgid");
  for (int t = 1; t < p->threads; t++) must(clone_thread_as(me() + t), "clone of a thread");
  begin_puppet();
}
static long make_process(int name) { /* of the layout */
  const int group = shared->group[(name - 1) / 8];
  if (group) return clone3_to(name, 0, SIGCHLD, group, begin_process);
  return clone_as(name, (shared->tables & ~CLONE_VM) | SIGCHLD, begin_process);
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
static const struct sched_param real_time = {.sched_priority = 10}, normal_time = {.sched_priority = 0};
static void begin_init(void) {
  const unsigned long nothing = 0;
  const struct action ignore = {.handler = SIG_IGN};
  shared->slot[INIT].tid = (int)sys(SYS_getpid);
  sys(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL); /* and everything in the namespace dies with its init */
  sys(SYS_rt_sigprocmask, SIG_SETMASK, &nothing, NULL, 8);
  sys(SYS_rt_sigaction, SIGCHLD, &ignore, NULL, 8); /* orphans are reaped at once */
  must(sys(SYS_setsid), "setsid");
  must(sys(SYS_mount, "proc", "/proc", "proc", 0, NULL), "mount of the namespace's /proc");
  if (!shared->loose) must(sys(SYS_sched_setscheduler, 0, SCHED_FIFO, &real_time), "sched_setscheduler(SCHED_FIFO)");
  shared->ready = 1;
  futex(FUTEX_WAKE, &shared->ready, 1, NULL);
  begin_puppet();
}
