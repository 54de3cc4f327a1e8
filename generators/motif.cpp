// The motifs; see motif.h.
#include "generators/motif.h"

#include "generators/draw.h"
#include "model/model.h"

#include <array>
#include <optional>

namespace sigconform {
namespace {

using Threads = std::vector<ThreadId>;

// A SIGCONT that comes between the first and the last thread of a group stop: a helper waits for a signal with the
// SIGCONT behind it; one burst sends the stop and wakes the helper, who runs after the first thread of the victim has
// stopped and before the others have. The victim's parent asks what it heard of it.
std::vector<Step> interrupted_stop(Rng& rng, const World& world) {
  const Threads threads = awake_threads(world);
  std::optional<ProcessId> victim;
  ThreadId parent;
  for (const ThreadId t : threads) {
    if (t.leader() || (victim && parent.process != kInit)) continue;
    victim = t.process;
    parent = world.task(world.group_of(world.find(t)).real_parent).id;
  }
  if (!victim) return {};
  Threads others;
  for (const ThreadId t : threads)
    if (t.process != *victim) others.push_back(t);
  if (others.size() < 2) return {};
  const auto first = static_cast<std::size_t>(rng.below(static_cast<int>(others.size()) - 1));
  const ThreadId helper = others[first], sender = others[first + 1];
  constexpr std::array kStops{kSigStop, kSigTstp, kSigTtin, kSigTtou};
  const Signo call{rng.between(kFirstRealtime, kLastSignal)};
  const PidArg helper_process = PidArg::of(helper.process), whom = PidArg::of(*victim);
  std::vector<Step> steps{
      {helper, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(call)}, false},
      {helper, op::RtSigtimedwait{SignalSet::of(call), WaitTime::kForever}, false},
      {helper, op::Kill{whom, kSigCont}, true},
      {sender, op::Kill{whom, rng.one_of(kStops)}, false},
      {sender, op::Tgkill{helper_process, PidArg::of(helper), call}, true},
  };
  if (parent.process != kInit && ready(world, parent))
    steps.push_back({parent, op::Wait4{whom, kWNoHang | kWContinued | kWAll}, false});
  return steps;
}

// A blocked synchronous signal that claims to come from the kernel, and an unblocked one that does not.
std::vector<Step> forced_synchronous(Rng& rng, const World& world) {
  const Threads threads = awake_threads(world);
  if (threads.empty()) return {};
  const ThreadId self = rng.one_of(threads);
  constexpr std::array kSignals{kSigIll, kSigTrap, kSigBus, kSigFpe, kSigSegv, kSigSys};
  const auto at = static_cast<std::size_t>(rng.below(static_cast<int>(kSignals.size())));
  const Signo blocked = kSignals[at], plain = kSignals[(at + 1) % kSignals.size()];
  const PidArg process = PidArg::of(self.process), thread = PidArg::of(self);
  const SiCode forced = rng.chance(70) ? SiCode{rng.between(1, 4)} : kSiKernel;
  return {
      {self, op::RtSigaction{blocked, Handler::kLog, kSaSiginfo, {}}, false},
      {self, op::RtSigaction{plain, Handler::kLog, kSaSiginfo, {}}, false},
      {self, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(blocked)}, false},
      {self, op::RtTgsigqueueinfo{process, thread, blocked, forced, SigValue{7}}, false},
      {self, op::Tgkill{process, thread, plain}, false},
  };
}

// A fault with a handler, and something in its way: an older synchronous signal that claims to come from the kernel, a
// mask, an instance that is pending already, a full queue, or SIG_IGN.
std::vector<Step> hindered_fault(Rng& rng, const World& world) {
  const Threads threads = awake_threads(world);
  if (threads.empty()) return {};
  const ThreadId self = rng.one_of(threads);
  const PidArg process = PidArg::of(self.process), thread = PidArg::of(self);
  const auto kind = static_cast<FaultKind>(rng.below(static_cast<int>(FaultKind::kFilteredCall) + 1));
  const Signo sig = signal_of(kind), other = sig == kSigSegv ? kSigBus : kSigSegv;
  std::vector<Step> steps;
  const auto then = [&](const Operation& operation) { steps.push_back({self, operation, false}); };
  const Handler handler = rng.chance(30) ? Handler::kPark : Handler::kLog;
  then(op::RtSigaction{sig, handler, rng.chance(30) ? kSaSiginfo | kSaNoDefer : kSaSiginfo, {}});
  switch (rng.below(5)) {
    case 0:
      then(op::RtSigaction{other, Handler::kLog, kSaSiginfo, rng.chance(50) ? SignalSet::of(sig) : SignalSet{}});
      then(op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(other)});
      then(op::RtTgsigqueueinfo{process, thread, other, SiCode{1}, SigValue{7}});
      break;
    case 1:
      then(op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(sig)});
      if (rng.chance(70)) then(op::Tgkill{process, thread, sig});
      break;
    case 2: then(op::Setrlimit{QueueLimit{0}}); break;
    case 3: then(op::RtSigaction{sig, Handler::kIgnore, {}, {}}); break;
    default: break;
  }
  then(op::Fault{kind});
  if (rng.chance(30)) then(op::Fault{kind});
  return steps;
}

