// The line to an executor, where it is not as lines mostly are: what a shared standard input, another kernel or a
// program in between may make of it.
#include "model/text.h"
#include "subjects/guests.h"

#include <gtest/gtest.h>
#include <string>
#include <variant>
#include <vector>

namespace sigconform {
namespace {

Scenario pending_signal() {
  return std::get<Scenario>(
      parse_scenario("sigconform scenario 1\nprocess P1\n\n"
                     "P1.T1  rt_sigprocmask block {SIGUSR1}\n"
                     "P1.T1  kill P1 SIGUSR1\n"));
}

TEST(Line, ExecutorWaitsOnOneThatDoesNotBlock) {
  const auto subject = start_command(SIGCONFORM_SABOTEUR " unblock {executor}", {});
  // More than fits into the line at once, and then a pause.
  for (const std::size_t scenarios : {400U, 1U}) {
    for (const RunResult& result : subject->run(std::vector(scenarios, pending_signal()), Density::kSparse))
      ASSERT_EQ(result.outcome, Outcome::kCompleted) << result.detail;
  }
}

TEST(Line, CommandThatClosesItIsAwaitedAndHowItEndsIsTold) {
  try {
    const auto subject = start_command("sh -c 'exec 0<&- 1>&-; sleep 0.1; exit 3' {executor}", {});
    FAIL() << "it never said hello";
  } catch (const SubjectUnavailable& gone) {
    EXPECT_NE(std::string(gone.what()).find("exited with status 3"), std::string::npos) << gone.what();
  }
}

}  // namespace
}  // namespace sigconform
