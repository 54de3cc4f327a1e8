// Frames: where a handler's frame is put, what is kept in it, and the ways to leave it. Must not know which signal is
// delivered, or why.
#include "model/kernel/kernel.h"

#include <algorithm>

namespace sigconform {
namespace {

// It goes on where it made a fault, as far as its handler has not changed that.
bool is_at_fault(const Task& t, const Scenario& scenario) {
  return t.resume == Resume::kReport &&
         std::holds_alternative<op::Fault>(scenario.steps[t.reports.back().step].operation);
}

}  // namespace

// get_sigframe(): no area when there is no place for the frame; `because` is the rule that decided.
std::optional<std::uint8_t> Kernel::place_frame(ThreadRef ref, const Dequeued& got, const SigAction& action) {
  const Task& t = task(ref);
  if (action.flags.has(kNoRestorer)) {
    mark(Rule::kRestorerNeeded, ref, got.sig);
    if (dialect_.restorer_needed && dialect_.lack_of_restorer_is_noticed) return std::nullopt;
  }
  const bool nested = t.on_altstack();
  const bool armed = action.flags.has(kSaOnStack) && t.altstack.stack != AltStack::kQuery && dialect_.onstack_switches;
  if (armed && nested) {
    mark(Rule::kAltStackNests, ref, got.sig);
    if (!dialect_.altstack_nests) return std::uint8_t{0};
  } else if (armed) {
    const bool mapped = t.altstack.stack != AltStack::kUnmapped;
    mark(mapped ? Rule::kHandlerOnAltStack : Rule::kFrameNeedsMemory, ref, got.sig);
    if (mapped) return t.altstack.area;
    if (dialect_.frame_needs_memory) return std::nullopt;
  }
  if (nested && t.altstack.stack == AltStack::kSnug) {
    mark(Rule::kAltStackOverflow, ref, got.sig);
    if (dialect_.altstack_overflow_detected) return std::nullopt;
  }
  return t.stack_area();
}

// signal_setup_done(), when it failed: the signal is gone, and the thread is told so by SIGSEGV. A SIGSEGV that cannot
// be delivered is fatal.
void Kernel::frame_failed(ThreadRef ref, Signo sig) {
  note(Happening::kLost, ref, false, SignalInfo{sig.value, 0, 0, {}, {}, 0});
  mark(sig == kSigSegv ? Rule::kUndeliverableSegvKills : Rule::kUndeliverableBecomesSegv, ref, sig);
  if (sig == kSigSegv ? !dialect_.undeliverable_segv_kills : !dialect_.undeliverable_becomes_segv) return;
  force_sigsegv(ref, sig);
}

// do_sigaltstack(), the part that sets it; kOk when it did.
Errno Kernel::set_altstack(ThreadRef ref, const SigAltStack& wanted) {
  Task& t = task(ref);
  if (t.on_altstack() && dialect_.altstack_busy) return Errno::kPerm;
  const std::uint32_t mode = wanted.flags.bits & (dialect_.autodisarm_is_known ? ~kSsAutoDisarm.bits : ~0U);
  const bool known = mode == 0 || mode == kSsOnStack.bits || mode == kSsDisable.bits;
  if (!known && dialect_.altstack_flags_are_checked) return Errno::kInval;
  if ((mode & kSsDisable.bits) != 0) {
    t.altstack = {0, AltStack::kQuery, wanted.flags};
    return kOk;
  }
  const bool small = wanted.stack == AltStack::kTooSmall || wanted.stack == AltStack::kQuery;  // that is, of size 0
  if (small && dialect_.altstack_minimum) return Errno::kNoMem;
  t.altstack = wanted;
  return kOk;
}

// The first area on which none of the thread's frames lies; kStackAreas when there is none.
std::uint8_t Kernel::free_area(ThreadRef ref) const {
  const auto& frames = task(ref).frames;
  std::uint8_t area = 1;
  const auto is_used = [&](const Frame& f) { return f.area == area; };
  while (area < kStackAreas && std::any_of(frames.begin(), frames.end(), is_used)) ++area;
  return area;
}

// do_sigaltstack(), the part that tells.
StackSeen Kernel::altstack_of(const Task& t) const {
  StackSeen seen{t.altstack.area, t.altstack.stack, {}};
  if (dialect_.autodisarm_is_told) seen.flags = StackFlags{t.altstack.flags.bits & kSsAutoDisarm.bits};
  if (seen.stack == AltStack::kQuery) {
    seen.flags = seen.flags | kSsDisable;
    if (!dialect_.no_altstack_is_nowhere) seen.area = kStackAreas;
  }
  if (t.on_altstack() && dialect_.altstack_tells_use) seen.flags = seen.flags | kSsOnStack;
  return seen;
}

Outcome Kernel::perform(ThreadRef ref, std::uint8_t step, const op::Sigaltstack& o) {
  const Task& t = task(ref);
  Outcome out = done(ref, step, 0, Rule::kAltStackReports);
  out.event.stack = altstack_of(t);
  if (o.stack == AltStack::kQuery) return out;
  const std::uint8_t area = o.stack == AltStack::kUnmapped ? std::uint8_t{0} : free_area(ref);
  if (area == kStackAreas) return fail(ref, step, Errno::kAgain, Rule::kAltStackReports);
  switch (set_altstack(ref, {area, o.stack, o.flags})) {
    case Errno::kPerm: return fail(ref, step, Errno::kPerm, Rule::kAltStackBusy);
    case Errno::kInval: return fail(ref, step, Errno::kInval, Rule::kAltStackFlags);
    case Errno::kNoMem: return fail(ref, step, Errno::kNoMem, Rule::kAltStackTooSmall);
    default: return out;
  }
}

// rt_sigreturn(): mask, context and alternate stack from the top frame.
void Kernel::sigreturn(ThreadRef ref) {
  Task& t = task(ref);
  const Frame frame = t.frames.back();
  t.frames.pop_back();
  t.resume = frame.resume;
  t.resume_step = frame.resume_step;
  mark(Rule::kSigreturnRestores, ref, Signo{frame.info.signo});
  if (dialect_.return_restores_mask) set_current_blocked(ref, frame.saved_mask);
  if (t.altstack != frame.saved_stack) {
    mark(Rule::kSigreturnRestoresAltStack, ref, Signo{frame.info.signo});
    if (dialect_.sigreturn_restores_altstack) (void)set_altstack(ref, frame.saved_stack);
  }
  if (!dialect_.handler_says_where_to_go_on && is_at_fault(t, scenario_))
    force_sig_info_to_task(kSigSegv, kernel_info(kSigSegv), ref, SigHandler::kDefault);
}

// The puppet reports before it leaves the handler; outside of handlers there is nothing to leave.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Return&) {
  Outcome out = done(t, step, 0, Rule::kSigreturnRestores);
  if (task(t).frames.empty()) return out;
  emit(out.event, out.because);
  sigreturn(t);
  out.kind = Outcome::Kind::kSilent;
  return out;
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::ReturnWithMask& o) {
  if (!task(t).frames.empty() && task(t).frames.back().has_info) {
    mark(Rule::kReturnTakesFrameMask, t);
    if (!(o.mask & kUnblockable).empty()) mark(Rule::kKillAndStopLeaveMasks, t);
    if (dialect_.return_takes_frame_mask) task(t).frames.back().saved_mask = o.mask - unblockable();
  }
  return perform(t, step, op::Return{});
}

// A long jump to the loop of operations below. Frames whose handlers have not begun lie in between and go with it.
Outcome Kernel::perform(ThreadRef ref, std::uint8_t step, const op::LeaveHandler&) {
  Task& t = task(ref);
  Outcome out = done(ref, step, 0, Rule::kLeavingRestoresNothing);
  if (t.frames.empty()) return out;
  emit(out.event, out.because);
  SignalSet interrupted;
  do {
    interrupted = t.frames.back().saved_mask;
    if (t.frames.back().resume == Resume::kReport) t.reports.pop_back();
    t.frames.pop_back();
  } while (!t.frames.empty() && !t.frames.back().entered);
  if (!dialect_.jump_keeps_mask) set_current_blocked(ref, interrupted);
  t.resume = Resume::kCommands;
  out.kind = Outcome::Kind::kSilent;
  return out;
}

}  // namespace sigconform
