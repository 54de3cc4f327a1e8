// A subject: something that runs scenarios for real and says what it saw. The host is one; guests, emulators and
// any command that can run the executor are others. A subject knows nothing of what is allowed.
#pragma once

#include "model/observation.h"
#include "model/scenario.h"
#include "model/scheduling.h"

#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace sigconform {

// What the subject offers, as its executor found by trying. Each entry of `missing` names a capability that was
// not found and why it is thought to be missing; scenarios that need it are skipped with that reason. Those that every
// scenario needs stand apart from those that only some do.
struct Capabilities {
  std::string kernel;   // uname -r
  std::string machine;  // uname -m
  Scheduling scheduling{Scheduling::kParallel};
  bool pid_namespace{false};
  bool thread_status{false};  // /proc shows signal sets of every thread, proven by a probe
  bool private_users{false};  // setresuid to unused uids works
  struct Missing {
    std::string what;
    std::string why;
  };
  std::vector<Missing> missing;
  std::vector<Missing> partly_missing;  // only some scenarios need it
};

enum class Outcome : std::uint8_t {
  kCompleted,  // the trace is what happened
  kUnsettled,  // a puppet was still runnable when it was observed: no conclusion may be drawn
  kDeadline,   // the subject did not answer in time, and was restarted
  kDied,       // the executor or the subject died, and was restarted
  kGarbled,    // what came back does not decode, and the subject was restarted
  kSkipped,    // the subject lacks what this scenario needs, as `partly_missing` says
};

struct RunResult {
  Outcome outcome{Outcome::kCompleted};
  std::string detail;  // for a person: which step, which signal, which bytes; empty for kCompleted
  Trace trace;         // complete for kCompleted, what there was otherwise
  // The subject was no more after this scenario, and was or will be started anew. Drivers say so, executors cannot.
  bool lost{false};
};

struct SubjectOptions {
  Density density{Density::kSparse};
  int cpu{0};                      // the CPU that puppets and supervisor are pinned to, unless they race
  int scenario_deadline_ms{5000};  // for one scenario, wall clock
  // Puppets' processes share one address space: twice as fast. Kernels before 5.16 may kill all that share it when one
  // of them dies the death of a core dump.
  bool share_memory{true};
  // Puppets run on all CPUs that there are, and at no particular priority: several at once, in any order.
  bool races{false};
};

// Not thread-safe: one thread drives one subject; several subjects on different CPUs may run at once.
class Subject {
 public:
  virtual ~Subject() = default;
  // What `run` and the report call it: "host", "qemu-races:linux-6.12".
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual const Capabilities& capabilities() const = 0;
  // Before the next scenario the subject is started anew, so that nothing that ran earlier can matter. A subject to
  // which it never matters need not do anything.
  virtual void restart() {}
  // Runs the scenarios in order. One result each, in order, whatever happens to the subject meanwhile.
  [[nodiscard]] virtual std::vector<RunResult> run(std::span<const Scenario> scenarios, Density density) = 0;
};

// Thrown by start functions when a subject cannot be had at all; what() says what is missing and how to get it.
class SubjectUnavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Starts the executor at `executor` (empty: the one that was built or installed with this program) on the host.
[[nodiscard]] std::unique_ptr<Subject> start_host(const SubjectOptions& options, const std::string& executor = {});

}  // namespace sigconform
