// Forced signals: what a thread brings upon itself and can neither block nor ignore. Must not know what brought them
// about.
#include "model/kernel/kernel.h"

namespace sigconform {

// force_sig_info_to_task(): a signal that its thread blocks or ignores is made deliverable, with its default action.
// Flags and mask of the action stay. One that lies pending already stands for the new one.
void Kernel::force_sig_info_to_task(Signo sig, const SignalInfo& info, ThreadRef ref, SigHandler handler) {
  Process& g = group_of(ref);
  Task& t = task(ref);
  SigAction& action = g.action_of(sig);
  const bool blocked = t.blocked.contains(sig);
  const bool reset = blocked || action.handler == Handler::kIgnore;
  if (reset || handler == SigHandler::kDefault) action.handler = Handler::kDefault;
  if (blocked) t.blocked.remove(sig);
  if (action.handler == Handler::kDefault) g.unkillable = false;
  (void)send_signal(sig, info, ref, Scope::kThread, info.code == kSiKernel.value);
  if (!t.sigpending && has_unblocked_pending(ref)) signal_wake_up(ref, false);
}

// force_sigsegv(): the frame of a handler for `failed` could not be made.
void Kernel::force_sigsegv(ThreadRef t, Signo failed) {
  force_sig_info_to_task(kSigSegv, kernel_info(kSigSegv), t,
                         failed == kSigSegv ? SigHandler::kDefault : SigHandler::kCurrent);
}

}  // namespace sigconform
