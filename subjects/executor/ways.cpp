// Trying and going the ways: see ways.h. What init does here runs without usable TLS.
#include "subjects/executor/ways.h"

#include "subjects/executor/arena.h"
#include "subjects/executor/loop.h"
#include "subjects/executor/perform.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>

namespace sigconform::executor {

namespace {

constexpr const char* kProc = "/proc";

// What an asker ends with: nothing that it ends with by accident.
constexpr int kMade = 42, kNotMade = 43;

std::uintptr_t action_of_usr1() {
  KernelAction action{};
  call(SYS_rt_sigaction, SIGUSR1, nullptr, &action, sizeof action.mask);
  return action.handler;
}

[[noreturn]] void ignore_and_leave(long) {
  KernelAction ignore{};
  ignore.handler = handler_address(Handler::kIgnore, {});
  call(SYS_rt_sigaction, SIGUSR1, &ignore, nullptr, sizeof ignore.mask);
  for (;;) call(SYS_exit_group, 0);
}

// Whether a process can be made so, with signal actions of its own: an emulator may take everything with CLONE_VM for
// a thread, and end the asker with it. Some systems end the process that asks them for flags that they do not know. So
// a child asks.
bool can_clone(unsigned long flags) {
  const pid_t asker = fork();
  if (asker == 0) {
    std::int32_t id = 0;
    const long child = clone_task(flags | SIGCHLD, stack_top(0), ignore_and_leave, 0, &id);
    int status = 0;
    const bool made = child > 0 && waitpid(static_cast<pid_t>(child), &status, __WALL) == child;
    _exit(made && status == 0 && action_of_usr1() == 0 ? kMade : kNotMade);
  }
  int status = 0;
  return asker > 0 && waitpid(asker, &status, 0) == asker && WIFEXITED(status) && WEXITSTATUS(status) == kMade;
}

bool can_detach_proc() {
  const long context = call(SYS_fsopen, "proc", FSOPEN_CLOEXEC);
  if (context == -ENOSYS) return false;
  call(SYS_close, context);
  return true;
}

int g_own_namespace = -1;  // of the supervisor

// Mounts that are made from here on are seen by us and what we make only, and end with the last of us. Where mounts
// cannot be kept apart nothing spreads them either.
void keep_mounts_apart() {
  if (unshare(CLONE_NEWNS) == 0) mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
}

}  // namespace

void find_ways() {
  Ways& ways = g_arena->ways;
  ways.shares_tables = can_clone(CLONE_VM | CLONE_FILES | CLONE_FS);
  ways.clones_namespace = can_clone(CLONE_NEWPID);
  ways.detached_proc = can_detach_proc();
  if (!ways.clones_namespace) g_own_namespace = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
  if (!ways.detached_proc) keep_mounts_apart();
}

long clone_into_namespace(unsigned long flags, void* stack_top, TaskEntry entry) {
  std::int32_t outer_id = 0;  // not the scenario's number, which is 1
  if (g_arena->ways.clones_namespace) return clone_task(flags | CLONE_NEWPID, stack_top, entry, 0, &outer_id);
  if (unshare(CLONE_NEWPID) != 0) return -errno;
  const long init = clone_task(flags, stack_top, entry, 0, &outer_id);
  // Else no second namespace could be made.
  if (setns(g_own_namespace, CLONE_NEWPID) != 0) return -errno;
  return init;
}

const char* make_proc(long& error) {
  if (!g_arena->ways.detached_proc) {
    error = call(SYS_mount, "proc", kProc, "proc", 0, nullptr);
    return error < 0 ? "mount(proc)" : nullptr;
  }
  const long context = error = call(SYS_fsopen, "proc", FSOPEN_CLOEXEC);
  if (error < 0) return "fsopen(proc)";
  error = call(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0);
  if (error < 0) return "fsconfig(proc)";
  // The supervisor shares our table of files, and gets it so.
  const long mount = error = call(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
  if (error < 0) return "fsmount(proc)";
  call(SYS_close, context);
  g_arena->proc_fd = static_cast<std::int32_t>(mount);
  return nullptr;
}

long receive_proc() {
  if (g_arena->ways.detached_proc) return 0;
  g_arena->proc_fd = open(kProc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (g_arena->proc_fd < 0) return -errno;
  return umount2(kProc, MNT_DETACH) == 0 ? 0 : -errno;
}

}  // namespace sigconform::executor
