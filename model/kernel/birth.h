// Birth: what a new process or thread has from its maker. Must not know the system calls that ask for it.
#pragma once

#include "model/dialect.h"
#include "model/world.h"

namespace sigconform {

// The namespace's init: unkillable, ignoring SIGCHLD, asleep for ever, leading session and process group 1.
ThreadRef make_init(World& world);

// A new process `id` made by thread `parent` (fork): runnable, not on the run queue.
ThreadRef copy_process(World& world, ThreadRef parent, ProcessId id, const Dialect& dialect);

// A new thread of `maker`'s group: runnable, not on the run queue.
ThreadRef copy_thread(World& world, ThreadRef maker, ThreadIndex index, const Dialect& dialect);

}  // namespace sigconform
