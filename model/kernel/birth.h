// Birth: what a new process or thread has from its maker. Must not know the system calls that ask for it.
#pragma once

#include "model/dialect.h"
#include "model/world.h"

namespace sigconform {

// The namespace's init: unkillable, ignoring SIGCHLD, asleep for ever, leading session and process group 1.
ThreadRef make_init(World& world);

// What a birth is asked for (struct kernel_clone_args); fork's by default, which shares memory as far as is seen.
struct CloneArguments {
  CloneFlags flags{kCloneVm};
  Signo exit_signal{kSigChld};
};

// A new process `id` made by thread `maker`: runnable, not on the run queue.
ThreadRef copy_process(World& world, ThreadRef maker, ProcessId id, CloneArguments arguments, const Dialect& dialect);

// From now on the process has a table of actions of its own, with the same actions.
void unshare_sighand(World& world, Process& process);

// From now on the process has a table of descriptors of its own, with the same descriptors.
void unshare_files(World& world, Process& process);

// The process no longer uses its table of actions; the last one to do so leaves it empty.
void release_sighand(World& world, Process& process);

// Every caught signal gets its default action, without flags and masks; what is ignored stays so.
void flush_signal_handlers(SigHand& sighand, const Dialect& dialect);

// A new thread of `maker`'s group: runnable, not on the run queue.
ThreadRef copy_thread(World& world, ThreadRef maker, ThreadIndex index, const Dialect& dialect);

}  // namespace sigconform
