// Guests boot, run scenarios at a rate, are started again when they die, and leave nothing behind, at whatever moment
// their driver is killed. User-Mode Linux is tested where it is installed, and in qemu the kernel image that
// SIGCONFORM_GUEST_KERNEL names, or Debian's 6.12 where ci/kernels has got it.
#include "model/testing/arbitrary.h"
#include "subjects/guests.h"
#include "subjects/kernel_cache.h"
#include "subjects/shared_line.h"
#include "subjects/testing.h"
#include "subjects/testing/processes.h"

#include <sys/wait.h>
#include <unistd.h>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

namespace sigconform {
namespace {

using namespace testing;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// With a machine to itself a boot takes 2 to 5 s.
constexpr std::chrono::seconds kBootMax{60};
constexpr int kGuestRounds = 20;

std::vector<Scenario> busy_scenarios(std::size_t count, std::size_t steps = 20) {
  Script script({{kInit, 1, false, 2}, {kInit, 2, false, 2}});
  script.then(kP1, op::RtSigaction{kSigUsr1, Handler::kLog, kSaSiginfo, {}});
  while (script.scenario.steps.size() < steps)
    script.then(kP1T2, op::Tgkill{PidArg::of(kP1), PidArg::of(kP1), kSigUsr1});
  return std::vector<Scenario>(count, script.scenario);
}

// The command that boots a guest is given files of this process.
std::string mark_of(pid_t driver) { return "/proc/" + std::to_string(driver) + "/fd/"; }

class GuestTest : public ::testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] static std::unique_ptr<Subject> start() {
    if (std::string(GetParam()) == "uml") return start_uml("", {});
    const char* const kernel = std::getenv("SIGCONFORM_GUEST_KERNEL");
    return start_qemu(kernel == nullptr || *kernel == '\0' ? "linux-6.12" : kernel, {});
  }
  // Whatever a guest leaves in the usual places is left in `scratch`.
  [[noreturn]] static void drive_for_ever(const fs::path& scratch) {
    setenv("SIGCONFORM_KERNELS", kernel_folder().c_str(), 1);
    for (const char* const name : {"HOME", "TMPDIR", "TMP", "TEMP"}) setenv(name, scratch.c_str(), 1);
    try {
      const std::unique_ptr<Subject> subject = start();
      for (;;) [[maybe_unused]] const auto results = subject->run(busy_scenarios(100), Density::kSparse);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
    _exit(1);
  }
  void SetUp() override {
    try {
      const auto begin = Clock::now();
      subject_ = start();
      EXPECT_LT(Clock::now() - begin, kBootMax);
    } catch (const SubjectUnavailable& missing) {
      GTEST_SKIP() << missing.what();
    }
  }
  void TearDown() override {
    subject_.reset();
    EXPECT_TRUE(left_of(mark_of(getpid())).empty());
  }
  std::unique_ptr<Subject> subject_;
};

TEST_P(GuestTest, HasAllThatScenariosNeed) {
  EXPECT_EQ(subject_->capabilities().scheduling, Scheduling::kPriorities);
  EXPECT_TRUE(subject_->capabilities().missing.empty());
  // What User-Mode Linux's own part does without looking.
  std::set<std::string> known;
  if (subject_->name() == "uml")
    known = {"alternate stacks with room for one frame", "faults beside handlers without SA_RESTORER"};
  for (const Capabilities::Missing& missing : subject_->capabilities().partly_missing)
    EXPECT_EQ(known.erase(missing.what), 1U) << missing.what << ": " << missing.why;
  EXPECT_TRUE(known.empty()) << *known.begin() << " is there; then scenarios need not be skipped for it";
}

TEST_P(GuestTest, RunsManyScenariosAlikeAndLongOnesToo) {
  SplitMix random{1};
  std::vector<Scenario> scenarios;
  while (scenarios.size() < 200) scenarios.push_back(draw_scenario(random));
  const auto begin = Clock::now();
  const std::vector<RunResult> results = subject_->run(scenarios, Density::kSparse);
  const std::chrono::duration<double> taken = Clock::now() - begin;
  RecordProperty("scenarios_a_second", std::to_string(static_cast<double>(results.size()) / taken.count()));
  for (const RunResult& result : results) {
    EXPECT_FALSE(result.lost) << result.detail;
    EXPECT_NE(result.outcome, Outcome::kGarbled) << result.detail;
  }
  // More at once than any terminal buffers.
  for (const RunResult& result : subject_->run(busy_scenarios(40, kMaxSteps), Density::kDense))
    EXPECT_EQ(result.outcome, Outcome::kCompleted) << result.detail;
}

TEST_P(GuestTest, KilledGuestIsBootedAgainAndOneScenarioBlamed) {
  std::atomic<bool> killed{false};
  std::thread killer([&] {
    wait_ms(300);
    for (const pid_t process : processes_with(mark_of(getpid()))) kill(process, SIGKILL);
    killed = true;
  });
  std::vector<RunResult> results;
  const auto lost = [&] { return std::ranges::count(results, true, &RunResult::lost); };
  while (!killed || lost() == 0) {
    results = subject_->run(busy_scenarios(100), Density::kSparse);
    ASSERT_EQ(results.size(), 100U);
  }
  killer.join();
  EXPECT_EQ(lost(), 1);
  EXPECT_EQ(std::ranges::count(results, Outcome::kCompleted, &RunResult::outcome), 99);
}

// The only guest's memory that this process shares.
SharedLine& shared_line() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find("/memfd:line") != std::string::npos)
      return *reinterpret_cast<SharedLine*>(std::stoull(line.substr(0, line.find('-')), nullptr, 16));
  }
  throw std::logic_error("no guest shares memory with this process");
}

