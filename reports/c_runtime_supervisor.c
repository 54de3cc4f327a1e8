/* Making the namespace, giving the steps of a scenario, and waiting until nothing moves. A part of c_runtime.c. */

/* ---- what this system offers ---------------------------------------------------------------------------------- */
static void leave_ignoring(void) {
  sys(SYS_rt_sigaction, SIGUSR1, &(struct action){.handler = SIG_IGN}, NULL, 8);
  sys(SYS_exit_group, 0);
}
/* Whether a process can be made so, with signal actions of its own. A child asks: some systems end whoever asks them
 * for what they do not know, or make a thread of it. */
static int can_clone(int flags) {
  const int right = 42;
  int status = 0, child = 0;
  const pid_t asker = fork();
  if (asker == 0) {
    struct action a = {.handler = SIG_IGN};
    const long made = clone_to(INIT, flags | SIGCHLD, leave_ignoring, &child);
    const int ended = made > 0 && waitpid((pid_t)made, &status, __WALL) > 0 && status == 0;
    sys(SYS_rt_sigaction, SIGUSR1, NULL, &a, 8);
    _exit(ended && a.handler == SIG_DFL ? right : 0);
  }
  return asker > 0 && waitpid(asker, &status, 0) == asker && status == EXITED(right);
}
static int shares_descriptors(const struct step* step) { /* of the scenario, between processes */
  int process = 0;
  for (; step->text; step++) {
    if (!strstr(step->text, "signalfd") && !strstr(step->text, " fd")) continue;
    if (process && process != (step->actor - 1) / 8) return 1;
    process = (step->actor - 1) / 8;
  }
  return 0;
}
static const char* find_ways(void) { /* or what is missing */
  shared->loose = sys(SYS_sched_setscheduler, 0, SCHED_FIFO, &real_time) < 0;
  sys(SYS_sched_setscheduler, 0, SCHED_OTHER, &normal_time);
  shared->tables = CLONE_VM | CLONE_FS | CLONE_FILES;
  if (!can_clone(shared->tables)) shared->tables = 0;
  shared->sees_signals = proc_sees_signals();
  if (shared->loose && !loosely_allowed->events) return "real-time priorities (SCHED_FIFO)";
  if (!shared->tables && shares_descriptors(steps)) return "descriptors that processes share (CLONE_FILES)";
  return NULL;
}

#define PATIENCE_NS 10000000000l
/* ---- the supervisor: gives the steps. At normal priority on the same CPU it runs only when every puppet is asleep,
 * stopped or dead, that is, when all that a step leads to has happened. Where there are no real-time priorities it asks
 * the system what the threads do; what it then still misses is allowed to come later (loosely_allowed), but for what
 * comes after the end. ------------------------------------------------------------------------------------------ */
static int init_pid;
static void end_namespace(void) {
  if (init_pid > 0 && kill(init_pid, SIGKILL) == 0) waitpid(init_pid, NULL, __WALL);
}
static int could_not_run(const char* what, int error) {
  printf("could not be run here: %s%s%s\n", what, error ? ": " : "", error ? strerror(error) : "");
  printf(
      "It makes a PID and a mount namespace, runs threads as SCHED_FIFO and takes uids of its own: run it as root,\n"
      "as in `sudo ./a.out`, outside of containers that forbid these.\n");
  end_namespace();
  return 2;
}
static long make_init(void) {
  const struct rlimit queue = {QUEUE_LIMIT, QUEUE_LIMIT}, core = {1, 1}; /* 1: not even to a pipe */
  sys(SYS_prlimit64, 0, RLIMIT_SIGPENDING, &queue, NULL);                /* for all that it makes */
  sys(SYS_prlimit64, 0, RLIMIT_CORE, &core, NULL);
  if (unshare(CLONE_NEWPID)) return -errno;
  if (unshare(CLONE_NEWNS) == 0) mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
  int outer_number; /* which is not that of its slot */
  return init_pid = (int)clone_to(INIT, (shared->tables & CLONE_FILES) | SIGCHLD, begin_init, &outer_number);
}
static int take_proc(void) {
  shared->proc = open("/proc", O_RDONLY | O_DIRECTORY);
  return shared->proc < 0 ? -1 : umount2("/proc", MNT_DETACH);
}
static int some_thread_runs(void) { /* or sleeps inside the kernel for a moment: D, but for a vfork */
  for (int name = INIT; name < THREADS; name++) {
    const struct slot* slot = &shared->slot[name];
    const long state = slot->tid ? read_status(name).state : '-';
    if (state == 'R' || (state == 'D' && !(slot->vfork_child && shared->slot[slot->vfork_child].tid))) return 1;
  }
  return 0;
}
static int settles(void) {
  const struct timespec look = {0, 2000000};
  const long deadline = now_ns(CLOCK_MONOTONIC) + PATIENCE_NS;
  for (int quiet = 0; quiet < (shared->loose ? 3 : 1);) {
    const int events = shared->events;
    shared->loose ? sys(SYS_nanosleep, &look, NULL) : sys(SYS_sched_yield);
    quiet = some_thread_runs() || events != shared->events ? 0 : quiet + 1;
    if (now_ns(CLOCK_MONOTONIC) > deadline) shared->failed = "threads ran and ran";
    if (shared->failed) return 0;
  }
  return 1;
}
/* Of a thread that waits for steps, and comes by again when it is asked to, every signal is delivered that had been
 * sent to it before. */
static void ask_all(void) {
  const struct timespec look = {0, 2000000};
  const long deadline = now_ns(CLOCK_MONOTONIC) + PATIENCE_NS;
  shared->asked++;
  for (int name = INIT; settles() && name < THREADS;) {
    struct slot* slot = &shared->slot[name];
    const int waits = slot->tid && slot->resting && read_status(name).state == 'S';
    if (!waits || slot->answered == shared->asked) {
      name++;
      continue;
    }
    futex(FUTEX_WAKE, &slot->given, 1, NULL);
    sys(SYS_nanosleep, &look, NULL);
    if (now_ns(CLOCK_MONOTONIC) > deadline) shared->failed = "a thread that waits for its steps does not answer";
  }
}
static void give(int actor, int first, int last) {
  struct slot* slot = &shared->slot[actor];
  if (slot->tid == 0 || shared->failed) return; /* never made */
  for (int i = first; i <= last; i++) slot->script[slot->given + i - first] = i;
  __atomic_fetch_add(&slot->given, last - first + 1, __ATOMIC_SEQ_CST);
  futex(FUTEX_WAKE, &slot->given, 1, NULL);
  settles();
}
static void make_processes(void) {
  for (int i = 0; layout[i].threads; i++) give(layout[i].parent, MAKE + 8 * (i + 1) + 1, MAKE + 8 * (i + 1) + 1);
  for (int i = 0; layout[i].threads; i++)
    for (int t = 1; t <= layout[i].threads; t++) give(8 * (i + 1) + t, BECOME_USER, BECOME_USER);
}
static int run_steps(void) {
  int well_timed = 1;
  for (int first = 0, last = 0; steps[first].text; first = ++last) {
    while (steps[last + 1].joined) last++;
    if (!shared->loose) record((struct event)STEP(last));
    give(steps[first].actor, first, last);
    for (int i = first; i <= last; i++)
      if (strcmp(steps[i].text, "elapse") == 0) well_timed = well_timed && elapse();
  }
  return well_timed;
}
