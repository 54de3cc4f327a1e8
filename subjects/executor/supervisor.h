// Runs one scenario: births the puppets, hands out the steps, waits for quiescence after each, observes, and leaves
// nothing behind. It must not know how scenarios come or where results go.
#pragma once

#include "subjects/protocol.h"
#include "subjects/subject.h"

#include <cstdint>

namespace sigconform::executor {

// Real-time throttling (before 6.12, or with CONFIG_RT_GROUP_SCHED) and the fair server give the supervisor the CPU
// beside a runnable puppet, but only after puppets had nearly all of one second. A step this long is no proof of it,
// other programs may have had the CPU; it is the last moment before it may have happened.
inline constexpr std::int64_t kLongestStepNs = 400'000'000;

struct Settings {
  int cpu{};                // of the supervisor and its puppets, unless they race
  bool races{false};        // on all CPUs, and at no real-time priority
  bool share_memory{true};  // puppets made with CLONE_VM; false: real forks, for kernels whose core dumps spread
};

// Once, before anything else here: pins the caller to the CPU, gives it the default signal state that puppets inherit,
// the limits that they start with, and maps the arena. Empty, or why it could not be done, as a sentence without a
// full stop.
[[nodiscard]] std::string prepare(const Settings& settings);

// Once all is open that stays open: what comes later belongs to a scenario, and is closed with it.
void note_own_descriptors();

// Asks whoever can see from outside whether all that runs here sleeps: at the end of scenarios where there are no
// real-time priorities. nullptr: nobody can.
using AskWitness = protocol::Witness (*)();
void set_witness(AskWitness ask);

// The scenario is valid (why_invalid). The result is kCompleted, kUnsettled, or kDied with a reason.
[[nodiscard]] RunResult run_scenario(const Scenario& scenario, Density density);

}  // namespace sigconform::executor