// Init of the guest is the executor, which ends when what it reads makes no sense; and no kernel lives without init.
TEST_P(GuestTest, KernelThatPanicsIsBootedAgainAndItsLastWordsAreTold) {
  ASSERT_EQ(subject_->run(busy_scenarios(1), Density::kSparse)[0].outcome, Outcome::kCompleted);
  const std::vector<std::byte> nonsense(64, std::byte{0x55});
  ASSERT_EQ(shared_line().to_executor.put(nonsense), nonsense.size());
  const std::vector<RunResult> results = subject_->run(busy_scenarios(10), Density::kSparse);
  EXPECT_TRUE(results[0].lost);
  EXPECT_EQ(results[0].outcome, Outcome::kDied);
  EXPECT_NE(results[0].detail.find("Kernel panic - not syncing: Attempted to kill init!"), std::string::npos)
      << results[0].detail;
  for (std::size_t i = 1; i < results.size(); ++i) EXPECT_EQ(results[i].outcome, Outcome::kCompleted);
}

TEST_P(GuestTest, RestartedGuestIsAnotherOne) {
  const std::vector<pid_t> before = processes_with(mark_of(getpid()));
  subject_->restart();
  EXPECT_EQ(subject_->run(busy_scenarios(1), Density::kSparse)[0].outcome, Outcome::kCompleted);
  for (const pid_t now : processes_with(mark_of(getpid()))) EXPECT_EQ(std::ranges::count(before, now), 0);
}

TEST_P(GuestTest, NothingIsLeftWheneverTheDriverIsKilled) {
  const fs::path scratch = fs::path(::testing::TempDir()) / ("sigconform-guest-" + std::to_string(getpid()));
  fs::create_directories(scratch);
  for (int round = 0; round < kGuestRounds; round++) {
    const pid_t driver = fork();
    if (driver == 0) drive_for_ever(scratch);
    // From before its start until it runs scenarios.
    wait_ms(round * 150);
    kill(driver, SIGKILL);
    int status = 0;
    waitpid(driver, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "round " << round << ": it ended by itself";
    ASSERT_TRUE(left_of(mark_of(driver)).empty()) << "round " << round;
    ASSERT_TRUE(fs::is_empty(scratch)) << "round " << round;
  }
  fs::remove_all(scratch);
}

std::string name_of_case(const ::testing::TestParamInfo<const char*>& info) { return info.param; }
INSTANTIATE_TEST_SUITE_P(Kernels, GuestTest, ::testing::Values("uml", "qemu"), name_of_case);

}  // namespace
}  // namespace sigconform
