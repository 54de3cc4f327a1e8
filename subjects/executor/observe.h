// What the supervisor sees of the puppets: the state of every thread as /proc shows it, with this run's numbers turned
// into the scenario's names. It must not know what any operation was meant to do.
#pragma once

#include "model/observation.h"
#include "model/scenario.h"

#include <bitset>
#include <string_view>
#include <vector>

namespace sigconform::executor {

// Threads that the scenario names: those of the layout, and the children of its births.
using NamedSlots = std::bitset<kThreadSlots>;
[[nodiscard]] NamedSlots named_slots(const Scenario& scenario);

// Parses the text of a /proc status file of a single PID namespace level; numbers stay this run's. False when a field
// that ThreadStatus needs is not there.
[[nodiscard]] bool parse_status(std::string_view text, ThreadStatus& status);

// Whether the text of a status file is of that thread. Where its file was looked up while it took its leader's number
// by execve, the directory of the number that it had leads to it ever after (proc_pid_make_inode()).
[[nodiscard]] bool is_of(std::int32_t tid, std::string_view text);

// The statuses of the named threads, in slot order. False when the /proc of this scenario cannot be read as it should.
[[nodiscard]] bool read_statuses(const NamedSlots& named, std::vector<ThreadStatus>& statuses);

// The state of the thread of one slot; kAbsent when it is gone or cannot be read.
[[nodiscard]] ThreadState read_state(int slot);

// Whether a zombie has not come to the end of its exit, where it may release itself (proc_pid_syscall(5)): one that is
// on another CPU, or has lost its own. True also for one that is no zombie any more: it was on its way out.
[[nodiscard]] bool still_exits(int slot);

// The scenario's names of this run's numbers. Slots are searched, not indexed: they are few, and so are the calls.
[[nodiscard]] PidName name_of_pid(std::int32_t number);
[[nodiscard]] UserName name_of_user(std::uint32_t number);
// Names all numbers of an event, whose operation (nullptr for a handler) decides whether its result is a pid.
void name_numbers(Event& event, const Operation* operation);

}  // namespace sigconform::executor
