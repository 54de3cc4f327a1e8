// Motifs of states in which signals reach a process late. Control groups that are frozen: what was under way then, what
// comes meanwhile, and a thaw. Threads in vfork: a stop and its end.
#include "generators/draw.h"
#include "generators/motif.h"
#include "model/model.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

// What a freeze comes upon.
std::vector<Step> before_freeze(Rng& rng, ThreadId victim, ThreadId other) {
  constexpr std::array kCalls{BlockingCall::kPause, BlockingCall::kNanosleep, BlockingCall::kFutex,
                              BlockingCall::kEpollWait, BlockingCall::kRead};
  switch (rng.below(6)) {
    case 0: return {{victim, op::RtSigtimedwait{SignalSet::of(kSigUsr2, kSigChld), WaitTime::kForever}, false}};
    case 1: return {{victim, op::Block{rng.one_of(kCalls)}, false}};
    case 2: return {{victim, op::BlockUnder{MaskedCall::kSigsuspend, SignalSet::of(kSigUsr2)}, false}};
    case 3: return {{other, op::Kill{PidArg::of(victim.process), kSigStop}, false}};
    case 4: return {{victim, op::Wait4{PidArg::special(PidArg::Kind::kMinusOne), {}}, false}};
    default: return {};
  }
}

Signo sent_meanwhile(Rng& rng) {
  constexpr std::array kHandled{kSigUsr1, kSigUsr2, Signo{40}};
  constexpr std::array kOthers{kSigStop, kSigTstp, kSigCont, kSigQuit, kSigAbrt,
                               kSigXcpu, kSigTerm, kSigHup,  kSigKill, kSigChld};
  return rng.chance(60) ? rng.one_of(kHandled) : rng.one_of(kOthers);
}

}  // namespace

std::vector<Step> freezer_motif(Rng& rng, const World& world) {
  std::optional<ThreadId> victim, other;
  for (const Task& t : world.tasks) {
    if (t.id.process == kInit || !ready(world, t.id)) continue;
    if (!victim || rng.chance(30)) victim = t.id;
  }
  if (!victim) return {};
  const ProcessId group = world.group_of(world.find(*victim)).cgroup;
  for (const Task& t : world.tasks)
    if (t.id.process != kInit && ready(world, t.id) && world.process(t.process).cgroup != group && !other) other = t.id;
  if (!other || group.index == 0) return {};
  std::vector<Step> steps;
  const auto then = [&](ThreadId actor, const Operation& operation) { steps.push_back({actor, operation, false}); };
  for (const Signo sig : {kSigUsr1, kSigUsr2})
    if (rng.chance(60))
      then(*victim, op::RtSigaction{sig, rng.chance(30) ? Handler::kPark : Handler::kLog, kSaSiginfo, {}});
  if (rng.chance(20)) {
    then(*victim, op::Freeze{group, Switch::kOn});
  } else {
    for (const Step& step : before_freeze(rng, *victim, *other)) steps.push_back(step);
    then(*other, op::Freeze{group, Switch::kOn});
  }
  for (int count = rng.between(1, 3); count > 0; --count)
    then(*other, op::Kill{PidArg::of(victim->process), sent_meanwhile(rng)});
  // What a freeze keeps from happening shows best while it lasts.
  if (rng.chance(65)) then(*other, op::Freeze{group, Switch::kOff});
  return steps;
}

// The stop is for another thread: one for the process would be left to the thread in vfork.
std::vector<Step> late_stop_motif(Rng& rng, const World& world, FreeNames& names) {
  if (names.next_process > kMaxProcesses || names.threads_left == 0) return {};
  const std::vector<ThreadId> threads = awake_threads(world);
  for (const ThreadId t : threads) {
    const auto sibling = std::find_if(threads.begin(), threads.end(),
                                      [&](ThreadId other) { return other.process == t.process && other != t; });
    if (sibling == threads.end()) continue;
    const ThreadId child{ProcessId{names.next_process++}, {}};
    --names.threads_left;
    const PidArg maker = PidArg::of(t.process);
    const Signo stop = rng.chance(70) ? kSigStop : kSigTstp;
    std::vector<Step> steps{{t, op::Vfork{child.process}, false},
                            {child, op::Tgkill{maker, PidArg::of(*sibling), stop}, false}};
    if (rng.chance(70)) steps.push_back({child, op::Kill{maker, kSigCont}, false});
    if (rng.chance(50))
      steps.push_back({child, op::Execve{ExecFile::kSelf}, false});
    else
      steps.push_back({child, op::ExitGroup{ExitCode{1}}, false});
    return steps;
  }
  return {};
}

}  // namespace sigconform
