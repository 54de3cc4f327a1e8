// Trials of what emulators may be unable to bear: see needs_of_emulators.h.
#include "subjects/executor/needs_of_emulators.h"

#include "model/reflection.h"
#include "subjects/executor/arena.h"
#include "subjects/executor/supervisor.h"

#include <algorithm>
#include <initializer_list>
#include <type_traits>
#include <variant>

namespace sigconform::executor {
namespace {

constexpr ThreadId kFirst{ProcessId{1}, ThreadIndex{1}}, kSibling{ProcessId{1}, ThreadIndex{2}},
    kOther{ProcessId{2}, ThreadIndex{1}};

// Emulators that share a process with the program do not let it make processes with CLONE_FILES. A kernel does, and has
// to bear all that is tried here: what goes wrong there is a finding.
bool is_emulator() { return !g_arena->ways.shares_tables; }

// Empty when the last step was answered, else `otherwise`.
std::string why_not_answered(const Scenario& s, const char* otherwise) {
  const RunResult result = run_scenario(s, Density::kDense);
  if (result.outcome != Outcome::kCompleted) return otherwise;
  const auto is_last = [&](const Event& e) { return e.kind == EventKind::kReturned && e.step + 1U == s.steps.size(); };
  return std::ranges::any_of(result.trace.events, is_last) ? "" : otherwise;
}

constexpr std::initializer_list<Signo> kIllAndFpe{kSigIll, kSigFpe};
constexpr std::initializer_list<Signo> kSegvAndOthers{kSigSegv, kSigBus, kSigTrap, kSigSys};

std::string why_not_blocked(std::initializer_list<Signo> signals) {
  if (!is_emulator()) return "";
  for (const Signo sig : signals) {
    Scenario s;
    s.processes.resize(2);
    s.steps.push_back({kFirst, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(sig)}, false});
    s.steps.push_back({kOther, op::Kill{PidArg::of(kFirst.process), sig}, false});
    s.steps.push_back({kFirst, op::RtSigpending{}, false});
    std::string why = why_not_answered(s, "a process that blocks one and to which it is sent dies of it");
    if (!why.empty()) return why;
  }
  return "";
}

// Whether one of them is in a set, and is sent or asked for, by whatever means.
bool sends_blocked(const Scenario& scenario, std::initializer_list<Signo> signals) {
  SignalSet sent, blocked;
  for (const Step& step : scenario.steps) {
    const bool installs = std::holds_alternative<op::RtSigaction>(step.operation);
    std::visit(
        [&](const auto& operation) {
          reflection::for_each_field(operation, [&](auto, const auto& field) {
            using Field = std::remove_cvref_t<decltype(field)>;
            if constexpr (std::is_same_v<Field, SignalSet>) blocked |= field;
            if constexpr (std::is_same_v<Field, Signo>)
              if (field.valid() && !installs) sent.add(field);
          });
        },
        step.operation);
  }
  return std::ranges::any_of(signals, [&](Signo sig) { return sent.contains(sig) && blocked.contains(sig); });
}

template <typename Op>
bool has(const Scenario& scenario) {
  return std::ranges::any_of(scenario.steps, [](const Step& s) { return std::holds_alternative<Op>(s.operation); });
}
// In one of its processes.
bool has_several_threads(const Scenario& scenario) {
  return has<op::CloneThread>(scenario) ||
         std::ranges::any_of(scenario.processes, [](const ProcessLayout& p) { return p.threads > 1; });
}

}  // namespace

bool needs_threads_beside_vfork(const Scenario& scenario) {
  return has_several_threads(scenario) && has<op::Vfork>(scenario);
}

std::string why_no_threads_beside_vfork() {
  if (!is_emulator()) return "";
  Scenario s;
  s.processes.resize(1);
  s.processes[0].threads = 2;
  s.steps.push_back({kFirst, op::Vfork{kOther.process}, false});
  s.steps.push_back({kSibling, op::RtSigpending{}, false});
  return why_not_answered(s, "they stand still until the child is gone");
}

bool needs_blocked_ill(const Scenario& scenario) { return sends_blocked(scenario, kIllAndFpe); }
std::string why_no_blocked_ill() { return why_not_blocked(kIllAndFpe); }
bool needs_blocked_segv(const Scenario& scenario) { return sends_blocked(scenario, kSegvAndOthers); }
std::string why_no_blocked_segv() { return why_not_blocked(kSegvAndOthers); }

bool needs_lost_siginfo(const Scenario& scenario) {
  return has_several_threads(scenario) && has<op::Setrlimit>(scenario);
}
std::string why_no_lost_siginfo() {
  if (!is_emulator()) return "";
  Scenario s;
  s.processes.resize(1);
  s.processes[0].threads = 2;
  s.steps.push_back({kFirst, op::Setrlimit{QueueLimit{0}}, false});
  s.steps.push_back({kSibling, op::Kill{PidArg::of(kFirst.process), kSigBus}, false});
  const bool bears = run_scenario(s, Density::kDense).outcome == Outcome::kCompleted;
  return bears ? "" : "a process whose threads end each other by signals takes others along";
}

}  // namespace sigconform::executor
