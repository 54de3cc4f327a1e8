// The PID namespace in which a scenario runs: its init, whether that still lives, and the birth of the layout. It must
// not know of steps.
#pragma once

#include <string>

namespace sigconform::executor {

enum class Answer { kAtOnce, kLater, kNone };

// Killed and waited for when it goes, with all that it had.
class Namespace {
 public:
  Namespace();
  ~Namespace();
  Namespace(const Namespace&) = delete;
  Namespace& operator=(const Namespace&) = delete;

  // The pid of its init here, or -errno.
  [[nodiscard]] long init() const { return init_; }
  [[nodiscard]] bool alive();
  // Waits for all puppets of the layout to reach their command loops. Empty, or why they did not.
  [[nodiscard]] std::string await_layout();
  // Init never ends by itself, but one who kills it from outside kills all puppets. It answers only if nobody has done
  // so by now; that it is not dead yet would prove nothing. Where it can be stopped (gVisor) it does not answer either.
  // With strict priority it has answered by the time that the wake-up returns, unless it was throttled.
  [[nodiscard]] Answer ask();

 private:
  long init_;
};

}  // namespace sigconform::executor
