/* The part of c_runtime.c, which includes it, that compares and prints. c_program.cpp puts its text, without this
 * comment, in the place of the #include. It must not know how steps are performed. */
/* ---- the report ----------------------------------------------------------------------------------------------- */
static void print_signal(long s) {
  static const char names[32][8] = {"0",      "HUP",  "INT",    "QUIT", "ILL",   "TRAP", "ABRT", "BUS",
                                    "FPE",    "KILL", "USR1",   "SEGV", "USR2",  "PIPE", "ALRM", "TERM",
                                    "STKFLT", "CHLD", "CONT",   "STOP", "TSTP",  "TTIN", "TTOU", "URG",
                                    "XCPU",   "XFSZ", "VTALRM", "PROF", "WINCH", "IO",   "PWR",  "SYS"};
  if (s >= 1 && s <= 31)
    printf("SIG%s", names[s]);
  else
    printf(s >= 32 && s <= 64 ? "SIG%ld" : "%ld", s);
}
static void print_set(const char* title, unsigned long set) {
  const char* comma = "";
  printf(" %s {", title);
  for (int s = 1; s <= 64; comma = set & BIT(s) ? ", " : comma, s++)
    if (set & BIT(s)) printf("%s", comma), print_signal(s);
  printf("}");
}
static void print_thread(long name) { printf("P%ld.T%ld", (name - 1) / 8, (name - 1) % 8 + 1); }
static void print_pid(long name) {
  if (name <= 0 || name == INIT)
    printf(name == INIT ? "init" : "%ld", name);
  else if (name >= THREADS)
    printf("pid %ld", name - FOREIGN);
  else if (name % 8 == 1)
    printf("P%ld", name / 8);
  else
    print_thread(name);
}
static void print_result(long result, char kind) {
  static const struct {
    int number;
    const char* name;
  } errors[] = {{EPERM, "EPERM"},   {ESRCH, "ESRCH"},   {ENOMEM, "ENOMEM"}, {EBADF, "EBADF"},   {EINTR, "EINTR"},
                {ECHILD, "ECHILD"}, {EAGAIN, "EAGAIN"}, {EACCES, "EACCES"}, {EFAULT, "EFAULT"}, {EINVAL, "EINVAL"},
                {ENOSYS, "ENOSYS"}, {ENOENT, "ENOENT"}, {E2BIG, "E2BIG"},   {EFBIG, "EFBIG"},   {EPIPE, "EPIPE"}};
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
    if (result == -errors[i].number) {
      printf("-%s", errors[i].name);
      return;
    }
  if (result > 0 && kind == 's')
    print_signal(result);
  else if (result > 0 && kind == 'p')
    print_pid(result);
  else
    printf("%ld", result);
}
static void print_info(const struct event* e) {
  static const char* const user[] = {"USER", "QUEUE", "TIMER", "MESGQ", "ASYNCIO", "SIGIO", "TKILL"};
  static const char* const child[] = {"", "EXITED", "KILLED", "DUMPED", "TRAPPED", "STOPPED", "CONTINUED"};
  print_signal(e->signo);
  if (e->kind == HANDLER && !(e->code | e->pid | e->uid | e->value | e->error | (long)e->saved)) return;
  if (e->signo == SIGCHLD && e->code >= CLD_EXITED && e->code <= CLD_CONTINUED)
    printf(" (CLD_%s", child[e->code]);
  else if (e->address)
    printf(" (code %ld", e->code);
  else if (e->code <= SI_USER && e->code >= SI_TKILL)
    printf(" (SI_%s", user[-e->code]);
  else
    printf(e->code == SI_KERNEL ? " (SI_KERNEL" : " (code %ld", e->code);
  if (e->code == SI_TIMER && e->pid >= FOREIGN)
    printf(" of timer %ld, overrun %ld, value %ld)", e->pid - FOREIGN, e->uid - FOREIGN, e->value);
  if (e->code == SI_TIMER && e->pid >= FOREIGN) return;
  static const char* const addresses[] = {"",          "unmapped", "read_only",     "beyond_end", "division",
                                          "undefined", "",         "filtered_call", "elsewhere"};
  if (e->address) printf(" at %s", addresses[e->address]);
  printf(" from "), print_pid(e->pid);
  printf(e->uid == ROOT ? ", root"
         : e->uid <= U3 ? ", u%ld"
                        : ", uid %ld",
         e->uid < FOREIGN ? e->uid : e->uid - FOREIGN);
  if (e->signo == SIGCHLD && e->code >= CLD_KILLED && e->code <= CLD_CONTINUED)
    printf(", "), print_signal(e->value);
  else if (e->value)
    printf(", value %ld", e->value);
  if (e->error) printf(", errno %ld", e->error);
  printf(")");
}
static void print_wait_status(int status) {
  if (status == 0) return;
  if (status == CONTINUED)
    printf(" continued");
  else if (WIFEXITED(status))
    printf(" exited %d", WEXITSTATUS(status));
  else
    printf(WIFSTOPPED(status)  ? " stopped by "
           : WCOREDUMP(status) ? " dumped by "
                               : " killed by "),
        print_signal(WIFSTOPPED(status) ? WSTOPSIG(status) : WTERMSIG(status));
}
static void print_left(long left) {
  printf((left & 3) == LEFT_NOTHING ? " left nothing"
         : (left & 3) == LEFT_SHORT ? " left a short time"
                                    : " left a long time");
  if (left & LEFT_REPEATS) printf(", repeats");
}
static void print_cpu_limit(long limit) {
  static const char* const limits[] = {"none", "one second", "far", "0 seconds"};
  printf(" old limit %s", limit >= 0 && limit < 4 ? limits[limit] : "of another kind");
}
static void print_stack(const struct event* e) {
  static const char* const stacks[] = {"none", "roomy", "snug", "too small", "unmapped"};
  printf(e->area == AREAS ? " stack elsewhere" : " stack %s %lu", stacks[e->stack], e->area);
  printf(" flags 0x%lx", e->stack_flags);
}
static void print_event(const struct event* e) {
  print_thread(e->thread);
  if (e->kind == BORN) {
    printf(" born with"), print_stack(e), printf("\n");
    return;
  }
  if (e->kind == HANDLER) {
    printf(" handler "), print_info(e);
    print_set("mask", e->mask), print_set("saved", e->saved);
    if (e->area) printf(" on altstack %lu", e->area);
    printf(" depth %ld%s\n", e->depth, e->parks ? ", parks" : "");
    return;
  }
  printf(" step %ld =", e->step);
  const int same = steps[e->step].returns == 's' && e->result == e->signo; /* said by the siginfo */
  if (!same) printf(" "), print_result(e->result, steps[e->step].returns);
  if (e->result == -EINTR && e->status == TIME_LEFT)
    printf(" time left");
  else if (steps[e->step].returns == 't' && e->result >= 0)
    print_left(e->status);
  else if (steps[e->step].returns == 'c' && e->result >= 0)
    print_cpu_limit(e->status);
  else
    print_wait_status((int)e->status);
  if (e->signo) printf(" "), print_info(e);
  if (e->mask) print_set("mask", e->mask);
  static const char* const handlers[] = {"default", "ignore", "log", "park"};
  if (e->handler | e->flags | e->action_mask) {
    printf(" old action %s flags 0x%lx", e->handler <= PARK ? handlers[e->handler] : "?", e->flags);
    print_set("mask", e->action_mask);
  }
  if (e->area | e->stack | e->stack_flags) printf(" old"), print_stack(e);
  printf("\n");
}
static void print_status(const struct status* s) {
  print_thread(s->thread);
  printf(" state %c parent ", (char)s->state), print_pid(s->parent);
  printf(" group "), print_pid(s->group), printf(" session "), print_pid(s->session);
  print_set("pending", s->pending), print_set("shared", s->shared), print_set("blocked", s->blocked);
  print_set("ignored", s->ignored), print_set("caught", s->caught);
  printf(" queued %ld\n", s->queued);
}

