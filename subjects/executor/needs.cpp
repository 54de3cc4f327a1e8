// Predicates and trials, one pair for each thing that may be missing: see needs.h.
#include "subjects/executor/needs.h"

#include "subjects/executor/arena.h"
#include "subjects/executor/cgroups.h"
#include "subjects/executor/fault.h"
#include "subjects/executor/fault_instructions.h"
#include "subjects/executor/needs_of_emulators.h"
#include "subjects/executor/supervisor.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <bitset>
#include <cerrno>

namespace sigconform::executor {

namespace {

template <typename... Ops>
bool has(const Scenario& scenario) {
  return std::ranges::any_of(scenario.steps,
                             [](const Step& s) { return (std::holds_alternative<Ops>(s.operation) || ...); });
}

constexpr ThreadId kFirst{ProcessId{1}, ThreadIndex{1}}, kSecond{ProcessId{2}, ThreadIndex{1}};

// A step that is given to a frozen process is not performed.
std::string why_no_freezer() {
  std::string why = make_cgroups();
  if (!why.empty()) return why;
  Scenario s;
  s.processes.resize(2);
  s.steps.push_back({kFirst, op::Freeze{kSecond.process, Switch::kOn}, false});
  s.steps.push_back({kSecond, op::RtSigpending{}, false});
  const RunResult result = run_scenario(s, Density::kSparse);
  if (result.outcome != Outcome::kCompleted) return result.detail;
  const std::vector<Event>& events = result.trace.events;
  return events.size() == 1 && events[0].result == 0 ? "" : "a process that was frozen went on";
}

std::string why_no_clone3() {
  return call(SYS_clone3, nullptr, 0) == -ENOSYS ? "the system call is not implemented" : "";
}
bool needs_clone3(const Scenario& scenario) {
  return std::ranges::any_of(scenario.steps, [](const Step& s) {
    const auto* thread = std::get_if<op::CloneThread>(&s.operation);
    return std::holds_alternative<op::Clone3>(s.operation) ||
           (thread != nullptr && thread->call == ThreadCall::kClone3);
  });
}

std::string why_no_pidfds() {
  if (g_arena->supervisor_fd < 0) return "pidfd_open is not implemented";
  return call(SYS_pidfd_send_signal, -1, 0, nullptr, 0) == -ENOSYS ? "pidfd_send_signal is not implemented" : "";
}

std::string why_no_subreapers() {
  const pid_t child = fork();
  if (child == 0) _exit(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ? 0 : 1);
  int status = 0;
  const bool made = child > 0 && waitpid(child, &status, 0) == child && status == 0;
  return made ? "" : "prctl(PR_SET_CHILD_SUBREAPER) is refused";
}

// The new image is there when it does something.
std::string why_no_exec() {
  Scenario s;
  s.processes.resize(1);
  s.steps.push_back({kFirst, op::Execve{}, false});
  s.steps.push_back({kFirst, op::RtSigpending{}, false});
  const RunResult result = run_scenario(s, Density::kSparse);
  if (result.outcome != Outcome::kCompleted) return result.detail;
  const std::vector<Event>& events = result.trace.events;
  const bool ran = events.size() == 2 && events[0].result == 0 && events[1].step == 1;
  return ran ? "" : "a program in memory (execveat with AT_EMPTY_PATH) cannot be executed, or does not run to its end";
}

std::string why_no_filter() {
  const char* why = why_no_faults();
  return why == nullptr ? "" : why;
}
bool needs_filter(const Scenario& scenario) {
  return std::ranges::any_of(scenario.steps, [](const Step& s) {
    const auto* fault = std::get_if<op::Fault>(&s.operation);
    return fault != nullptr && fault->kind == FaultKind::kFilteredCall;
  });
}

std::string why_no_instruction_faults() {
  const char* why = kWhyNoInstructionFaults;
  return why == nullptr ? "" : why;
}
bool needs_instruction_fault(const Scenario& scenario) {
  return std::ranges::any_of(scenario.steps, [](const Step& s) {
    const auto* fault = std::get_if<op::Fault>(&s.operation);
    return fault != nullptr && (fault->kind == FaultKind::kDivision || fault->kind == FaultKind::kUndefined ||
                                fault->kind == FaultKind::kBreakpoint);
  });
}

// Takes the steps, then sends the thread that took them SIGUSR1 as often, which should kill it. Empty when it did, else
// `otherwise`, or why nobody knows.
std::string why_not_killed(std::initializer_list<Operation> steps, int sends, const char* otherwise) {
  Scenario s;
  s.processes.resize(1);
  for (const Operation& o : steps) s.steps.push_back({kFirst, o, false});
  for (int i = 0; i < sends; i++)
    s.steps.push_back({kFirst, op::Tgkill{PidArg::of(kFirst), PidArg::of(kFirst), kSigUsr1}, false});
  s.steps.push_back({kFirst, op::RtSigpending{}, false});
  const RunResult result = run_scenario(s, Density::kSparse);
  if (result.outcome != Outcome::kCompleted) return result.detail;
  const auto is_last = [&](const Event& e) { return e.kind == EventKind::kReturned && e.step + 1U == s.steps.size(); };
  return std::ranges::any_of(result.trace.events, is_last) ? otherwise : "";
}

// Where nobody looks whether a frame fits (arch/arm64/kernel/signal.c get_sigframe(), arch/x86/um/signal.c
// setup_signal_stack_si()), the thread is outside of its stack then: the frame after that comes over the first, and
// what happens is nobody's to say.
std::string why_no_snug_stacks() {
  return why_not_killed(
      {op::Sigaltstack{AltStack::kSnug, {}}, op::RtSigaction{kSigUsr1, Handler::kPark, kSaOnStack | kSaNoDefer, {}}}, 2,
      "a frame that does not fit the rest of its stack is written below it");
}
bool needs_snug_stack(const Scenario& scenario) {
  return std::ranges::any_of(scenario.steps, [](const Step& s) {
    const auto* set = std::get_if<op::Sigaltstack>(&s.operation);
    return set != nullptr && set->stack == AltStack::kSnug;
  });
}

// A fault without its handler is made again, for ever when the signal is not blocked.
std::string why_no_faults_without_restorer() {
  return why_not_killed({op::RtSigaction{kSigUsr1, Handler::kLog, kNoRestorer, {}}}, 1,
                        "where a handler has no SA_RESTORER the thread goes on as if nothing had been wrong");
}
bool needs_fault_without_restorer(const Scenario& scenario) {
  return has<op::Fault>(scenario) && std::ranges::any_of(scenario.steps, [](const Step& s) {
           const auto* action = std::get_if<op::RtSigaction>(&s.operation);
           return action != nullptr && action->flags.has(kNoRestorer);
         });
}

std::string why_no_shared_descriptors() {
  return g_arena->ways.shares_tables ? "" : "processes with CLONE_FILES cannot be made";
}
// Each process has descriptors of its own then: one that makes, reads and closes them alone sees no difference.
bool needs_shared_descriptors(const Scenario& scenario) {
  std::bitset<kMaxProcesses + 1> users;
  const auto uses = [](const Operation& o) {
    const auto* poll = std::get_if<op::Poll>(&o);
    const auto* under = std::get_if<op::PollUnder>(&o);
    const auto scenario_fd = [](Watched fd) { return fd != Watched::kIdle && fd != Watched::kReady; };
    return std::holds_alternative<op::CreateSignalfd>(o) || std::holds_alternative<op::Signalfd4>(o) ||
           std::holds_alternative<op::ReadSignalfd>(o) || std::holds_alternative<op::CloseSignalfd>(o) ||
           (poll != nullptr && scenario_fd(poll->fd)) || (under != nullptr && scenario_fd(under->fd));
  };
  for (const Step& step : scenario.steps)
    if (uses(step.operation)) users.set(step.actor.process.index);
  return users.count() > 1;
}

// Where it can be interrupted in between, a thread that dies gives back what was queued for it when nobody can see it
// any more: whether a limit is reached then nobody can say.
std::string why_no_prompt_release() {
  return g_arena->scheduling_priority > 0 ? "" : "who dies may still count for the limit when nobody sees it any more";
}
bool needs_prompt_release(const Scenario& scenario) {
  const bool alone = scenario.processes.size() == 1 && scenario.processes[0].threads == 1 && !has<op::Fork>(scenario) &&
                     !has<op::Vfork>(scenario) && !has<op::CloneThread>(scenario) && !has<op::Clone3>(scenario);
  return has<op::Setrlimit>(scenario) && !alone;
}

struct Feature {
  const char* what;
  bool (*needed_by)(const Scenario&);
  std::string (*why_missing)();
};
constexpr Feature kFeatures[] = {
    {"clone3", needs_clone3, why_no_clone3},
    {"pidfds", has<op::PidfdSendSignal>, why_no_pidfds},
    {"child subreapers", has<op::SetChildSubreaper>, why_no_subreapers},
    {"programs to execute", has<op::Execve>, why_no_exec},
    {"system calls that a filter traps", needs_filter, why_no_filter},
    {"divisions by zero, undefined instructions and breakpoints", needs_instruction_fault, why_no_instruction_faults},
    {"alternate stacks with room for one frame", needs_snug_stack, why_no_snug_stacks},
    {"faults beside handlers without SA_RESTORER", needs_fault_without_restorer, why_no_faults_without_restorer},
    {"other threads beside one in vfork", needs_threads_beside_vfork, why_no_threads_beside_vfork},
    {"SIGILL and SIGFPE that are sent and blocked", needs_blocked_ill, why_no_blocked_ill},
    {"SIGSEGV, SIGBUS, SIGTRAP and SIGSYS that are sent and blocked", needs_blocked_segv, why_no_blocked_segv},
    {"a limit of queued signals beside several threads", needs_lost_siginfo, why_no_lost_siginfo},
    {"a limit of queued signals beside threads that may die", needs_prompt_release, why_no_prompt_release},
    {"descriptors that several processes share", needs_shared_descriptors, why_no_shared_descriptors},
    {"control groups that can be frozen", needs_cgroups, why_no_freezer},
};

}  // namespace

std::vector<Lack> find_lacks() {
  std::vector<Lack> lacks;
  for (const Feature& feature : kFeatures) {
    std::string why = feature.why_missing();
    if (!why.empty()) lacks.push_back({feature.what, std::move(why), feature.needed_by});
  }
  return lacks;
}

const Lack* lack_for(const Scenario& scenario, const std::vector<Lack>& lacks) {
  const auto at = std::ranges::find_if(lacks, [&](const Lack& lack) { return lack.needed_by(scenario); });
  return at != lacks.end() ? &*at : nullptr;
}

}  // namespace sigconform::executor
