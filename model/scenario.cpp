// Which scenarios are well-formed: the bounds of vocabulary.h, names given once, parents first. Everything that reads
// a scenario from outside (text, JSON, wire) asks here, so nothing behind it has to check again. It must not know what
// operations lead to: an actor that never comes to be is well-formed, its steps are skipped.
#include "model/scenario.h"

#include "model/names.h"
#include "model/reflection.h"
#include "model/text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace sigconform {
namespace {

inline constexpr int kLowestSigno = -2;  // below 0 and above 64 a few, to hear what the kernel says to them
inline constexpr int kHighestSigno = 70;
inline constexpr std::uint32_t kHighestQueueLimit = 2 * kDefaultQueueLimit;

bool names_thread(ThreadId t) {
  if (t.process == kInit) return t.thread.index == 1;
  return t.process.index <= kMaxProcesses && t.thread.index >= 1 && t.thread.index <= kMaxThreadsPerProcess;
}

template <typename Enum>
bool within(Enum value, Enum last) {
  return value <= last;
}

// For each strong type: what a value must be, when it is not; empty when it is.
using Wanted = std::string_view;

Wanted wanted(Signo v) {
  return v.value >= kLowestSigno && v.value <= kHighestSigno ? Wanted{} : "a signal number from -2 to 70";
}
Wanted wanted(SignalSet) { return {}; }
Wanted wanted(ProcessId v) { return v.index >= 1 && v.index <= kMaxProcesses ? Wanted{} : "a process from P1 to P8"; }
Wanted wanted(ThreadIndex v) {
  return v.index >= 2 && v.index <= kMaxThreadsPerProcess ? Wanted{} : "a thread from T2 to T8";
}
Wanted wanted(PidArg v) {
  switch (v.kind) {
    case PidArg::Kind::kTask: return names_thread(v.task) ? Wanted{} : "init or a thread from P1.T1 to P8.T8";
    case PidArg::Kind::kGroup:
      return names_thread(v.task) && v.task.leader() ? Wanted{} : "the process group of init or of P1 to P8";
    case PidArg::Kind::kZero:
    case PidArg::Kind::kMinusOne:
    case PidArg::Kind::kNobody:
    case PidArg::Kind::kMinusNobody:
    case PidArg::Kind::kIntMin: return v.task == ThreadId{} ? Wanted{} : "without a thread";
  }
  return "a kind of pid argument";
}
Wanted wanted(UserArg v) {
  return v.code == -1 || (v.code >= 1 && v.code <= kMaxUsers) ? Wanted{} : "u1, u2, u3 or keep";
}
Wanted wanted(SiCode) { return {}; }
Wanted wanted(SigValue) { return {}; }
Wanted wanted(ActionFlags v) {
  constexpr ActionFlags kSaRestorer{0x04000000};
  return v.has(kSaRestorer) ? "without SA_RESTORER, which goes without saying" : Wanted{};
}
Wanted wanted(StackFlags) { return {}; }
Wanted wanted(WaitOptions) { return {}; }
Wanted wanted(SignalfdFlags) { return {}; }
Wanted wanted(PidfdSignalFlags) { return {}; }
constexpr CloneFlags kMakesThread = kCloneThread | kCloneSighand | kCloneVm;
Wanted wanted(CloneFlags v) {
  constexpr CloneFlags kNamed = kMakesThread | kClonePidfd | kCloneParent | kCloneDetached | kCloneClearSighand;
  return kNamed.has(v) ? Wanted{} : "made of CLONE_ flags that have a name here";
}
template <Worded Enum>
Wanted wanted(Enum v) {
  return within(v, kLastOf<Enum>) ? Wanted{} : "one of the words of this field";
}
Wanted wanted(ExitCode) { return {}; }
Wanted wanted(QueueLimit v) { return v.value <= kHighestQueueLimit ? Wanted{} : "a limit from 0 to 2000"; }

// What is wrong with the fields together.
template <typename Op>
Wanted wanted_of(const Op&) {
  return {};
}
// What would make a thread is clone_thread's.
Wanted wanted_of(const op::Clone3& op) {
  const bool thread = op.flags.has(kMakesThread) && op.exit_signal == Signo{};
  return thread ? "flags must be without CLONE_THREAD where both CLONE_SIGHAND and CLONE_VM are and no exit signal is"
                : Wanted{};
}

template <typename Op>
std::optional<ThreadId> birth(ThreadId, const Op&) {
  return std::nullopt;
}
std::optional<ThreadId> birth(ThreadId, const op::Fork& op) { return ThreadId{op.child, ThreadIndex{1}}; }
std::optional<ThreadId> birth(ThreadId, const op::Clone3& op) { return ThreadId{op.child, ThreadIndex{1}}; }
std::optional<ThreadId> birth(ThreadId, const op::Vfork& op) { return ThreadId{op.child, ThreadIndex{1}}; }
std::optional<ThreadId> birth(ThreadId actor, const op::CloneThread& op) { return ThreadId{actor.process, op.thread}; }

// The names given so far.
class Names {
 public:
  // False when the name was given before.
  bool give(ThreadId t) {
    bool& taken = given_[static_cast<std::size_t>(slot_of(t))];
    if (taken) return false;
    taken = true;
    ++count_;
    return true;
  }
  [[nodiscard]] bool too_many() const { return count_ > kMaxThreads; }

