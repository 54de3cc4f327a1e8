// The system calls that send signals: finding the target, permission, and which error goes before which.
#include "model/kernel/kernel.h"

#include <climits>

namespace sigconform {
namespace {

// The thread group that is named along with a thread.
PidArg thread_group_of(PidArg tid) { return tid.kind == PidArg::Kind::kTask ? PidArg::of(tid.task.process) : tid; }

}  // namespace

// check_kill_permission(): existence was checked before, the signal number is checked here.
Errno Kernel::check_kill_permission(ThreadRef sender, Signo sig, SiCode code, ThreadRef p) {
  if (sig.value < 0 || sig.value > kLastSignal) return Errno::kInval;
  if (code.value > kSiUser.value || task(sender).process == task(p).process) return kOk;
  const Cred& s = task(sender).cred;
  const Cred& t = task(p).cred;
  if (s.effective == t.saved || s.effective == t.real || s.real == t.saved || s.real == t.real) return kOk;
  if (s.cap_kill) {
    mark(Rule::kPermissionByCapability, p, sig);
    return kOk;
  }
  if (sig == kSigCont && group_of(sender).session == group_of(p).session) {
    mark(Rule::kPermissionContInSession, p, sig);
    return kOk;
  }
  mark(Rule::kPermissionDenied, p, sig);
  return Errno::kPerm;
}

// group_send_sig_info(): the null signal stops after the checks.
Errno Kernel::group_send_sig_info(ThreadRef sender, Signo sig, const SignalInfo& info, ThreadRef p, Scope scope) {
  const Errno error = check_kill_permission(sender, sig, SiCode{info.code}, p);
  if (error != kOk) return error;
  if (sig.value == 0) {
    mark(Rule::kNullSignal, p);
    return kOk;
  }
  if (task(p).state == TaskState::kZombie) mark(Rule::kZombieIsTarget, p, sig);
  return send_signal(sig, info, p, scope);
}

// kill_pid_info(): the number may be any thread's; the signal is process-directed, and that thread is asked first.
Errno Kernel::kill_proc_info(ThreadRef sender, Signo sig, const SignalInfo& info, std::int32_t pid, Rule& because) {
  const ThreadRef p = find_task_by_pid(pid);
  if (p == kNoOne) {
    because = Rule::kKillMissingPid;
    return Errno::kSrch;
  }
  if (!task(p).id.leader()) mark(Rule::kKillOfThreadId, p, sig);
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
  Errno result = Errno::kSrch;
  for (const ProcessRef p : members) {
    const Errno error = group_send_sig_info(sender, sig, info, w_.process(p).leader, Scope::kGroups);
    if (result != kOk) result = error;
  }
  return result;
}

// kill(-1): everyone but init and the caller; being refused everywhere is no error.
Errno Kernel::kill_everyone(ThreadRef sender, Signo sig, const SignalInfo& info, Rule& because) {
  because = Rule::kKillEveryone;
  Errno result = Errno::kSrch;
  bool any = false;
  for (ProcessRef p = 1; p < static_cast<ProcessRef>(w_.processes.size()); ++p) {
    if (w_.process(p).dead || p == task(sender).process) continue;
    if (!any) result = kOk;
    any = true;
    const Errno error = group_send_sig_info(sender, sig, info, w_.process(p).leader, Scope::kGroups);
    if (error != Errno::kPerm) {
      result = error;
    } else {
      because = Rule::kKillEveryoneForgivesPermission;
    }
  }
  return result;
}

// do_send_specific(): one thread, of the named group if one is named.
Errno Kernel::do_send_specific(ThreadRef sender, std::optional<std::int32_t> tgid, std::int32_t tid, Signo sig,
                               const SignalInfo& info, Rule& because) {
  const ThreadRef p = find_task_by_pid(tid);
  if (p == kNoOne || (tgid && PidName::of(group_of(p).id).code != *tgid)) {
    because = p == kNoOne ? Rule::kTkillMissing : Rule::kTgkillMismatch;
    return Errno::kSrch;
  }
  const Errno error = check_kill_permission(sender, sig, SiCode{info.code}, p);
  if (error != kOk) {
    because = error == Errno::kInval ? Rule::kInvalidSignal : Rule::kPermissionDenied;
    return error;
  }
  if (sig.value == 0) {
    mark(Rule::kNullSignal, p);
    return kOk;
  }
  if (task(p).state == TaskState::kZombie) mark(Rule::kZombieIsTarget, p, sig);
  const Errno sent = send_signal(sig, info, p, Scope::kThread);
  if (sent == Errno::kAgain) because = Rule::kOverflowRefuses;
  return sent;
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Kill& o) {
  const SignalInfo info = user_info(task(t), o.sig, kSiUser, {});
  const std::int32_t pid = number_of(o.pid);
  Rule because = Rule::kInfoOfKill;
  Errno error;
  if (pid > 0) {
    error = kill_proc_info(t, o.sig, info, pid, because);
  } else if (pid == INT_MIN) {
    error = Errno::kSrch;
    because = Rule::kKillIntMin;
  } else if (pid == -1) {
    error = kill_everyone(t, o.sig, info, because);
  } else {
    error = kill_pgrp(t, o.sig, info, pid == 0 ? group_of(t).pgrp.code : -pid, because);
  }
  return fail(t, step, error, because);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Tkill& o) {
  const std::int32_t tid = number_of(o.tid);
  if (tid <= 0) return fail(t, step, Errno::kInval, Rule::kTkillInvalidIds);
  Rule because = Rule::kInfoOfTkill;
  const SignalInfo info = user_info(task(t), o.sig, kSiTkill, {});
  const Errno error = do_send_specific(t, std::nullopt, tid, o.sig, info, because);
  return fail(t, step, error, because);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Tgkill& o) {
  const std::int32_t tgid = number_of(o.tgid), tid = number_of(o.tid);
  if (tgid <= 0 || tid <= 0) return fail(t, step, Errno::kInval, Rule::kTkillInvalidIds);
  Rule because = Rule::kInfoOfTkill;
  const SignalInfo info = user_info(task(t), o.sig, kSiTkill, {});
  const Errno error = do_send_specific(t, tgid, tid, o.sig, info, because);
  return fail(t, step, error, because);
}

// do_rt_sigqueueinfo(), do_rt_tgsigqueueinfo(); `pid` is a tid where a thread group is named.
Errno Kernel::queue_siginfo(ThreadRef t, std::optional<std::int32_t> tgid, std::int32_t pid, Signo sig,
                            const SignalInfo& info, Rule& because) {
  if (tgid && (*tgid <= 0 || pid <= 0)) {
    because = Rule::kTkillInvalidIds;
    return Errno::kInval;
  }
  const bool tkills = SiCode{info.code} == kSiTkill;
  if (forbidden_code(SiCode{info.code}) && (!tkills || dialect_.tkill_code_is_forbidden)) {
    because = Rule::kForbiddenCode;
    if (pid != PidName::of(task(t).id).code) return Errno::kPerm;
    because = Rule::kOwnTidMayBeLiedTo;
    mark(because, t, sig);
    if (!dialect_.own_tid_may_be_lied_to) return Errno::kPerm;
  }
  because = Rule::kQueuedVerbatim;
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
  if (o.info == SentInfo::kOtherSignal) mark(Rule::kSiginfoSignoReplaced, t, o.sig);
  std::optional<std::int32_t> tgid;
  if (o.call == QueueCall::kRtTgsigqueueinfo) tgid = number_of(thread_group_of(o.tid));
  error = queue_siginfo(t, tgid, number_of(o.tid), o.sig, info, because);
  return fail(t, step, error, because);
}

}  // namespace sigconform