// A handler on an alternate stack, what comes on top of it, and what is left of the stack afterwards.
std::vector<Step> alternate_stack(Rng& rng, const World& world) {
  const Threads threads = awake_threads(world);
  if (threads.empty()) return {};
  const ThreadId self = rng.one_of(threads);
  const PidArg process = PidArg::of(self.process), thread = PidArg::of(self);
  const auto flags = [&](int on_stack, int bare) {
    ActionFlags f = kSaSiginfo;
    if (rng.chance(on_stack)) f = f | kSaOnStack;
    return rng.chance(bare) ? f | kNoRestorer : f;
  };
  constexpr std::array kStacks{AltStack::kRoomy, AltStack::kSnug, AltStack::kRoomy, AltStack::kSnug,
                               AltStack::kUnmapped};
  const auto stack = [&] {
    return op::Sigaltstack{rng.one_of(kStacks), rng.chance(40) ? kSsAutoDisarm : StackFlags{}};
  };
  const op::Sigaltstack ask{AltStack::kQuery, {}};
  const Signo first = kSigUsr1, second = rng.chance(40) ? kSigSegv : kSigUsr2;
  const auto middle = [&]() -> Operation {
    if (rng.chance(40)) return stack();
    return op::Tgkill{process, thread, rng.chance(60) ? second : first};
  };
  const auto end = [&]() -> Operation {
    if (rng.chance(40)) return op::Return{};
    if (rng.chance(40)) return op::LeaveHandler{};
    return op::ReturnWithMask{rng.chance(50) ? ~SignalSet{} : SignalSet::of(second, kSigStop)};
  };
  return {
      {self, stack(), false},
      {self, op::RtSigaction{first, Handler::kPark, flags(80, 8) | (rng.chance(30) ? kSaNoDefer : ActionFlags{}), {}},
       false},
      {self, op::RtSigaction{second, Handler::kPark, flags(70, 8), {}}, false},
      {self, op::Tgkill{process, thread, first}, false},
      {self, middle(), false},
      {self, rng.chance(50) ? middle() : Operation(ask), false},
      {self, end(), false},
      {self, rng.chance(50) ? end() : Operation(ask), false},
  };
}

// A signal that is pending for one of two processes that share their actions, and that the other comes to ignore.
std::vector<Step> shared_ignoring(Rng& rng, const World& world) {
  const Threads threads = awake_threads(world);
  for (const ThreadId one : threads) {
    for (const ThreadId other : threads) {
      if (one.process == other.process) continue;
      if (world.group_of(world.find(one)).sighand != world.group_of(world.find(other)).sighand) continue;
      const Signo sig{rng.chance(50) ? kSigUsr1 : Signo{rng.between(kFirstRealtime, kLastSignal)}};
      return {
          {other, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(sig)}, false},
          {other, op::Kill{PidArg::of(other.process), sig}, false},
          {one, op::RtSigaction{sig, Handler::kIgnore, {}, {}}, false},
          {other, op::RtSigpending{}, false},
      };
    }
  }
  return {};
}

