// Scenarios and results as the tests of this room write them down. It must not be used outside of tests.
#pragma once

#include "subjects/subject.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace sigconform::testing {

inline constexpr ThreadId kP1{ProcessId{1}, ThreadIndex{1}};
inline constexpr ThreadId kP1T2{ProcessId{1}, ThreadIndex{2}};
inline constexpr ThreadId kP2{ProcessId{2}, ThreadIndex{1}};
inline constexpr ThreadId kP2T2{ProcessId{2}, ThreadIndex{2}};
inline constexpr ThreadId kP3{ProcessId{3}, ThreadIndex{1}};

// One step after the other: Script({{…}}).then(kP1, op::Kill{…}).with(op::Kill{…}) - the last is joined.
struct Script {
  Scenario scenario;
  explicit Script(std::initializer_list<ProcessLayout> processes) {
    for (const ProcessLayout& p : processes) scenario.processes.push_back(p);
  }
  Script& then(ThreadId actor, Operation operation) {
    scenario.steps.push_back({actor, operation, false});
    return *this;
  }
  Script& with(Operation operation) {
    scenario.steps.push_back({scenario.steps.back().actor, operation, true});
    return *this;
  }
};

// Events of one kind, in order.
inline std::vector<Event> of_kind(const Trace& trace, EventKind kind) {
  std::vector<Event> found;
  std::ranges::copy_if(trace.events, std::back_inserter(found), [&](const Event& e) { return e.kind == kind; });
  return found;
}
inline std::vector<Event> handlers(const Trace& trace) { return of_kind(trace, EventKind::kHandler); }
// The return of the operation of step i (from 0); a result of -9999 when it did not return.
inline Event returned(const Trace& trace, std::uint8_t step) {
  for (const Event& e : trace.events) {
    if (e.kind == EventKind::kReturned && e.step == step) return e;
  }
  Event none;
  none.result = -9999;
  return none;
}
inline std::int32_t minus(Errno error) { return -static_cast<std::int32_t>(error); }

// The last status of a thread.
inline ThreadStatus status_of(const Trace& trace, ThreadId thread) {
  for (const ThreadStatus& s : trace.statuses.back()) {
    if (s.thread == thread) return s;
  }
  ADD_FAILURE() << "no status of that thread";
  return {};
}

}  // namespace sigconform::testing
