// The C reproducer: a scenario and what is allowed of it as one C file that shows the same on a bare Linux system,
// written to be sent to a kernel's maintainers. It must not know how the allowed traces were found.
#pragma once

#include "model/observation.h"
#include "model/scenario.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform {

// What the program's opening comment and its verdict say about the scenario. What is empty is left out.
struct CProgramOptions {
  std::string title;     // one line: what is wrong, or what is shown
  std::string rule;      // id of the rule: "dequeue.synchronous-first"
  std::string sentence;  // the rule
  std::string sources;   // of the rule: "signal(7); kernel/signal.c next_signal()"
  std::string kernel;    // where the divergence was seen: "6.18.44 x86_64"
  // What is allowed where threads may lose the CPU anywhere (interleaved_traces()): for systems without real-time
  // priorities. When it is empty the program does not run there.
  std::vector<Trace> loosely_allowed;
};

// The program in the order in which its parts stand. `words` and `rest` are the same in all programs.
struct CProgram {
  std::string opening;  // the comment for its reader
  std::string_view words;
  std::string scenario;  // and what is allowed of it
  std::string_view rest;
  [[nodiscard]] std::string text() const;
};

// The program compiles with `cc file.c` (64-bit Linux, gcc or clang, GNU C11), without warnings and libraries. Run as
// root it performs the scenario in a PID namespace of its own, and exits with 0 when what it sees is one of the
// `allowed` traces (the events of each step, and the statuses after the last step where the trace has them), 1 when it
// is none, after printing where it leaves all of them, and 2 when it could not be run here, after printing why.
// Throws std::invalid_argument when a trace is not one of this scenario (another number of steps).
[[nodiscard]] std::string c_program(const Scenario& scenario, std::span<const Trace> allowed,
                                    const CProgramOptions& options);
[[nodiscard]] CProgram c_program_parts(const Scenario& scenario, std::span<const Trace> allowed,
                                       const CProgramOptions& options);

}  // namespace sigconform
