// The text form of scenarios: what people write is what they get back, and what cannot be understood is named.
#include "model/text.h"

#include "model/testing/arbitrary.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <algorithm>

namespace sigconform {
namespace {

using testing::SplitMix;

constexpr std::string_view kExample = R"(sigconform scenario 1
process P1 user u1 threads 2
process P2 parent P1 user u2 capable

P1.T1  rt_sigprocmask block {SIGHUP, SIGSEGV, SIG40}
P1.T2  kill P1 SIGHUP
     + kill -P2 SIGSEGV
P1.T1  waitid P_PID P2 WNOHANG|WSTOPPED|WEXITED
P1.T1  wait4 -1 WNOHANG|WUNTRACED|0x10
P2.T1  rt_sigaction SIGCHLD park SA_SIGINFO|SA_RESTART ~{SIGKILL}
P2.T1  rt_tgsigqueueinfo init P1.T2 70 SI_TKILL -5
P2.T1  setresuid u1 keep u3
P2.T1  fork P3
P2.T1  clone_thread T2 clone
P3.T1  exit_group 3
)";

Scenario parsed(std::string_view text) {
  const auto result = parse_scenario(text);
  if (const auto* error = std::get_if<ParseError>(&result)) ADD_FAILURE() << to_text(*error);
  return std::holds_alternative<Scenario>(result) ? std::get<Scenario>(result) : Scenario{};
}

// The message for a text that must be refused.
std::string refusal(std::string_view text) {
  const auto result = parse_scenario(text);
  const auto* error = std::get_if<ParseError>(&result);
  return error == nullptr ? "(parsed)" : to_text(*error);
}

// The message for a scenario of one process with these steps, which begin on line 3.
std::string refused_steps(std::string_view steps) {
  return refusal("sigconform scenario 1\nprocess P1 user u1 threads 2\n" + std::string{steps});
}

RC_GTEST_PROP(Text, ScenarioParsesBackFromItsPrint, ()) {
  const Scenario scenario = *testing::scenarios();
  const auto result = parse_scenario(to_text(scenario));
  if (const auto* error = std::get_if<ParseError>(&result)) RC_FAIL(to_text(*error));
  RC_ASSERT(std::get<Scenario>(result) == scenario);
}

RC_GTEST_PROP(Text, DifferentOperationsHaveDifferentTexts, ()) {
  const Operation a = *testing::operations();
  const Operation b = *testing::operations();
  RC_ASSERT((a == b) == (to_text(a) == to_text(b)));
}

// Spacing, comments, empty lines and other ways to write a value are lost in the print, nothing else.
RC_GTEST_PROP(Text, PrintOfWhatWasParsedIsAFixpoint, (std::uint64_t seed)) {
  SplitMix random{seed};
  const Scenario scenario = testing::draw_scenario(random);
  std::string loose;
  for (const char c : to_text(scenario)) {
    if (c == ' ') loose += random.one_in(2) ? "\t  " : " ";
    if (c == '|' && random.one_in(2)) loose += ' ';
    if (c == '\n') loose += random.one_in(2) ? " # P9 kil\r\n\n" : "";
    loose += c;
    if ((c == '|' || c == '{') && random.one_in(2)) loose += ' ';
  }
  const auto result = parse_scenario(loose);
  if (const auto* error = std::get_if<ParseError>(&result)) RC_FAIL(to_text(*error) + "\n" + loose);
  RC_ASSERT(std::get<Scenario>(result) == scenario);
}

// One character changed in a valid text: either it still says something valid, which prints and parses, or the place
// of the error lies in the text.
RC_GTEST_PROP(TextParse, DamagedTextIsRefusedAtAPlaceInTheTextOrStillValid, (std::uint64_t seed)) {
  constexpr std::string_view kAlphabet = " PTu.-+|{}~,0129SIGxkill\n\t#\xff";
  SplitMix random{seed};
  const std::string text = to_text(testing::draw_scenario(random));
  const auto lines = std::ranges::count(text, '\n');
  for (int i = 0; i < 50; ++i) {
    std::string damaged = text;
    damaged[random.below(damaged.size())] = kAlphabet[random.below(kAlphabet.size())];
    const auto result = parse_scenario(damaged);
    if (const auto* scenario = std::get_if<Scenario>(&result)) {
      RC_ASSERT(why_invalid(*scenario).empty());
      RC_ASSERT(std::get<Scenario>(parse_scenario(to_text(*scenario))) == *scenario);
    } else {
      const auto& error = std::get<ParseError>(result);
      RC_ASSERT(error.line >= 1 && error.line <= lines + 2 && error.column >= 1);
      RC_ASSERT(!error.message.empty() && error.message.size() < 300U);
    }
  }
}

TEST(Text, ExampleOfTheFormatPrintsAsItWasWritten) { EXPECT_EQ(to_text(parsed(kExample)), kExample); }

TEST(Text, OperationNamesAreThoseOfTheSystemCalls) {
  const auto name = [](const Operation& operation) { return operation_name(operation.index()); };
  EXPECT_EQ(name(op::Kill{}), "kill");
  EXPECT_EQ(name(op::RtTgsigqueueinfo{}), "rt_tgsigqueueinfo");
  EXPECT_EQ(name(op::CloneThread{}), "clone_thread");
  EXPECT_EQ(name(op::Clone3{}), "clone3");
  EXPECT_EQ(name(op::Signalfd4{}), "signalfd4");
}

TEST(Text, OperationNamesDiffer) {
  std::set<std::string_view> names;
  for (std::size_t kind = 0; kind < kOperationKinds; ++kind) names.insert(operation_name(kind));
  EXPECT_EQ(names.size(), kOperationKinds);
}

TEST(Text, PidArgumentsHaveOneWordEach) {
  const auto word = [](PidArg pid) { return to_text(Operation{op::Kill{pid, Signo{0}}}); };
  EXPECT_EQ(word(PidArg::of(ProcessId{2})), "kill P2 0");
  EXPECT_EQ(word(PidArg::of(ThreadId{ProcessId{2}, ThreadIndex{3}})), "kill P2.T3 0");
  EXPECT_EQ(word(PidArg::group_of(ProcessId{2})), "kill -P2 0");
  EXPECT_EQ(word(PidArg::of(kInit)), "kill init 0");
  EXPECT_EQ(word(PidArg::group_of(kInit)), "kill -init 0");
  EXPECT_EQ(word(PidArg::special(PidArg::Kind::kZero)), "kill 0 0");
  EXPECT_EQ(word(PidArg::special(PidArg::Kind::kMinusOne)), "kill -1 0");
  EXPECT_EQ(word(PidArg::special(PidArg::Kind::kNobody)), "kill nobody 0");
  EXPECT_EQ(word(PidArg::special(PidArg::Kind::kMinusNobody)), "kill -nobody 0");
  EXPECT_EQ(word(PidArg::special(PidArg::Kind::kIntMin)), "kill int-min 0");
}

TEST(Text, SetOfMoreThanHalfOfAllSignalsIsWrittenByWhatItLacks) {
  EXPECT_EQ(to_text(SignalSet{}), "{}");
  EXPECT_EQ(to_text(SignalSet::of(kSigHup, Signo{40})), "{SIGHUP, SIG40}");
  EXPECT_EQ(to_text(~SignalSet::of(kSigKill)), "~{SIGKILL}");
  EXPECT_EQ(to_text(~SignalSet{}), "~{}");
}

TEST(TextParse, OtherWaysToWriteAValueAreUnderstood) {
  const Scenario scenario = parsed(
      "sigconform scenario 1\nprocess P1 capable user u2\n"
      "P1.T1 kill P1.T1 10\nP1.T1 waitid P_ALL 0 WUNTRACED\nP1.T1 rt_sigprocmask block ~{1,SIGINT}");
  ASSERT_EQ(scenario.steps.size(), 3U);
  EXPECT_EQ(to_text(scenario.steps[0].operation), "kill P1 SIGUSR1");
  EXPECT_EQ(to_text(scenario.steps[1].operation), "waitid P_ALL 0 WSTOPPED");
  EXPECT_EQ(to_text(scenario.steps[2].operation), "rt_sigprocmask block ~{SIGHUP, SIGINT}");
  EXPECT_TRUE(scenario.processes[0].capable);
}

TEST(TextParse, UnknownSignalNamesThePlaceAndWhatWasExpected) {
  EXPECT_EQ(refused_steps("P1.T1  kill P1 SIGFOO"),
            "line 3, column 16: expected a signal name such as SIGUSR1 or a number, found 'SIGFOO'");
}

TEST(TextParse, StandardSignalIsNotWrittenLikeARealtimeOne) {
  for (const char* name : {"SIG31", "SIG65", "SIG", "SIGusr1", "USR1"})
    EXPECT_NE(refused_steps("P1.T1  kill P1 " + std::string{name}), "(parsed)") << name;
}

TEST(TextParse, UnknownMemberOfASetNamesItsOwnPlace) {
  EXPECT_EQ(refused_steps("P1.T1  rt_sigprocmask block {SIGHUP, SIG65}"),
            "line 3, column 38: expected a signal name such as SIGUSR1 or a number from 1 to 64, found 'SIG65'");
}

TEST(TextParse, SetThatIsNotClosedIsRefusedAtTheEndOfTheLine) {
  EXPECT_EQ(refused_steps("P1.T1  rt_sigprocmask block {SIGHUP, SIGINT  # all"),
            "line 3, column 44: expected '}' at the end of the set of signals, found the end of the line");
}

TEST(TextParse, UnknownFlagNamesItsOwnPlace) {
  EXPECT_EQ(refused_steps("P1.T1  wait4 -1 WNOHANG|WNOHAND"),
            "line 3, column 25: expected flags such as WNOHANG|__WCLONE or 0, found 'WNOHAND'");
}

TEST(TextParse, UnknownOperationSuggestsThoseSpeltNearlySo) {
  EXPECT_EQ(refused_steps("P1.T1  kil P1 SIGHUP"),
            "line 3, column 8: expected an operation such as kill, found 'kil' (did you mean kill, tkill or tgkill?)");
  EXPECT_EQ(refused_steps("P1.T1  sigtimedwait {SIGHUP} zero"),
            "line 3, column 8: expected an operation such as kill, found 'sigtimedwait' "
            "(did you mean rt_sigtimedwait or rt_sigtimedwait_unwritable?)");
  EXPECT_EQ(refused_steps("P1.T1  mount"), "line 3, column 8: expected an operation such as kill, found 'mount'");
}

TEST(TextParse, MissingFieldIsNamed) {
  EXPECT_EQ(refused_steps("P1.T1  kill P1"),
            "line 3, column 15: expected sig, a signal name such as SIGUSR1 or a number, found the end of the line");
}

TEST(TextParse, SurplusWordIsRefused) {
  EXPECT_EQ(refused_steps("P1.T1  kill P1 SIGHUP SIGINT"),
            "line 3, column 23: expected the end of the line, found 'SIGINT'");
}

TEST(TextParse, EnumeratorsAreListed) {
  EXPECT_EQ(refused_steps("P1.T1  rt_sigprocmask blok {}"),
            "line 3, column 23: expected block, unblock, setmask, query or invalid, found 'blok'");
}

TEST(TextParse, JoinedFirstStepIsRefused) {
  EXPECT_EQ(refused_steps("+ kill P1 SIGHUP"),
            "line 3, column 1: expected 'process' or an actor from P1.T1 to P8.T8, found '+'");
}

TEST(TextParse, ProcessAfterAStepIsRefused) {
  EXPECT_EQ(refused_steps("P1.T1  setsid\nprocess P2 user u1"),
            "line 4, column 1: expected '+' or an actor from P1.T1 to P8.T8, found 'process' "
            "(processes stand before the first step)");
}

TEST(TextParse, ParentThatStandsLaterIsRefused) {
  EXPECT_EQ(refusal("sigconform scenario 1\nprocess P1 parent P2"),
            "line 2, column 19: expected init or a process that stands before P1, found 'P2'");
}

TEST(TextParse, ProcessOutOfOrderIsRefused) {
  EXPECT_EQ(refusal("sigconform scenario 1\nprocess P2"),
            "line 2, column 9: expected P1 (processes are numbered in order), found 'P2'");
}

TEST(TextParse, UserBeyondTheBoundIsRefused) {
  EXPECT_EQ(refusal("sigconform scenario 1\nprocess P1 user u4"),
            "line 2, column 17: expected u1, u2 or u3, found 'u4'");
}

TEST(TextParse, EmptyTextIsRefused) {
  EXPECT_EQ(refusal(""), "line 1, column 1: expected 'sigconform scenario 1', found the end of the text");
  EXPECT_EQ(refusal("sigconform scenario 1\n"), "line 2, column 1: expected 'process P1', found the end of the text");
}

TEST(TextParse, LaterVersionOfTheFormatIsRefused) {
  EXPECT_EQ(refusal("sigconform scenario 2\n"),
            "line 1, column 21: expected 1, the version of the text form, found '2'");
}

TEST(TextParse, NameGivenTwicePointsToTheSecondBirth) {
  EXPECT_EQ(refused_steps("\nP1.T1  setsid\n     + fork P2  # fine\n\nP1.T1  fork P2"),
            "line 7, column 8: the name P2.T1 was given before");
}

TEST(TextParse, TooManyThreadsInTheLayoutPointToTheLastProcess) {
  EXPECT_EQ(refusal("sigconform scenario 1\nprocess P1 threads 8\nprocess P2 threads 8\nprocess P3 threads 8"),
            "line 4, column 1: a scenario has at most 24 threads, init included");
}

TEST(TextParse, StrangeBytesAreShownAsNumbersAndLongWordsCutShort) {
  EXPECT_EQ(refused_steps("P1.T1  kill P1 \x01\xff"),
            R"(line 3, column 16: expected a signal name such as SIGUSR1 or a number, found '\x01\xff')");
  EXPECT_EQ(
      refused_steps("P1.T1  kill P1 " + std::string(1000, 'x')),
      "line 3, column 16: expected a signal name such as SIGUSR1 or a number, found '" + std::string(40, 'x') + "…'");
}

TEST(TextParse, StepBeyondTheBoundIsRefused) {
  std::string steps;
  for (int i = 0; i <= kMaxSteps; ++i) steps += "P1.T1  setsid\n";
  EXPECT_EQ(refused_steps(steps), "line 203, column 1: expected at most 200 steps, found 'P1.T1'");
}

}  // namespace
}  // namespace sigconform
