// A scenario step by step, for who wants to look into the model's state: after each burst, who is where, what is
// pending with its siginfo, which masks, handlers and actions there are, which rules were applied, and beside it what
// was observed. Plain texts; it must not know on what page they stand.
#pragma once

#include "reports/allowed_way.h"

#include <cstddef>
#include <string>
#include <vector>

namespace sigconform {

// A thread in the model. Texts are those of model/text.h.
struct ThreadView {
  ThreadId thread{};
  std::string state;                  // "waits for its next step", "blocked in rt_sigtimedwait (step 3)"
  std::vector<std::string> pending;   // its own queue, oldest first
  std::string blocked;                // a set
  std::vector<std::string> handlers;  // outermost first
  bool changed{false};                // in this step
};

struct ProcessView {
  ProcessId process{};
  std::string state;                 // "child of init · group P1 · session init", "stopped", …
  std::vector<std::string> pending;  // the shared queue, oldest first
  std::vector<std::string> actions;  // those that are not the default
  bool changed{false};
};

struct SeenView {
  std::string text;  // an event
  bool diverges{false};
};

struct AppliedRule {
  Rule rule{};
  std::string about;  // "SIGHUP at P1.T1, P1.T2"
};

struct StepView {
  std::size_t first{}, last{};          // steps
  std::vector<std::string> operations;  // none: this is the start
  std::vector<ProcessView> processes;
  std::vector<ThreadView> threads;
  std::vector<SeenView> seen;          // what was observed
  std::vector<std::string> allowed;    // what the model shows, where that is something else
  std::size_t threads_looked_at{};     // in /proc after this step; 0: nobody looked
  std::vector<std::string> otherwise;  // threads that /proc showed otherwise
  std::vector<AppliedRule> rules;      // in the order in which they were applied first
  bool as_seen{true};
  bool diverges{false};  // this is where the divergence is
};

// The start, then one view a burst. `way` is that of the trace; `divergence` may be null.
[[nodiscard]] std::vector<StepView> step_views(const Scenario& scenario, const AllowedWay& way, const Trace& observed,
                                               const Divergence* divergence);

}  // namespace sigconform
