// Faults: no system calls, but what the processor says to an instruction, or a filter to a call.
#include "model/kernel/kernel.h"

namespace sigconform {
namespace {

constexpr SiCode kTrapBrkpt{1};

SignalInfo info_of_fault(FaultKind kind, const Dialect& dialect) {
  const auto info = [](Signo sig, SiCode code, FaultAddress address) {
    SignalInfo i{sig.value, 0, code.value, {}, {}, 0};
    i.address = address;
    return i;
  };
  const auto at_instruction = [&](FaultAddress own) {
    return dialect.fault_address_is_its_own ? own : FaultAddress::kElsewhere;
  };
  switch (kind) {
    case FaultKind::kUnmapped: return info(kSigSegv, kSegvMaperr, FaultAddress::kUnmapped);
    case FaultKind::kReadOnly: return info(kSigSegv, kSegvAccerr, FaultAddress::kReadOnly);
    case FaultKind::kBeyondEnd: return info(kSigBus, kBusAdrerr, FaultAddress::kBeyondEnd);
    case FaultKind::kDivision: return info(kSigFpe, kFpeIntdiv, at_instruction(FaultAddress::kDivision));
    case FaultKind::kUndefined: return info(kSigIll, kIllIllopn, at_instruction(FaultAddress::kUndefined));
    case FaultKind::kBreakpoint:
      if (dialect.breakpoint_says_no_more) return kernel_info(kSigTrap);
      return info(kSigTrap, kTrapBrkpt, FaultAddress::kNone);
    case FaultKind::kFilteredCall: break;
  }
  const bool own = dialect.filter_address_is_its_own;
  SignalInfo i = info(kSigSys, kSysSeccomp, own ? FaultAddress::kFilteredCall : FaultAddress::kElsewhere);
  if (dialect.filter_tells_its_data) i.error = kFilterData;
  return i;
}

Rule rule_of(FaultKind kind) {
  if (kind == FaultKind::kBreakpoint) return Rule::kBreakpointSiginfo;
  return kind == FaultKind::kFilteredCall ? Rule::kFilterSiginfo : Rule::kFaultSiginfo;
}

}  // namespace

// The handler that interrupted it lets the thread go on behind it.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Fault& o) {
  SignalInfo info = info_of_fault(o.kind, dialect_);
  const Signo sig{info.signo};
  mark(rule_of(o.kind), t, sig);
  mark(Rule::kFaultToTheThread, t, sig);
  const bool filtered = o.kind == FaultKind::kFilteredCall;
  if (filtered && !dialect_.ignored_filter_is_default && sig_handler_ignored(group_of(t), sig))
    return done(t, step, 0, Rule::kForcedWhileIgnored);
  if (!dialect_.fault_tells_where) info = kernel_info(sig);
  if (dialect_.fault_to_the_thread) {
    force_sig_info_to_task(sig, info, t, SigHandler::kCurrent);
  } else {
    (void)send_signal(sig, info, group_of(t).leader, Scope::kGroup, true);
  }
  if (filtered && !dialect_.filter_rolls_back) return fail(t, step, Errno::kNoSys, Rule::kFaultGoesOn);
  return done(t, step, 0, Rule::kFaultGoesOn);
}

}  // namespace sigconform
