// For tests: a trace written down in the order in which it happens. It must not know what is right.
#pragma once

#include "model/observation.h"

namespace sigconform::testing {

// Builds a trace: events, then step() when the step that they belong to is over.
class Expect {
 public:
  Expect& returned(ThreadId thread, int step, std::int32_t result) {
    Event e;
    e.thread = thread;
    e.step = static_cast<std::uint8_t>(step);
    e.result = result;
    trace_.events.push_back(e);
    return *this;
  }
  Expect& entered(ThreadId thread, Signo signal, int depth, SignalSet mask) {
    Event e;
    e.kind = EventKind::kHandler;
    e.thread = thread;
    e.depth = static_cast<std::uint8_t>(depth);
    e.info.signo = signal.value;
    e.mask = mask;
    trace_.events.push_back(e);
    return *this;
  }
  // Of the last event.
  Expect& info(Signo signal, SiCode code, ThreadId from, UserName user, std::int64_t value = 0) {
    trace_.events.back().info = {signal.value, 0, code.value, PidName::of(from), user, value};
    return *this;
  }
  Expect& mask(SignalSet set) { return trace_.events.back().mask = set, *this; }
  Expect& saved(SignalSet set) { return trace_.events.back().saved = set, *this; }
  Expect& parks() { return trace_.events.back().parks = true, *this; }
  Expect& status(std::int32_t word) { return trace_.events.back().status = word, *this; }
  Expect& old_action(ActionSeen action) { return trace_.events.back().action = action, *this; }

  Expect& step(int count = 1) {
    for (; count > 0; --count) trace_.event_ends.push_back(static_cast<std::uint16_t>(trace_.events.size()));
    return *this;
  }
  // A thread at the end; fields that are left out as a fresh child of init has them.
  Expect& at_end(ThreadStatus s) {
    if (s.state != ThreadState::kAbsent && s.parent == PidName{}) s.parent = PidName::of(kInit);
    if (s.state != ThreadState::kAbsent && s.group == PidName{}) s.group = PidName::of(s.thread.process);
    if (s.state != ThreadState::kAbsent && s.session == PidName{}) s.session = PidName::of(kInit);
    statuses_.push_back(s);
    return *this;
  }
  [[nodiscard]] Trace trace() const {
    Trace whole = trace_;
    whole.statuses.resize(trace_.event_ends.size());
    if (!whole.statuses.empty()) whole.statuses.back() = statuses_;
    return whole;
  }

 private:
  Trace trace_;
  std::vector<ThreadStatus> statuses_;
};

}  // namespace sigconform::testing
