// A CPU on which real-time threads are throttled, or get no turn: puppets do not run when the executor thinks that they
// have. Nothing may be concluded of that.
#include "subjects/testing.h"

#include <sched.h>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

namespace sigconform {
namespace {

using namespace testing;
using Clock = std::chrono::steady_clock;

// Has all of the CPU that puppets leave, as long as it lives; so the supervisor runs only while the kernel keeps all
// real-time threads from running, puppets among them. `took` says whether it was allowed to.
class Greedy {
 public:
  explicit Greedy(int cpu) : thread_([this, cpu] { spin(cpu); }) {
    while (state_ == State::kStarting) std::this_thread::yield();
  }
  Greedy(const Greedy&) = delete;
  Greedy& operator=(const Greedy&) = delete;
  ~Greedy() {
    state_ = State::kEnding;
    thread_.join();
  }
  [[nodiscard]] bool took() const { return state_ == State::kSpinning; }

 private:
  enum class State { kStarting, kSpinning, kRefused, kEnding };
  static constexpr int kBelowPuppets = 5;
  static constexpr std::chrono::seconds kLongest{20};  // where nothing is throttled

  void spin(int cpu) {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(static_cast<std::size_t>(cpu), &cpus);
    const sched_param priority{kBelowPuppets};
    const bool taken =
        sched_setaffinity(0, sizeof cpus, &cpus) == 0 && sched_setscheduler(0, SCHED_FIFO, &priority) == 0;
    State starting = State::kStarting;
    state_.compare_exchange_strong(starting, taken ? State::kSpinning : State::kRefused);
    for (const auto end = Clock::now() + kLongest; state_ == State::kSpinning && Clock::now() < end;) continue;
  }

  std::atomic<State> state_{State::kStarting};
  std::thread thread_;
};

// Both processes have to run for its steps, none of which takes long: the supervisor could give all of them within the
// 50 ms of a second in which nobody runs.
Script exchange() {
  Script script({{kInit, 1, false, 1}, {ProcessId{1}, 1, false, 1}});
  script.then(kP2, op::RtSigaction{kSigUsr1, Handler::kLog, kSaSiginfo, {}});
  for (int i = 0; i < 8; ++i)
    script.then(kP1, op::Kill{PidArg::of(ProcessId{2}), kSigUsr1}).then(kP2, op::RtSigpending{});
  return script;
}

TEST(Throttling, LeadsToNoConclusionOrToTheSameTrace) {
  std::unique_ptr<Subject> subject;
  SubjectOptions options;
  options.scenario_deadline_ms = 30'000;  // longer than anybody is kept from running
  try {
    subject = start_host(options);
  } catch (const SubjectUnavailable& missing) {
    GTEST_SKIP() << missing.what();
  }
  const Script script = exchange();
  const auto run = [&] { return subject->run(std::span(&script.scenario, 1), Density::kSparse).at(0); };
  const RunResult undisturbed = run();
  ASSERT_EQ(undisturbed.outcome, Outcome::kCompleted) << undisturbed.detail;

  {
    const Greedy greedy(options.cpu);
    if (!greedy.took()) GTEST_SKIP() << "no real-time priorities";
    for (const auto end = Clock::now() + std::chrono::seconds(4); Clock::now() < end;) {
      const RunResult disturbed = run();
      if (disturbed.outcome == Outcome::kCompleted) {
        EXPECT_EQ(disturbed.trace.events, undisturbed.trace.events);
        EXPECT_EQ(disturbed.trace.event_ends, undisturbed.trace.event_ends);
        continue;
      }
      EXPECT_EQ(disturbed.outcome, Outcome::kUnsettled) << disturbed.detail;
    }
  }
  EXPECT_EQ(run().trace.events, undisturbed.trace.events);
}

}  // namespace
}  // namespace sigconform
