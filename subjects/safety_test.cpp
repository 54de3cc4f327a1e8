// Whatever dies at whatever moment - the driver, the executor, a scenario's init - no puppet is left, and every
// scenario still gets one result in its place. Processes are told apart by running a copy of the executor that no
// other test runs.
#include "subjects/launch.h"
#include "subjects/testing.h"

#include <linux/mount.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>
#include <tuple>

namespace sigconform {
namespace {

using namespace testing;
namespace fs = std::filesystem;

constexpr int kSafetyRounds = 40;
constexpr int kDeathPatienceMs = 5'000;

struct Found {
  pid_t pid;
  pid_t parent;
};

class SafetyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = fs::path(::testing::TempDir()) / ("sigconform-safety-" + std::to_string(getpid()));
    fs::create_directories(directory_);
    try {
      executor_ = directory_ / "executor";
      fs::copy_file(find_executor(""), executor_, fs::copy_options::overwrite_existing);
      std::ignore = start_host({}, executor_);
    } catch (const SubjectUnavailable& missing) {
      GTEST_SKIP() << missing.what();
    }
  }
  void TearDown() override {
    EXPECT_TRUE(all_gone());
    fs::remove_all(directory_);
  }

  // Every living process of our executor, puppets included.
  [[nodiscard]] std::vector<Found> living() const {
    std::vector<Found> found;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
      std::error_code gone;
      const std::string target = fs::read_symlink(entry.path() / "exe", gone).string();
      if (gone || !target.starts_with(executor_)) continue;
      std::ifstream stat(entry.path() / "stat");
      std::string text;
      std::getline(stat, text);
      const std::size_t name_end = text.rfind(')');
      if (name_end == std::string::npos) continue;
      // After the name: state, then the parent.
      found.push_back({std::stoi(entry.path().filename()), std::stoi(text.substr(name_end + 4))});
    }
    return found;
  }

  // Waits for each to die by its pidfd.
  [[nodiscard]] bool all_gone() const {
    for (std::vector<Found> left = living(); !left.empty(); left = living()) {
      for (const Found& process : left) {
        pollfd fd{static_cast<int>(syscall(SYS_pidfd_open, process.pid, 0)), POLLIN, 0};
        if (fd.fd < 0) continue;  // gone meanwhile
        const bool died = poll(&fd, 1, kDeathPatienceMs) == 1;
        close(fd.fd);
        if (!died) return false;
      }
    }
    return true;
  }

  [[nodiscard]] static std::vector<Scenario> busy_scenarios(std::size_t count) {
    Script script({{kInit, 1, false, 2}, {kInit, 2, false, 2}});
    script.then(kP1, op::RtSigaction{kSigUsr1, Handler::kLog, kSaSiginfo, {}});
    while (script.scenario.steps.size() < 20) {
      script.then(kP1T2, op::Tgkill{PidArg::of(kP1), PidArg::of(kP1), kSigUsr1});
    }
    return std::vector<Scenario>(count, script.scenario);
  }

  // A moment within the first milliseconds of a run, another one in each round.
  void wait_a_moment() {
    const timespec moment{0, std::uniform_int_distribution<long>(0, 3'000'000)(random_)};
    ppoll(nullptr, 0, &moment, nullptr);
  }

  // Runs scenarios while `disturb` is called again and again from another thread.
  template <typename Disturb>
  std::vector<RunResult> run_disturbed(const SubjectOptions& options, std::size_t count, Disturb disturb) {
    const std::unique_ptr<Subject> subject = start_host(options, executor_);
    const std::vector<Scenario> scenarios = busy_scenarios(count);
    std::atomic<bool> done{false};
    std::thread other([&] {
      while (!done) {
        wait_a_moment();
        disturb();
      }
    });
    std::vector<RunResult> results = subject->run(scenarios, Density::kSparse);
    done = true;
    other.join();
    return results;
  }

  fs::path directory_;
  std::string executor_;
  std::minstd_rand random_{1};
};

int count_of(const std::vector<RunResult>& results, Outcome outcome) {
  return static_cast<int>(std::ranges::count(results, outcome, &RunResult::outcome));
}

TEST_F(SafetyTest, NothingOutlivesAKilledDriver) {
  for (int round = 0; round < kSafetyRounds; round++) {
    const pid_t driver = fork();
    if (driver == 0) {
      const std::unique_ptr<Subject> subject = start_host({}, executor_);
      for (;;) [[maybe_unused]] const auto results = subject->run(busy_scenarios(100), Density::kSparse);
    }
    while (living().size() < 3) sched_yield();
    wait_a_moment();
    kill(driver, SIGKILL);
    waitpid(driver, nullptr, 0);
    ASSERT_TRUE(all_gone()) << "round " << round;
  }
}

TEST_F(SafetyTest, KilledExecutorIsRestartedAndOneScenarioBlamed) {
  std::atomic<int> kills{0};
  const std::vector<RunResult> results = run_disturbed({}, 1000, [&] {
    for (const Found& process : living()) {
      if (process.parent == getpid() && kills < 3 && kill(process.pid, SIGKILL) == 0) kills++;
    }
  });
  ASSERT_EQ(results.size(), 1000U);
  const int died = count_of(results, Outcome::kDied);
  EXPECT_GE(died, 1);
  EXPECT_LE(died, kills);
  EXPECT_EQ(count_of(results, Outcome::kCompleted), 1000 - died);
  const auto first = std::ranges::find(results, Outcome::kDied, &RunResult::outcome);
  EXPECT_NE(first->detail.find("killed by signal 9"), std::string::npos) << first->detail;
}

