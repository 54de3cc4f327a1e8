// Signals that no one sends on purpose: the failed write's, and those that tell the owner of a descriptor.
#include "model/input.h"
#include "model/kernel/kernel.h"

#include <algorithm>
#include <climits>

namespace sigconform {
namespace {

constexpr SignalSet kHaveOwnCodes = SignalSet::of(kSigIll, kSigTrap, kSigBus, kSigFpe, kSigSegv, kSigChld, kSigSys);

}  // namespace

// send_sig() of the kernel on behalf of the caller
void Kernel::send_to_self(ThreadRef t, Signo sig, Scope scope) {
  const Errno sent = send_signal(sig, user_info(task(t), sig, kSiUser, {}), t, scope);
  static_cast<void>(sent);  // a standard signal is never refused
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Write& o) {
  switch (o.to) {
    case WriteTo::kBrokenPipe:
    case WriteTo::kBrokenSocket:
      mark(Rule::kWriteSigpipe, t, kSigPipe);
      if (o.to == WriteTo::kBrokenPipe || dialect_.broken_socket_signals)
        send_to_self(t, kSigPipe, dialect_.sigpipe_is_private ? Scope::kThread : Scope::kGroup);
      return fail(t, step, Errno::kPipe, Rule::kWriteSigpipe);
    case WriteTo::kBrokenSocketNoSignal:
      if (!dialect_.nosignal_silences) send_to_self(t, kSigPipe, Scope::kThread);
      return fail(t, step, Errno::kPipe, Rule::kWriteNoSignal);
    case WriteTo::kAcrossLimit:
      if (dialect_.write_is_cut_short) break;
      [[fallthrough]];
    case WriteTo::kBeyondLimit:
    case WriteTo::kTruncateBeyondLimit:
      mark(Rule::kWriteSigxfsz, t, kSigXfsz);
      if (dialect_.file_limit_signals) send_to_self(t, kSigXfsz, Scope::kThread);
      return fail(t, step, Errno::kFBig, Rule::kWriteSigxfsz);
  }
  return done(t, step, 1, Rule::kWriteUpToLimit);
}

// find_vpid(): the number of a task, or of a group or session that has members yet.
bool Kernel::pid_exists(std::int32_t number) const {
  if (find_task_by_pid(number) != kNoOne) return true;
  const PidName name{number};
  if (name.is_thread() && w_.fading_numbers.test(static_cast<std::size_t>(slot_of(name.thread())))) return true;
  return std::any_of(w_.processes.begin(), w_.processes.end(),
                     [&](const Process& p) { return !p.dead && (p.pgrp.code == number || p.session.code == number); });
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::NotifyOwner& o) {
  if (!is_number_of_signal(o.sig, dialect_) && dialect_.setsig_number_is_checked)
    return fail(t, step, Errno::kInval, Rule::kOwnerSignal);
  std::int32_t number = number_of(o.owner);
  const bool plain = o.call == OwnerCall::kSetOwn;
  if (o.call == OwnerCall::kInvalid && dialect_.owner_type_is_checked)
    return fail(t, step, Errno::kInval, Rule::kOwnerInvalid);
  if (plain && number == INT_MIN)
    return fail(t, step, dialect_.setown_int_min_is_invalid ? Errno::kInval : Errno::kSrch, Rule::kOwnerInvalid);
  const bool group = o.call == OwnerCall::kGroup || (plain && number < 0);
  if (plain && number < 0) number = -number;
  if (number == 0 && !dialect_.owner_zero_is_nobody)
    number = group ? group_of(t).pgrp.code : PidName::of(task(t).id.process).code;
  const bool nobody = number == 0;
  if (!nobody && !pid_exists(number))
    return fail(t, step, dialect_.owner_must_exist ? Errno::kSrch : kOk, Rule::kOwnerMissing);
  if (!nobody && group && !dialect_.owner_group_may_be_empty && first_in_group(number) == kNoOne)
    return fail(t, step, Errno::kSrch, Rule::kOwnerGroup);
  const bool thread = o.call == OwnerCall::kThread;
  if (o.event == AsyncEvent::kUrgent) {
    mark(Rule::kUrgentLocally, t, kSigUrg);
    if (!dialect_.local_sockets_have_urgent_data) return fail(t, step, Errno::kOpNotSupp, Rule::kUrgentLocally);
  }
  if (nobody) return done(t, step, 0, Rule::kOwnerNobody);
  if (group) {
    boost::container::static_vector<ProcessRef, kMaxProcesses + 1> members;
    members_of_group(number, members);
    if (!members.empty() && !dialect_.owner_group_is_told) members.resize(1);
    for (const ProcessRef p : members) send_to_owner(t, w_.process(p).leader, Scope::kGroups, o);
    return done(t, step, 0, Rule::kOwnerGroup);
  }
  const ThreadRef p = find_task_by_pid(number);
  if (!thread && (p == kNoOne || !task(p).id.leader()) && !dialect_.owner_process_by_any_thread)
    return fail(t, step, Errno::kSrch, Rule::kOwnerProcess);
  const bool alone = thread ? dialect_.owner_thread_is_told : !dialect_.owner_process_is_told;
  if (p != kNoOne) send_to_owner(t, p, alone ? Scope::kThread : Scope::kGroup, o);
  return done(t, step, 0, thread ? Rule::kOwnerThread : Rule::kOwnerProcess);
}

// send_sigio_to_task(), send_sigurg_to_task()
void Kernel::send_to_owner(ThreadRef setter, ThreadRef p, Scope scope, const op::NotifyOwner& o) {
  const Cred& s = task(setter).cred;
  const Cred& c = task(p).cred;
  if (s.effective != c.saved && s.effective != c.real && s.real != c.saved && s.real != c.real) {
    mark(Rule::kOwnerPermission, p, o.sig);
    if (dialect_.owner_permission) return;
  }
  const bool urgent = o.event == AsyncEvent::kUrgent && dialect_.urgent_is_sigurg;
  const Signo usual = urgent ? kSigUrg : kSigIo;
  if (!urgent && o.sig.valid() && dialect_.setsig_chooses) {
    const bool own_codes = kHaveOwnCodes.contains(o.sig);
    mark(own_codes ? Rule::kSigioOwnCodes : Rule::kSigioChosen, p, o.sig);
    const SiCode code = own_codes && dialect_.sigio_has_own_codes ? kSiSigio : kPollInput;
    const SignalInfo info =
        dialect_.chosen_tells_descriptor ? input_info(o.sig, code, kAsyncDescriptor) : kernel_info(o.sig);
    if (send_signal(o.sig, info, p, scope) == kOk) return;
    mark(Rule::kSigioFallback, p, o.sig);
    if (!dialect_.sigio_fallback) return;
  } else {
    mark(urgent ? Rule::kSigurg : Rule::kSigioPlain, p, usual);
  }
  const bool says_more = !urgent && !dialect_.plain_sigio_says_no_more;
  const SignalInfo info = says_more ? input_info(usual, kPollInput, kAsyncDescriptor) : kernel_info(usual);
  const Errno sent = send_signal(usual, info, p, scope, true);
  static_cast<void>(sent);  // a standard signal is never refused
}

}  // namespace sigconform