 private:
  std::array<bool, kThreadSlots> given_{};
  int count_{1};  // init
};

std::string too_many_threads() {
  return "a scenario has at most " + std::to_string(kMaxThreads) + " threads, init included";
}

std::string why_layout_invalid(const Layout& processes, Names& names) {
  if (processes.empty()) return "a scenario has at least one process";
  for (std::size_t i = 0; i < processes.size(); ++i) {
    const ProcessLayout& process = processes[i];
    const ProcessId self{static_cast<std::uint8_t>(i + 1)};
    if (process.parent >= self)
      return "the parent of " + to_text(self) + " must be init or a process that stands before it";
    if (process.user < 1 || process.user > kMaxUsers) return "the user of " + to_text(self) + " must be u1, u2 or u3";
    if (process.threads < 1 || process.threads > kMaxThreadsPerProcess)
      return to_text(self) + " must have from 1 to " + std::to_string(kMaxThreadsPerProcess) + " threads";
    for (std::uint8_t t = 1; t <= process.threads; ++t) names.give({self, ThreadIndex{t}});
  }
  return names.too_many() ? too_many_threads() : std::string{};
}

std::string why_operation_invalid(ThreadId actor, const Operation& operation, Names& names) {
  return std::visit(
      [&](const auto& op) {
        std::string why;
        reflection::for_each_field(op, [&](std::string_view name, const auto& field) {
          const Wanted want = wanted(field);
          if (!want.empty() && why.empty()) why = std::string{name} + " must be " + std::string{want};
        });
        if (!why.empty()) return why;
        if (why.empty()) why = wanted_of(op);
        const auto born = birth(actor, op);
        if (why.empty() && born && !names.give(*born)) why = "the name " + to_text(*born) + " was given before";
        if (why.empty() && names.too_many()) why = too_many_threads();
        return why;
      },
      operation);
}

std::string why_step_invalid(const Scenario& scenario, std::size_t i, Names& names) {
  const Step& step = scenario.steps[i];
  if (i >= static_cast<std::size_t>(kMaxSteps)) return "a scenario has at most " + std::to_string(kMaxSteps) + " steps";
  if (step.actor.process == kInit || !names_thread(step.actor)) return "the actor must be from P1.T1 to P8.T8";
  if (step.joined && i == 0) return "the first step has none before it to be joined to";
  if (step.joined && step.actor != scenario.steps[i - 1].actor)
    return "a joined step has the actor of the step before it";
  return why_operation_invalid(step.actor, step.operation, names);
}

}  // namespace

std::optional<ThreadId> birth_of(ThreadId actor, const Operation& operation) {
  return std::visit([actor](const auto& op) { return birth(actor, op); }, operation);
}

std::string why_invalid(const Scenario& scenario, int* step) {
  Names names;
  if (step != nullptr) *step = -1;
  std::string why = why_layout_invalid(scenario.processes, names);
  for (std::size_t i = 0; why.empty() && i < scenario.steps.size(); ++i) {
    why = why_step_invalid(scenario, i, names);
    if (!why.empty() && step != nullptr) *step = static_cast<int>(i);
  }
  return why;
}

}  // namespace sigconform
