// The text form of scenarios and observations: what people read and write. parse(print(s)) == s for every valid
// scenario; everything a scenario file may say is what print writes, plus blank lines, comments from '#' to the
// end of the line, free spacing, and another way to write a value (10 for SIGUSR1, P2.T1 for P2, ~{…} for any set).
//
//     sigconform scenario 1
//     process P1 user u1 threads 2
//     process P2 parent P1 user u2 capable
//
//     P1.T1  rt_sigprocmask block {SIGHUP, SIGSEGV, SIG40}
//     P1.T2  kill P1 SIGHUP
//          + kill -P2 SIGSEGV
//
// A line that begins with '+' is joined to the step before it. Operations have the names of their system calls
// (return, fork, clone_thread, set_cpu_limit and drop_capabilities aside), their fields stand in the structs' order.
// Realtime signals are SIG32..SIG64, numbers that name no signal are plain integers; flags are WNOHANG|WEXITED and
// SA_SIGINFO|SA_RESTART, with 0 for none and 0x… for bits without a name; exit codes and values are integers.
#pragma once

#include "model/observation.h"
#include "model/scenario.h"

#include <string>
#include <string_view>
#include <variant>

namespace sigconform {

// The place (1-based line and column) of the first character that cannot be understood, what stood there and
// what was expected instead, as one sentence without a full stop.
struct ParseError {
  int line{};
  int column{};
  std::string message;
};
// "line 3, column 16: expected a signal name such as SIGUSR1 or a number, found 'SIGFOO'"
[[nodiscard]] std::string to_text(const ParseError& error);

[[nodiscard]] std::string to_text(const Scenario& scenario);
[[nodiscard]] std::variant<Scenario, ParseError> parse_scenario(std::string_view text);

// Without the actor: "kill P2 SIGUSR1".
[[nodiscard]] std::string to_text(const Operation& operation);
// The operation's name in the text form: "kill".
[[nodiscard]] std::string_view name_of(const Operation& operation);
[[nodiscard]] std::string_view operation_name(std::size_t kind);  // by index in Operation's list

[[nodiscard]] std::string to_text(Signo);      // "SIGUSR1", "SIG40", "65"
[[nodiscard]] std::string to_text(SignalSet);  // "{SIGHUP, SIG40}", "{}"; more than half of all: "~{SIGKILL}"
[[nodiscard]] std::string to_text(ProcessId);  // "P2"
[[nodiscard]] std::string to_text(ThreadId);   // "P2.T1"
[[nodiscard]] std::string to_text(PidName);    // "P2" (a leader), "P2.T2", "init", "0", "pid 17" (foreign)
[[nodiscard]] std::string to_text(UserName);   // "u1", "root", "uid 17"
[[nodiscard]] std::string to_text(SiCode, Signo context);  // "SI_USER", "CLD_EXITED" when the signal is SIGCHLD, "17"
[[nodiscard]] std::string to_text(const SignalInfo&);      // "SIGUSR1 (SI_USER from P1, u1)"; with value or status
[[nodiscard]] std::string to_text(ThreadState);
// One line: "P1.T1  kill P2 SIGUSR1 = 0", "P1.T2  handler SIGUSR1 (SI_TKILL from P1, u1) mask {SIGUSR1} saved {}
// depth 2 (parks)" (depth 1 is not said), "P1.T1  wait4 -1 WNOHANG = P2 (killed by SIGTERM)". Events of one scenario
// with equal texts are equal but for `step`, when both steps are the same operation of the same thread.
[[nodiscard]] std::string to_text(const Event& event, const Scenario& scenario);
// One line: "P1.T1  asleep pending {…} shared {…} blocked {…} …", fields at their defaults left out.
[[nodiscard]] std::string to_text(const ThreadStatus& status);
[[nodiscard]] std::string errno_name(std::int32_t error);  // "EINVAL"; "errno 77" when it has no name here

}  // namespace sigconform
