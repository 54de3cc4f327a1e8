// Drawing operations on signals, masks and handlers; see draw.h.
#include "generators/draw.h"

namespace sigconform {

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
std::optional<Operation> Draw::of<op::ReturnWithMask>() {
  const Task* t = actor_task();
  if ((!t || t->frames.empty()) && !odd()) return std::nullopt;
  return op::ReturnWithMask{set()};
}

template <>
std::optional<Operation> Draw::of<op::LeaveHandler>() {
  const Task* t = actor_task();
  if ((!t || t->frames.empty()) && !odd()) return std::nullopt;
  return op::LeaveHandler{};
}

template <>
std::optional<Operation> Draw::of<op::Sigaltstack>() {
  const int kind = rng_.below(100);
  if (kind < 15) return op::Sigaltstack{AltStack::kQuery, {}};
  AltStack stack = rng_.chance(50) ? AltStack::kRoomy : AltStack::kSnug;
  if (rng_.chance(12)) stack = AltStack::kUnmapped;
  StackFlags flags;
  if (rng_.chance(30)) flags = flags | kSsAutoDisarm;
  if (rng_.chance(10)) flags = flags | kSsOnStack;
  if (rng_.chance(12)) flags.bits = (flags.bits & kSsAutoDisarm.bits) | kSsDisable.bits;
  if (odd()) stack = AltStack::kTooSmall;
  if (odd()) flags.bits |= rng_.chance(50) ? 3U : 4U;
  return op::Sigaltstack{stack, flags};
}

template <>
std::optional<Operation> Draw::of<op::Return>() {
  const Task* t = actor_task();
  if ((!t || t->frames.empty()) && !odd()) return std::nullopt;
  return op::Return{};
}

}  // namespace sigconform
