// Performs one operation as the calling puppet: resolves its arguments to this run's numbers, makes the system call
// on poisoned buffers, and notes what came back. It must not know when or why it is asked, nor what is expected.
#pragma once

#include "model/observation.h"
#include "model/operations.h"

#include <cstddef>
#include <cstdint>

namespace sigconform::executor {

// Fills `seen`, in which kind, thread and step are filled already. Pids and uids are still this run's numbers: the
// supervisor names them. Does not return from Exit and ExitGroup. Return is the command loop's: here it does nothing.
void perform(const Operation& operation, ThreadId self, Event& seen);

// For a child that inherited an alternate stack, outside of handlers: tells which one, if it is to, and gives it up.
void give_up_altstack(int own_slot);

// Whether the operation's system call may leave the puppet asleep.
[[nodiscard]] bool may_sleep(const Operation& operation);

// struct sigaction as the kernel lays it out, which is not the C library's.
struct KernelAction {
  std::uintptr_t handler;
  unsigned long flags;
  std::uintptr_t restorer;
  std::uint64_t mask;
};

// The kernel's siginfo_t as far as SignalInfo goes, numbers unnamed.
struct KernelSignalInfo {
  std::int32_t signo;
  std::int32_t error;
  std::int32_t code;
  std::int32_t unused;
  std::int32_t pid;
  std::uint32_t uid;
  std::int64_t value;
  std::byte rest[96];
};
static_assert(sizeof(KernelSignalInfo) == 128);
// In `unused` of a siginfo of our own making that claims to be a timer's: the numbers in it are a pid and a uid.
inline constexpr std::int32_t kForged = 0x666f7267;
// Of a timer's the id and the overrun come named, since nobody else could tell later.
[[nodiscard]] SignalInfo info_of(const KernelSignalInfo& raw);

}  // namespace sigconform::executor
