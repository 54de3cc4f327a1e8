// Whatever a command forks and leaves behind dies with it, and both die with the driver, in a PID namespace and without
// one.
#include "subjects/launch.h"
#include "subjects/testing/processes.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <csignal>
#include <cstdlib>

namespace sigconform {
namespace {

using testing::left_of;
using testing::processes_with;

constexpr int kRounds = 20;

class KeeperTest : public ::testing::TestWithParam<Containment> {
 protected:
  // Daemons: sessions of their own, one of them in the second generation, that ignore what they can.
  [[nodiscard]] Launch leaving_daemons(const std::string& then) const {
    const std::string daemon = "trap '' TERM HUP INT; sleep " + mark_;
    const std::string script =
        "setsid sh -c \"" + daemon + "\" & setsid sh -c \"(" + daemon + ") & " + daemon + "\" & " + then;
    return {.command = {"/bin/sh", "-c", script}, .containment = GetParam()};
  }
  // All sleeps are there.
  void await_daemons() const {
    while (processes_with("sleep" + std::string(1, '\0') + mark_).size() < 3) sched_yield();
  }
  std::string mark_ = "98765." + std::to_string(getpid());
};

TEST_P(KeeperTest, WhatACommandLeavesBehindDiesWhenItIsEnded) {
  ExecutorProcess process(leaving_daemons("exec cat"));
  await_daemons();
  EXPECT_EQ(process.end(), "killed by signal 9");
  EXPECT_TRUE(left_of(mark_).empty());
}

TEST_P(KeeperTest, WhatACommandLeavesBehindDiesWhenItEnds) {
  ExecutorProcess process(leaving_daemons("read line; exit 3"));
  await_daemons();
  EXPECT_EQ(write(process.line(), "\n", 1), 1);
  EXPECT_TRUE(left_of(mark_).empty());
  EXPECT_EQ(process.end(), "exited with status 3");
}

TEST_P(KeeperTest, AllDieWithTheDriver) {
  for (int round = 0; round < kRounds; round++) {
    const pid_t driver = fork();
    if (driver == 0) {
      const ExecutorProcess process(leaving_daemons("exec cat"));
      for (;;) pause();
    }
    if (round % 2 == 0) await_daemons();
    testing::wait_ms(round);
    kill(driver, SIGKILL);
    waitpid(driver, nullptr, 0);
    ASSERT_TRUE(left_of(mark_).empty()) << "round " << round;
  }
}

TEST_P(KeeperTest, GraceLetsWhatEndsByItselfDoSo) {
  const std::string file = ::testing::TempDir() + "sigconform-grace-" + std::to_string(getpid());
  const Launch launch{.command = {"/bin/sh", "-c", "(sleep 0.2; echo done > " + file + ") & echo begun; read line"},
                      .containment = GetParam(),
                      .grace = std::chrono::seconds(20)};
  ExecutorProcess process(launch);
  char begun = 0;
  while (read(process.line(), &begun, 1) != 1) sched_yield();
  EXPECT_NE(process.end(), "");
  EXPECT_EQ(remove(file.c_str()), 0) << "it was killed before its time";
}

std::string name_of_case(const ::testing::TestParamInfo<Containment>& info) {
  return info.param == Containment::kNamespace ? "Namespace" : "Descendants";
}
INSTANTIATE_TEST_SUITE_P(Both, KeeperTest, ::testing::Values(Containment::kNamespace, Containment::kDescendants),
                         name_of_case);

}  // namespace
}  // namespace sigconform