// A limit of CPU time that is reached, by whichever thread of the process has the CPU.
std::vector<Step> reached_cpu_limit(Rng& rng, const World& world) {
  const Threads threads = awake_threads(world);
  if (threads.empty()) return {};
  const ThreadId self = rng.one_of(threads);
  const SignalSet told = SignalSet::of(kSigXcpu);
  constexpr std::array kHandlers{Handler::kLog, Handler::kLog, Handler::kPark, Handler::kIgnore, Handler::kDefault};
  const bool blocked = rng.chance(30);
  std::vector<Step> steps;
  const auto then = [&](const Operation& operation) { steps.push_back({self, operation, false}); };
  if (blocked) then(op::RtSigprocmask{MaskHow::kBlock, told});
  then(op::RtSigaction{kSigXcpu, rng.one_of(kHandlers), kSaSiginfo, {}});
  then(op::SetCpuLimit{rng.chance(85) ? CpuLimit::kReached : CpuLimit::kHardReached});
  then(op::SetCpuLimit{rng.chance(70) ? CpuLimit::kQuery : CpuLimit::kNone});
  if (blocked) then(op::RtSigtimedwait{told, WaitTime::kZero});
  return steps;
}

// A process with children dies below one that would adopt them, or would have done so before.
std::vector<Step> orphans(Rng& rng, const World& world) {
  const Threads threads = awake_threads(world);
  for (const ThreadId t : threads) {
    const Process& g = world.group_of(world.find(t));
    if (world.task(world.find(t)).children.empty() || world.task(g.real_parent).id.process == kInit) continue;
    const ThreadId above = world.task(g.real_parent).id;
    if (!ready(world, above)) continue;
    const PidArg anyone = PidArg::special(PidArg::Kind::kMinusOne);
    std::vector<Step> steps{{above, op::SetChildSubreaper{Switch::kOn}, false}};
    if (!rng.chance(80)) steps.push_back({above, op::SetChildSubreaper{Switch::kOff}, false});
    steps.push_back({t, op::ExitGroup{ExitCode{1}}, false});
    steps.push_back({above, op::Wait4{anyone, kWNoHang | kWAll}, false});
    return steps;
  }
  return {};
}

// A leader exits before the threads of its process, and with another status; the parent asks after the process twice.
std::vector<Step> dead_leader(Rng& rng, const World& world) {
  for (const ThreadId t : awake_threads(world)) {
    if (t.leader()) continue;
    const Process& g = world.group_of(world.find(t));
    const ThreadId parent = world.task(g.real_parent).id;
    if (parent.process == kInit || !ready(world, parent) || !ready(world, world.task(g.leader).id)) continue;
    const PidArg child = PidArg::of(t.process);
    const WaitOptions exits = kWExited | kWNoHang | kWAll;
    const auto end = [&]() -> Operation {
      if (rng.chance(50)) return op::ExitGroup{ExitCode{3}};
      return op::Kill{child, rng.chance(50) ? kSigKill : kSigTerm};
    };
    return {
        {parent, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(kSigChld)}, false},
        {world.task(g.leader).id, op::Exit{ExitCode{2}}, false},
        {t, end(), false},
        {parent, op::Waitid{IdType::kPid, child, exits | kWNoWait}, false},
        {parent, op::Waitid{IdType::kPid, child, exits}, false},
        {parent, op::RtSigtimedwait{SignalSet::of(kSigChld), WaitTime::kZero}, false},
    };
  }
  return {};
}

// A stopped process in a group of its own, whose parent is its only tie to the rest of their session and ends.
std::vector<Step> newly_orphaned(Rng& rng, const World& world, FreeNames& names) {
  if (names.next_process > kMaxProcesses || names.threads_left == 0) return {};
  for (const ThreadId t : awake_threads(world)) {
    if (world.group_of(world.find(t)).pgrp == PidName::of(t.process)) continue;  // who leads a group cannot setsid
    const ThreadId child{ProcessId{names.next_process++}, {}};
    --names.threads_left;
    const PidArg self = PidArg::special(PidArg::Kind::kZero);
    std::vector<Step> steps{
        {t, op::Setsid{}, false}, {t, op::Fork{child.process}, false}, {child, op::Setpgid{self, self}, false}};
    if (rng.chance(50)) steps.push_back({child, op::RtSigaction{kSigHup, Handler::kLog, kSaSiginfo, {}}, false});
    steps.push_back({t, op::Kill{PidArg::of(child.process), kSigStop}, false});
    steps.push_back({t, op::ExitGroup{ExitCode{1}}, false});
    return steps;
  }
  return {};
}

