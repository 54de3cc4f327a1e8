// A scenario: who is there at the start, and what each thread is told to do, in order. Plain data; its text form
// (text.h) is the artefact that everything else is made from: corpus, replay, counterexample, C program.
// This file must not know what the operations lead to.
#pragma once

#include "model/operations.h"
#include "model/vocabulary.h"

#include <boost/container/static_vector.hpp>
#include <optional>
#include <string>
#include <vector>

namespace sigconform {

// A process that exists before the first step. The processes stand in the order of their creation, numbered
// P1, P2, … without gaps; a parent stands before its children. Children of init are each made the leader of a
// process group of their own, in init's session; other children are in their parent's group.
struct ProcessLayout {
  ProcessId parent{kInit};
  std::uint8_t user{1};     // 1..kMaxUsers: real, effective and saved uid
  bool capable{false};      // holds CAP_KILL and CAP_SETUID
  std::uint8_t threads{1};  // 1..kMaxThreadsPerProcess, created T2, T3, … by T1
  bool operator==(const ProcessLayout&) const = default;
};

// Process i of the vector is P(i+1).
using Layout = boost::container::static_vector<ProcessLayout, kMaxProcesses>;

// One operation of one thread. `joined` steps follow the step before them without the thread ever sleeping in
// between (an atomic burst); the actor is then the same as in that step. The first step is never joined.
//
// A step always has a meaning: an actor that is blocked in a system call, stopped, or inside a burst takes the
// operation up when it next asks for one; an actor that is dead, or was never created, skips it.
struct Step {
  ThreadId actor{};
  Operation operation{};
  bool joined{false};
  bool operator==(const Step&) const = default;
};

struct Scenario {
  Layout processes;
  std::vector<Step> steps;
  bool operator==(const Scenario&) const = default;
};

// The thread whose name an operation gives, when it is one that makes a thread or, by its leader, a process.
[[nodiscard]] std::optional<ThreadId> birth_of(ThreadId actor, const Operation& operation);

// Empty when the scenario keeps every bound and rule named above (at least one process, parents first, names given
// once, signal numbers from -2 to 70, SA_ flags that have a name, queue limits up to twice the default); otherwise one
// sentence that says what is wrong. `step` is set to the index of the offending step, or to -1 for the layout.
[[nodiscard]] std::string why_invalid(const Scenario& scenario, int* step = nullptr);

}  // namespace sigconform
