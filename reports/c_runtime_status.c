/* The part of c_runtime.c, which includes it, that reads /proc. It must not know what is expected of it. */
/* ---- what is seen of a thread from outside ---- */
static const char* field(const char* text, const char* name) {
  const char* found = strstr(text, name);
  return found ? found + strlen(name) + strspn(found + strlen(name), "\t ") : "";
}
static struct status status_in(const char* path, int name) {
  struct status s = {.thread = name, .state = '-'};
  char text[4096];
  const int file = openat(shared->proc, path, O_RDONLY);
  const ssize_t bytes = file >= 0 ? read(file, text, sizeof text - 1) : 0;
  if (file >= 0) close(file);
  if (bytes <= 0) return s;
  text[bytes] = 0;
  /* the directory of a number that was given up by execve may lead to who did so */
  if (shared->slot[name].tid && strtol(field(text, "\nPid:"), NULL, 10) != shared->slot[name].tid) return s;
  s.state = *field(text, "\nState:");
  s.queued = strtol(field(text, "\nSigQ:"), NULL, 10);
  s.parent = name_of(strtol(field(text, "\nPPid:"), NULL, 10));
  s.group = name_of(strtol(field(text, "\nNSpgid:"), NULL, 10));
  s.session = name_of(strtol(field(text, "\nNSsid:"), NULL, 10));
  s.pending = strtoul(field(text, "\nSigPnd:"), NULL, 16);
  s.shared = strtoul(field(text, "\nShdPnd:"), NULL, 16);
  s.blocked = strtoul(field(text, "\nSigBlk:"), NULL, 16);
  s.ignored = strtoul(field(text, "\nSigIgn:"), NULL, 16);
  s.caught = strtoul(field(text, "\nSigCgt:"), NULL, 16);
  return s;
}
static struct status read_status(int name) {
  char path[64] = "none";
  if (shared->slot[name].tid) snprintf(path, sizeof path, "%d/status", shared->slot[name].tid);
  return status_in(path, name);
}
/* Emulators show their own signals there, or none. */
static int proc_sees_signals(void) {
  const unsigned long both = BIT(SIGUSR1) | BIT(SIGUSR2);
  const struct timespec now = {0, 0};
  unsigned long before;
  shared->proc = open("/proc", O_RDONLY | O_DIRECTORY);
  sys(SYS_rt_sigprocmask, SIG_SETMASK, &both, &before, 8);
  sys(SYS_tkill, sys(SYS_getpid), SIGUSR1);
  sys(SYS_kill, sys(SYS_getpid), SIGUSR2);
  const struct status s = status_in("self/status", INIT);
  while (sys(SYS_rt_sigtimedwait, &both, NULL, &now, 8) > 0) continue;
  sys(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, 8);
  close(shared->proc);
  return s.pending == BIT(SIGUSR1) && s.shared == BIT(SIGUSR2) && s.blocked == both && !s.caught;
}
