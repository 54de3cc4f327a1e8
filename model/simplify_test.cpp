// Laws of the simplifier, the renamings and the hash.
#include "model/simplify.h"

#include "model/reflection.h"
#include "model/testing/arbitrary.h"
#include "model/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <algorithm>
#include <unordered_set>

namespace sigconform {
namespace {

using testing::SplitMix;

constexpr ProcessId kP1{1};
constexpr ProcessId kP2{2};
constexpr ThreadId kP1T1{kP1, ThreadIndex{1}};
constexpr ThreadId kP1T2{kP1, ThreadIndex{2}};

// The fields' words; operations of one kind have equally many.
std::vector<std::string> words(const Operation& operation) {
  std::vector<std::string> fields;
  std::string text = to_text(operation);
  for (bool in_set = false; char& c : text) {
    in_set = c == '{' || (in_set && c != '}');
    if (c == ' ' && in_set) c = '_';
  }
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    fields.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return fields;
}

std::vector<std::string> texts(const std::vector<Operation>& operations) {
  std::vector<std::string> result;
  for (const Operation& operation : operations) result.push_back(to_text(operation));
  return result;
}

Scenario parsed(std::string_view steps) {
  const auto result =
      parse_scenario("sigconform scenario 1\nprocess P1 threads 2\nprocess P2 parent P1\n" + std::string{steps});
  if (const auto* error = std::get_if<ParseError>(&result)) ADD_FAILURE() << to_text(*error);
  return std::holds_alternative<Scenario>(result) ? std::get<Scenario>(result) : Scenario{};
}

std::string step_text(const Scenario& scenario, std::size_t i) {
  return to_text(scenario.steps.at(i).actor) + " " + to_text(scenario.steps[i].operation);
}

RC_GTEST_PROP(Simpler, EachResultDiffersInExactlyOneFieldAndIsLessComplex, ()) {
  const Operation operation = *testing::operations();
  const std::vector<std::string> before = words(operation);
  for (const Operation& result : simpler(operation)) {
    RC_ASSERT(result.index() == operation.index());
    RC_ASSERT(complexity_of(result) < complexity_of(operation));
    const std::vector<std::string> after = words(result);
    RC_ASSERT(before.size() == after.size());
    int different = 0;
    for (std::size_t i = 0; i < before.size(); ++i) different += before[i] != after[i];
    RC_ASSERT(different == 1);
  }
}

RC_GTEST_PROP(Simpler, NoResultIsOfferedTwice, ()) {
  const std::vector<Operation> results = simpler(*testing::operations());
  for (std::size_t i = 0; i < results.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) RC_ASSERT(results[i] != results[j]);
}

RC_GTEST_PROP(Simpler, FollowingAnyChainEnds, (std::uint64_t seed)) {
  SplitMix random{seed};
  Operation operation = testing::draw_operation(random);
  // The longest chain takes a queue limit down one by one.
  for (int length = 0; length <= 3000; ++length) {
    const std::vector<Operation> results = simpler(operation);
    if (results.empty()) return;
    operation = results[random.below(results.size())];
  }
  RC_FAIL("a chain of simplifications is too long");
}

RC_GTEST_PROP(Simpler, ValidScenarioStaysValid, (std::uint64_t seed)) {
  SplitMix random{seed};
  Scenario scenario = testing::draw_scenario(random, 4);
  for (Step& step : scenario.steps) {
    const Operation original = step.operation;
    for (const Operation& result : simpler(original)) {
      step.operation = result;
      RC_ASSERT(why_invalid(scenario) == "");
    }
    step.operation = original;
  }
}

TEST(Simpler, BoldestChangeComesFirst) {
  const op::RtSigaction action{kSigHup, Handler::kLog, kSaSiginfo | kSaRestart, SignalSet::of(kSigInt, kSigQuit)};
  const std::vector<std::string> expected{"rt_sigaction SIGUSR1 log SA_SIGINFO|SA_RESTART {SIGINT, SIGQUIT}",
                                          "rt_sigaction SIGUSR2 log SA_SIGINFO|SA_RESTART {SIGINT, SIGQUIT}",
                                          "rt_sigaction SIGHUP default SA_SIGINFO|SA_RESTART {SIGINT, SIGQUIT}",
                                          "rt_sigaction SIGHUP ignore SA_SIGINFO|SA_RESTART {SIGINT, SIGQUIT}",
                                          "rt_sigaction SIGHUP log 0 {SIGINT, SIGQUIT}",
                                          "rt_sigaction SIGHUP log SA_RESTART {SIGINT, SIGQUIT}",
                                          "rt_sigaction SIGHUP log SA_SIGINFO {SIGINT, SIGQUIT}",
                                          "rt_sigaction SIGHUP log SA_SIGINFO|SA_RESTART {}",
                                          "rt_sigaction SIGHUP log SA_SIGINFO|SA_RESTART {SIGINT}",
                                          "rt_sigaction SIGHUP log SA_SIGINFO|SA_RESTART {SIGQUIT}"};
  EXPECT_EQ(texts(simpler(action)), expected);
}

TEST(Simpler, SimplestOperationHasNothingSimpler) {
  EXPECT_TRUE(simpler(op::Kill{PidArg::of(kP1), kSigUsr1}).empty());
  EXPECT_TRUE(simpler(op::Setsid{}).empty());
  EXPECT_TRUE(simpler(op::Fork{ProcessId{7}}).empty());
}

TEST(Simpler, OneMemberOfAFullSetIsFoundInFewSteps) {
  Operation operation = op::RtSigprocmask{MaskHow::kBlock, ~SignalSet{}};
  const auto still_fails = [](const Operation& candidate) {
    return std::get<op::RtSigprocmask>(candidate).set.contains(Signo{40});
  };
  int tried = 0;
  for (bool again = true; again;) {
    again = false;
    for (const Operation& candidate : simpler(operation)) {
      ++tried;
      if (!still_fails(candidate)) continue;
      operation = candidate;
      again = true;
      break;
    }
  }
  EXPECT_EQ(to_text(operation), "rt_sigprocmask block {SIG40}");
  EXPECT_LE(tried, 30);
}

TEST(Simpler, SmallestLimitThatStillFailsIsFound) {
  Operation operation = op::Setrlimit{{2000}};
  const auto still_fails = [](const Operation& candidate) {
    return std::get<op::Setrlimit>(candidate).limit.value >= 13;
  };
  while (true) {
    const std::vector<Operation> candidates = simpler(operation);
    const auto found = std::find_if(candidates.begin(), candidates.end(), still_fails);
    if (found == candidates.end()) break;
    operation = *found;
  }
  EXPECT_EQ(to_text(operation), "setrlimit 13");
}

RC_GTEST_PROP(Rename, ToItselfChangesNothing, (std::uint64_t seed)) {
  SplitMix random{seed};
  const Scenario scenario = testing::draw_scenario(random);
  for (int slot = 0; slot < kThreadSlots; ++slot) {
    const ThreadId thread = thread_at_slot(slot);
    RC_ASSERT(rename(scenario, thread, thread) == scenario);
    RC_ASSERT(rename(scenario, thread.process, thread.process) == scenario);
    RC_ASSERT(rename(scenario, Descriptor::kFd2, Descriptor::kFd2) == scenario);
  }
  for (int n = -2; n <= 70; ++n) RC_ASSERT(rename(scenario, Signo{n}, Signo{n}) == scenario);
}

RC_GTEST_PROP(Rename, LeavesNoMentionOfTheOldName, (std::uint64_t seed)) {
  SplitMix random{seed};
  const Scenario scenario = testing::draw_scenario(random);
  const auto process = [&] { return ProcessId{static_cast<std::uint8_t>(1 + random.below(kMaxProcesses))}; };
  const ProcessId p = process();
  const ProcessId q = process();
  const ThreadId t{p, ThreadIndex{static_cast<std::uint8_t>(2 + random.below(7))}};
  const Signo s{static_cast<std::int32_t>(1 + random.below(64))};
  const auto absent = [](const Scenario& changed, const std::string& name) {
    const std::string text = to_text(changed);
    for (std::size_t at = 0; (at = text.find(name, at)) != text.npos; ++at)
      if (at + name.size() == text.size() || std::isalnum(text[at + name.size()]) == 0) return false;
    return true;
  };
  if (q != p) {
    Scenario changed = rename(scenario, p, q);
    changed.processes.clear();  // whose lines carry the processes' own names
    RC_ASSERT(absent(changed, to_text(p)));
  }
  RC_ASSERT(absent(rename(scenario, t, {p, ThreadIndex{1}}), to_text(t)));
  // A set with more than half of all signals prints what it lacks.
  Scenario signals = rename(scenario, s, Signo{0});
  for (const Step& step : signals.steps)
    std::visit(
        [&](const auto& op) {
          reflection::for_each_field(op, [&](std::string_view, const auto& field) {
            using Field = std::remove_cvref_t<decltype(field)>;
            if constexpr (std::is_same_v<Field, Signo>) RC_ASSERT(field != s);
            if constexpr (std::is_same_v<Field, SignalSet>) RC_ASSERT(!field.contains(s));
          });
        },
        step.operation);
}

TEST(HashOf, LastFieldOfTheLastStepCounts) {
  const Scenario a = parsed("P1.T1 setsid\nP1.T1 exit 0");
  const Scenario b = parsed("P1.T1 setsid\nP1.T1 exit 16777216");
  EXPECT_NE(hash_of(a), hash_of(b));
}

// A name that occurs nowhere can be used and taken back.
RC_GTEST_PROP(Rename, ToAnUnusedNameAndBackIsTheSameScenario, (std::uint64_t seed)) {
  SplitMix random{seed};
  const Scenario scenario = testing::draw_scenario(random, 6);
  const std::string text = to_text(scenario);
  for (std::uint8_t p = 1; p <= kMaxProcesses; ++p) {
    const ProcessId unused{p};
    if (text.find(to_text(unused)) != text.npos) continue;
    RC_ASSERT(rename(rename(scenario, kP1, unused), unused, kP1) == scenario);
    const Signo stranger{70};
    if (text.find("70") == text.npos && text.find('~') == text.npos && text.find("SIGHUP,") == text.npos &&
        text.find("SIGHUP}") == text.npos)
      RC_ASSERT(rename(rename(scenario, kSigHup, stranger), stranger, kSigHup) == scenario);
  }
}

TEST(Rename, ThreadIsRenamedAsActorTargetAndChild) {
  const Scenario scenario = parsed("P1.T2 tkill P1.T2 SIGHUP\nP1.T1 clone_thread T3 clone\nP1.T2 tkill P1.T3 0");
  const Scenario changed = rename(scenario, kP1T2, kP1T1);
  EXPECT_EQ(step_text(changed, 0), "P1.T1 tkill P1 SIGHUP");
  EXPECT_EQ(step_text(changed, 2), "P1.T1 tkill P1.T3 0");
  const Scenario child = rename(scenario, {kP1, ThreadIndex{3}}, {kP1, ThreadIndex{4}});
  EXPECT_EQ(step_text(child, 1), "P1.T1 clone_thread T4 clone");
  EXPECT_EQ(step_text(child, 2), "P1.T2 tkill P1.T4 0");
}

TEST(Rename, BirthOfAThreadDoesNotMoveToAnotherProcess) {
  const Scenario changed = rename(parsed("P1.T1 clone_thread T3 clone"), {kP1, ThreadIndex{3}}, {kP2, ThreadIndex{4}});
  EXPECT_EQ(step_text(changed, 0), "P1.T1 clone_thread T3 clone");
}

TEST(Rename, ProcessIsRenamedWithItsThreadsGroupAndParenthood) {
  const Scenario changed =
      rename(parsed("P2.T1 kill -P2 SIGHUP\nP1.T2 tkill P2 0\nP2.T1 fork P3\nP1.T1 kill -1 0"), kP2, ProcessId{5});
  EXPECT_EQ(step_text(changed, 0), "P5.T1 kill -P5 SIGHUP");
  EXPECT_EQ(step_text(changed, 1), "P1.T2 tkill P5 0");
  EXPECT_EQ(step_text(changed, 2), "P5.T1 fork P3");
  EXPECT_EQ(rename(changed, kP1, kInit).processes[1].parent, kInit);
}

TEST(Rename, SpecialPidsAreNoMentionOfInit) {
  const Scenario scenario = parsed("P1.T1 kill 0 SIGHUP\nP1.T1 kill init SIGHUP");
  const ThreadId init{kInit, ThreadIndex{1}};
  for (const Scenario& changed : {rename(scenario, kInit, kP1), rename(scenario, init, kP1T1)}) {
    EXPECT_EQ(changed.steps[0], scenario.steps[0]);
    EXPECT_EQ(step_text(changed, 1), "P1.T1 kill P1 SIGHUP");
  }
}

TEST(Rename, GroupIsNoMentionOfItsLeader) {
  const Scenario changed = rename(parsed("P2.T1 kill -P2 SIGHUP"), {kP2, ThreadIndex{1}}, kP1T2);
  EXPECT_EQ(step_text(changed, 0), "P1.T2 kill -P2 SIGHUP");
}

TEST(Rename, SignalIsRenamedInSetsToo) {
  const Scenario scenario = parsed("P1.T1 rt_sigaction SIGHUP log 0 {SIGHUP, SIGINT}");
  EXPECT_EQ(step_text(rename(scenario, kSigHup, Signo{40}), 0), "P1.T1 rt_sigaction SIG40 log 0 {SIGINT, SIG40}");
  EXPECT_EQ(step_text(rename(scenario, kSigHup, kSigInt), 0), "P1.T1 rt_sigaction SIGINT log 0 {SIGINT}");
}

RC_GTEST_PROP(HashOf, EqualScenariosHaveEqualHashesAndOthersDoNot, (std::uint64_t seed)) {
  SplitMix random{seed};
  std::unordered_set<std::uint64_t> hashes;
  Scenario scenario = testing::draw_scenario(random);
  for (int i = 0; i < 50; ++i) {
    hashes.insert(hash_of(scenario));
    RC_ASSERT(hash_of(Scenario{scenario}) == hash_of(scenario));
    scenario.steps.push_back({kP1T1, op::Setsid{}, false});
  }
  RC_ASSERT(hashes.size() == 50U);
}

}  // namespace
}  // namespace sigconform
