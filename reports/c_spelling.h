// How the values of the specification are spelled in C: signals, sets, names, flags. The words are those of
// c_runtime.c and of the system's headers. It must not know operations or scenarios.
#pragma once

#include "model/observation.h"
#include "model/vocabulary.h"

#include <string>

namespace sigconform {

[[nodiscard]] std::string c_signal(Signo signal);                 // "SIGHUP", "40"
[[nodiscard]] std::string c_set(SignalSet set);                   // "BIT(SIGHUP) | BIT(40)", "0", "~BIT(SIGHUP)"
[[nodiscard]] std::string c_thread(ThreadId thread);              // "P1_T1"
[[nodiscard]] std::string c_name(PidName name);                   // "P1", "P1_T2", "INIT", "0", "FOREIGN + 17"
[[nodiscard]] std::string c_user(UserName user);                  // "ROOT", "U1", "FOREIGN + 17"
[[nodiscard]] std::string c_pid(PidArg pid);                      // "pid_of(P1)", "-pid_of(P1)", "-1", "INT_MIN"
[[nodiscard]] std::string c_uid(UserArg user);                    // "uid_of(U1)", "uid_of(KEEP)"
[[nodiscard]] std::string c_code(SiCode code, Signo context);     // "SI_USER", "CLD_EXITED" for SIGCHLD, "17"
[[nodiscard]] std::string c_long(std::int64_t value);             // "-7"; the least value in a way that C accepts
[[nodiscard]] std::string c_error(std::int32_t error);            // "EINVAL", "77"
[[nodiscard]] std::string c_handler(Handler handler);             // "DFL", "IGN", "LOG", "PARK"
[[nodiscard]] std::string c_fault(FaultKind kind);                // "READ_ONLY"
[[nodiscard]] std::string c_fault_address(FaultAddress address);  // "READ_ONLY", "0" where there is none
[[nodiscard]] std::string c_flags(ActionFlags flags);             // "SA_SIGINFO | SA_RESTART", "0"
[[nodiscard]] std::string c_altstack(AltStack stack);             // "ROOMY", "SNUG", "TOO_SMALL", "NO_MEMORY"
[[nodiscard]] std::string c_stack_flags(StackFlags flags);        // "SS_ONSTACK | SS_AUTODISARM", "0"
[[nodiscard]] std::string c_flags(SignalfdFlags flags);           // "SFD_NONBLOCK"
[[nodiscard]] std::string c_pidfd_flags(PidfdSignalFlags flags);
[[nodiscard]] std::string c_flags(CloneFlags flags);              // "CLONE_VM | CLONE_SIGHAND", "0"
[[nodiscard]] std::string c_wait4_options(WaitOptions options);   // "WNOHANG | WUNTRACED"
[[nodiscard]] std::string c_waitid_options(WaitOptions options);  // "WEXITED | WSTOPPED"
[[nodiscard]] std::string c_wait_status(std::int32_t status);     // "EXITED(3)", "KILLED(SIGKILL)"
[[nodiscard]] std::string c_time_left(std::int32_t left);         // "LEFT_LONG + LEFT_REPEATS"
[[nodiscard]] char c_state(ThreadState state);                    // as /proc has it; '-' for an absent thread
// With quotes, on one line.
[[nodiscard]] std::string c_string(std::string_view text);
// Fit for the inside of a /* comment */.
[[nodiscard]] std::string c_comment(std::string_view text);

}  // namespace sigconform