/* ---- the verdict ---------------------------------------------------------------------------------------------- */
static size_t equal_events(const struct event* a, const struct event* b) {
  size_t n = 0;
  while (a[n].kind != END && memcmp(&a[n], &b[n], sizeof *a) == 0) n++;
  return n;
}
/* A thread that is interrupted while it dies still has to give back what was queued for it. */
static int equal_statuses(const struct status* seen, const struct status* expected) {
  for (; shared->sees_signals && expected && expected->thread; expected++) {
    struct status s = seen[expected->thread];
    if (shared->loose && s.queued > expected->queued) s.queued = expected->queued;
    if (memcmp(&s, expected, sizeof s) != 0) return 0;
  }
  return 1;
}
static void print_rest_of_step(const char* title, const struct event* e) {
  if (e->kind == END || e->kind == STEP) printf("       %s  nothing more\n", title);
  for (; e->kind == RETURNED || e->kind == HANDLER || e->kind == BORN; e++, title = "        ")
    printf("       %s  ", title), print_event(e);
}
static void print_step(long i, const char* newline) {
  printf("%s  %2ld  ", newline, i);
  steps[i].joined ? (void)printf("     +") : print_thread(steps[i].actor);
  printf("  %s", steps[i].text);
}
/* The steps up to the one that log[end] belongs to, with what they led to before log[end]. A step's own return, when
 * it comes first and says nothing else, stands in the step's line. Where threads may run in any order the log does not
 * say when steps were given: there they are shown at once. */
