// The system calls about processes: death, waiting, groups and sessions, limits, users.
#include "model/kernel/kernel.h"

#include <climits>

namespace sigconform {
namespace {

std::int32_t status_of(ExitCode code, const Dialect& dialect) {
  return (dialect.exit_status_is_a_byte ? code.value & 0xff : code.value) << 8;
}

// The options of a wait, as far as the dialect knows them.
WaitOptions understood(WaitOptions options, const Dialect& dialect) {
  if (!dialect.nowait_keeps) options.bits &= ~kWNoWait.bits;
  if (!dialect.nothread_limits) options.bits &= ~kWNoThread.bits;
  return dialect.siblings_children_count ? options : options | kWNoThread;
}

}  // namespace

Outcome Kernel::perform(ThreadRef t, std::uint8_t, const op::Exit& o) {
  do_exit(t, status_of(o.code, dialect_));
  return {Outcome::Kind::kDied, Rule::kExitStatusIsLowByte, {}};
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t, const op::ExitGroup& o) {
  mark(Rule::kExitStatusIsLowByte, t);
  if (dialect_.exit_group_kills_threads)
    do_group_exit(t, status_of(o.code, dialect_));
  else
    do_exit(t, status_of(o.code, dialect_));
  return {Outcome::Kind::kDied, Rule::kExitStatusIsLowByte, {}};
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::SetPdeathsig& o) {
  const bool invalid = !is_number_of_signal(o.sig, dialect_);
  if (invalid && dialect_.pdeath_number_is_checked) return fail(t, step, Errno::kInval, Rule::kPdeathInvalid);
  task(t).pdeath_signal = invalid ? Signo{} : o.sig;
  if (!dialect_.pdeath_is_the_threads)
    for (const ThreadRef sibling : group_of(t).threads) task(sibling).pdeath_signal = task(t).pdeath_signal;
  return done(t, step, 0, Rule::kPdeathIsSet);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::GetPdeathsig&) {
  return done(t, step, dialect_.pdeath_is_told ? task(t).pdeath_signal.value : 0, Rule::kPdeathIsRead);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::SetChildSubreaper& o) {
  bool& subreaper = group_of(t).child_subreaper;
  subreaper = o.on == Switch::kOn || (subreaper && !dialect_.subreaper_can_be_unset);
  return done(t, step, 0, Rule::kSubreaperIsSet);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Wait4& o) {
  const WaitOptions known = kWNoHang | kWUntraced | kWContinued | kWNoThread | kWAll | kWClone;
  if ((o.options.bits & ~known.bits) != 0 && dialect_.wait_options_are_checked)
    return fail(t, step, Errno::kInval, Rule::kWaitUnknownOptions);
  const std::int32_t pid = number_of(o.pid);
  if (pid == INT_MIN)
    return fail(t, step, dialect_.wait4_int_min_is_checked ? Errno::kSrch : Errno::kChild, Rule::kWaitIntMin);
  WaitRequest request{understood(o.options, dialect_) | kWExited, pid, pid == -1, pid <= 0 && pid != -1, false};
  if (request.by_group) request.pid = pid == 0 ? group_of(t).pgrp.code : -pid;
  return begin_wait(t, request, step);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Waitid& o) {
  WaitOptions known = kWNoHang | kWNoWait | kWExited | kWStopped | kWContinued;
  if (dialect_.waitid_takes_clone_options) known = known | kWNoThread | kWAll | kWClone;
  const WaitOptions states = kWExited | kWStopped | kWContinued;
  if ((o.options.bits & ~known.bits) != 0 && dialect_.wait_options_are_checked)
    return fail(t, step, Errno::kInval, Rule::kWaitUnknownOptions);
  const bool stateless = (o.options.bits & states.bits) == 0;
  if (stateless && dialect_.waitid_needs_a_state) return fail(t, step, Errno::kInval, Rule::kWaitidNeedsAState);
  const std::int32_t id = number_of(o.id);
  const WaitOptions options = understood(stateless ? o.options | kWExited : o.options, dialect_);
  WaitRequest request{options, id, o.type == IdType::kAll, o.type == IdType::kPgid, true};
  const std::int32_t group_min = dialect_.waitid_takes_own_group ? 0 : 1;
  const bool bad_id = (o.type == IdType::kPid && id <= 0) || (o.type == IdType::kPgid && id < group_min);
  const bool out_of_range = bad_id && (id != 0 || o.type == IdType::kPid);
  if (o.type == IdType::kInvalid || bad_id)
    return fail(t, step,
                dialect_.waitid_id_is_checked && (!out_of_range || dialect_.waitid_id_has_a_range) ? Errno::kInval
                                                                                                   : Errno::kChild,
                Rule::kWaitidInvalidId);
  if (request.by_group && id == 0) request.pid = group_of(t).pgrp.code;
  return begin_wait(t, request, step);
}

// sys_setpgid()
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Setpgid& o) {
  const ProcessRef self = task(t).process;
  std::int32_t pid = number_of(o.pid), pgid = number_of(o.pgid);
  if (pid == 0) pid = PidName::of(w_.process(self).id).code;
  if (!dialect_.setpgid_looks_at_group_first && find_task_by_pid(pid) == kNoOne)
    return fail(t, step, Errno::kSrch, Rule::kSetpgidWhom);
  if (pgid == 0) pgid = dialect_.setpgid_zero_is_target ? pid : PidName::of(w_.process(self).id).code;
  if (pgid < 0 && dialect_.setpgid_refuses_negative) return fail(t, step, Errno::kInval, Rule::kSetpgidNegative);
  const ThreadRef target = find_task_by_pid(pid);
  if (target == kNoOne) return fail(t, step, Errno::kSrch, Rule::kSetpgidWhom);
  if (!task(target).id.leader())
    return fail(t, step, dialect_.setpgid_knows_threads ? Errno::kInval : Errno::kSrch, Rule::kSetpgidOfThread);
  Process& p = group_of(target);
  const PidName session = w_.process(self).session;
  const bool child = p.real_parent != kNoOne && task(p.real_parent).process == self;
  if (child && dialect_.setpgid_moves_children) {
    if (p.session != session && dialect_.setpgid_asks_session)
      return fail(t, step, Errno::kPerm, Rule::kSetpgidAcrossSessions);
    if (p.exec_id != 0 && dialect_.setpgid_ends_with_exec)
      return fail(t, step, Errno::kAccess, Rule::kSetpgidAfterExec);
  } else if (task(target).process != self && dialect_.setpgid_asks_whose) {
    return fail(t, step, Errno::kSrch, Rule::kSetpgidWhom);
  }
  if (p.session_leader && dialect_.setpgid_spares_session_leaders)
    return fail(t, step, Errno::kPerm, Rule::kSetpgidOfSessionLeader);
  if (pgid != pid) {
    const ProcessRef member = first_in_group(pgid);
    const bool elsewhere = member != kNoOne && w_.process(member).session != session;
    if (member == kNoOne || (elsewhere && dialect_.setpgid_stays_in_session)) {
      const bool forbidden = elsewhere || dialect_.missing_group_is_forbidden;
      return fail(t, step, forbidden ? Errno::kPerm : Errno::kSrch, Rule::kSetpgidNeedsGroup);
    }
  }
  if (p.pgrp.code != pgid) {
    p.pgrp = PidName{pgid};
    p.adopted = false;
    p.pgrp_attached = ++w_.attach_count;
  }
  return done(t, step, 0, Rule::kSetpgidMoves);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Setsid&) {
  Process& g = group_of(t);
  const PidName pid = PidName::of(g.id);
  const bool names_group = first_in_group(pid.code) != kNoOne;
  if (g.session_leader || (names_group && dialect_.setsid_refuses_group_leaders))
    return fail(t, step, Errno::kPerm, Rule::kSetsidRefuses);
  g.session_leader = true;
  g.session = pid;
  if (dialect_.setsid_makes_group) g.pgrp = pid;
  g.adopted = false;
  g.pgrp_attached = ++w_.attach_count;
  Outcome out = done(t, step, dialect_.setsid_tells_session ? pid.code : 0, Rule::kSetsidLeads);
  // A new session is a new scheduler autogroup, where there are any: moving there queues the caller anew.
  if (!w_.run_queue.empty() && choices_.pick(ChoicePoint::kSetsidYields, 2) == 0 && requeue_group(t))
    out.kind = Outcome::Kind::kYielded;
  return out;
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Setrlimit& o) {
  if (!dialect_.limit_can_be_set) return fail(t, step, Errno::kPerm, Rule::kLimitIsSet);
  const bool above = o.limit.value > kDefaultQueueLimit;
  if (above && dialect_.limit_above_hard_is_refused) return fail(t, step, Errno::kInval, Rule::kLimitAboveHard);
  if (dialect_.limit_is_kept) group_of(t).queue_limit = above ? kDefaultQueueLimit : o.limit.value;
  return done(t, step, 0, Rule::kLimitIsSet);
}

