/* How puppets come to be. A part of c_runtime.c, which includes it. It must not know what a scenario is. */

/* Each thread runs on the stack of its slot, which also tells it, in any process and handler, who it is. */
static long clone_as(int name, int flags, int (*begin)(void*)) {
  char* top = shared->stack[name] + STACK_BYTES;
  int pid = clone(begin, top, flags | CLONE_PARENT_SETTID, NULL, &shared->slot[name].tid); /* set before it runs */
  return pid < 0 ? -errno : name_of(pid);
}
static int begin_puppet(void* unused) { return take_steps(&(struct level){.nested = 0}), unused != NULL; }
/* One that inherits its maker's alternate stack gives it up: threads are known by the stack that they run on. */
HELPER int begin_heir(void* unused) {
  sys(SYS_sigaltstack, &(stack_t){.ss_flags = SS_DISABLE}, NULL);
  return begin_puppet(unused);
}
HELPER long fork_as(int name) { return clone_as(name, CLONE_VM | CLONE_FILES | SIGCHLD, begin_puppet); }
HELPER long vfork_as(int name) { return clone_as(name, CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, begin_heir); }
HELPER long clone_thread_as(int name) {
  const int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
  return clone_as(name, flags, begin_puppet);
}
static UNUSED void begin_clone(void) { begin_heir(NULL); }
HELPER long clone3_as(int name, unsigned long flags, long exit_signal) {
  char* stack = shared->stack[name];
  void (**top)(void) = (void (**)(void))(stack + STACK_BYTES) - 2; /* the child finds there where to begin */
  int pidfd = -1;
  struct {
    unsigned long flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
  } a = {flags | CLONE_FILES | CLONE_PARENT_SETTID,
         (unsigned long)&pidfd,
         0,
         (unsigned long)&shared->slot[name].tid,
         (unsigned long)exit_signal,
         (unsigned long)stack,
         STACK_BYTES - 2 * sizeof *top,
         0};
  long result = -ENOSYS;
  top[0] = begin_clone;
#if defined __x86_64__
  result = SYS_clone3;
  __asm__ volatile("syscall\n test %%rax, %%rax\n jnz 1f\n xor %%ebp, %%ebp\n pop %%rax\n pop %%rdi\n call *%%rax\n 1:"
                   : "+a"(result)
                   : "D"(&a), "S"(sizeof a)
                   : "rcx", "r11", "memory", "cc");
#elif defined __aarch64__
  register long x8 __asm__("x8") = SYS_clone3, x0 __asm__("x0") = (long)&a, x1 __asm__("x1") = sizeof a;
  __asm__ volatile("svc #0\n cbnz x0, 1f\n ldp x1, x0, [sp], #16\n mov x29, #0\n blr x1\n 1:"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1)
                   : "x30", "memory", "cc");
  result = x0;
#endif
  if (pidfd >= 0) sys(SYS_close, pidfd);
  return name_of(result);
}
