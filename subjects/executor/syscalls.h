// System calls as the kernel gives them: no errno, no thread-local storage, no cancellation, nothing rewritten by the
// C library. Puppets share one address space and one TLS area that is not theirs, so this is all they may use.
// This file must not know what the calls are made for.
#pragma once

#include <linux/futex.h>
#include <linux/sched.h>
#include <sys/syscall.h>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace sigconform::executor {

// Arguments of any scalar or pointer type, as the register that the kernel takes.
template <typename T>
[[nodiscard]] inline long as_register(T* pointer) {
  return std::bit_cast<long>(pointer);
}
template <typename T>
[[nodiscard]] inline long as_register(T number) {
  return static_cast<long>(number);
}

// The kernel's answer: the value, or -errno.
[[nodiscard]] inline long raw_syscall(long number, long a, long b, long c, long d, long e, long f) {
#if defined(__x86_64__)
  long result = number;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall" : "+a"(result) : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  register long x4 asm("x4") = e;
  register long x5 asm("x5") = f;
  asm volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
#else
#error "the executor knows x86-64 and arm64"
#endif
}

[[nodiscard]] inline long as_register(std::nullptr_t) { return 0; }

template <typename A = int, typename B = int, typename C = int, typename D = int, typename E = int, typename F = int>
inline long call(long number, A a = 0, B b = 0, C c = 0, D d = 0, E e = 0, F f = 0) {
  return raw_syscall(number, as_register(a), as_register(b), as_register(c), as_register(d), as_register(e),
                     as_register(f));
}

// Makes a task by clone(2) that starts in entry(argument) on its own stack; entry must not return. Works with and
// without CLONE_VM, since the stack lies in shared memory. Returns the child's id, or -errno. The id is in *id before
// the child, or a handler of the caller, can run.
using TaskEntry = void (*)(long argument);
inline long clone_task(unsigned long flags, void* stack_top, TaskEntry entry, long argument, std::int32_t* id) {
  flags |= CLONE_PARENT_SETTID;
  // The child finds its entry and argument where its stack begins. It goes there by itself as well: emulators that make
  // a fork of this leave it on ours.
  auto* stack = static_cast<long*>(stack_top) - 2;
  stack[0] = as_register(entry);
  stack[1] = argument;
#if defined(__x86_64__)
  long result = SYS_clone;
  register long r10 asm("r10") = 0;
  register long r8 asm("r8") = 0;
  asm volatile(
      "syscall\n\t"
      "test %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "mov %%rsi, %%rsp\n\t"
      "xor %%ebp, %%ebp\n\t"
      "pop %%rax\n\t"
      "pop %%rdi\n\t"
      "call *%%rax\n\t"
      "ud2\n"
      "1:"
      : "+a"(result)
      : "D"(flags), "S"(stack), "d"(id), "r"(r10), "r"(r8)
      : "rcx", "r11", "memory", "cc");
  return result;
#else
  register long x8 asm("x8") = SYS_clone;
  register long x0 asm("x0") = static_cast<long>(flags);
  register long x1 asm("x1") = as_register(stack);
  register long x2 asm("x2") = as_register(id);
  register long x3 asm("x3") = 0;
  register long x4 asm("x4") = 0;
  asm volatile(
      "svc #0\n\t"
      "cbnz x0, 1f\n\t"
      "mov sp, x1\n\t"
      "ldp x1, x0, [sp], #16\n\t"
      "mov x29, #0\n\t"
      "blr x1\n\t"
      "brk #1\n"
      "1:"
      : "+r"(x0)
      : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
      : "x30", "memory", "cc");
  return x0;
#endif
}

// struct clone_args.
struct Clone3Arguments {
  std::uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};
static_assert(sizeof(Clone3Arguments) == CLONE_ARGS_SIZE_VER2);
inline constexpr std::uint64_t kIntoCgroupBit = std::uint64_t{1} << 33;    // CLONE_INTO_CGROUP
inline constexpr std::uint64_t kClearSighandBit = std::uint64_t{1} << 32;  // CLONE_CLEAR_SIGHAND

[[nodiscard]] inline std::uint64_t as_word(const void* pointer) {
  return static_cast<std::uint64_t>(std::bit_cast<std::uintptr_t>(pointer));
}

// The same by clone3(2), which takes the lowest address of the stack and its size. Everything else in `arguments` is
// the caller's.
inline long clone3_task(Clone3Arguments arguments, void* stack_bottom, void* stack_top, TaskEntry entry, long argument,
                        std::int32_t* id) {
  auto* stack = static_cast<long*>(stack_top) - 2;
  stack[0] = as_register(entry);
  stack[1] = argument;
  arguments.flags |= CLONE_PARENT_SETTID;
  arguments.parent_tid = as_word(id);
  arguments.stack = as_word(stack_bottom);
  arguments.stack_size = as_word(stack) - arguments.stack;
  // Kernels refuse what they do not know even of the size.
  const std::size_t size = arguments.cgroup != 0 ? CLONE_ARGS_SIZE_VER2 : CLONE_ARGS_SIZE_VER0;
#if defined(__x86_64__)
  long result = SYS_clone3;
  asm volatile(
      "syscall\n\t"
      "test %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "xor %%ebp, %%ebp\n\t"
      "pop %%rax\n\t"
      "pop %%rdi\n\t"
      "call *%%rax\n\t"
      "ud2\n"
      "1:"
      : "+a"(result)
      : "D"(&arguments), "S"(size)
      : "rcx", "r11", "memory", "cc");
  return result;
#else
  register long x8 asm("x8") = SYS_clone3;
  register long x0 asm("x0") = as_register(&arguments);
  register long x1 asm("x1") = static_cast<long>(size);
  asm volatile(
      "svc #0\n\t"
      "cbnz x0, 1f\n\t"
      "ldp x1, x0, [sp], #16\n\t"
      "mov x29, #0\n\t"
      "blr x1\n\t"
      "brk #1\n"
      "1:"
      : "+r"(x0)
      : "r"(x8), "r"(x1)
      : "x30", "memory", "cc");
  return x0;
#endif
}

// Leaves the stack that it is called on for good.
[[noreturn]] inline void run_on_stack(void* stack_top, TaskEntry entry, long argument) {
#if defined(__x86_64__)
  asm volatile("mov %0, %%rsp\n\txor %%ebp, %%ebp\n\tcall *%1\n\tud2"
               :
               : "r"(stack_top), "r"(entry), "D"(argument)
               : "memory");
#else
  register long x0 asm("x0") = argument;
  asm volatile("mov sp, %0\n\tmov x29, #0\n\tblr %1\n\tbrk #1" : : "r"(stack_top), "r"(entry), "r"(x0) : "memory");
#endif
  __builtin_unreachable();
}

// Futexes are not FUTEX_PRIVATE: puppets made without CLONE_VM meet on them through the shared mapping.
inline long futex_wait(const std::uint32_t* word, std::uint32_t value, const struct timespec* timeout = nullptr) {
  return call(SYS_futex, word, FUTEX_WAIT, value, timeout);
}
inline long futex_wake(const std::uint32_t* word) { return call(SYS_futex, word, FUTEX_WAKE, 1); }

}  // namespace sigconform::executor
