// Whether everything that a command has become sleeps, as this machine's scheduler has it: the proof that nothing more
// comes of a scenario where the executor cannot have it by priority. It must not know what the command does.
#pragma once

#include <sys/types.h>
#include <chrono>

namespace sigconform {

// True when there was one moment, after the call began, at which every thread of `root` and of all its descendants
// slept, waited in vfork or was stopped; looks until the deadline. Each thread is looked at twice, and has not run in
// between when the kernel still counts as many times that it gave up the CPU (proc_pid_status(5),
// voluntary_ctxt_switches and nonvoluntary_ctxt_switches); so all slept at the moment between the first round and the
// second. False also where /proc does not tell all of that.
[[nodiscard]] bool seen_at_rest(pid_t root, std::chrono::steady_clock::time_point deadline);

}  // namespace sigconform
