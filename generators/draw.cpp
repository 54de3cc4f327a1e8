// Drawing operations; see draw.h.
#include "generators/draw.h"

#include <utility>

namespace sigconform {
namespace {

constexpr SignalSet kHarmlessSignals = SignalSet::of(kSigChld, kSigCont, kSigUrg, kSigWinch);
constexpr SignalSet kStopSignals = SignalSet::of(kSigStop, kSigTstp, kSigTtin, kSigTtou);

}  // namespace

const Task* Draw::actor_task() const {
  const ThreadRef t = world_.find(actor_);
  return t == kNoOne ? nullptr : &world_.task(t);
}

// Any thread but init's, dead ones included; usually one that lives.
ThreadId Draw::some_thread() {
  const int last = static_cast<int>(world_.tasks.size()) - 1;
  for (int tries = 0; tries < 4; ++tries) {
    const Task& t = world_.task(static_cast<ThreadRef>(rng_.between(1, last)));
    if (t.state != TaskState::kReleased || odd()) return t.id;
  }
  return actor_;
}

PidArg Draw::odd_pid() {
  switch (rng_.below(8)) {
    case 0: return PidArg::special(PidArg::Kind::kNobody);
    case 1: return PidArg::special(PidArg::Kind::kMinusNobody);
    case 2: return PidArg::special(PidArg::Kind::kIntMin);
    case 3: return PidArg::special(PidArg::Kind::kMinusOne);
    case 4: return PidArg::special(PidArg::Kind::kZero);
    case 5: return PidArg::of(kInit);
    case 6: return PidArg::group_of(some_thread().process);
    default: return PidArg::of(some_thread());
  }
}

PidArg Draw::kill_target() {
  if (odd()) return odd_pid();
  const int kind = rng_.below(100);
  if (kind < 30) return PidArg::of(actor_.process);
  if (kind < 78) return PidArg::of(some_thread().process);
  if (kind < 84) return PidArg::of(some_thread());
  if (kind < 92) return PidArg::group_of(some_thread().process);
  if (kind < 97) return PidArg::special(PidArg::Kind::kZero);
  return PidArg::special(PidArg::Kind::kMinusOne);
}

PidArg Draw::thread_target() {
  if (odd()) return odd_pid();
  return PidArg::of(rng_.chance(40) ? actor_ : some_thread());
}

// A process to wait for, or to move: a child of the actor's process where there is one.
PidArg Draw::child_target() {
  if (const Task* t = actor_task(); t && !odd()) {
    boost::container::static_vector<ProcessId, kMaxProcesses> children;
    for (const ThreadRef sibling : world_.process(t->process).threads)
      for (const ProcessRef c : world_.task(sibling).children) children.push_back(world_.process(c).id);
    if (!children.empty()) return PidArg::of(rng_.one_of(children));
  }
  return PidArg::of(some_thread().process);
}

Signo Draw::signal() {
  if (odd()) {
    constexpr std::array kOdd{Signo{0}, Signo{65}, Signo{-1}, Signo{64}, Signo{0}, Signo{66}};
    return rng_.one_of(kOdd);
  }
  return rng_.one_of(swarm_.palette);
}

// Whether the signal, sent there, would by its default action end a process, or stop the last one that is awake.
bool Draw::would_end(PidArg target, Signo sig) const {
  if (!sig.valid() || kHarmlessSignals.contains(sig)) return false;
  if (sig == kSigKill) return true;
  if (target.kind != PidArg::Kind::kTask) {
    for (const Process& p : world_.processes)
      if (!p.dead && p.id != kInit && world_.action_of(p, sig).handler == Handler::kDefault) return true;
    return false;
  }
  const ThreadRef t = world_.find(target.task);
  if (t == kNoOne || world_.action_of(world_.group_of(t), sig).handler != Handler::kDefault) return false;
  if (sig != kSigStop && world_.task(t).blocked.contains(sig)) return false;
  return !kStopSignals.contains(sig) || !ready_outside(target.task.process);
}

// A signal that leaves the target alive, mostly.
Signo Draw::survivable(PidArg target) {
  for (int tries = 0; tries < 4; ++tries) {
    const Signo sig = signal();
    if (!would_end(target, sig) || rng_.chance(swarm_.fatal_percent)) return sig;
  }
  return rng_.chance(50) ? kSigChld : kSigUrg;
}

SignalSet Draw::set() {
  const int kind = rng_.below(100);
  if (kind < 8) return ~SignalSet{};
  if (kind < 20) return swarm_.palette_set;
  if (kind < 25) return {};
  SignalSet s;
  for (int n = rng_.between(1, 4); n > 0; --n) s.add(rng_.one_of(swarm_.palette));
  if (odd()) s.add(rng_.chance(50) ? kSigKill : kSigStop);
  if (rng_.chance(10)) s.add(kSigChld);
  return s;
}

SiCode Draw::code(bool own_tid) {
  if (own_tid && rng_.chance(50)) {
    constexpr std::array kPositive{SiCode{1}, SiCode{2}, SiCode{1}, kSiKernel, kSiUser, kSiTkill};
    return rng_.one_of(kPositive);
  }
  if (odd()) {
    constexpr std::array kOdd{kSiUser, kSiTkill, kSiKernel, SiCode{1}, kSiTimer, kSiMesgq, kSiAsyncio, kSiSigio};
    return rng_.one_of(kOdd);
  }
  return kSiQueue;
}

ActionFlags Draw::action_flags(Signo sig) {
  ActionFlags flags;
  if (rng_.chance(swarm_.siginfo_percent)) flags = flags | kSaSiginfo;
  for (const ActionFlags f : {kSaRestart, kSaNoDefer, kSaResetHand})
    if (rng_.chance(swarm_.flag_percent)) flags = flags | f;
  if (rng_.chance(swarm_.onstack_percent)) flags = flags | kSaOnStack;
  if (rng_.chance(swarm_.onstack_percent / 12)) flags = flags | kNoRestorer;
  if (odd()) {
    constexpr std::array kOdd{kSaUnsupported, kSaExposeTagbits, ActionFlags{0x20}, ActionFlags{0x00800000}};
    flags = flags | rng_.one_of(kOdd);
  }
  for (const ActionFlags f : {kSaNoCldStop, kSaNoCldWait})
    if (rng_.chance(sig == kSigChld ? 2 * swarm_.flag_percent : 2)) flags = flags | f;
  return flags;
}

WaitOptions Draw::wait_options(bool waitid) {
  WaitOptions o;
  if (!rng_.chance(swarm_.forever_percent) || !someone_else_ready()) o = o | kWNoHang;
  if (rng_.chance(50)) o = o | kWUntraced;
  if (rng_.chance(50)) o = o | kWContinued;
  if (waitid && rng_.chance(70)) o = o | kWExited;
  if (waitid && rng_.chance(25)) o = o | kWNoWait;
  if (has_clone_children() && rng_.chance(60)) o = o | (rng_.chance(50) ? kWAll : kWClone);
  if (odd()) {
    constexpr std::array kOdd{kWNoThread, kWAll, kWClone, WaitOptions{0x100}, kWNoWait, kWExited};
    o = o | rng_.one_of(kOdd);
  }
  return o;
}

// Whether the actor's process has children that a plain wait does not see.
bool Draw::has_clone_children() const {
  const Task* t = actor_task();
  if (t == nullptr) return false;
  for (const ThreadRef sibling : world_.process(t->process).threads)
    for (const ProcessRef c : world_.task(sibling).children)
      if (world_.process(c).exit_signal != kSigChld) return true;
  return false;
}

UserArg Draw::user() { return UserArg{static_cast<std::int8_t>(rng_.chance(40) ? -1 : rng_.between(1, kMaxUsers))}; }

bool Draw::someone_else_ready() const {
  for (const Task& t : world_.tasks)
    if (t.id != actor_ && awaits_command(t)) return true;
  return false;
}

bool Draw::ready_outside(ProcessId process) const {
  for (const Task& t : world_.tasks)
    if (t.id.process != process && awaits_command(t)) return true;
  return false;
}

std::optional<Operation> Draw::operation(std::size_t kind, int step) {
  step_ = step;
  std::optional<Operation> drawn;
  [&]<std::size_t... Kinds>(std::index_sequence<Kinds...>) {
    ((Kinds == kind ? (void)(drawn = of<std::variant_alternative_t<Kinds, Operation>>()) : void()), ...);
  }
  (std::make_index_sequence<kOperationKinds>{});
  return drawn;
}

}  // namespace sigconform
