// Forced signals: what a thread brings upon itself and can neither block nor ignore. Must not know what brought them
// about.
#include "model/kernel/kernel.h"

namespace sigconform {

// force_sig_info_to_task(): a signal that its thread blocks or ignores is made deliverable, with its default action.
// Flags and mask of the action stay. One that lies pending already stands for the new one.
void Kernel::force_sig_info_to_task(Signo sig, const SignalInfo& info, ThreadRef ref, SigHandler handler) {
  Process& g = group_of(ref);
  Task& t = task(ref);
  SigAction& action = w_.action_of(g, sig);
  const bool ignored = action.handler == Handler::kIgnore;
  const bool blocked = t.blocked.contains(sig);
  const bool handled = !blocked && !ignored && action.handler != Handler::kDefault;
  if (blocked) mark(Rule::kForcedWhileBlocked, ref, sig);
  if (ignored) mark(Rule::kForcedWhileIgnored, ref, sig);
  if (handled) mark(Rule::kForcedToHandler, ref, sig);
  if (t.pending.set.contains(sig)) mark(Rule::kForcedWhilePending, ref, sig);
  const bool reset = (blocked && dialect_.forced_blocked_is_default) ||
                     (ignored && dialect_.forced_ignored_is_default) || (handled && !dialect_.forced_reaches_handler);
  if (reset || handler == SigHandler::kDefault) action.handler = Handler::kDefault;
  if (blocked && dialect_.forced_unblocks) t.blocked.remove(sig);
  if (action.handler == Handler::kDefault) g.unkillable = false;
  SignalInfo given = info;
  if (w_.charged[static_cast<std::size_t>(t.cred.real)] >= static_cast<std::int32_t>(g.queue_limit)) {
    mark(Rule::kForcedBeyondLimit, ref, sig);
    if (!dialect_.forced_beyond_limit) given = {sig.value, 0, kSiUser.value, {}, {}, 0};
  }
  (void)send_signal(sig, given, ref, Scope::kThread, info.code == kSiKernel.value);
  if (!t.sigpending && has_unblocked_pending(ref) && dialect_.forced_wakes_pending) signal_wake_up(ref, false);
}

// force_sigsegv(): the frame of a handler for `failed` could not be made.
void Kernel::force_sigsegv(ThreadRef t, Signo failed) {
  force_sig_info_to_task(kSigSegv, kernel_info(kSigSegv), t,
                         failed == kSigSegv ? SigHandler::kDefault : SigHandler::kCurrent);
}

}  // namespace sigconform
