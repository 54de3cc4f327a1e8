// Making and removing the control groups: see cgroups.h.
#include "subjects/executor/cgroups.h"

#include "subjects/executor/arena.h"
#include "subjects/executor/syscalls.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

namespace sigconform::executor {

namespace {

std::string failed(const std::string& what) { return what + ": " + std::strerror(errno); }

std::string name_of_group(int index) { return "P" + std::to_string(index); }

// The whole file; empty when it cannot be read.
std::string text_of(int directory, const char* file) {
  const int fd = openat(directory, file, O_RDONLY | O_CLOEXEC);
  std::string text(4096, '\0');
  const ssize_t got = fd < 0 ? -1 : read(fd, text.data(), text.size());
  if (fd >= 0) close(fd);
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return text;
}

// The root of the hierarchy, as far as this process may see it. -1: errno.
int detached_tree() {
  const auto context = static_cast<int>(syscall(SYS_fsopen, "cgroup2", FSOPEN_CLOEXEC));
  if (context < 0) return -1;
  const bool made = syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) == 0;
  const int tree = made ? static_cast<int>(syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0)) : -1;
  close(context);
  return tree;
}

// The directory of the group that this process is in. -1, and why.
int own_group(std::string& why) {
  const std::string groups = text_of(AT_FDCWD, "/proc/self/cgroup");
  constexpr std::string_view kUnified = "0::/";
  const std::size_t line = groups.starts_with(kUnified) ? 0 : groups.find("\n0::/") + 1;
  if (!groups.substr(line).starts_with(kUnified)) {
    why = "/proc/self/cgroup names no group of version 2";
    return -1;
  }
  const std::size_t begin = line + kUnified.size();
  const std::string path = "./" + groups.substr(begin, groups.find('\n', begin) - begin);
  const int tree = detached_tree();
  const int group = tree < 0 ? -1 : openat(tree, path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (group < 0) why = failed(tree < 0 ? "a mount of cgroup2" : "opening the own group");
  if (tree >= 0) close(tree);
  return group;
}

// Kills whoever is in the groups, waits for the end of all, and removes them.
void remove_groups(int parent, const char* name) {
  const int all = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (all < 0) return;                                                     // never made
  const int kill_file = openat(all, "cgroup.kill", O_WRONLY | O_CLOEXEC);  // since 5.14; init's death does it as well
  [[maybe_unused]] const ssize_t killed = write(kill_file, "1", 1);
  pollfd events{openat(all, "cgroup.events", O_RDONLY | O_CLOEXEC), POLLPRI, 0};
  for (;;) {
    char text[256]{};
    const ssize_t got = pread(events.fd, text, sizeof text - 1, 0);
    if (got <= 0 || std::strstr(text, "populated 1") == nullptr) break;
    poll(&events, 1, -1);
  }
  for (int index = 1; index <= kMaxProcesses; index++) unlinkat(all, name_of_group(index).c_str(), AT_REMOVEDIR);
  unlinkat(parent, name, AT_REMOVEDIR);
}

// Lives on with nothing of the executor's but the directory: neither its line to the driver nor its terminal.
[[noreturn]] void remove_when_gone(int parent, int executor, int ready, const char* name) {
  setsid();
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, nullptr);
  const int kept[] = {fcntl(parent, F_DUPFD, kFirstScenarioFd), fcntl(executor, F_DUPFD, kFirstScenarioFd),
                      fcntl(ready, F_DUPFD, kFirstScenarioFd)};
  for (int fd = 0; fd < 3; fd++) dup2(kept[fd], fd);
  close_range(3, ~0U, 0);
  if (write(2, "r", 1) != 1) _exit(1);
  close(2);
  pollfd gone{1, POLLIN, 0};
  while (poll(&gone, 1, -1) < 0) continue;
  remove_groups(0, name);
  _exit(0);
}

// It is nobody's child, so that nobody has to wait for it. False when there is none.
bool start_remover(int parent, const char* name) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  const pid_t between = fork();
  if (between == 0) {
    if (fork() == 0) remove_when_gone(parent, g_arena->supervisor_fd, ends[1], name);
    _exit(0);
  }
  close(ends[1]);
  char byte = 0;
  const bool ready = between > 0 && read(ends[0], &byte, 1) == 1;
  close(ends[0]);
  if (between > 0) waitpid(between, nullptr, 0);
  return ready;
}

std::string make_group(int all, int index) {
  const std::string name = name_of_group(index);
  if (mkdirat(all, name.c_str(), 0755) != 0) return failed("making a control group");
  const int group = openat(all, name.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  // Open over exec: a new image may freeze, too.
  const int freeze = openat(all, (name + "/cgroup.freeze").c_str(), O_WRONLY);
  if (group < 0 || freeze < 0) return failed("opening cgroup.freeze (since 5.2)");
  g_arena->cgroup_fd[index] = group;
  g_arena->freeze_fd[index] = freeze;
  return {};
}

}  // namespace

std::string make_cgroups() {
  std::string why;
  const int parent = own_group(why);
  if (parent < 0) return why;
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const std::string name =
      "sigconform-" + std::to_string(getpid()) + "-" + std::to_string(now.tv_sec) + "-" + std::to_string(now.tv_nsec);
  if (!start_remover(parent, name.c_str())) {
    why = failed("a process that removes control groups");
  } else if (mkdirat(parent, name.c_str(), 0755) != 0) {
    why = failed("making a control group");
  } else {
    const int all = openat(parent, name.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (int index = 1; index <= kMaxProcesses && why.empty(); index++) why = make_group(all, index);
    close(all);
  }
  close(parent);
  return why;
}

bool needs_cgroups(const Scenario& scenario) {
  return std::ranges::any_of(scenario.steps,
                             [](const Step& s) { return std::holds_alternative<op::Freeze>(s.operation); });
}

void thaw_cgroups() {
  for (int index = 1; index <= kMaxProcesses; index++)
    [[maybe_unused]] const ssize_t written = pwrite(g_arena->freeze_fd[index], "0", 1, 0);
}

}  // namespace sigconform::executor
