// A siginfo that comes from user mode, and pidfd_send_signal, which takes one.
#include "model/kernel/kernel.h"

#include <bit>

namespace sigconform {
namespace {

// known_siginfo_layout(): whether the code says what the siginfo holds.
bool known_layout(Signo sig, SiCode code, const Dialect& dialect) {
  constexpr std::int32_t kDetThread = -7, kAsyncNl = -60;
  if (code == kSiKernel || code == SiCode{kAsyncNl}) return true;
  if (code.value <= kSiUser.value) return code.value >= kDetThread;
  return code.value <= last_known_code(sig, dialect);
}

constexpr std::uint32_t kScopes =
    kPidfdSignalThread.bits | kPidfdSignalThreadGroup.bits | kPidfdSignalProcessGroup.bits;

enum class To : std::uint8_t { kThread, kProcess, kGroup };

// What the flags say, else what the pidfd is of.
To scope_of(const op::PidfdSendSignal& o, const Dialect& dialect) {
  if ((o.flags.bits & kPidfdSignalThread.bits) != 0) return To::kThread;
  if ((o.flags.bits & kPidfdSignalThreadGroup.bits) != 0) return To::kProcess;
  if ((o.flags.bits & kPidfdSignalProcessGroup.bits) != 0)
    return dialect.pidfd_process_group ? To::kGroup : To::kProcess;
  const bool of_thread = o.pidfd == PidfdKind::kThread || o.pidfd == PidfdKind::kSelfThread;
  return of_thread || !dialect.pidfd_is_of_process ? To::kThread : To::kProcess;
}

}  // namespace

// __copy_siginfo_from_user()
Errno Kernel::copy_siginfo(ThreadRef t, Signo sig, SentInfo sent, SiCode code, SigValue value, SignalInfo& out,
                           Rule& because) {
  out = user_info(task(t), sig, code, value);
  switch (sent) {
    case SentInfo::kOwn:
    case SentInfo::kOtherSignal: return kOk;
    case SentInfo::kNull:
    case SentInfo::kUnreadable:
      because = Rule::kSiginfoUnreadable;
      return dialect_.unreadable_siginfo_faults ? Errno::kFault : Errno::kInval;
    case SentInfo::kForged:
      mark(Rule::kSiginfoForged, t, sig);
      out.error = kForgedErrno;
      if (dialect_.forged_sender_kept) out.pid = PidName::of(kInit), out.uid = kRoot;
      return kOk;
    case SentInfo::kLongTail: break;
  }
  const bool known = known_layout(sig, code, dialect_);
  because = known ? Rule::kSiginfoTailUnread : Rule::kSiginfoLongTail;
  mark(because, t, sig);
  return (known ? dialect_.known_tail_is_unread : !dialect_.long_tail_refused) ? kOk : Errno::kTooBig;
}

// pidfd_open(), for a pidfd of a process or of a thread.
Errno Kernel::pidfd_open(const op::PidfdSendSignal& o, std::int32_t& pid, Rule& because) const {
  pid = number_of(o.pid);
  because = Rule::kPidfdOpenWhom;
  if (o.pidfd == PidfdKind::kThread && !dialect_.pidfd_of_threads) {
    because = Rule::kPidfdThread;
    return Errno::kInval;
  }
  if (pid <= 0) return dialect_.pidfd_needs_positive_pid ? Errno::kInval : Errno::kSrch;
  const ThreadRef p = find_task_by_pid(pid);
  // What names only a process group or a session is as a thread that leads no process.
  if (p == kNoOne && (dialect_.pidfd_thread_is_no_entry || !pid_exists(pid))) return Errno::kSrch;
  if (p != kNoOne && task(p).state == TaskState::kZombie && !dialect_.pidfd_opens_zombies) return Errno::kSrch;
  because = Rule::kPidfdOpenThread;
  if (p == kNoOne) return Errno::kInval;
  if (o.pidfd == PidfdKind::kThread || task(p).id.leader()) return kOk;
  return dialect_.pidfd_thread_is_no_entry ? Errno::kNoEnt : Errno::kInval;
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::PidfdSendSignal& o) {
  const std::int32_t own_tid = PidName::of(task(t).id).code;
  std::int32_t pid = own_tid;
  Rule because{};
  if (o.pidfd == PidfdKind::kProcess || o.pidfd == PidfdKind::kThread) {
    const Errno error = pidfd_open(o, pid, because);
    if (error != kOk) return fail(t, step, error, because);
  }
  if (o.flags.bits != 0 && !dialect_.pidfd_scopes) return fail(t, step, Errno::kInval, Rule::kPidfdFlags);
  if ((o.flags.bits & ~kScopes) != 0 || std::popcount(o.flags.bits) > 1) {
    mark(Rule::kPidfdFlags, t, o.sig);
    if (dialect_.pidfd_flags_checked) return fail(t, step, Errno::kInval, Rule::kPidfdFlags);
  }
  if (o.pidfd == PidfdKind::kClosed) return fail(t, step, Errno::kBadf, Rule::kPidfdBad);
  if (o.pidfd == PidfdKind::kNoPidfd)
    return fail(t, step, dialect_.no_pidfd_is_bad ? Errno::kBadf : Errno::kInval, Rule::kPidfdBad);
  if (o.pidfd == PidfdKind::kSelfThreadGroup) pid = PidName::of(task(t).id.process).code;
  if (o.pidfd == PidfdKind::kSelfThread || o.pidfd == PidfdKind::kSelfThreadGroup) {
    mark(Rule::kPidfdSelf, t, o.sig);
    const bool known = o.pidfd == PidfdKind::kSelfThread || dialect_.pidfd_self_group;
    if (!dialect_.pidfd_self || !known) return fail(t, step, Errno::kBadf, Rule::kPidfdSelf);
  }
  const To to = scope_of(o, dialect_);
  SignalInfo info;
  if (o.info == SentInfo::kNull) {
    const bool tkill = to == To::kThread && dialect_.pidfd_thread_code;
    info = user_info(task(t), o.sig, tkill ? kSiTkill : kSiUser, {});
  } else {
    const Errno error = copy_siginfo(t, o.sig, o.info, o.code, o.value, info, because);
    if (error != kOk) return fail(t, step, error, because);
    const bool unmatched = kRealtimeSignals.contains(o.sig) && !dialect_.pidfd_signo_may_be_realtime;
    if ((o.info == SentInfo::kOtherSignal || unmatched) && dialect_.pidfd_signo_is_checked)
      return fail(t, step, Errno::kInval, Rule::kPidfdSigno);
    if ((pid != own_tid || to == To::kGroup) && forbidden_code(o.code) && dialect_.pidfd_code_is_checked)
      return fail(t, step, Errno::kPerm, Rule::kPidfdForbiddenCode);
  }
  if ((o.flags.bits & kPidfdSignalProcessGroup.bits) != 0) mark(Rule::kPidfdProcessGroup, t, o.sig);
  Errno error = kOk;
  if (to == To::kThread) {
    because = Rule::kPidfdThread;
    error = do_send_specific(t, std::nullopt, pid, o.sig, info, because);
  } else if (to == To::kProcess) {
    because = Rule::kPidfdProcess;
    error = kill_proc_info(t, o.sig, info, pid, because);
  } else {
    error = kill_pgrp(t, o.sig, info, pid, because);
    because = Rule::kPidfdProcessGroup;
  }
  return fail(t, step, error, because);
}

}  // namespace sigconform
