// Drawing operations; see draw.h.
#include "generators/draw.h"

#include <utility>

namespace sigconform {
namespace {

constexpr SignalSet kHarmless = SignalSet::of(kSigChld, kSigCont, kSigUrg, kSigWinch);
constexpr SignalSet kStops = SignalSet::of(kSigStop, kSigTstp, kSigTtin, kSigTtou);

bool awaits_command(const Task& t) { return t.state == TaskState::kInterruptible && t.sleep == Sleep::kCommand; }

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
  if (!sig.valid() || kHarmless.contains(sig)) return false;
  if (sig == kSigKill) return true;
  if (target.kind != PidArg::Kind::kTask) {
    for (const Process& p : world_.processes)
      if (!p.dead && p.id != kInit && p.action_of(sig).handler == Handler::kDefault) return true;
    return false;
  }
  const ThreadRef t = world_.find(target.task);
  if (t == kNoOne || world_.group_of(t).action_of(sig).handler != Handler::kDefault) return false;
  if (sig != kSigStop && world_.task(t).blocked.contains(sig)) return false;
  return !kStops.contains(sig) || !ready_outside(target.task.process);
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
  if (odd()) {
    constexpr std::array kOdd{kWNoThread, kWAll, kWClone, WaitOptions{0x100}, kWNoWait, kWExited};
    o = o | rng_.one_of(kOdd);
  }
  return o;
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

template <>
std::optional<Operation> Draw::of<op::Kill>() {
  const PidArg target = kill_target();
  return op::Kill{target, survivable(target)};
}

template <>
std::optional<Operation> Draw::of<op::Tkill>() {
  const PidArg target = thread_target();
  return op::Tkill{target, survivable(target)};
}

template <>
std::optional<Operation> Draw::of<op::Tgkill>() {
  const PidArg target = thread_target();
  const PidArg group = odd() ? odd_pid() : PidArg::of(target.task.process);
  return op::Tgkill{group, target, survivable(target)};
}

template <>
std::optional<Operation> Draw::of<op::RtSigqueueinfo>() {
  const PidArg target = odd() ? odd_pid() : PidArg::of(rng_.chance(80) ? ThreadId{some_thread().process, {}} : actor_);
  return op::RtSigqueueinfo{target, survivable(target), code(target == PidArg::of(actor_)), SigValue{step_ + 1}};
}

template <>
std::optional<Operation> Draw::of<op::RtTgsigqueueinfo>() {
  const PidArg target = thread_target();
  const PidArg group = odd() ? odd_pid() : PidArg::of(target.task.process);
  return op::RtTgsigqueueinfo{group, target, survivable(target), code(target == PidArg::of(actor_)),
                              SigValue{step_ + 1}};
}

template <>
std::optional<Operation> Draw::of<op::RtSigaction>() {
  const Signo sig = rng_.chance(12) ? kSigChld : signal();
  Handler handler = rng_.chance(swarm_.park_percent) ? Handler::kPark : Handler::kLog;
  if (rng_.chance(swarm_.ignore_percent)) handler = rng_.chance(60) ? Handler::kIgnore : Handler::kDefault;
  if (odd()) handler = Handler::kQuery;
  const bool has_action = handler != Handler::kQuery;
  const SignalSet mask = has_action && rng_.chance(40) ? set() : SignalSet{};
  return op::RtSigaction{sig, handler, has_action ? action_flags(sig) : ActionFlags{}, mask};
}

template <>
std::optional<Operation> Draw::of<op::RtSigprocmask>() {
  if (odd()) return op::RtSigprocmask{rng_.chance(50) ? MaskHow::kQuery : MaskHow::kInvalid, set()};
  constexpr std::array kHows{MaskHow::kBlock, MaskHow::kBlock, MaskHow::kUnblock, MaskHow::kSetMask};
  return op::RtSigprocmask{rng_.one_of(kHows), set()};
}

template <>
std::optional<Operation> Draw::of<op::RtSigpending>() {
  return op::RtSigpending{};
}

template <>
std::optional<Operation> Draw::of<op::RtSigtimedwait>() {
  const bool forever = rng_.chance(swarm_.forever_percent) && someone_else_ready();
  const WaitTime timeout = odd() ? WaitTime::kInvalid : forever ? WaitTime::kForever : WaitTime::kZero;
  return op::RtSigtimedwait{set(), timeout};
}

// Both sleep until somebody else sends something.
template <>
std::optional<Operation> Draw::of<op::Block>() {
  if (!someone_else_ready() && !odd()) return std::nullopt;
  return op::Block{static_cast<BlockingCall>(rng_.below(static_cast<int>(BlockingCall::kRead) + 1))};
}

template <>
std::optional<Operation> Draw::of<op::BlockUnder>() {
  if (!someone_else_ready() && !odd()) return std::nullopt;
  const auto call = static_cast<MaskedCall>(rng_.below(static_cast<int>(MaskedCall::kEpollPwait) + 1));
  return op::BlockUnder{call, rng_.chance(50) ? set() : SignalSet{}};
}

template <>
std::optional<Operation> Draw::of<op::Return>() {
  const Task* t = actor_task();
  if ((!t || t->frames.empty()) && !odd()) return std::nullopt;
  return op::Return{};
}

template <>
std::optional<Operation> Draw::of<op::Fork>() {
  if (names_.next_process > kMaxProcesses || names_.threads_left == 0) return std::nullopt;
  --names_.threads_left;
  return op::Fork{ProcessId{names_.next_process++}};
}

template <>
std::optional<Operation> Draw::of<op::CloneThread>() {
  std::uint8_t& next = names_.next_thread[actor_.process.index];
  if (next > kMaxThreadsPerProcess || names_.threads_left == 0) return std::nullopt;
  --names_.threads_left;
  return op::CloneThread{ThreadIndex{next++}};
}

template <>
std::optional<Operation> Draw::of<op::Exit>() {
  return op::Exit{ExitCode{rng_.chance(90) ? rng_.below(256) : 0x1234}};
}

template <>
std::optional<Operation> Draw::of<op::ExitGroup>() {
  return op::ExitGroup{ExitCode{rng_.chance(90) ? rng_.below(256) : -1}};
}

template <>
std::optional<Operation> Draw::of<op::SetPdeathsig>() {
  return op::SetPdeathsig{survivable(PidArg::of(actor_))};
}

template <>
std::optional<Operation> Draw::of<op::Wait4>() {
  PidArg pid = rng_.chance(60) ? PidArg::special(PidArg::Kind::kMinusOne) : child_target();
  if (rng_.chance(10)) pid = PidArg::special(PidArg::Kind::kZero);
  if (rng_.chance(10)) pid = PidArg::group_of(some_thread().process);
  if (odd()) pid = odd_pid();
  return op::Wait4{pid, wait_options(false)};
}

template <>
std::optional<Operation> Draw::of<op::Waitid>() {
  constexpr std::array kTypes{IdType::kAll, IdType::kAll, IdType::kPid, IdType::kPgid};
  const IdType type = odd() ? IdType::kInvalid : rng_.one_of(kTypes);
  PidArg id = type == IdType::kAll ? PidArg::special(PidArg::Kind::kZero) : child_target();
  if (odd()) id = odd_pid();
  return op::Waitid{type, id, wait_options(true)};
}

template <>
std::optional<Operation> Draw::of<op::Setpgid>() {
  const PidArg zero = PidArg::special(PidArg::Kind::kZero);
  const PidArg pid = odd() ? odd_pid() : rng_.chance(50) ? zero : child_target();
  const PidArg pgid = odd() ? odd_pid() : rng_.chance(40) ? zero : PidArg::of(some_thread().process);
  return op::Setpgid{pid, pgid};
}

template <>
std::optional<Operation> Draw::of<op::Setsid>() {
  return op::Setsid{};
}

// Around what is charged now, so that the next signals meet the limit.
template <>
std::optional<Operation> Draw::of<op::Setrlimit>() {
  const Task* t = actor_task();
  const int charged = t ? world_.charged[static_cast<std::size_t>(t->cred.real)] : 0;
  if (odd()) return op::Setrlimit{QueueLimit{kDefaultQueueLimit + 1}};
  if (rng_.chance(15)) return op::Setrlimit{QueueLimit{kDefaultQueueLimit}};
  const int limit = charged + rng_.between(-1, 2);
  return op::Setrlimit{QueueLimit{static_cast<std::uint32_t>(limit < 0 ? 0 : limit)}};
}

template <>
std::optional<Operation> Draw::of<op::Setresuid>() {
  return op::Setresuid{user(), user(), user()};
}

template <>
std::optional<Operation> Draw::of<op::DropCapabilities>() {
  return op::DropCapabilities{};
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
