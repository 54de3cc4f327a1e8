// Instructions that fault, and what of a fault depends on the processor. Each faulting instruction begins 16 bytes of
// its own, in the order of FaultKind, and the way back lies 8 bytes behind it, so that its address tells everything
// about it. It must not know what a fault's siginfo means.
#pragma once

#include "model/operations.h"

#include <linux/audit.h>
#include <sys/ucontext.h>
#include <cstddef>
#include <cstdint>

// The instruction, with its argument and number where a system call has its first argument and its number.
extern "C" long sigconform_fault(const void* argument, std::uintptr_t instruction, long number);
extern "C" void sigconform_faults();  // never called: an address only

namespace sigconform::executor {

inline constexpr std::size_t kFaultBytes = 16;
inline constexpr std::size_t kToNext = 8;

#if defined(__x86_64__)

inline constexpr std::size_t kCallBytes = 2;  // of the instruction "syscall"
inline constexpr std::uint32_t kAuditArchitecture = AUDIT_ARCH_X86_64;

inline std::uintptr_t next_instruction(const ucontext_t& context) {
  return static_cast<std::uintptr_t>(context.uc_mcontext.gregs[REG_RIP]);
}
inline void set_next_instruction(ucontext_t& context, std::uintptr_t next) {
  context.uc_mcontext.gregs[REG_RIP] = static_cast<greg_t>(next);
}

// Why there are no faults of division, undefined instruction and breakpoint that the rules know; nullptr: there are.
inline constexpr const char* kWhyNoInstructionFaults = nullptr;

#else

inline constexpr std::size_t kCallBytes = 4;  // of the instruction "svc"
inline constexpr std::uint32_t kAuditArchitecture = AUDIT_ARCH_AARCH64;

inline std::uintptr_t next_instruction(const ucontext_t& context) { return context.uc_mcontext.pc; }
inline void set_next_instruction(ucontext_t& context, std::uintptr_t next) { context.uc_mcontext.pc = next; }

inline constexpr const char* kWhyNoInstructionFaults =
    "arm64 divides by zero without a fault, and what it says of the other two is not in the rules, which have x86-64's";

#endif

}  // namespace sigconform::executor
