// Invariants of what calls say to arguments that are wrong, and to some that only look so: which error, whatever else
// could be said. Must not know the order in which anything is looked at, but for calls of which one thing is wrong.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <array>
#include <bit>
#include <optional>

namespace sigconform {
namespace {

bool is_number(Signo sig) { return sig.value >= 0 && sig.value <= kLastSignal; }

// The error that the call must give; Errno{0}: none is certain.
struct Wrong {
  Errno operator()(const op::QueueSiginfo& o) const {
    return o.info == SentInfo::kNull || o.info == SentInfo::kUnreadable ? Errno::kFault : Errno{};
  }
  Errno operator()(const op::PidfdSendSignal& o) const {
    constexpr std::uint32_t kScopes = 7;
    const bool opened = o.pidfd == PidfdKind::kProcess || o.pidfd == PidfdKind::kThread;
    if (opened && o.pid.kind != PidArg::Kind::kTask)
      return o.pid.kind == PidArg::Kind::kNobody ? Errno::kSrch : Errno::kInval;
    if (opened || o.flags.bits > kScopes || std::popcount(o.flags.bits) > 1) return {};
    if (o.pidfd == PidfdKind::kClosed || o.pidfd == PidfdKind::kNoPidfd) return Errno::kBadf;
    return o.info == SentInfo::kUnreadable ? Errno::kFault : Errno{};
  }
  Errno operator()(const op::SetCpuLimit& o) const { return o.limit == CpuLimit::kAboveHard ? Errno::kInval : Errno{}; }
  Errno operator()(const op::NotifyOwner& o) const {
    const bool number = o.call == OwnerCall::kSetOwn;
    if (!is_number(o.sig) || o.call == OwnerCall::kInvalid) return Errno::kInval;
    if (number && o.owner.kind == PidArg::Kind::kIntMin) return Errno::kInval;
    const bool nobody = o.owner.kind == PidArg::Kind::kNobody || (number && o.owner.kind == PidArg::Kind::kMinusNobody);
    return nobody ? Errno::kSrch : Errno{};
  }
  Errno operator()(const op::Setitimer& o) const {
    return o.which == Itimer::kInvalid || o.time == TimerTime::kInvalid ? Errno::kInval : Errno{};
  }
  Errno operator()(const op::Getitimer& o) const { return o.which == Itimer::kInvalid ? Errno::kInval : Errno{}; }
  Errno operator()(const op::TimerCreate& o) const {
    return o.notify == TimerNotify::kInvalid ? Errno::kInval : Errno{};
  }
  Errno operator()(const op::TimerSettime& o) const { return o.time == TimerTime::kInvalid ? Errno::kInval : Errno{}; }
  template <typename Other>
  Errno operator()(const Other&) const {
    return {};
  }
};

std::string wrong_arguments(const Burst& burst) {
  for (std::size_t step = burst.first; step <= burst.last; ++step) {
    const Operation& o = burst.scenario.steps[step].operation;
    const Event* e = burst.return_of(step);
    const Errno error = std::visit(Wrong{}, o);
    if (e == nullptr || error == Errno{} || e->result == minus(error)) continue;
    if (std::holds_alternative<op::TimerCreate>(o) && e->result == minus(Errno::kAgain)) continue;
    return "the answer to an argument that is wrong is " + std::to_string(e->result);
  }
  return {};
}

// An error that the call cannot give, because what it is for is not the case; Errno{0}: none is certain.
struct Right {
  Errno operator()(const op::QueueSiginfo& o) const {
    constexpr SiCode kLowestKnown{-7};
    const bool known = (o.code >= kLowestKnown && o.code <= kSiUser) || o.code == kSiKernel;
    if (o.info == SentInfo::kLongTail && known) return Errno::kTooBig;
    const bool good = o.tid.kind == PidArg::Kind::kTask && is_number(o.sig);
    return o.info == SentInfo::kOtherSignal && good ? Errno::kInval : Errno{};
  }
  // A number that could be a process's is not invalid, only nobody's.
  Errno operator()(const op::PidfdSendSignal& o) const {
    const bool plain = o.info == SentInfo::kNull && o.flags.bits == 0 && is_number(o.sig);
    return plain && o.pidfd == PidfdKind::kProcess && o.pid.kind == PidArg::Kind::kTask ? Errno::kInval : Errno{};
  }
  Errno operator()(const op::TimerSettime&) const { return Errno::kSrch; }
  Errno operator()(const op::TimerGettime&) const { return Errno::kSrch; }
  Errno operator()(const op::TimerGetoverrun&) const { return Errno::kSrch; }
  Errno operator()(const op::TimerDelete&) const { return Errno::kSrch; }
  template <typename Other>
  Errno operator()(const Other&) const {
    return {};
  }
};

std::string right_arguments(const Burst& burst) {
  for (std::size_t step = burst.first; step <= burst.last; ++step) {
    const Event* e = burst.return_of(step);
    const Errno error = std::visit(Right{}, burst.scenario.steps[step].operation);
    if (e != nullptr && error != Errno{} && e->result == minus(error))
      return "an error says that something is wrong which is not: " + std::to_string(e->result);
  }
  return {};
}

}  // namespace

std::span<const InvariantText> argument_invariants() {
  static const std::array kTexts{
      invariant<Settled<wrong_arguments>>(
          "WrongArgumentsHaveTheirError",
          "A siginfo that cannot be read gives EFAULT, what is no pidfd EBADF, and a pid, signal, limit, timer, time "
          "or "
          "notification that cannot be EINVAL; an owner or process that nobody is gives ESRCH.",
          "rt_sigqueueinfo(2); pidfd_send_signal(2); F_SETOWN(2const); POSIX.1-2024 setitimer(), timer_create()"),
      invariant<Settled<right_arguments>>("ErrorsHaveTheirCause",
                                          "E2BIG is for codes that mean nothing to the kernel, EINVAL neither for what "
                                          "si_signo says nor for the pid of "
                                          "whoever there could be, and ESRCH is for processes, not for timers.",
                                          "rt_sigqueueinfo(2); pidfd_open(2); POSIX.1-2024 timer_settime()"),
  };
  return kTexts;
}

}  // namespace sigconform
