// Simpler forms of one operation, for the minimiser, and hashes, for memos of what was tried. Derived from the
// list of operations.
#pragma once

#include "model/scenario.h"

#include <cstdint>
#include <vector>

namespace sigconform {

// Operations of the same kind with exactly one field made simpler, the boldest change first: a signal set with
// fewer members, no flags, one flag less, u1, code 0, SIGUSR1, … Names that an operation gives (fork's child,
// clone_thread's thread) are rename's to change. A valid scenario stays valid. Following the list from any operation
// ends, because complexity_of is less for every result.
[[nodiscard]] std::vector<Operation> simpler(const Operation& operation);
// How far the fields are from their simplest values.
[[nodiscard]] std::uint64_t complexity_of(const Operation& operation);

// XXH3 over the wire form: equal scenarios have equal hashes in every build of one version.
[[nodiscard]] std::uint64_t hash_of(const Scenario& scenario);

// The scenario with every mention of thread (process, signal) `from` replaced by `to`, names of actors and children
// included. The result may be invalid (two births of one name, a parent after its child, a joined step with another
// actor); the caller asks why_invalid. A group (-P2) is a mention of its process, not of its leader. clone_thread
// names a thread of the actor's own process, so its name changes only when `from` and `to` are of one process.
[[nodiscard]] Scenario rename(const Scenario& scenario, ThreadId from, ThreadId to);
[[nodiscard]] Scenario rename(const Scenario& scenario, ProcessId from, ProcessId to);
[[nodiscard]] Scenario rename(const Scenario& scenario, Signo from, Signo to);
[[nodiscard]] Scenario rename(const Scenario& scenario, Descriptor from, Descriptor to);

}  // namespace sigconform
