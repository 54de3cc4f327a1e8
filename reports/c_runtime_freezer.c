/* Control groups that are frozen. A part of c_runtime.c. */

/* ---- control groups (version 2), where a step freezes one: each process of the layout begins in one of its own. They
 * lie below the group that this program is in, in a tree that is mounted nowhere. A process of its own session makes
 * them, and removes them when this program and all its threads are gone. ------------------------------------- */
HELPER long freeze(int name, int on) {
  const long written = sys(SYS_pwrite64, shared->freeze[(name - 1) / 8], on ? "1" : "0", 1, 0);
  return written == 1 ? 0 : written;
}
static int uses_groups(const struct step* step) {
  for (; step->text; step++)
    if (strncmp(step->text, "freeze ", 7) == 0) return 1;
  return 0;
}
static int own_group(void) {
  char path[4096] = ".", line[4096];
  FILE* groups = fopen("/proc/self/cgroup", "re");
  while (groups && fgets(line, sizeof line - 1, groups))
    if (strncmp(line, "0::", 3) == 0) strcat(path, strtok(line + 3, "\n"));
  if (groups) fclose(groups);
  const long context = sys(430 /* fsopen */, "cgroup2", 1 /* FSOPEN_CLOEXEC */);
  sys(431 /* fsconfig */, context, 6 /* FSCONFIG_CMD_CREATE */, NULL, NULL, 0);
  const long tree = sys(432 /* fsmount */, context, 1 /* FSMOUNT_CLOEXEC */, 0);
  sys(SYS_close, context);
  const int group = openat((int)tree, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  sys(SYS_close, tree);
  return group;
}
static void keep_groups(int parent, const char* name, int made, int gone) {
  char path[64], text[256] = "";
  sigset_t every;
  sigfillset(&every), sigprocmask(SIG_BLOCK, &every, NULL), setsid();
  mkdirat(parent, name, 0755);
  const int all = openat(parent, name, O_RDONLY | O_DIRECTORY);
  for (int p = 1; p <= 8; p++) snprintf(path, sizeof path, "P%d", p), mkdirat(all, path, 0755);
  if (write(made, "m", 1) == 1)
    while (read(gone, text, 1) > 0) continue;
  struct pollfd events = {openat(all, "cgroup.events", O_RDONLY), POLLPRI, 0};
  while (pread(events.fd, text, sizeof text - 1, 0) > 0 && strstr(text, "populated 1")) poll(&events, 1, -1);
  for (int p = 1; p <= 8; p++) snprintf(path, sizeof path, "P%d", p), unlinkat(all, path, AT_REMOVEDIR);
  unlinkat(parent, name, AT_REMOVEDIR);
  _exit(0);
}
static int make_groups(void) {
  char name[64], path[128], byte;
  int made[2], gone[2];
  const int parent = own_group();
  if (parent < 0 || pipe2(made, O_CLOEXEC) || pipe2(gone, O_CLOEXEC)) return 0;
  snprintf(name, sizeof name, "reproducer-%d-%ld", getpid(), now_ns(CLOCK_MONOTONIC));
  const int keeper = fork();
  if (keeper == 0) close(gone[1]), close(made[0]), keep_groups(parent, name, made[1], gone[0]);
  close(made[1]), close(gone[0]);
  if (keeper < 0 || read(made[0], &byte, 1) != 1) return 0;
  for (int p = 1; p <= 8; p++) {
    snprintf(path, sizeof path, "%s/P%d", name, p);
    shared->group[p - 1] = openat(parent, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    strcat(path, "/cgroup.freeze");
    shared->freeze[p - 1] = openat(parent, path, O_WRONLY);
    if (shared->group[p - 1] < 0 || shared->freeze[p - 1] < 0) return 0;
  }
  return 1;
}