static void print_steps(size_t end) {
  const struct event* const log = shared->log;
  long next = 0;
  for (; shared->loose && steps[next].text; next++) print_step(next, ""), printf("\n");
  for (size_t i = 0; i < end; i++) {
    if (log[i].kind != STEP) printf("                "), print_event(&log[i]);
    if (log[i].kind != STEP) continue;
    for (const char* newline = ""; next <= log[i].step; newline = "\n") print_step(next++, newline);
    const struct event* const e = &log[i + 1];
    const int plain =
        !(e->signo | e->status | e->handler | (long)(e->mask | e->flags | e->action_mask | e->stack_flags));
    if (i + 1 < end && e->kind == RETURNED && e->step == log[i].step && plain)
      printf(" = "), print_result(e->result, steps[e->step].returns), i++;
    printf("\n");
  }
}
static void print_statuses(const struct status* seen, const struct status* expected) {
  for (; expected->thread; expected++) {
    if (memcmp(&seen[expected->thread], expected, sizeof *seen) == 0) continue;
    printf("       observed  "), print_status(&seen[expected->thread]);
    printf("       allowed   "), print_status(expected);
  }
}
static int diverges(const struct status* seen, const struct trace* traces, size_t furthest) {
  const struct event* const log = &shared->log[furthest];
  int all_steps = 0;
  print_steps(furthest);
  for (const struct trace* t = traces; t->events; t++)
    all_steps |=
        log->kind == END && equal_events(shared->log, t->events) == furthest && t->events[furthest].kind == END;
  if (all_steps)
    printf("   at the end\n");
  else
    print_rest_of_step("observed", log);
  for (const struct trace* t = traces; t->events; t++) {
    if (equal_events(shared->log, t->events) < furthest) continue;
    const struct trace* same = traces; /* an earlier one that says the same here? */
    while (same < t && (equal_events(shared->log, same->events) < furthest ||
                        memcmp(&same->events[furthest], &t->events[furthest], sizeof *log) != 0))
      same++;
    if (all_steps && t->events[furthest].kind == END)
      print_statuses(seen, t->statuses);
    else if (!all_steps && same == t)
      print_rest_of_step("allowed ", &t->events[furthest]);
  }
  if (*because) printf("       because   %s\n", because);
  return 1;
}
static int verdict(const struct status* seen) {
  struct utsname kernel;
  const struct trace* const traces = shared->loose ? loosely_allowed : allowed;
  size_t furthest = 0;
  uname(&kernel);
  for (const struct trace* t = traces; t->events; t++) {
    const size_t equal = equal_events(shared->log, t->events);
    const int all_steps = shared->log[equal].kind == END && t->events[equal].kind == END;
    if (equal > furthest) furthest = equal;
    if (all_steps && equal_statuses(seen, t->statuses)) return printf("conforms: Linux %s\n", kernel.release), 0;
  }
  printf("diverges: Linux %s\n", kernel.release);
  return diverges(seen, traces, furthest);
}
