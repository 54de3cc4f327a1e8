// See namespace.h.
#include "subjects/executor/namespace.h"

#include "subjects/executor/arena.h"
#include "subjects/executor/cgroups.h"
#include "subjects/executor/clock.h"
#include "subjects/executor/puppet.h"
#include "subjects/executor/syscalls.h"

#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace sigconform::executor {

namespace {

// The layout must stand within this time; its 24 clones take about one millisecond, and a hundred where each is a fork
// of an emulator.
constexpr std::int64_t kSetupPatienceNs = 4'000'000'000;
// Between looks whether init still lives meanwhile: its death wakes nobody.
constexpr timespec kSetupLook{0, 20'000'000};
// For init to say that it lives, where others may have the CPU.
constexpr std::int64_t kAnswerPatienceNs = 2'000'000'000;
constexpr timespec kAnswerLook{0, 1};

}  // namespace

Namespace::Namespace() : init_(start_init()) {}

Namespace::~Namespace() {
  if (alive()) {
    kill(static_cast<pid_t>(init_), SIGKILL);
    while (waitpid(static_cast<pid_t>(init_), nullptr, __WALL) < 0 && errno == EINTR) continue;
  }
  if (g_arena->proc_fd >= 0) close(g_arena->proc_fd);
  close_range(static_cast<unsigned>(g_arena->own_descriptors), kLastScenarioFd, 0);
  if (g_arena->uses_cgroups) thaw_cgroups();
}

bool Namespace::alive() {
  if (init_ > 0 && waitpid(static_cast<pid_t>(init_), nullptr, WNOHANG | __WALL) != 0) init_ = 0;
  return init_ > 0;
}

std::string Namespace::await_layout() {
  if (init_ < 0) return std::string("clone of init: ") + std::strerror(static_cast<int>(-init_));
  const std::int64_t deadline = now_ns() + kSetupPatienceNs;
  for (;;) {
    const char* what = load(g_arena->setup_error.what);
    if (what != nullptr) return std::string(what) + ": " + std::strerror(g_arena->setup_error.error);
    const std::uint32_t ready = load(g_arena->ready);
    if (ready == g_arena->expected) {
      const long failed = receive_proc();
      return failed == 0 ? "" : std::string("taking /proc: ") + std::strerror(static_cast<int>(-failed));
    }
    futex_wait(&g_arena->ready, ready, &kSetupLook);
    if (load(g_arena->setup_error.what) != nullptr) continue;
    if (!alive()) return "init died while the layout was set up";
    if (now_ns() > deadline) return "the layout was not ready after 4 s";
  }
}

Answer Namespace::ask() {
  store(g_arena->pings, g_arena->pings + 1);
  futex_wake(&g_arena->pings);
  const auto answered = [] { return load(g_arena->pongs) == g_arena->pings; };
  if (answered()) return Answer::kAtOnce;
  const std::int64_t deadline = now_ns() + kAnswerPatienceNs;
  while (!answered() && alive() && now_ns() < deadline) nanosleep(&kAnswerLook, nullptr);  // sleeps: init wakes nobody
  return answered() ? Answer::kLater : Answer::kNone;
}

}  // namespace sigconform::executor
