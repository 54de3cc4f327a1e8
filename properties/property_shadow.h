// A second, plainer account of a run, kept from the journal and the events alone: what is pending where, which mask
// and which frames every thread has, which actions are installed. Properties ask it what should hold; that it agrees
// with the model's world is a property itself. It must not know how the model decides.
#pragma once

#include "model/model.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace sigconform {

// One instance of a signal that is pending; `bare` when its siginfo was lost.
struct ShadowInstance {
  SignalInfo info{};
  bool bare{false};
};

using ShadowQueue = std::vector<ShadowInstance>;

[[nodiscard]] SignalSet signals_in(const ShadowQueue& queue);
// The mask that a call waits under, when it has one of its own; else nullptr.
[[nodiscard]] const SignalSet* mask_of_wait(const Operation& o);

struct ShadowFrame {
  SignalInfo info{};
  SigAction action{};
  SignalSet saved{};                   // the mask that its return restores
  SignalSet during{};                  // the mask that its handler should run with, later frames aside
  bool entered{false};                 // its handler has begun
  int area{};                          // the stack that it lies on
  StackSeen stack{};                   // the alternate stack that its return restores
  SignalSet before{};                  // the mask that the delivery found, and
  std::optional<SignalSet> suspended;  // the one that it would have gone back to
};

struct ShadowThread {
  bool alive{false};
  SignalSet mask{};
  StackSeen stack{0, AltStack::kQuery, kSsDisable};  // as sigaltstack was given it
  std::optional<SignalSet> suspended;                // inside a wait with a mask of its own: the mask from before
  ShadowQueue pending;
  std::vector<ShadowFrame> frames;
};

struct ShadowProcess {
  std::uint8_t actions{};  // the process whose table of actions it uses: its own, or that of an ancestor
  ShadowQueue shared;
};

class Shadow {
 public:
  explicit Shadow(const World& world);

  // The accounts of what happened next; the sentence is not empty when it could not have happened.
  [[nodiscard]] std::string follow(const JournalEntry& entry, const Scenario& scenario);
  [[nodiscard]] std::string follow(const Event& event, const Scenario& scenario);

  [[nodiscard]] const ShadowThread& thread(ThreadId id) const {
    return threads_[static_cast<std::size_t>(slot_of(id))];
  }
  [[nodiscard]] const ShadowProcess& process(ProcessId id) const { return processes_[id.index]; }
  [[nodiscard]] const SigAction& action(ProcessId id, Signo sig) const {
    return actions_[process(id).actions][static_cast<std::size_t>(sig.value - 1)];
  }
  // The queue that an entry is about.
  [[nodiscard]] const ShadowQueue& queue(const JournalEntry& entry) const {
    return entry.shared ? process(entry.thread.process).shared : thread(entry.thread).pending;
  }
  // What is pending anywhere in a process.
  [[nodiscard]] SignalSet pending_in(ProcessId id) const;

 private:
  ShadowThread& thread(ThreadId id) { return threads_[static_cast<std::size_t>(slot_of(id))]; }
  ShadowQueue& queue(const JournalEntry& entry) {
    return entry.shared ? processes_[entry.thread.process.index].shared : thread(entry.thread).pending;
  }
  void performs(ThreadId actor, const Operation& operation);
  void born(ThreadId child, ThreadId maker, CloneFlags flags);
  SigAction& action(ProcessId id, Signo sig) {
    return actions_[process(id).actions][static_cast<std::size_t>(sig.value - 1)];
  }
  void move_out(ProcessId id);
  void executes(ThreadId now, ThreadId before);
  void delivered(const JournalEntry& entry);
  void lost(const JournalEntry& entry);
  void set_stack(ShadowThread& t, const op::Sigaltstack& call);
  void left(ShadowThread& t);
  static void end_wait(ShadowThread& t);
  [[nodiscard]] std::string removed(const JournalEntry& entry);

  std::array<ShadowThread, kThreadSlots> threads_;
  std::array<ShadowProcess, kMaxProcesses + 1> processes_;
  std::array<std::array<SigAction, 64>, kMaxProcesses + 1> actions_{};
};

}  // namespace sigconform
