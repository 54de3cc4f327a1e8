// What an emulator that shares a process with the program that it runs may be unable to bear: pairs of predicate and
// trial for needs.cpp. A trial is empty when the thing can be had, else it says what goes wrong.
#pragma once

#include "model/scenario.h"

#include <string>

namespace sigconform::executor {

// Where one lock keeps the threads of a process apart, the one that sleeps in vfork may keep it.
[[nodiscard]] bool needs_threads_beside_vfork(const Scenario& scenario);
[[nodiscard]] std::string why_no_threads_beside_vfork();

// An emulator learns of faults by these signals, and may take one that was sent for one that it made itself.
[[nodiscard]] bool needs_blocked_ill(const Scenario& scenario);
[[nodiscard]] std::string why_no_blocked_ill();
[[nodiscard]] bool needs_blocked_segv(const Scenario& scenario);
[[nodiscard]] std::string why_no_blocked_segv();

// A signal that comes without its siginfo, because the queue is full, tells an emulator nothing. It may use signals of
// its own among the threads of a process.
[[nodiscard]] bool needs_lost_siginfo(const Scenario& scenario);
[[nodiscard]] std::string why_no_lost_siginfo();

}  // namespace sigconform::executor
