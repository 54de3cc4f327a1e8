// A scenario as a picture would show it, as plain data: a lane for each thread, a column for each step, what was done
// and seen there, signals from who sends them to who takes them, and for how long threads are blocked, stopped or in
// handlers. It must not know how that is drawn, nor on what page.
#pragma once

#include "reports/allowed_way.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sigconform {

// A thread, from the step that makes it to the one that ends it.
struct TimelineLane {
  ThreadId thread{};
  std::optional<std::size_t> born;  // nothing: it is there at the start
  std::optional<std::size_t> dead;
};

enum class TimelineText : std::uint8_t {
  kOperation,  // "kill P1 SIGHUP"
  kReturn,     // "= 0"; with the operation where it is another step's
  kHandler,    // "handler SIGUSR1 (…) mask {…}"
  kBirth,
  kDeath,
  kObserved,  // what was observed where it diverges
  kAllowed,   // what is allowed there
};

struct TimelineEntry {
  std::size_t lane{}, step{};
  TimelineText kind{};
  std::string text;
};

enum class TimelineState : std::uint8_t { kBlocked, kStopped, kHandler };

// The thread is in that state after the step `from`, and up to the step `to`, which ends it.
struct TimelineBar {
  std::size_t lane{};
  TimelineState state{};
  std::size_t from{};
  std::optional<std::size_t> to;  // nothing: it lasts
  int depth{1};                   // of nested handlers, the outermost is 1
  std::string text;               // "rt_sigtimedwait", "SIGUSR1"
  bool expected{false};           // what is allowed, where something else was observed
};

enum class SignalFate : std::uint8_t {
  kTaken,
  kPending,    // to the end
  kCoalesced,  // one that was pending stands for it
  kIgnored,
  kRefused,  // the sender was told EAGAIN
  kDropped,  // it came too late
  kRemoved,  // by what else was sent or set, or with its process or thread
};
// "taken", "coalesced with the one pending"
[[nodiscard]] std::string_view name_of(SignalFate fate);

struct TimelineSignal {
  Signo signo{};
  std::optional<std::size_t> from;  // the sender's lane; nothing: a timer
  std::size_t to{};                 // the lane of the thread for which it is pending, or that stands for its process
  std::size_t sent{};               // steps
  std::size_t ended{};              // kPending: the last one
  std::size_t taker{};              // kTaken: the lane of the thread that takes it
  SignalFate fate{SignalFate::kPending};
  bool expected{false};  // sent in a step of which something else was observed
};

struct TimelineDivergence {
  std::size_t lane{}, step{};  // where it was observed; where that is nothing, where something is allowed
  std::string observed, allowed;
};

struct Timeline {
  std::vector<TimelineLane> lanes;  // processes and their threads by number
  std::size_t steps{};
  std::vector<bool> joined;  // of each step: it is done without a pause after the one before it
  std::vector<TimelineEntry> entries;
  std::vector<TimelineBar> bars;
  std::vector<TimelineSignal> signals;
  std::optional<TimelineDivergence> divergence;
};

// `way` is that of the trace. Without a divergence everything is shown as observed.
[[nodiscard]] Timeline timeline(const Scenario& scenario, const AllowedWay& way, const Trace& observed,
                                const Divergence* divergence);

}  // namespace sigconform
