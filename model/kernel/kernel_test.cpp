// The specification on small scenarios whose outcome is known from the manual pages.
#include "model/model.h"
#include "model/text.h"
#include "model/versions.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <set>

namespace sigconform {
namespace {

// The events of a scenario, one text line each, under the usual choices.
std::vector<std::string> lines_of(const std::string& text) {
  const auto parsed = parse_scenario("sigconform scenario 1\n" + text);
  EXPECT_TRUE(std::holds_alternative<Scenario>(parsed)) << std::get<ParseError>(parsed).message;
  const auto& scenario = std::get<Scenario>(parsed);
  UsualChoices usual;
  std::vector<std::string> lines;
  for (const Event& e : predict(scenario, Dialect{}, usual, Density::kSparse).events)
    lines.push_back(to_text(e, scenario));
  return lines;
}

TEST(Model, HandlerRunsBeforeKillReturnsToTheSender) {
  const auto lines = lines_of(
      "process P1 user u1\n"
      "P1.T1 rt_sigaction SIGUSR1 log SA_SIGINFO {}\n"
      "P1.T1 kill P1 SIGUSR1\n");
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_NE(lines[1].find("handler SIGUSR1"), std::string::npos) << lines[1];
  EXPECT_NE(lines[2].find("kill P1 SIGUSR1 = 0"), std::string::npos) << lines[2];
}

// The last statuses of every outcome that the choices allow.
std::vector<std::vector<ThreadStatus>> ends_of(const std::string& text, const Dialect& dialect = {}) {
  const auto scenario = std::get<Scenario>(parse_scenario("sigconform scenario 1\n" + text));
  ReplayedChoices choices;
  std::vector<std::vector<ThreadStatus>> ends;
  do ends.push_back(predict(scenario, dialect, choices, Density::kSparse).statuses.back());
  while (choices.next());
  return ends;
}

const ThreadStatus& status_in(const std::vector<ThreadStatus>& end, ThreadId id) {
  return *std::find_if(end.begin(), end.end(), [id](const ThreadStatus& s) { return s.thread == id; });
}

// copy_process() on a kernel where an allocation sleeps: no scenario can make that happen.
TEST(Model, ChildGetsWhatIsSentToItsGroupDuringTheFork) {
  const auto ends = ends_of(
      "process P1 user u1\n"
      "process P2 parent P1 user u1\n"
      "P1.T1 rt_sigprocmask block {SIGUSR1}\n"
      "P2.T1 rt_sigprocmask block {SIGUSR1, SIGUSR2}\n"
      "P2.T1 rt_sigtimedwait {SIGUSR2} forever\n"
      "     + kill 0 SIGUSR1\n"
      "P1.T1 kill P2 SIGUSR2\n"
      "     + fork P3\n");
  std::set<std::pair<bool, std::int32_t>> pending_and_charged;
  for (const auto& end : ends) {
    const ThreadStatus& child = status_in(end, {ProcessId{3}, {}});
    pending_and_charged.emplace(child.shared.contains(kSigUsr1), child.queued);
  }
  // Born before: as everybody else. Born while it was sent: the bit alone, and only two siginfos are charged.
  EXPECT_EQ(pending_and_charged, (std::set<std::pair<bool, std::int32_t>>{{true, 3}, {true, 2}}));
}

// prepare_signal() before 6.0, seen on 5.10.262: it flushed nothing where SIGNAL_GROUP_EXIT was set, which a single
// thread that calls exit_group did not do.
TEST(Model, ZombieKeepsItsStopSignalsWhereItWasKilledBefore60) {
  const auto pending_after = [](const char* death, const char* dialect) {
    const std::string text =
        "process P1 user u1\n"
        "process P2 parent P1 user u1\n"
        "P2.T1 rt_sigprocmask block {SIGTSTP, SIGCONT}\n"
        "P2.T1 kill P2 SIGTSTP\n" +
        std::string(death) + "\nP1.T1 kill P2 SIGCONT\n";
    return status_in(ends_of(text, find_dialect(dialect).value()).front(), {ProcessId{2}, {}}).shared;
  };
  const SignalSet stop = SignalSet::of(kSigTstp), cont = SignalSet::of(kSigCont), kill = SignalSet::of(kSigKill);
  EXPECT_EQ(pending_after("P1.T1 kill P2 SIGKILL", "linux-5.10") - kill, stop | cont);
  EXPECT_EQ(pending_after("P2.T1 exit_group 0", "linux-5.10"), cont);
  EXPECT_EQ(pending_after("P1.T1 kill P2 SIGKILL", "linux-6.1") - kill, stop);
  EXPECT_EQ(pending_after("P2.T1 exit_group 0", "linux-6.1"), stop);
}

TEST(Model, NewThreadJoinsAStopThatBeganDuringItsBirth) {
  for (const auto& end : ends_of("process P1 user u1 threads 2\n"
                                 "P1.T1 rt_sigprocmask block {SIGTSTP}\n"
                                 "P1.T1 kill P1 SIGTSTP\n"
                                 "     + clone_thread T3 clone\n"))
    for (const ThreadStatus& s : end) EXPECT_EQ(s.state, ThreadState::kStopped);
}

// release_task() by an exiting thread, which others may run in the middle of: seen on 6.18.44, always where somebody
// had looked the task up in /proc, and else once in a million scenarios.
TEST(Model, NumberThatAnExitingThreadGivesBackMayStillBeTaken) {
  const std::string text =
      "process P1 user u1\n"
      "P1.T1 vfork P3\n"
      "P3.T1 clone3 P2 0 SIGUSR1\n"
      "P1.T1 notify_owner input F_SETOWN P2 SIGUSR1\n"
      "P2.T1 exit_group 0\n";
  const auto scenario = std::get<Scenario>(parse_scenario("sigconform scenario 1\n" + text));
  ReplayedChoices choices;
  std::set<std::int32_t> answers;
  do answers.insert(predict(scenario, Dialect{}, choices, Density::kSparse).events.back().result);
  while (choices.next());
  EXPECT_EQ(answers, (std::set<std::int32_t>{0, -static_cast<std::int32_t>(Errno::kSrch)}));
}

TEST(Model, DeadActorsSkipTheirSteps) {
  EXPECT_EQ(lines_of("process P1 user u1\nP1.T1 kill P1 SIGTERM\nP1.T1 rt_sigpending\n").size(), 0u);
}

}  // namespace
}  // namespace sigconform
