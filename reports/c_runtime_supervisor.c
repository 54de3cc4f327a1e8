/* Giving the steps of a scenario. A part of c_runtime.c. */

/* ---- the supervisor: gives the steps. At normal priority on the same CPU it runs only when every puppet is asleep,
 * stopped or dead, that is, when all that a step leads to has happened. ---------------------------------------- */
static int init_pid;
static void end_namespace(void) {
  if (init_pid > 0 && kill(init_pid, SIGKILL) == 0) waitpid(init_pid, NULL, 0);
}
static int could_not_run(const char* what, int error) {
  printf("could not be run here: %s%s%s\n", what, error ? ": " : "", error ? strerror(error) : "");
  printf(
      "It makes a PID and a mount namespace, runs threads as SCHED_FIFO and takes uids of its own: run it as root,\n"
      "as in `sudo ./a.out`, outside of containers that forbid these.\n");
  end_namespace();
  return 2;
}
static void give(int actor, int first, int last) {
  struct slot* slot = &shared->slot[actor];
  if (slot->tid == 0 || shared->failed) return; /* never made */
  for (int i = first; i <= last; i++) slot->script[slot->given + i - first] = i;
  __atomic_fetch_add(&slot->given, last - first + 1, __ATOMIC_SEQ_CST);
  futex(FUTEX_WAKE, &slot->given, 1, NULL);
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
    record((struct event)STEP(last));
    give(steps[first].actor, first, last);
    for (int i = first; i <= last; i++)
      if (strcmp(steps[i].text, "elapse") == 0) well_timed = well_timed && elapse();
  }
  return well_timed;
}
