// Where Linux leaves something open, the model asks a Choices for one of n possibilities. Possibility 0 is always
// what Linux usually does. The drivers: usual (always 0), replayed (a list of picks, then 0s, which is how all
// possibilities are enumerated). This file must not know what is being chosen beyond its name.
#pragma once

#include <cstdint>
#include <vector>

namespace sigconform {

enum class ChoicePoint : std::uint8_t {
  kNextToRun,     // which of the runnable threads gets the CPU; 0 is the one that was woken first
  kBirthSleeps,   // whether fork or clone has to wait for something while other threads are runnable; 0 is no
  kFreezeSleeps,  // the same of a write to cgroup.freeze; 0 is no
  kExitYields,    // whether others run while an exiting thread releases what is dead by its exit; 0 is no, but yes
                  // where somebody looked at that in /proc
  kSetsidYields,  // whether setsid puts its process behind the other runnable threads; 0 is yes (scheduler autogroups)
  kVforkAnswers,  // whether vfork returns before its caller takes what came meanwhile; 0 is what the dialect says
  kNoticesLater,  // whether a thread that is in user mode, on another CPU, does more before it learns of a signal; 0 is
                  // no
  kExitOvertaken,  // whether others that are runnable, on other CPUs, go on before an exit is announced; 0 is no
  kIsOnCpu,        // whether a thread that may run is on a CPU when a thread is sought for a signal; 0 is no
  kDeliversLater,  // whether others, on other CPUs, go on between two signals that a thread takes at once; 0 is no
  kActsLater,      // whether others, on other CPUs, go on before a signal that was dequeued stops or kills; 0 is no
  kExecKeepsStop,  // whether a thread that was to join a stop when it began to kill the others by execve stops after
                   // it; 0 is no, as in zap_other_threads() since commit 90918794a4e2 (2026, in stable series as well)
  // Where the dialect leaves it open (Opening); 0 is what Linux does.
  kNextPending,     // which of the pending signals is taken
  kNextQueue,       // from the thread's own queue or its process's
  kAnyThread,       // which thread is chosen for a signal to its process
  kRepeats,         // whether a standard signal is queued again
  kDiscards,        // whether a signal that is blocked and ignored is discarded
  kResetUnblocks,   // whether SA_RESETHAND leaves the signal unblocked
  kNoCldWaitTells,  // whether a parent with SA_NOCLDWAIT is told
};

class Choices {
 public:
  virtual ~Choices() = default;
  // Asked only where n >= 2; answers 0..n-1.
  virtual int pick(ChoicePoint point, int n) = 0;
};

class UsualChoices final : public Choices {
 public:
  int pick(ChoicePoint, int) override { return 0; }
};

// Follows a prefix, then takes 0, and remembers how many possibilities each pick had, so that next() can step to
// the following sequence in depth-first order:
//     ReplayedChoices choices;
//     do { run with choices } while (choices.next());
class ReplayedChoices final : public Choices {
 public:
  int pick(ChoicePoint point, int n) override;
  // Moves to the next sequence not yet tried; false when there is none left.
  [[nodiscard]] bool next();
  // True when any pick of the last run was not the usual one.
  [[nodiscard]] bool unusual() const;

 private:
  struct Pick {
    std::uint8_t taken, of;
  };
  std::vector<Pick> picks_;
  std::size_t at_ = 0;
};

}  // namespace sigconform
