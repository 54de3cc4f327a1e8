// Drawing operations of the chapter "sources"; see draw.h.
#include "generators/draw.h"

namespace sigconform {
namespace {

inline constexpr int kReachedPercent = 15;  // of the limits of CPU time that were drawn

}  // namespace

SentInfo Draw::sent_info(int null_percent) {
  if (rng_.chance(null_percent)) return SentInfo::kNull;
  if (!odd()) {
    constexpr std::array kUsual{SentInfo::kOwn, SentInfo::kForged, SentInfo::kForged, SentInfo::kLongTail};
    return rng_.one_of(kUsual);
  }
  constexpr std::array kOdd{SentInfo::kNull, SentInfo::kOtherSignal, SentInfo::kUnreadable};
  return rng_.one_of(kOdd);
}

// With a long tail it matters whether the kernel knows the code.
SiCode Draw::code_of(SentInfo info, bool own_tid) {
  if (info != SentInfo::kLongTail || rng_.chance(30)) return code(own_tid);
  constexpr std::array kBeyond{SiCode{-7}, SiCode{-8}, SiCode{-60}, SiCode{-100}, SiCode{3},   SiCode{6},
                               SiCode{7},  SiCode{11}, SiCode{-61}, SiCode{127},  SiCode{128}, SiCode{1000}};
  return rng_.one_of(kBeyond);
}

// For some signals that goes by a table, which has grown with the releases.
void Draw::move_to_edge(SentInfo info, PidArg target, Signo& sig, SiCode& code) {
  struct Edge {
    Signo sig;
    SiCode code;
  };
  constexpr std::array kEdges{Edge{kSigTrap, {5}}, Edge{kSigTrap, {6}},  Edge{kSigTrap, {7}}, Edge{kSigSys, {1}},
                              Edge{kSigSys, {2}},  Edge{kSigSys, {3}},   Edge{kSigBus, {5}},  Edge{kSigBus, {6}},
                              Edge{kSigSegv, {9}}, Edge{kSigSegv, {10}}, Edge{kSigIll, {12}}, Edge{kSigFpe, {15}}};
  if (info != SentInfo::kLongTail || !rng_.chance(30)) return;
  const Edge& edge = rng_.one_of(kEdges);
  if (would_end(target, edge.sig) && !rng_.chance(swarm_.fatal_percent)) return;
  sig = edge.sig;
  code = edge.code;
}

template <>
std::optional<Operation> Draw::of<op::QueueSiginfo>() {
  const QueueCall call = rng_.chance(50) ? QueueCall::kRtSigqueueinfo : QueueCall::kRtTgsigqueueinfo;
  const PidArg target = thread_target();
  const SentInfo info = sent_info(0);
  SiCode code = code_of(info, target == PidArg::of(actor_));
  Signo sig = survivable(target);
  move_to_edge(info, target, sig, code);
  return op::QueueSiginfo{call, target, sig, info, code, SigValue{step_ + 1}};
}

template <>
std::optional<Operation> Draw::of<op::PidfdSendSignal>() {
  constexpr std::array kKinds{PidfdKind::kProcess, PidfdKind::kProcess,    PidfdKind::kProcess,
                              PidfdKind::kThread,  PidfdKind::kThread,     PidfdKind::kThread,
                              PidfdKind::kThread,  PidfdKind::kSelfThread, PidfdKind::kSelfThreadGroup};
  constexpr std::array kScopes{kPidfdSignalThread, kPidfdSignalThreadGroup, kPidfdSignalProcessGroup};
  constexpr std::array kOddFlags{PidfdSignalFlags{8}, PidfdSignalFlags{3}, PidfdSignalFlags{6},
                                 PidfdSignalFlags{0x80000000}};
  PidfdKind kind = rng_.one_of(kKinds);
  PidArg target = PidArg::of(actor_);
  if (kind == PidfdKind::kProcess) target = odd() ? odd_pid() : PidArg::of(some_thread().process);
  if (kind == PidfdKind::kThread) target = thread_target();
  if (odd()) kind = rng_.chance(50) ? PidfdKind::kClosed : PidfdKind::kNoPidfd;
  PidfdSignalFlags flags;
  if (rng_.chance(50)) flags = rng_.one_of(kScopes);
  if (odd()) flags = rng_.one_of(kOddFlags);
  const bool group = (flags.bits & kPidfdSignalProcessGroup.bits) != 0;
  const SentInfo info = sent_info(60);
  SiCode code = info == SentInfo::kNull ? kSiUser : code_of(info, target == PidArg::of(actor_));
  const SigValue value{info == SentInfo::kNull ? 0 : step_ + 1};
  const PidArg reached = group ? PidArg::special(PidArg::Kind::kZero) : target;
  Signo sig = survivable(reached);
  move_to_edge(info, reached, sig, code);
  return op::PidfdSendSignal{kind, target, sig, info, code, value, flags};
}

template <>
std::optional<Operation> Draw::of<op::Write>() {
  const auto to = static_cast<WriteTo>(rng_.below(static_cast<int>(WriteTo::kAcrossLimit) + 1));
  const PidArg self = PidArg::of(actor_);
  const bool pipe = to == WriteTo::kBrokenPipe || to == WriteTo::kBrokenSocket;
  const bool limit = to == WriteTo::kBeyondLimit || to == WriteTo::kTruncateBeyondLimit;
  const bool ends = (pipe && would_end(self, kSigPipe)) || (limit && would_end(self, kSigXfsz));
  if (ends && !rng_.chance(swarm_.fatal_percent)) return std::nullopt;
  return op::Write{to};
}

template <>
std::optional<Operation> Draw::of<op::NotifyOwner>() {
  constexpr std::array kCalls{OwnerCall::kSetOwn, OwnerCall::kThread, OwnerCall::kProcess, OwnerCall::kGroup};
  const OwnerCall call = odd() ? OwnerCall::kInvalid : rng_.one_of(kCalls);
  const AsyncEvent event = rng_.chance(75) ? AsyncEvent::kInput : AsyncEvent::kUrgent;
  PidArg owner = thread_target();
  if (call == OwnerCall::kGroup) owner = PidArg::of(some_thread().process);
  if (call == OwnerCall::kSetOwn && rng_.chance(30)) owner = PidArg::group_of(some_thread().process);
  if (odd()) owner = odd_pid();
  if (rng_.chance(60)) return op::NotifyOwner{event, call, owner, survivable(owner)};
  if (event == AsyncEvent::kInput && would_end(owner, kSigIo) && !rng_.chance(swarm_.fatal_percent))
    return std::nullopt;
  return op::NotifyOwner{event, call, owner, Signo{0}};
}

// What is reached costs a tick of the clock, and is drawn seldom for that.
template <>
std::optional<Operation> Draw::of<op::SetCpuLimit>() {
  if (odd()) return op::SetCpuLimit{CpuLimit::kAboveHard};
  constexpr std::array kCheap{CpuLimit::kQuery, CpuLimit::kQuery, CpuLimit::kFar, CpuLimit::kNone};
  if (!rng_.chance(kReachedPercent)) return op::SetCpuLimit{rng_.one_of(kCheap)};
  const PidArg self = PidArg::of(actor_.process);
  const CpuLimit limit = rng_.chance(80) ? CpuLimit::kReached : CpuLimit::kHardReached;
  const bool ends = limit == CpuLimit::kHardReached || would_end(self, kSigXcpu);
  if (ends && !rng_.chance(swarm_.fatal_percent)) return op::SetCpuLimit{CpuLimit::kQuery};
  return op::SetCpuLimit{limit};
}

template <>
std::optional<Operation> Draw::of<op::GetPdeathsig>() {
  return op::GetPdeathsig{};
}

}  // namespace sigconform
