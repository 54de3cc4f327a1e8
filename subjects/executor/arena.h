// The memory that supervisor and puppets share: what each puppet is told and what they record; and their stacks. One
// mapping, but for the stacks shared also between processes that do not share their address space, and mapped again, at
// the same place, by what they execute. It decides only where things are; it must not know what operations or handlers
// do.
#pragma once

#include "model/observation.h"
#include "model/scenario.h"
#include "subjects/executor/syscalls.h"
#include "subjects/executor/ways.h"

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace sigconform::executor {

// More events than this end a scenario without a conclusion. The loudest scenario, 200 times kill(-1) to seven
// processes, makes about 1,600.
inline constexpr std::uint32_t kMaxEvents = 4096;

inline constexpr std::uint64_t kFileLimit = 16;  // RLIMIT_FSIZE of init and all puppets

// What the supervisor and one puppet tell each other. Counters only grow; `issued` is the futex that the puppet
// sleeps on.
struct alignas(64) Slot {
  std::uint32_t issued{};        // script entries given
  std::uint32_t taken{};         // script entries taken up
  std::int32_t tid{};            // in the scenario's PID namespace; stays after death; 0: never created
  std::uint8_t depth{};          // handlers entered and not yet left
  std::uint8_t areas{};          // bit n: one of them runs on stack n
  std::uint8_t vfork_child{};    // while the puppet is in vfork: the slot of its child, which need not be there yet
  std::uint8_t executed_step{};  // a leader's: the step that executes
  std::uint8_t heir_of{};        // until a child has given up the alternate stack that it inherited: its maker's slot
  std::uint8_t tells_birth{};    // it says first which one it was, as of
  std::uint8_t birth_step{};     // the step that made it
  void* level{};                 // the innermost loop that takes operations, as the puppet knows it
  std::uint8_t resting{};  // set around the places where the puppet may sleep: while it is 0 the supervisor asks /proc
};

// Descriptors that scenarios make have numbers of their own in the table that all puppets and the supervisor share, far
// above those of the supervisor, so that it can close what a scenario leaves behind; and puppets that do the same at
// once have each its own.
inline constexpr std::int32_t kFirstScenarioFd = 100;
[[nodiscard]] constexpr std::int32_t number_of(Descriptor fd) {
  return kFirstScenarioFd + static_cast<std::int32_t>(fd);
}
// Of the epoll instance that a puppet waits with.
[[nodiscard]] constexpr std::int32_t epoll_of_slot(int slot) {
  return kFirstScenarioFd + static_cast<std::int32_t>(kDescriptors) + slot;
}
// Of the socket whose owner is told of input; beside it are the other end and a pidfd. Those of slot 0 stand for all in
// what is reported.
inline constexpr std::int32_t kDescriptorsOfSlot = 4;
[[nodiscard]] constexpr std::int32_t async_of_slot(int slot) { return kAsyncDescriptor + kDescriptorsOfSlot * slot; }
// Below the other end, which so is closed first when a puppet dies that has a table of its own.
[[nodiscard]] constexpr std::int32_t async_peer_of_slot(int slot) { return async_of_slot(slot) - 1; }
[[nodiscard]] constexpr std::int32_t pidfd_of_slot(int slot) { return async_of_slot(slot) + 1; }
inline constexpr std::int32_t kLastScenarioFd = pidfd_of_slot(kThreadSlots - 1);
static_assert(epoll_of_slot(kThreadSlots - 1) < async_peer_of_slot(0));

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
  Ways ways;
  bool share_memory{};
  std::int32_t user_base{};            // uN is this + N
  std::int32_t supervisor_fd{-1};      // a pidfd of the supervisor; -1 where there are none
  bool sees_statuses{true};            // /proc tells the truth about threads and their signals
  std::int32_t scheduling_priority{};  // 0: leave the policy alone
  bool races{};                        // steps are given without waiting for what those before have set in motion
  std::int32_t idle_pipe{-1};          // the read end of a pipe that nobody writes to
  std::int32_t idle_epoll{-1};         // an epoll instance that watches nothing
  std::int32_t ready_event{-1};        // an eventfd that can always be read
  std::int32_t broken_pipe{-1};        // the write end of a pipe without readers
  std::int32_t broken_socket{-1};      // a stream socket whose peer is closed
  std::int32_t file{-1};               // a file in memory, which puppets may fill up to kFileLimit
  std::uint32_t never{};               // a futex that nobody wakes
  std::size_t snug_stack{};            // bytes of an alternate stack with room for one frame
  std::int32_t image_fd{-1};           // this program, for exec
  char memory_arguments[2][24]{};      // of an executed program: where the arena is

  std::int32_t cgroup_fd[kMaxProcesses + 1]{};  // of each name of a process, the directory of its control group
  std::int32_t freeze_fd[kMaxProcesses + 1]{};  // and its cgroup.freeze

  std::int32_t realtime_fd{-1};   // a timerfd of CLOCK_REALTIME, for whoever wants to wait without sleeping
  std::int32_t monotonic_fd{-1};  // of CLOCK_MONOTONIC

  // Given for one scenario.
  Layout processes;
  Step steps[kMaxSteps]{};
  std::uint32_t expected{};                        // to be ready: the puppets of the layout, and init
  std::int32_t own_descriptors{kFirstScenarioFd};  // what is open from here on a scenario has left behind
  bool uses_cgroups{};             // the processes of the layout are born into control groups of their own
  std::int32_t proc_fd{-1};        // a /proc of the scenario's PID namespace, made by its init
  std::int64_t soon_ns{};          // how long `soon` is for the first timer after an `elapse`
  std::int64_t soon_spacing_ns{};  // how much longer it is for each one after it
  std::uint32_t soon_passed{};     // deadlines that the supervisor has waited for

  // Written by puppets.
  std::uint32_t ready{};  // of them; the supervisor's futex
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

// Maps arena and stacks. Every slot has kStackAreas of them, each as large as kMaxSteps nested handlers need on this
// CPU (their frames hold its vector registers). Returns false when there is no memory for it.
[[nodiscard]] bool map_arena();

// The name that an executed program is given; its two arguments are the arena's memory_arguments.
inline constexpr const char* kGoOn = "--go-on";
// Maps them again in an executed program. Returns false when it cannot.
[[nodiscard]] bool inherit_arena(char** memory_arguments);

// The table of descriptors grows as long as it is the caller's alone: later that would sleep (synchronize_rcu).
// -errno, or not.
long grow_descriptor_table();

// Forgets the last scenario.
void reset_arena(const Scenario& scenario);

// A piece of memory, and no memory.
struct Area {
  std::byte* begin{};
  std::size_t size{};
  [[nodiscard]] bool contains(const void* at) const { return at > begin && at <= begin + size; }
};
// The stacks of a slot: 0 is the one that its puppet is born on.
[[nodiscard]] Area stack_area(int slot, int area);
// All of them.
[[nodiscard]] Area stacks_of(int slot);
// Addresses where nothing is, a page that may be read only, and one behind the end of what is mapped there.
[[nodiscard]] Area unmapped_area();
[[nodiscard]] const std::byte* read_only_page();
[[nodiscard]] const std::byte* page_beyond_end();
// Top of the stack of a slot, 16-byte aligned.
[[nodiscard]] void* stack_top(int slot);
[[nodiscard]] void* stack_bottom(int slot);
// The slot whose stack the caller runs on: with shared memory there is no other way to know oneself. On an alternate
// stack, which may be inherited yet, the kernel is asked.
[[nodiscard]] int own_slot();
// Which of its stacks that is.
[[nodiscard]] int own_area();

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
