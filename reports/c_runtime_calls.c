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
HELPER long leave_with(struct scratch* s, unsigned long mask) {
  s->new_mask = mask, s->has_new_mask = 1;
  return LEAVE_HANDLER;
}
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

/* ---- alternate stacks ---- */
static size_t frame_bytes; /* of a handler, with the vector registers of this CPU */
static void measure_frame(int signo, siginfo_t* i, void* context) {
  char* const low = (char*)i < (char*)context ? (char*)i : (char*)context;
#ifdef __x86_64__
  frame_bytes = (size_t)((char*)((ucontext_t*)context)->uc_mcontext.gregs[REG_RSP] - low);
#else
  frame_bytes = (size_t)((char*)((ucontext_t*)context)->uc_mcontext.sp - low);
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
static stack_t stack_of(int stack, int area) {
  static void* nothing;
  char* const end = shared->stack[me()] + (AREAS - area) * (long)AREA_BYTES;
  const size_t bytes = stack == SNUG        ? 2 * frame_bytes - 512
                       : stack == TOO_SMALL ? LEAST_STACK - 1
                                            : (size_t)AREA_BYTES;
  if (stack == NOWHERE && !nothing) nothing = mmap(NULL, AREA_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return (stack_t){.ss_sp = stack == NOWHERE ? nothing : end - bytes, .ss_size = bytes};
}
HELPER stack_t* altstack(struct scratch* s, enum stack stack, unsigned flags) {
  int area = 1; /* the first that no handler runs on */
  while (area < AREAS - 1 && shared->slot[me()].areas >> area & 1) area++;
  s->stack = stack_of(stack, area), s->stack.ss_flags = (int)flags;
  return &s->stack;
}
HELPER stack_t* old_stack(struct scratch* s) { return &s->old_stack; }
static void take_steps_of(struct level* level);
__attribute__((noinline)) static void take_steps(struct level* level) {
  level->below = shared->slot[me()].level;
  shared->slot[me()].level = level;
  (void)__builtin_setjmp(level->jump); /* whoever jumps out of a handler above goes on here */
  take_steps_of(shared->slot[me()].level);
  shared->slot[me()].level = shared->slot[me()].level->below;
}
static int begin_puppet(void* unused);
__attribute__((noinline)) static void jump_out(struct level* level) {
  struct slot* slot = &shared->slot[me()];
  slot->depth = level->depth, slot->areas = level->areas, slot->level = level->below;
  if (slot->level) __builtin_longjmp(slot->level->jump, 1);
  begin_puppet(NULL); /* born into the handler: there is nothing to go back to */
}
static void describe_stack(struct event* e, const stack_t* old) {
  e->stack_flags = (unsigned)old->ss_flags;
  for (int stack = ROOMY; old->ss_size && stack <= NOWHERE; stack++)
    for (int area = 1; area < AREAS; area++)
      if (stack_of(stack, area).ss_sp == old->ss_sp && stack_of(stack, area).ss_size == old->ss_size)
        e->stack = (unsigned)stack, e->area = stack == NOWHERE ? 0 : (unsigned)area;
}
