// The system calls that send signals: finding the target, permission, and which error goes before which.
#include "model/kernel/kernel.h"

#include <climits>

namespace sigconform {
namespace {

bool can_be_sent(Signo sig, const Dialect& dialect) {
  return is_number_of_signal(sig, dialect) && (sig.value < kLastSignal || dialect.last_signal_is_sent);
}

// Whether the number is all that is looked at.
bool refused_by_number(Signo sig, const Dialect& dialect) {
  return !dialect.target_before_number && !can_be_sent(sig, dialect);
}

// The thread group that is named along with a thread.
PidArg thread_group_of(PidArg tid) { return tid.kind == PidArg::Kind::kTask ? PidArg::of(tid.task.process) : tid; }

Errno invalid_tid(const Dialect& dialect) { return dialect.tids_are_positive ? Errno::kInval : Errno::kSrch; }

}  // namespace

// check_kill_permission(): existence was checked before, the signal number is checked here.
Errno Kernel::check_kill_permission(ThreadRef sender, Signo sig, SiCode code, ThreadRef p) {
  const bool invalid = !can_be_sent(sig, dialect_);
  if (invalid && dialect_.number_before_permission) return Errno::kInval;
  if (group_of(p).id == kInit && !dialect_.init_may_be_signalled) return Errno::kPerm;
  const Errno permitted = invalid ? Errno::kInval : kOk;
  if (code.value > kSiUser.value || task(sender).process == task(p).process) return permitted;
  const Cred& s = task(sender).cred;
  const Cred& t = task(p).cred;
  if (s.effective == t.saved || s.effective == t.real || s.real == t.saved || s.real == t.real) return permitted;
  if (s.cap_kill) {
    mark(Rule::kPermissionByCapability, p, sig);
    if (dialect_.cap_kill_permits) return permitted;
  }
  if (sig == kSigCont && group_of(sender).session == group_of(p).session) {
    mark(Rule::kPermissionContInSession, p, sig);
    if (dialect_.cont_within_session) return permitted;
  }
  mark(Rule::kPermissionDenied, p, sig);
  return dialect_.permission_is_needed ? Errno::kPerm : permitted;
}

// group_send_sig_info(): the null signal stops after the checks.
Errno Kernel::group_send_sig_info(ThreadRef sender, Signo sig, const SignalInfo& info, ThreadRef p, Scope scope) {
  const Errno error = check_kill_permission(sender, sig, SiCode{info.code}, p);
  if (error != kOk) return error;
  if (sig.value == 0) {
    mark(Rule::kNullSignal, p);
    return dialect_.null_signal_only_asks ? kOk : Errno::kInval;
  }
  if (task(p).state == TaskState::kZombie) {
    mark(Rule::kZombieIsTarget, p, sig);
    if (!dialect_.zombie_is_target && group_of(p).thread_group_empty()) return Errno::kSrch;
  }
  return send_signal(sig, info, p, scope);
}

// kill_pid_info(): the number may be any thread's; the signal is process-directed, and that thread is asked first.
Errno Kernel::kill_proc_info(ThreadRef sender, Signo sig, const SignalInfo& info, std::int32_t pid, Rule& because) {
  ThreadRef p = find_task_by_pid(pid);
  if (p == kNoOne) {
    because = Rule::kKillMissingPid;
    return dialect_.existence_before_number || can_be_sent(sig, dialect_) ? Errno::kSrch : Errno::kInval;
  }
  if (!task(p).id.leader()) {
    mark(Rule::kKillOfThreadId, p, sig);
    if (!dialect_.kill_asks_named_thread) p = group_of(p).leader;
  }
  const Errno error = group_send_sig_info(sender, sig, info, p, Scope::kGroup);
  if (error == Errno::kInval) because = Rule::kInvalidSignal;
  if (error == Errno::kPerm) because = Rule::kPermissionDenied;
  if (error == Errno::kAgain) because = Rule::kOverflowRefuses;
  return error;
}

// __kill_pgrp_info(): success when any member could be signalled.
Errno Kernel::kill_pgrp(ThreadRef sender, Signo sig, const SignalInfo& info, std::int32_t pgrp, Rule& because) {
  boost::container::static_vector<ProcessRef, kMaxProcesses + 1> members;
  members_of_group(pgrp, members);
  because = members.empty() ? Rule::kKillEmptyGroup : Rule::kKillGroup;
  Errno result = members.empty() && !dialect_.empty_group_is_told ? kOk : Errno::kSrch;
  for (const ProcessRef p : members) {
    const Errno error = group_send_sig_info(sender, sig, info, w_.process(p).leader, Scope::kGroups);
    if (result != kOk || !dialect_.group_needs_one_success) result = error;
  }
  return result;
}

// kill(-1): everyone but init and the caller; being refused everywhere is no error.
Errno Kernel::kill_everyone(ThreadRef sender, Signo sig, const SignalInfo& info, Rule& because) {
  because = Rule::kKillEveryone;
  Errno result = Errno::kSrch;
  bool any = false;
  for (ProcessRef p = 1; p < static_cast<ProcessRef>(w_.processes.size()); ++p) {
    if (w_.process(p).dead || (p == task(sender).process && dialect_.everyone_spares_caller)) continue;
    if (!any) result = kOk;
    any = true;
    const Errno error = group_send_sig_info(sender, sig, info, w_.process(p).leader, Scope::kGroups);
    if (error == Errno::kPerm) because = Rule::kKillEveryoneForgivesPermission;
    if (error != Errno::kPerm || !dialect_.everyone_forgives_refusal) result = error;
  }
  return result;
}

// do_send_specific(): one thread, of the named group if one is named.
Errno Kernel::do_send_specific(ThreadRef sender, std::optional<std::int32_t> tgid, std::int32_t tid, Signo sig,
                               const SignalInfo& info, Rule& because) {
  const ThreadRef p = find_task_by_pid(tid);
  if (p == kNoOne) {
    because = Rule::kTkillMissing;
    return dialect_.missing_tid_before_number || can_be_sent(sig, dialect_) ? Errno::kSrch : Errno::kInval;
  }
  if (tgid && PidName::of(group_of(p).id).code != *tgid && dialect_.group_of_tid_is_checked) {
    because = Rule::kTgkillMismatch;
    return Errno::kSrch;
  }
  const Errno error = check_kill_permission(sender, sig, SiCode{info.code}, p);
  if (error != kOk) {
    because = error == Errno::kInval ? Rule::kInvalidSignal : Rule::kPermissionDenied;
    return error;
  }
  if (sig.value == 0) {
    mark(Rule::kNullSignal, p);
    return dialect_.null_signal_only_asks ? kOk : Errno::kInval;
  }
  if (task(p).state == TaskState::kZombie) {
    mark(Rule::kZombieIsTarget, p, sig);
    if (!dialect_.zombie_is_target && group_of(p).thread_group_empty()) return Errno::kSrch;
  }
  const Errno sent = send_signal(sig, info, p, Scope::kThread);
  if (sent == Errno::kAgain) because = Rule::kOverflowRefuses;
  return sent;
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Kill& o) {
  if (refused_by_number(o.sig, dialect_)) return fail(t, step, Errno::kInval, Rule::kInvalidSignal);
  SignalInfo info = user_info(task(t), o.sig, kSiUser, {});
  if (!dialect_.kill_tells_process) info.pid = PidName::of(task(t).id);
  const std::int32_t pid = number_of(o.pid);
  Rule because = Rule::kInfoOfKill;
  Errno error;
  if (pid > 0) {
    error = kill_proc_info(t, o.sig, info, pid, because);
  } else if (pid == INT_MIN) {
    error = dialect_.int_min_is_nobody ? Errno::kSrch : Errno::kInval;
    because = Rule::kKillIntMin;
  } else if (pid == -1) {
    error = kill_everyone(t, o.sig, info, because);
  } else {
    error = kill_pgrp(t, o.sig, info, pid == 0 ? group_of(t).pgrp.code : -pid, because);
  }
  return fail(t, step, error, because);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Tkill& o) {
  if (refused_by_number(o.sig, dialect_)) return fail(t, step, Errno::kInval, Rule::kInvalidSignal);
  const std::int32_t tid = number_of(o.tid);
  if (tid <= 0) return fail(t, step, invalid_tid(dialect_), Rule::kTkillInvalidIds);
  Rule because = Rule::kInfoOfTkill;
  const SignalInfo info = user_info(task(t), o.sig, dialect_.tkill_has_its_code ? kSiTkill : kSiUser, {});
  const Errno error = do_send_specific(t, std::nullopt, tid, o.sig, info, because);
  return fail(t, step, error, because);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Tgkill& o) {
  if (refused_by_number(o.sig, dialect_)) return fail(t, step, Errno::kInval, Rule::kInvalidSignal);
  const std::int32_t tgid = number_of(o.tgid), tid = number_of(o.tid);
  if (tgid <= 0 || tid <= 0) return fail(t, step, invalid_tid(dialect_), Rule::kTkillInvalidIds);
  Rule because = Rule::kInfoOfTkill;
  const SignalInfo info = user_info(task(t), o.sig, dialect_.tkill_has_its_code ? kSiTkill : kSiUser, {});
  const Errno error = do_send_specific(t, tgid, tid, o.sig, info, because);
  return fail(t, step, error, because);
}

// Whether there is such a thread, in the group that is named along with it.
bool Kernel::names_target(std::optional<std::int32_t> tgid, std::int32_t tid) const {
  const ThreadRef p = find_task_by_pid(tid);
  return p != kNoOne && (!tgid || PidName::of(group_of(p).id).code == *tgid);
}

// do_rt_sigqueueinfo(), do_rt_tgsigqueueinfo(); `pid` is a tid where a thread group is named.
Errno Kernel::queue_siginfo(ThreadRef t, std::optional<std::int32_t> tgid, std::int32_t pid, Signo sig,
                            const SignalInfo& passed, Rule& because) {
  SignalInfo info = passed;
  if (tgid && (*tgid <= 0 || pid <= 0)) {
    because = Rule::kTkillInvalidIds;
    return invalid_tid(dialect_);
  }
  const bool tkills = SiCode{info.code} == kSiTkill;
  if (forbidden_code(SiCode{info.code}) && (!tkills || dialect_.tkill_code_is_forbidden)) {
    because = Rule::kForbiddenCode;
    if (!dialect_.code_before_target && !names_target(tgid, pid)) return Errno::kSrch;
    const PidName own = dialect_.own_tid_is_meant ? PidName::of(task(t).id) : PidName::of(task(t).id.process);
    if (dialect_.code_is_checked) {
      if (pid != own.code) return Errno::kPerm;
      because = Rule::kOwnTidMayBeLiedTo;
      if (!dialect_.own_tid_may_be_lied_to) return Errno::kPerm;
    }
    mark(Rule::kOwnTidMayBeLiedTo, t, sig);
  }
  because = Rule::kQueuedVerbatim;
  if (!dialect_.code_arrives_as_passed) info.code = kSiQueue.value;
  return tgid ? do_send_specific(t, tgid, pid, sig, info, because) : kill_proc_info(t, sig, info, pid, because);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::RtSigqueueinfo& o) {
  Rule because{};
  const SignalInfo info = user_info(task(t), o.sig, o.code, o.value);
  const Errno error = queue_siginfo(t, std::nullopt, number_of(o.pid), o.sig, info, because);
  return fail(t, step, error, because);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::RtTgsigqueueinfo& o) {
  Rule because{};
  const SignalInfo info = user_info(task(t), o.sig, o.code, o.value);
  const Errno error = queue_siginfo(t, number_of(o.tgid), number_of(o.tid), o.sig, info, because);
  return fail(t, step, error, because);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::QueueSiginfo& o) {
  Rule because{};
  SignalInfo info;
  Errno error = copy_siginfo(t, o.sig, o.info, o.code, o.value, info, because);
  if (error != kOk) return fail(t, step, error, because);
  if (o.info == SentInfo::kOtherSignal) {
    mark(Rule::kSiginfoSignoReplaced, t, o.sig);
    if (!dialect_.signo_is_replaced) return fail(t, step, Errno::kInval, Rule::kSiginfoSignoReplaced);
  }
  std::optional<std::int32_t> tgid;
  if (o.call == QueueCall::kRtTgsigqueueinfo) tgid = number_of(thread_group_of(o.tid));
  error = queue_siginfo(t, tgid, number_of(o.tid), o.sig, info, because);
  return fail(t, step, error, because);
}

}  // namespace sigconform
