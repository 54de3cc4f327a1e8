// Drawing operations on processes: births, deaths, waits, groups, limits, users; see draw.h.
#include "generators/draw.h"

namespace sigconform {
namespace {

inline constexpr int kExecPercent = 50;  // of the times when it was drawn

}  // namespace

template <>
std::optional<Operation> Draw::of<op::Fork>() {
  if (names_.next_process > kMaxProcesses || names_.threads_left == 0) return std::nullopt;
  --names_.threads_left;
  return op::Fork{ProcessId{names_.next_process++}};
}

template <>
std::optional<Operation> Draw::of<op::Vfork>() {
  if (names_.next_process > kMaxProcesses || names_.threads_left == 0) return std::nullopt;
  --names_.threads_left;
  return op::Vfork{ProcessId{names_.next_process++}};
}

template <>
std::optional<Operation> Draw::of<op::CloneThread>() {
  std::uint8_t& next = names_.next_thread[actor_.process.index];
  if (next > kMaxThreadsPerProcess || names_.threads_left == 0) return std::nullopt;
  --names_.threads_left;
  return op::CloneThread{ThreadIndex{next++}, rng_.chance(60) ? ThreadCall::kClone : ThreadCall::kClone3};
}

// Mostly with shared memory, which makes the child's birth cheap. Where it is not shared the alternate stack is kept.
CloneFlags Draw::clone_flags() {
  const Task* t = actor_task();
  const bool has_stack = t != nullptr && t->altstack.stack != AltStack::kQuery;
  CloneFlags flags = rng_.chance(has_stack ? 40 : 90) ? kCloneVm : CloneFlags{};
  if (rng_.chance(45)) flags = kCloneVm | kCloneSighand;
  if (!flags.has(kCloneSighand) && rng_.chance(30)) flags = flags | kCloneClearSighand;
  if (rng_.chance(20)) flags = flags | kCloneParent;
  if (rng_.chance(10)) flags = flags | kClonePidfd;
  if (!odd()) return flags;
  constexpr std::array kOdd{kCloneThread, kCloneSighand, kCloneClearSighand, kCloneDetached};
  flags = flags | rng_.one_of(kOdd);
  return flags;
}

template <>
std::optional<Operation> Draw::of<op::Clone3>() {
  if (names_.next_process > kMaxProcesses || names_.threads_left == 0) return std::nullopt;
  const CloneFlags flags = clone_flags();
  const int kind = rng_.below(100);
  Signo exit_signal = kind < 25 ? kSigChld : kind < 45 ? Signo{0} : rng_.one_of(swarm_.palette);
  if (exit_signal == kSigKill && rng_.chance(80)) exit_signal = kSigUsr1;  // it would end the parent
  if (flags.has(kCloneParent) && !odd()) exit_signal = {};
  if (odd()) exit_signal = rng_.chance(50) ? Signo{kLastSignal + 1} : Signo{-1};
  if (flags.has(kCloneThread | kCloneSighand | kCloneVm) && exit_signal == Signo{0}) exit_signal = kSigChld;
  --names_.threads_left;
  return op::Clone3{ProcessId{names_.next_process++}, flags, exit_signal};
}

// Seldom: an exec costs as much as a hundred other operations.
template <>
std::optional<Operation> Draw::of<op::Execve>() {
  if (!rng_.chance(kExecPercent)) return std::nullopt;
  if (rng_.chance(80)) return op::Execve{ExecFile::kSelf};
  constexpr std::array kFailing{ExecFile::kMissing, ExecFile::kDirectory, ExecFile::kBadAddress};
  return op::Execve{rng_.one_of(kFailing)};
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
std::optional<Operation> Draw::of<op::SetChildSubreaper>() {
  return op::SetChildSubreaper{rng_.chance(80) ? Switch::kOn : Switch::kOff};
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

}  // namespace sigconform