// Two threads of one process wait for a signal, which wakes both; or the one that is woken for two signals leaves one
// of them to the other.
std::vector<Step> two_waiters(Rng& rng, const World& world) {
  const Threads threads = awake_threads(world);
  for (const ThreadId second : threads) {
    const ThreadId first{second.process, {}};
    if (second.leader() || !ready(world, first)) continue;
    const ThreadId sender = rng.one_of(threads);
    if (sender.process == first.process) return {};
    const Signo low{rng.between(kFirstRealtime, kLastSignal - 1)}, high{low.value + 1};
    const PidArg whom = PidArg::of(first.process);
    const SignalSet seconds = rng.chance(50) ? SignalSet::of(low, high) : SignalSet::of(high);
    std::vector<Step> steps{
        {first, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(low, high)}, false},
        {second, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(low, high)}, false},
        {first, op::RtSigtimedwait{SignalSet::of(low, high), WaitTime::kForever}, false},
        {second, op::RtSigtimedwait{seconds, WaitTime::kForever}, false},
        {sender, op::Kill{whom, high}, false},
    };
    if (rng.chance(50)) steps.push_back({sender, op::Kill{whom, low}, true});
    return steps;
  }
  return {};
}

// A signal that only the last of three threads takes, and then one that the last two would take.
std::vector<Step> ring_of_threads(Rng& rng, const World& world) {
  const Threads threads = awake_threads(world);
  for (const ThreadId last : threads) {
    const ThreadId first{last.process, {}}, second{last.process, ThreadIndex{2}};
    if (last.thread.index < 3 || !ready(world, first) || !ready(world, second)) continue;
    const Signo sig{rng.between(kFirstRealtime, kLastSignal)};
    const op::RtSigprocmask block{MaskHow::kBlock, SignalSet::of(sig)};
    const op::Kill kill{PidArg::of(last.process), sig};
    return {
        {first, op::RtSigaction{sig, Handler::kLog, kSaSiginfo, {}}, false},
        {first, block, false},
        {second, block, false},
        {first, kill, false},
        {second, op::RtSigprocmask{MaskHow::kUnblock, SignalSet::of(sig)}, false},
        {first, kill, false},
    };
  }
  return {};
}

// A thread that asked for a parent-death signal becomes another user.
std::vector<Step> other_user_and_pdeath(Rng& rng, const World& world) {
  for (const ThreadId t : awake_threads(world)) {
    const Cred& cred = world.task(world.find(t)).cred;
    if (!cred.cap_setuid) continue;
    const UserArg other{static_cast<std::int8_t>(cred.effective == 1 ? 2 : 1)};
    const UserArg same = UserArg{-1};
    return {
        {t, op::SetPdeathsig{Signo{rng.between(1, kLastSignal)}}, false},
        {t, op::Setresuid{same, other, same}, false},
        {t, op::GetPdeathsig{}, false},
    };
  }
  return {};
}

// A child stops and goes on, and its parent asks twice.
std::vector<Step> continued_child(Rng& rng, const World& world) {
  for (const ThreadId t : awake_threads(world)) {
    if (world.task(world.find(t)).children.empty()) continue;
    const PidArg child = PidArg::of(world.process(world.task(world.find(t)).children.front()).id);
    const op::Wait4 wait{child, kWNoHang | kWAll | (rng.chance(80) ? kWContinued : kWUntraced)};
    return {
        {t, op::Kill{child, kSigStop}, false},
        {t, op::Kill{child, kSigCont}, false},
        {t, wait, false},
        {t, wait, false},
    };
  }
  return {};
}

}  // namespace

std::vector<ThreadId> awake_threads(const World& world) {
  std::vector<ThreadId> out;
  for (const Task& t : world.tasks)
    if (t.id.process != kInit && ready(world, t.id)) out.push_back(t.id);
  return out;
}

std::vector<Step> draw_motif(Rng& rng, const World& world, FreeNames& names) {
  constexpr std::array kMotifs{
      interrupted_stop, forced_synchronous, hindered_fault, alternate_stack,   alternate_stack,       shared_ignoring,
      orphans,          dead_leader,        two_waiters,    reached_cpu_limit, other_user_and_pdeath, continued_child,
      waiting_motif,    ring_of_threads};
  if (rng.chance(4)) return newly_orphaned(rng, world, names);
  if (rng.chance(3)) return late_stop_motif(rng, world, names);
  if (rng.chance(20)) return timer_motif(rng, world);
  if (rng.chance(12)) return freezer_motif(rng, world);
  if (rng.chance(25)) return exec_motif(rng, world);
  return rng.one_of(kMotifs)(rng, world);
}

}  // namespace sigconform
