// The memory that supervisor and puppets share: what each puppet is told, what they record, and their stacks. One
// mapping, shared also between processes that do not share their address space. It decides only where things are;
// it must not know what operations or handlers do.
#pragma once

#include "model/observation.h"
#include "model/scenario.h"
#include "subjects/executor/syscalls.h"

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace sigconform::executor {

// More events than this end a scenario without a conclusion. The loudest scenario, 200 times kill(-1) to seven
// processes, makes about 1,600.
inline constexpr std::uint32_t kMaxEvents = 4096;

// What the supervisor and one puppet tell each other. Counters only grow; `issued` is the futex that the puppet
// sleeps on.
struct alignas(64) Slot {
  std::uint32_t issued{};  // script entries given
  std::uint32_t taken{};   // script entries taken up
  std::int32_t tid{};      // in the scenario's PID namespace; stays after death; 0: never created
  std::uint8_t depth{};    // handlers entered and not yet left
  std::uint8_t resting{};  // set around the places where the puppet may sleep: while it is 0 the supervisor asks /proc
};

// Why init or a puppet could not set the scenario up.
struct SetupError {
  const char* what{};  // a string literal; nullptr when all went well
  std::int32_t error{};
};

// Between which two times of CLOCK_MONOTONIC, in nanoseconds, a timer expires that was armed for `soon`.
struct Deadline {
  std::int64_t earliest{};
  std::int64_t latest{};
};

struct Arena {
  // Given for the whole run of the executor.
  bool share_memory{};
  std::int32_t user_base{};            // uN is this + N
  std::int32_t supervisor_fd{-1};      // a pidfd of the supervisor
  std::int32_t scheduling_priority{};  // 0: leave the policy alone
  std::int32_t idle_pipe{-1};          // the read end of a pipe that nobody writes to
  std::int32_t idle_epoll{-1};         // an epoll instance that watches nothing
  std::uint32_t never{};               // a futex that nobody wakes
  std::int32_t realtime_fd{-1};        // a timerfd of CLOCK_REALTIME, for whoever wants to wait without sleeping
  std::int32_t monotonic_fd{-1};       // of CLOCK_MONOTONIC

  // Given for one scenario.
  const Scenario* scenario{};      // memory of the supervisor: seen through CLONE_VM, or copied by fork after decoding
  std::uint32_t expected{};        // puppets of the layout
  std::int32_t proc_fd{-1};        // a detached /proc of the scenario's PID namespace, made by its init
  std::int64_t soon_ns{};          // how long `soon` is for the first timer after an `elapse`
  std::int64_t soon_spacing_ns{};  // how much longer it is for each one after it
  std::uint32_t soon_passed{};     // deadlines that the supervisor has waited for

  // Written by puppets.
  std::uint32_t ready{};  // puppets that reached their command loop; the supervisor's futex
  SetupError setup_error{};
  std::uint32_t pings{};       // asked of init; its futex
  std::uint32_t pongs{};       // answered
  std::uint32_t soon_armed{};  // deadlines taken
  Deadline deadlines[kMaxSteps]{};
  std::int32_t timer_ids[kMaxProcesses + 1][kTimerNames]{};  // what each process's names stand for
  std::uint32_t log_length{};                                // may exceed kMaxEvents; what exceeds it was not kept
  Slot slots[kThreadSlots]{};
  std::uint8_t script[kThreadSlots][kMaxSteps]{};
  Event log[kMaxEvents + 1]{};  // the last one takes what does not fit
};

// Set once by map_arena, before any puppet exists. Global, because a signal handler is given nothing else.
extern Arena* g_arena;

// Maps arena and stacks. Stacks are as large as kMaxSteps nested handlers need on this CPU (their frames hold its
// vector registers). Returns false when there is no memory for it.
[[nodiscard]] bool map_arena();

// Forgets the last scenario.
void reset_arena(const Scenario& scenario);

// Top of the stack of a slot, 16-byte aligned.
[[nodiscard]] void* stack_top(int slot);
// The slot whose stack the caller runs on: with shared memory there is no other way to know oneself.
[[nodiscard]] int own_slot();

template <typename T>
[[nodiscard]] inline T load(const T& shared) {
  return __atomic_load_n(&shared, __ATOMIC_SEQ_CST);
}
template <typename T>
inline void store(T& shared, T value) {
  __atomic_store_n(&shared, value, __ATOMIC_SEQ_CST);
}

// Reserves the next place of the log. The caller fills all of it.
[[nodiscard]] inline Event& next_event() {
  const std::uint32_t n = __atomic_fetch_add(&g_arena->log_length, 1U, __ATOMIC_SEQ_CST);
  return g_arena->log[n < kMaxEvents ? n : kMaxEvents];
}

}  // namespace sigconform::executor
