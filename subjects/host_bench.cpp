// How fast scenarios run on the host, and what one step costs against its floor: a bare loop that makes the same
// system calls. Skipped, with the reason, where the host cannot run scenarios.
#include "subjects/subject.h"

#include <benchmark/benchmark.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

namespace sigconform {
namespace {

constexpr std::size_t kBatch = 64;
constexpr ThreadId kActor{ProcessId{1}, ThreadIndex{1}};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Two processes of two threads, twenty operations between them.
Scenario usual_scenario() {
  constexpr int kOperations = 20;
  const ThreadId actors[] = {kActor, {ProcessId{2}, {}}, {ProcessId{1}, {2}}, {ProcessId{2}, {2}}};
  Scenario s;
  s.processes.assign(2, ProcessLayout{kInit, 1, false, 2});
  for (const ThreadId actor : {actors[0], actors[1]}) {
    for (const Signo sig : {kSigUsr1, Signo{40}}) {
      s.steps.push_back({actor, op::RtSigaction{sig, Handler::kLog, kSaSiginfo, {}}, false});
    }
  }
  for (std::size_t i = s.steps.size(); i < kOperations; i++) {
    const ThreadId target = actors[(i * 7 + 1) % 4];
    const Signo sig = i % 2 == 0 ? kSigUsr1 : Signo{40};
    Operation operation = op::Kill{PidArg::of(target.process), sig};
    if (i % 4 >= 2) operation = op::Tgkill{PidArg::of(target.process), PidArg::of(target), sig};
    s.steps.push_back({actors[i % 4], operation, false});
  }
  return s;
}

// One thread that signals itself.
Scenario self_signals(std::size_t steps) {
  Scenario s;
  s.processes.push_back({});
  s.steps.push_back({kActor, op::RtSigaction{kSigUsr1, Handler::kLog, kSaSiginfo, {}}, false});
  while (s.steps.size() < steps) {
    s.steps.push_back({kActor, op::Tgkill{PidArg::of(kActor), PidArg::of(kActor), kSigUsr1}, false});
  }
  return s;
}

std::unique_ptr<Subject> start_or_skip(benchmark::State& state, int cpu = 0) {
  SubjectOptions options;
  options.cpu = cpu;
  try {
    return start_host(options);
  } catch (const SubjectUnavailable& missing) {
    state.SkipWithError(missing.what());
    return nullptr;
  }
}

// Seconds that a batch takes; negative when one of its scenarios did not complete.
double time_of(Subject& subject, const std::vector<Scenario>& batch, Density density) {
  const auto start = std::chrono::steady_clock::now();
  const std::vector<RunResult> results = subject.run(batch, density);
  const double taken = seconds_since(start);
  for (const RunResult& r : results) {
    if (r.outcome != Outcome::kCompleted) return -1;
  }
  return taken;
}

// Scenarios a second: one thread of the benchmark drives one executor on a CPU of its own.
void run_scenarios(benchmark::State& state, Density density) {
  const std::unique_ptr<Subject> subject = start_or_skip(state, state.thread_index());
  if (subject == nullptr) return;
  const std::vector<Scenario> batch(kBatch, usual_scenario());
  for (auto _ : state) {
    if (time_of(*subject, batch, density) < 0) return state.SkipWithError("a scenario did not complete");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatch));
}
BENCHMARK_CAPTURE(run_scenarios, sparse, Density::kSparse)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_scenarios, dense, Density::kDense)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_scenarios, sparse, Density::kSparse)->Threads(2)->UseRealTime()->Unit(benchmark::kMillisecond);

// What steps add to a scenario: the time of a long one without that of a short one.
void step_in_executor(benchmark::State& state) {
  const std::unique_ptr<Subject> subject = start_or_skip(state);
  if (subject == nullptr) return;
  const std::vector<Scenario> brief(kBatch, self_signals(2));
  const std::vector<Scenario> lengthy(kBatch, self_signals(kMaxSteps));
  for (auto _ : state) {
    const double less = time_of(*subject, brief, Density::kSparse);
    const double more = time_of(*subject, lengthy, Density::kSparse);
    if (less < 0 || more < 0) return state.SkipWithError("a scenario did not complete");
    state.SetIterationTime(std::max(more - less, 0.0));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatch * (kMaxSteps - 2)));
}
BENCHMARK(step_in_executor)->UseManualTime()->Unit(benchmark::kMillisecond);

// The floor ----------------------------------------------------------------------------------------------------

void note_mask(int, siginfo_t*, void*) {
  std::uint64_t mask = 0;
  syscall(SYS_rt_sigprocmask, SIG_BLOCK, nullptr, &mask, sizeof mask);
}

void wait_on(const std::uint32_t* word, std::uint32_t value) {
  syscall(SYS_futex, word, FUTEX_WAIT, value, nullptr, nullptr, 0);
}

// A process at real-time priority that signals itself once for each count of the word.
[[noreturn]] void bare_puppet(std::uint32_t* word) {
  const sched_param priority{10};
  if (sched_setscheduler(0, SCHED_FIFO, &priority) != 0) _exit(1);
  struct sigaction action {};
  action.sa_sigaction = note_mask;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGUSR1, &action, nullptr);
  const pid_t self = getpid();
  for (std::uint32_t taken = 0;;) {
    while (__atomic_load_n(word, __ATOMIC_SEQ_CST) == taken) wait_on(word, taken);
    taken++;
    syscall(SYS_tgkill, self, self, SIGUSR1);
  }
}

void step_floor(benchmark::State& state) {
  cpu_set_t before;
  sched_getaffinity(0, sizeof before, &before);
  cpu_set_t first;
  CPU_ZERO(&first);
  CPU_SET(0, &first);
  sched_setaffinity(0, sizeof first, &first);
  void* shared = mmap(nullptr, sizeof(std::uint32_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto* word = static_cast<std::uint32_t*>(shared);
  const pid_t puppet = fork();
  if (puppet == 0) bare_puppet(word);
  for (auto _ : state) {
    __atomic_fetch_add(word, 1U, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, word, FUTEX_WAKE, 1, nullptr, nullptr, 0);
  }
  state.SetItemsProcessed(state.iterations());
  kill(puppet, SIGKILL);
  int status = 0;
  waitpid(puppet, &status, 0);
  if (!WIFSIGNALED(status)) state.SkipWithError("SCHED_FIFO was refused; run as root");
  munmap(shared, sizeof(std::uint32_t));
  sched_setaffinity(0, sizeof before, &before);
}
BENCHMARK(step_floor)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace sigconform
