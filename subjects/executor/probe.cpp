// The probes: see probe.h. The last one is a scenario, so that the channel is proven as it is used.
#include "subjects/executor/probe.h"

#include "subjects/executor/arena.h"
#include "subjects/executor/clock.h"
#include "subjects/executor/supervisor.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace sigconform::executor {

namespace {

// User ids from here on belong to nobody on any machine that we know of; each executor takes four of them by its pid.
#if defined(__aarch64__)
// Where a user follows a pid in a siginfo, the two may pass for an address, of which arm64 tells 56 bits.
constexpr std::int32_t kUserBase = 4'000'000;
#else
constexpr std::int32_t kUserBase = 1'879'048'192;
#endif
constexpr std::int32_t kUsersEach = 4;
// Other bases tried when a user turns out to be somebody.
constexpr int kUserAttempts = 8;
constexpr std::int32_t kUserStride = 4'194'304 * kUsersEach / 8;

// Entries charged to the caller's real user, or -1.
int charged_signals() {
  char text[8192];
  const int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  const ssize_t got = read(fd, text, sizeof text - 1);
  close(fd);
  if (got <= 0) return -1;
  text[got] = '\0';
  int charged = -1;
  const char* line = std::strstr(text, "SigQ:");
  if (line != nullptr && std::sscanf(line, "SigQ: %d/", &charged) != 1) charged = -1;
  return charged;
}

enum class UserProbe : std::uint8_t { kUnused, kInUse, kRefused };

// In a child, because a process cannot become root again.
UserProbe try_users(std::int32_t base) {
  const pid_t child = fork();
  if (child == 0) {
    UserProbe found = UserProbe::kUnused;
    for (int user = 1; user <= kMaxUsers; user++) {
      if (setresuid(static_cast<uid_t>(base + user), 0, 0) != 0) _exit(static_cast<int>(UserProbe::kRefused));
      if (charged_signals() > 0) found = UserProbe::kInUse;
    }
    _exit(static_cast<int>(found));
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return UserProbe::kRefused;
  return static_cast<UserProbe>(WEXITSTATUS(status));
}

bool find_users() {
  std::int32_t base = kUserBase + getpid() * kUsersEach;
  for (int attempt = 0; attempt < kUserAttempts; attempt++, base += kUserStride) {
    const UserProbe found = try_users(base);
    if (found == UserProbe::kRefused) return false;
    if (found == UserProbe::kInUse) continue;
    g_arena->user_base = base;
    return true;
  }
  return false;
}

// Whether two processes run at the same time, though prepare() has pinned both to one CPU: some systems take no notice
// of that. There a word comes and goes between them at once; on one CPU it does so once for each turn that they get.
bool several_run_at_once() {
  constexpr std::uint32_t kHandovers = 200;
  constexpr std::int64_t kStartPatienceNs = 1'000'000'000, kPatienceNs = 50'000'000;
  void* const page = mmap(nullptr, sizeof(std::uint32_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return true;
  auto& word = *static_cast<std::uint32_t*>(page);
  const auto take_turns = [&word](std::uint32_t mine) {
    for (const std::int64_t until = now_ns() + kPatienceNs; load(word) < kHandovers && now_ns() < until;)
      if (const std::uint32_t now = load(word); now % 2 == mine) store(word, now + 1);
  };
  const pid_t child = fork();
  if (child == 0) {
    store(word, 1U);
    take_turns(0);
    _exit(0);
  }
  for (const std::int64_t until = now_ns() + kStartPatienceNs; load(word) == 0 && now_ns() < until;) continue;
  take_turns(1);
  const bool known = child > 0 && waitpid(child, nullptr, 0) == child && load(word) != 0;
  const bool at_once = load(word) >= kHandovers;
  munmap(page, sizeof(std::uint32_t));
  return !known || at_once;
}

// No real-time priorities make them run one after the other.
Capabilities::Missing no_order(const Settings& settings, Scheduling scheduling) {
  const char* const refused =
      geteuid() == 0 ? "sched_setscheduler was refused" : "sched_setscheduler was refused; run as root";
  return {"SCHED_FIFO", std::string(settings.races ? "threads are to race" : refused) +
                            "; so threads may run in any order, be interrupted anywhere" +
                            (scheduling == Scheduling::kParallel ? " and run at the same time" : "") +
                            ", and all that can come of it is allowed"};
}

// One signal private to the thread and one to its group, both blocked: the status must show exactly that.
Scenario status_probe() {
  Scenario s;
  s.processes.push_back({});
  const ThreadId self{ProcessId{1}, ThreadIndex{1}};
  const SignalSet blocked = SignalSet::of(kSigUsr1, kSigUsr2);
  s.steps.push_back({self, op::RtSigprocmask{MaskHow::kSetMask, blocked}, false});
  s.steps.push_back({self, op::Tgkill{PidArg::of(self), PidArg::of(self), kSigUsr1}, false});
  s.steps.push_back({self, op::Kill{PidArg::of(self), kSigUsr2}, false});
  return s;
}

bool shows_probe(const Trace& trace) {
  ThreadStatus expected;
  expected.thread = {ProcessId{1}, ThreadIndex{1}};
  expected.state = ThreadState::kAsleep;
  expected.pending = SignalSet::of(kSigUsr1);
  expected.shared = SignalSet::of(kSigUsr2);
  expected.blocked = SignalSet::of(kSigUsr1, kSigUsr2);
  expected.queued = 2;
  expected.parent = PidName::of(kInit);
  expected.group = PidName::of(ProcessId{1});
  expected.session = PidName::of(kInit);
  return trace.statuses.size() == 3 && trace.statuses[2] == std::vector<ThreadStatus>{expected};
}

}  // namespace

Capabilities probe_capabilities(const Settings& settings) {
  Capabilities found;
  utsname name{};
  uname(&name);
  found.kernel = name.release;
  found.machine = name.machine;
  const bool root = geteuid() == 0;
  const std::string advice = root ? "" : "; run as root";

  if (g_arena->scheduling_priority > 0) {
    found.scheduling = Scheduling::kPriorities;
  } else {
    found.scheduling = settings.races || several_run_at_once() ? Scheduling::kParallel : Scheduling::kPreemptible;
    found.partly_missing.push_back(no_order(settings, found.scheduling));
  }
  found.private_users = find_users();
  if (!found.private_users) {
    found.missing.push_back({"private users",
                             "setresuid to unused user ids was refused (CAP_SETUID, or a user "
                             "namespace that maps too few)" +
                                 advice});
    return found;
  }
  const RunResult result = run_scenario(status_probe(), Density::kSparse);
  if (result.outcome == Outcome::kDied) {
    found.missing.push_back({"a PID namespace with its /proc", result.detail + advice});
    return found;
  }
  found.pid_namespace = true;
  found.thread_status = result.outcome == Outcome::kCompleted && shows_probe(result.trace);
  g_arena->sees_statuses = found.thread_status;
  if (!found.thread_status) {
    found.partly_missing.push_back(
        {"statuses of threads", "/proc does not show the signals that the probe made pending" +
                                    (result.detail.empty() ? "" : " (" + result.detail + ")") +
                                    "; only what programs see themselves is compared"});
  }
  return found;
}

}  // namespace sigconform::executor
