// What parts of the kernel hand to each other: how a system call ended, and what came out of a queue. It must not know
// who decides either.
#pragma once

#include "model/observation.h"
#include "model/rules/rules.h"
#include "model/world.h"

namespace sigconform {

// How a system call ended.
struct Outcome {
  enum class Kind : std::uint8_t {
    kReturned,          // `event` and `because` say what user mode sees
    kYielded,           // the same, but the caller is on the run queue and another thread comes first
    kPutOff,            // the caller is last on the run queue, in the middle of the call
    kSilent,            // nothing to see (a test action that leaves a handler)
    kAsleep,            // the caller sleeps in it
    kRestartNoHandler,  // ERESTARTNOHAND
    kRestart,           // ERESTARTSYS
    kRestartAlways,     // ERESTARTNOINTR
    kDied,              // the caller is no more
  };
  Kind kind{Kind::kReturned};
  Rule because{};
  Event event{};
  SignalInfo second{};  // of a read that took two signals
};

// A signal taken from a queue, with the rule that chose it.
struct Dequeued {
  Signo sig{};  // {0}: none
  SignalInfo info{};
  Rule because{};
  TimerRef timer{kNoTimer};  // whose entry it was
};

}  // namespace sigconform