TEST_F(SafetyTest, KilledInitEndsItsScenarioAlone) {
  std::atomic<int> kills{0};
  const std::vector<RunResult> results = run_disturbed({}, 2000, [&] {
    const std::vector<Found> all = living();
    for (const Found& supervisor : all) {
      if (supervisor.parent != getpid()) continue;
      for (const Found& init : all) {
        if (init.parent == supervisor.pid && kills < 20 && kill(init.pid, SIGKILL) == 0) kills++;
      }
    }
  });
  ASSERT_EQ(results.size(), 2000U);
  EXPECT_GE(kills, 1);
  EXPECT_LE(count_of(results, Outcome::kDied), kills);
  for (const RunResult& result : results) {
    EXPECT_TRUE(result.outcome == Outcome::kCompleted || result.outcome == Outcome::kDied) << result.detail;
  }
}

TEST_F(SafetyTest, StuckExecutorIsRestartedAfterTheDeadline) {
  SubjectOptions options;
  options.scenario_deadline_ms = 200;
  std::atomic<int> stops{0};
  const std::vector<RunResult> results = run_disturbed(options, 500, [&] {
    for (const Found& process : living()) {
      if (process.parent == getpid() && stops < 1 && kill(process.pid, SIGSTOP) == 0) stops++;
    }
  });
  ASSERT_EQ(results.size(), 500U);
  EXPECT_EQ(count_of(results, Outcome::kDeadline), 1);
  EXPECT_EQ(count_of(results, Outcome::kCompleted), 499);
}

// The control groups that executors with these pids have made and not removed; none where there is no hierarchy.
std::vector<std::string> groups_made_by(const std::vector<Found>& executors) {
  const auto context = static_cast<int>(syscall(SYS_fsopen, "cgroup2", FSOPEN_CLOEXEC));
  if (context < 0) return {};
  syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0);
  const auto tree = static_cast<int>(syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0));
  close(context);
  std::vector<std::string> found;
  const fs::path top = "/proc/self/fd/" + std::to_string(tree) + "/.";
  for (auto at = fs::recursive_directory_iterator(top); at != fs::recursive_directory_iterator(); ++at) {
    const std::string name = at->path().filename();
    for (const Found& executor : executors)
      if (name.starts_with("sigconform-" + std::to_string(executor.pid) + "-")) found.push_back(name);
  }
  close(tree);
  return found;
}

std::vector<Scenario> freezing_scenarios(std::size_t count) {
  Script script({{kInit, 1, false, 2}, {kInit, 2, false, 2}});
  while (script.scenario.steps.size() < 20) {
    script.then(kP1, op::Freeze{kP2.process, Switch::kOn}).then(kP1, op::Freeze{kP2.process, Switch::kOff});
  }
  script.then(kP1, op::Freeze{kP2.process, Switch::kOn});
  return std::vector<Scenario>(count, script.scenario);
}

TEST_F(SafetyTest, NoControlGroupIsLeftWhoeverIsKilled) {
  for (int round = 0; round < kSafetyRounds; round++) {
    const pid_t driver = fork();
    if (driver == 0) {
      const std::unique_ptr<Subject> subject = start_host({}, executor_);
      for (;;) [[maybe_unused]] const auto results = subject->run(freezing_scenarios(100), Density::kSparse);
    }
    while (living().empty()) sched_yield();
    for (int moments = round; moments > 0; moments--) wait_a_moment();  // during the preparations, then later
    const std::vector<Found> all = living();
    for (const Found& process : all)
      if (round % 2 == 1 && process.parent == driver) kill(process.pid, SIGKILL);
    kill(driver, SIGKILL);
    waitpid(driver, nullptr, 0);
    ASSERT_TRUE(all_gone()) << "round " << round;
    ASSERT_EQ(groups_made_by(all), std::vector<std::string>()) << "round " << round;
  }
}

// What is no executor of ours is refused with what it did and said.
std::string why_unavailable(const fs::path& file, std::string_view script) {
  std::ofstream(file) << "#!/bin/sh\n" << script;
  fs::permissions(file, fs::perms::owner_all);
  try {
    std::ignore = start_host({}, file);
  } catch (const SubjectUnavailable& unavailable) {
    return unavailable.what();
  }
  return "it was taken for an executor";
}

TEST_F(SafetyTest, WhatIsNoExecutorIsRefusedWithItsWords) {
  const fs::path file = directory_ / "pretender";
  EXPECT_NE(why_unavailable(file, "echo I am a shell and no executor; exec cat").find("not a frame"),
            std::string::npos);
  const std::string died = why_unavailable(file, "echo no such machine >&2; exit 3");
  EXPECT_NE(died.find("exited with status 3; it said: no such machine"), std::string::npos) << died;
  fs::remove(file);
  EXPECT_THROW(std::ignore = start_host({}, file), SubjectUnavailable);
}

// An executor that dies of every scenario must not be started for ever.
TEST_F(SafetyTest, ExecutorThatKeepsDyingIsGivenUp) {
  const fs::path file = directory_ / "mortal";
  std::ofstream(file) << "#!/bin/sh\n" << executor_ << " --cpu 0 </dev/null\n";
  fs::permissions(file, fs::perms::owner_all);
  const std::unique_ptr<Subject> subject = start_host({}, file);
  const std::vector<RunResult> results = subject->run(busy_scenarios(50), Density::kSparse);
  ASSERT_EQ(results.size(), 50U);
  EXPECT_EQ(count_of(results, Outcome::kDied), 50);
}

}  // namespace
}  // namespace sigconform
