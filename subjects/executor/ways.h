// How the executor gets what it needs for itself (processes, a PID namespace, a /proc of it) where a subject does not
// offer the usual way: found by trying, once. It must not know what scenarios do.
#pragma once

#include "subjects/executor/syscalls.h"

namespace sigconform::executor {

struct Ways {
  bool shares_tables{true};  // processes are made with CLONE_FILES, CLONE_FS and perhaps CLONE_VM; else by plain forks
  bool clones_namespace{true};  // init is made with CLONE_NEWPID; else by a fork after unshare(CLONE_NEWPID)
  bool detached_proc{true};     // /proc is made by fsmount(); else mounted at its usual place for a moment
};

// After map_arena(): sets the arena's ways.
void find_ways();

// For the supervisor: makes init, with the given flags, in a PID namespace of its own. Its number as the caller sees
// it, or -errno.
[[nodiscard]] long clone_into_namespace(unsigned long flags, void* stack_top, TaskEntry entry);

// For init: makes the namespace's /proc. Returns the call that failed, with its -errno in `error`; nullptr when none
// did.
[[nodiscard]] const char* make_proc(long& error);
// For the supervisor, once puppets live: has the descriptor of that /proc in arena.proc_fd. Returns -errno, or 0.
[[nodiscard]] long receive_proc();

}  // namespace sigconform::executor
