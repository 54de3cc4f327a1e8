// The life of init and of a puppet: birth, set-up in the order that the specification names, the command loop, and
// the handlers with the loops nested in them. It decides when an operation is taken up; it must not know what
// operations mean (perform.h), nor what anything is expected to do.
#pragma once

#include "model/operations.h"

#include <cstdint>

namespace sigconform::executor {

// Starts the scenario of the arena: clones init in a new PID namespace, which creates the layout. Returns init's pid
// as the supervisor sees it, or -errno. The puppets are there when arena.ready == arena.expected.
[[nodiscard]] long start_init();

// For perform: create the puppet of a slot, which starts in its command loop with nothing to do. Return its id in
// the namespace, or -errno.
[[nodiscard]] long fork_puppet(ThreadId child);
[[nodiscard]] long clone_puppet(ThreadId child);
[[nodiscard]] long clone3_puppet(ThreadId child, CloneFlags flags, Signo exit_signal);
// As fork_puppet; the caller, `self`, sleeps until the child execs or exits.
[[nodiscard]] long vfork_puppet(ThreadId self, ThreadId child);

// For perform: executes this program anew, whose puppet goes on as the leader of its process and reports the step.
// Returns -errno, or not.
[[nodiscard]] long exec_puppet(ThreadId self, std::uint8_t step);
// For main: what exec_puppet started, with its arguments.
[[noreturn]] void live_after_exec(char** arguments);

// The address that rt_sigaction is given for an action, and the action behind an address. Of an address that is no
// handler of ours: kQuery, which no kernel has.
[[nodiscard]] std::uintptr_t handler_address(Handler handler, ActionFlags flags);
[[nodiscard]] Handler handler_at(std::uintptr_t address);
// rt_sigreturn, where the kernel wants it from user space; 0 elsewhere.
[[nodiscard]] std::uintptr_t restorer_address();

}  // namespace sigconform::executor
