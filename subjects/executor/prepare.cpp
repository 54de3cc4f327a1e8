// What a supervisor sets up once, before its first scenario: see supervisor.h. Its CPU, limits and signals, which
// puppets inherit, and the descriptors that they share.
#include "subjects/executor/arena.h"
#include "subjects/executor/fault.h"
#include "subjects/executor/supervisor.h"
#include "subjects/executor/syscalls.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/ucontext.h>
#include <unistd.h>
#include <algorithm>
#include <bit>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace sigconform::executor {

namespace {

// Far above the housekeeping of normal tasks, far below the kernel's own threads.
constexpr int kPuppetPriority = 10;
// A puppet that runs for so long without a pause is killed, before it has the CPU throttled (sched(7)). That is no
// outcome of the scenario: its step took too long.
constexpr rlim_t kLongestRealtimeUs = 600'000;
static_assert(kLongestRealtimeUs * 1'000 > kLongestStepNs);

// The state of this process that puppets inherit, whatever it inherited itself.
void default_signals() {
  constexpr int kSignals = 64;
  for (int s = 1; s <= kSignals; s++) {
    const struct {
      std::uintptr_t handler;
      unsigned long flags;
      std::uintptr_t restorer;
      std::uint64_t mask;
    } action{};
    call(SYS_rt_sigaction, s, &action, nullptr, sizeof action.mask);
  }
  constexpr std::uint64_t kNone = 0;
  call(SYS_rt_sigprocmask, SIG_SETMASK, &kNone, nullptr, sizeof kNone);
  stack_t none{};
  none.ss_flags = SS_DISABLE;
  call(SYS_sigaltstack, &none, nullptr);
}

void set_limit(decltype(RLIMIT_CORE) which, rlim_t value) {
  const rlimit limit{value, value};
  setrlimit(which, &limit);
}

// Bytes between a handler's frame and the stack that it interrupted: what the kernel puts there on this CPU.
std::size_t g_frame_size = 0;
void measure_frame(int, siginfo_t* info, void* context) {
  const auto* uc = static_cast<const ucontext_t*>(context);
#if defined(__x86_64__)
  const auto before = static_cast<std::uintptr_t>(uc->uc_mcontext.gregs[REG_RSP]);
#else
  const auto before = static_cast<std::uintptr_t>(uc->uc_mcontext.sp);
#endif
  g_frame_size = before - std::min(std::bit_cast<std::uintptr_t>(info), std::bit_cast<std::uintptr_t>(uc));
}

// Room for one frame, and for a handler that needs not much less than another.
std::size_t snug_stack() {
  constexpr std::size_t kLess = 512;
  struct sigaction action {};
  action.sa_sigaction = measure_frame;
  action.sa_flags = SA_SIGINFO | SA_RESETHAND;
  sigaction(SIGUSR1, &action, nullptr);
  raise(SIGUSR1);
  default_signals();
  return 2 * g_frame_size - kLess;
}

// The program in memory, where every user may execute it, whatever the rights of its file and folders are. -1: errno.
int copy_of_this_program() {
  const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  const int copy = memfd_create("sigconform-executor", 0);
  struct stat status {};
  if (file < 0 || copy < 0 || fstat(file, &status) != 0) return -1;
  for (off_t left = status.st_size; left > 0;) {
    const ssize_t copied = sendfile(copy, file, nullptr, static_cast<std::size_t>(left));
    if (copied <= 0) return -1;
    left -= copied;
  }
  close(file);
  return fchmod(copy, S_IRUSR | S_IXUSR | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH) == 0 ? copy : -1;
}

// Whether the kernel lets this process, and so its children, be real-time: tried and taken back.
bool may_be_realtime() {
  const sched_param puppet{kPuppetPriority};
  const sched_param normal{0};
  if (sched_setscheduler(0, SCHED_FIFO, &puppet) != 0) return false;
  return sched_setscheduler(0, SCHED_OTHER, &normal) == 0;
}

}  // namespace

std::string prepare(const Settings& settings) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(static_cast<std::size_t>(settings.cpu), &cpus);
  if (!settings.races && sched_setaffinity(0, sizeof cpus, &cpus) != 0) {
    return "pinning to CPU " + std::to_string(settings.cpu) + ": " + std::strerror(errno);
  }
  default_signals();
  set_limit(RLIMIT_SIGPENDING, kDefaultQueueLimit);
  set_limit(RLIMIT_NPROC, RLIM_INFINITY);
  set_limit(RLIMIT_RTTIME, kLongestRealtimeUs);
  // 1 and not 0: that also keeps a core_pattern that is a pipe from being started.
  set_limit(RLIMIT_CORE, 1);
  if (!map_arena()) return "no memory for the arena";
  prepare_faults();
  find_ways();
  g_arena->supervisor_fd = std::max(-1, static_cast<int>(call(SYS_pidfd_open, getpid(), 0)));
  int ends[2];
  // What puppets wait for stays open over exec.
  if (pipe2(ends, 0) != 0) return std::string("pipe2: ") + std::strerror(errno);
  g_arena->idle_pipe = ends[0];  // the other end stays open, or reading would find the end of the file
  g_arena->idle_epoll = epoll_create1(0);
  if (g_arena->idle_epoll < 0) return std::string("epoll_create1: ") + std::strerror(errno);
  g_arena->ready_event = eventfd(1, 0);
  if (g_arena->ready_event < 0) return std::string("eventfd: ") + std::strerror(errno);
  if (pipe2(ends, 0) != 0) return std::string("pipe2: ") + std::strerror(errno);
  close(ends[0]);
  g_arena->broken_pipe = ends[1];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return std::string("socketpair: ") + std::strerror(errno);
  close(ends[0]);
  g_arena->broken_socket = ends[1];
  g_arena->file = memfd_create("sigconform", 0);
  if (g_arena->file < 0) return std::string("memfd_create: ") + std::strerror(errno);
  if (const long failed = grow_descriptor_table(); failed < 0)
    return std::string("dup3: ") + std::strerror(static_cast<int>(-failed));
  g_arena->image_fd = copy_of_this_program();
  if (g_arena->image_fd < 0) return std::string("a copy of this program: ") + std::strerror(errno);
  g_arena->realtime_fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
  g_arena->monotonic_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  if (g_arena->realtime_fd < 0 || g_arena->monotonic_fd < 0)
    return std::string("timerfd_create: ") + std::strerror(errno);
  // Or our own sleeps would be rounded up by so much.
  prctl(PR_SET_TIMERSLACK, 1);
  g_arena->share_memory = settings.share_memory && g_arena->ways.shares_tables;
  g_arena->snug_stack = snug_stack();
  g_arena->races = settings.races;
  g_arena->scheduling_priority = !settings.races && may_be_realtime() ? kPuppetPriority : 0;
  return {};
}

void note_own_descriptors() {
  g_arena->own_descriptors = kFirstScenarioFd;
  while (fcntl(g_arena->own_descriptors - 1, F_GETFD) < 0) --g_arena->own_descriptors;
}

}  // namespace sigconform::executor
