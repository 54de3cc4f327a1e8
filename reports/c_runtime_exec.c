/* A thread that executes this program anew, and goes on. A part of c_runtime.c. */
/* ---- exec: the memory is mapped again where it was, and the steps go on on the leader's stack ------------------ */
enum { MEMORY = 100, PROGRAM = 101 /* descriptors, open over exec */ };
#define MEMORY_PLACE ((void*)0x1000000000)
#define GO_ON "--go-on"
static int map_shared(int memory) {
  const int flags = MAP_SHARED | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
  if (memory != MEMORY && (ftruncate(memory, sizeof *shared) || dup2(memory, MEMORY) < 0)) return 0;
  shared = mmap(MEMORY_PLACE, sizeof *shared, PROT_READ | PROT_WRITE, flags, MEMORY, 0);
  return shared != MAP_FAILED;
}
static void grow_descriptor_table(void) { /* as long as it is not shared: then it would sleep */
  sys(SYS_dup3, 0, ASYNC_SOCKET, 0), close(ASYNC_SOCKET);
}
HELPER long exec_self(int step) {
  struct slot* leader = &shared->slot[(me() - 1) / 8 * 8 + 1];
  char* const arguments[] = {"", GO_ON, NULL};
  leader->executed_step = step;
  if (leader != &shared->slot[me()]) leader->taken = leader->given; /* its steps are not for its successor */
  return sys(SYS_execveat, PROGRAM, "", arguments, no_strings, AT_EMPTY_PATH);
}
static void after_exec(void) {
  struct slot* slot = &shared->slot[me()];
  slot->depth = slot->areas = slot->vfork_child = 0, slot->level = NULL;
  sys(SYS_prctl, PR_SET_DUMPABLE, 0);
  record((struct event){.kind = RETURNED, .thread = me(), .step = slot->executed_step});
  begin_puppet();
}
static int go_on(void) {
  static ucontext_t context;
  int name = INIT;
  if (!map_shared(MEMORY)) return 2;
  grow_descriptor_table();
  while (shared->slot[name].tid != (int)syscall(SYS_getpid)) name++;
  getcontext(&context);
  context.uc_stack.ss_sp = shared->stack[name], context.uc_stack.ss_size = STACK_BYTES;
  makecontext(&context, after_exec, 0);
  return setcontext(&context);
}
