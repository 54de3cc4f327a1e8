// Keeping a command: see keeper.h. The keeper is made by a bare clone of a program that may have threads, so that until
// the end it may call nothing that takes a lock or memory.
#include "subjects/keeper.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace sigconform {

namespace {

// What the keeper keeps open; its standard streams would hold a user's pipe open.
constexpr int kLife = 0;
constexpr int kReport = 1;
constexpr int kChildren = 2;  // a signalfd

// The child of fork(), but without the C library's handlers: they take locks that a thread of our program may hold.
pid_t bare_fork(int namespaces) {
#if defined(__s390x__) || defined(__CRIS__)
#error "the arguments of clone come in another order here"
#endif
  return static_cast<pid_t>(syscall(SYS_clone, namespaces | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}

void let_signals_through(bool through) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(through ? SIG_UNBLOCK : SIG_BLOCK, &all, nullptr);
}

std::int64_t now_ms() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

// Moves three descriptors to 0, 1 and 2 and closes all others.
void keep_only(int life, int report, int children) {
  constexpr int kOutOfTheWay = 10;
  const std::array<int, 3> moved{fcntl(life, F_DUPFD, kOutOfTheWay), fcntl(report, F_DUPFD, kOutOfTheWay),
                                 fcntl(children, F_DUPFD, kOutOfTheWay)};
  for (int fd = 0; fd < 3; fd++) dup2(moved[static_cast<std::size_t>(fd)], fd);
  syscall(SYS_close_range, 3, ~0U, 0);
}

class Keeper {
 public:
  explicit Keeper(pid_t command) : command_(command) {}

  // Until nothing is left, or the time of what is left is over.
  void keep(std::int64_t grace_ms) {
    std::int64_t deadline = -1;
    for (;;) {
      reap();
      if (childless_) return;
      if (!reported_ && deadline < 0 && life_is_over(0)) {
        kill(command_, SIGKILL);
        deadline = now_ms() + grace_ms;
      }
      if (reported_ && deadline < 0) deadline = now_ms() + grace_ms;
      if (deadline >= 0 && reported_ && now_ms() >= deadline) return;
      // An uninterruptible command is waited for: it is not dead, and nobody shall be told that it is.
      await(deadline >= 0 && reported_ ? deadline - now_ms() : -1, deadline < 0);
    }
  }

  // Kills children until there are none; each death may make children of a dead one's children.
  void kill_descendants() {
    while (!childless_) {
      for_each_child([](pid_t child) { kill(child, SIGKILL); });
      await(-1, false);
      reap();
    }
  }

 private:
  void reap() {
    for (;;) {
      int status = 0;
      const pid_t dead = waitpid(-1, &status, WNOHANG | __WALL);
      childless_ = dead < 0 && errno == ECHILD;
      if (dead <= 0) return;
      if (dead != command_) continue;
      reported_ = true;
      [[maybe_unused]] const ssize_t written = write(kReport, &status, sizeof status);
    }
  }

  static bool life_is_over(int timeout_ms) {
    pollfd life{kLife, 0, 0};
    return poll(&life, 1, timeout_ms) > 0;
  }

  // Sleeps until a child has died, or our program, where that is of interest.
  static void await(std::int64_t timeout_ms, bool life) {
    std::array<pollfd, 2> fds{pollfd{kChildren, POLLIN, 0}, pollfd{kLife, 0, 0}};
    poll(fds.data(), life ? 2 : 1, static_cast<int>(timeout_ms));
    signalfd_siginfo told;
    if ((fds[0].revents & POLLIN) != 0) [[maybe_unused]]
      const ssize_t got = read(kChildren, &told, sizeof told);
  }

  template <typename Do>
  static void for_each_child(Do each) {
    const int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    pid_t child = 0;
    char digit = 0;
    while (list >= 0 && read(list, &digit, 1) == 1) {
      if (digit != ' ') {
        child = child * 10 + (digit - '0');
        continue;
      }
      each(child);
      child = 0;
    }
    if (list >= 0) close(list);
  }

  pid_t command_;
  bool reported_{false};
  bool childless_{false};
};

struct Orders {
  CommandStreams streams;
  CommandWords words;
  int life, report;
  std::int64_t grace_ms;
};

// Of a mount namespace of our own.
void make_own_mounts() {
  mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr);
  mount("tmpfs", kOwnFolder, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
}

[[noreturn]] void be_keeper(const Orders& orders, bool namespace_dies_with_us) {
  // A terminal's Ctrl-C is for our program, which ends its subjects in its own time.
  setpgid(0, 0);
  let_signals_through(false);
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  const int told = signalfd(-1, &children, SFD_CLOEXEC);
  if (!namespace_dies_with_us) prctl(PR_SET_CHILD_SUBREAPER, 1);
  const pid_t self = getpid();
  const pid_t command = bare_fork(0);
  if (command == 0) {
    let_signals_through(true);
    become_command(self, orders.streams, orders.words);
  }
  keep_only(orders.life, orders.report, told);
  Keeper keeper(command);
  keeper.keep(orders.grace_ms);
  if (!namespace_dies_with_us) keeper.kill_descendants();
  _exit(0);
}

bool make_pipe(std::array<int, 2>& ends) { return pipe2(ends.data(), O_CLOEXEC) == 0; }

}  // namespace

void become_command(pid_t parent, const CommandStreams& streams, const CommandWords& words) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // It may have died before that.
  if (getppid() != parent) _exit(127);
  if (dup2(streams.line, STDIN_FILENO) < 0 || dup2(streams.line, STDOUT_FILENO) < 0 ||
      dup2(streams.errors, STDERR_FILENO) < 0)
    _exit(127);
  syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
  execve(words.arguments[0], words.arguments, words.environment);
  constexpr std::string_view kFailed = "it cannot be executed";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kFailed.data(), kFailed.size());
  _exit(127);
}

Kept start_kept(Containment containment, const CommandStreams& streams, const CommandWords& words,
                std::chrono::milliseconds grace) {
  std::array<int, 2> life{-1, -1};
  std::array<int, 2> report{-1, -1};
  pid_t keeper = -1;
  if (make_pipe(life) && make_pipe(report)) {
    const Orders orders{streams, words, life[0], report[1], grace.count()};
    if (containment == Containment::kNamespaceAndMounts) keeper = bare_fork(CLONE_NEWPID | CLONE_NEWNS);
    if (keeper == 0) make_own_mounts();
    if (containment == Containment::kNamespace) keeper = bare_fork(CLONE_NEWPID);
    if (keeper == 0) be_keeper(orders, true);
    if (keeper < 0) keeper = bare_fork(0);
    if (keeper == 0) be_keeper(orders, false);
  }
  const int why = errno;
  for (const int end : {life[0], report[1]})
    if (end >= 0) close(end);
  if (keeper < 0) {
    for (const int end : {life[1], report[0]})
      if (end >= 0) close(end);
    errno = why;
    return {};
  }
  return {keeper, life[1], report[0]};
}

}  // namespace sigconform