// do_prlimit(). What is reached at once is so at a tick of the clock before the call's return is seen: whoever performs
// it uses the CPU until then.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::SetCpuLimit& o) {
  Process& g = group_of(t);
  Outcome out = done(t, step, 0, Rule::kCpuLimitReports);
  out.event.status = g.cpu_limit;
  switch (o.limit) {
    case CpuLimit::kQuery: break;
    case CpuLimit::kNone: g.cpu_limit = kCpuUnlimited; break;
    case CpuLimit::kFar: g.cpu_limit = kCpuFar; break;
    case CpuLimit::kReached:
    case CpuLimit::kHardReached:
      if (!dialect_.zero_cpu_limit_is_reached)
        g.cpu_limit = kCpuNothing;
      else if (o.limit == CpuLimit::kReached)
        soft_cpu_limit_reached(t);
      else
        hard_cpu_limit_reached(t);
      break;
    case CpuLimit::kAboveHard:
      return fail(t, step, dialect_.above_hard_is_invalid ? Errno::kInval : Errno::kPerm, Rule::kCpuLimitAboveHard);
  }
  if (!dialect_.prlimit_tells_old) out.event.status = g.cpu_limit;
  return out;
}

// setresuid(): without CAP_SETUID each of the three may only become one of the three.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Setresuid& o) {
  Cred& c = task(t).cred;
  const Cred old = c;
  const auto is_new = [&](UserArg u) {
    return u.code >= 0 && u.code != old.real && u.code != old.effective && u.code != old.saved;
  };
  const bool refused = !old.cap_setuid && (is_new(o.real) || is_new(o.effective) || is_new(o.saved));
  if (refused && dialect_.new_users_need_capability) return fail(t, step, Errno::kPerm, Rule::kSetresuidRefuses);
  if (o.real.code >= 0) c.real = o.real.code;
  if (o.effective.code >= 0) c.effective = o.effective.code;
  if (o.saved.code >= 0) c.saved = o.saved.code;
  if (!dialect_.users_are_the_threads)
    for (const ThreadRef sibling : group_of(t).threads) {
      Cred& its = task(sibling).cred;
      its.real = c.real, its.effective = c.effective, its.saved = c.saved;
    }
  // commit_creds()
  if (c.effective != old.effective && task(t).pdeath_signal.value != 0) {
    mark(Rule::kUsersClearPdeath, t, task(t).pdeath_signal);
    if (dialect_.new_user_clears_pdeath) task(t).pdeath_signal = {};
  }
  return done(t, step, 0, Rule::kSetresuidIsPerThread);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::DropCapabilities&) {
  for (const ThreadRef r : group_of(t).threads)
    if (r == t ? dialect_.capset_drops : !dialect_.capset_is_the_threads)
      task(r).cred.cap_kill = task(r).cred.cap_setuid = false;
  return done(t, step, 0, Rule::kCapabilitiesAreDropped);
}

}  // namespace sigconform
