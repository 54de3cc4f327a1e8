// The births of init and of puppets: the layout, set up in the order that the specification names, and what operations
// create. It must not know how puppets live (loop.h), nor what anything is expected to do.
#pragma once

#include "model/operations.h"

#include <cstdint>

namespace sigconform::executor {

// Starts the scenario of the arena: clones init in a new PID namespace, which creates the layout. Returns init's pid
// as the supervisor sees it, or -errno. The puppets are there when arena.ready == arena.expected.
[[nodiscard]] long start_init();

// For perform: create the puppet of a slot, which starts in its command loop with nothing to do; children of vfork and
// clone3 log first that they were born of that step. Return its id in the namespace, or -errno.
[[nodiscard]] long fork_puppet(ThreadId child);
[[nodiscard]] long clone_puppet(ThreadId child, ThreadCall by);
[[nodiscard]] long clone3_puppet(ThreadId child, CloneFlags flags, Signo exit_signal, std::uint8_t step);
// As fork_puppet; the caller, `self`, sleeps until the child execs or exits.
[[nodiscard]] long vfork_puppet(ThreadId self, ThreadId child, std::uint8_t step);

// For perform: executes this program anew, whose puppet goes on as the leader of its process and reports the step.
// Returns -errno, or not.
[[nodiscard]] long exec_puppet(ThreadId self, std::uint8_t step);
// For main: what exec_puppet started, with its arguments.
[[noreturn]] void live_after_exec(char** arguments);

}  // namespace sigconform::executor
