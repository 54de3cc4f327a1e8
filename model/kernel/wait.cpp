// Waiting for children: who is eligible, what is reported, and what stays to be reported again.
#include "model/kernel/kernel.h"

#include <algorithm>

namespace sigconform {

// __wake_up_parent(): every waiter in the parent's group that could be interested looks again.
void Kernel::wake_up_parent(ProcessRef child, ThreadRef parent) {
  const auto waiters = group_of(parent).wait_queue;
  for (const ThreadRef t : waiters) {
    if (task(t).state != TaskState::kInterruptible) continue;
    const WaitRequest& request = task(t).wait;
    const bool matches = request.any || (!request.by_group && request.pid == PidName::of(w_.process(child).id).code) ||
                         (request.by_group && request.pid == w_.process(child).pgrp.code);
    const bool whose = !request.options.has(kWNoThread) || t == parent;
    if (matches && whose) {
      wake(t);
    } else {
      mark(Rule::kWaiterSleepsOn, t);
      if (!dialect_.other_child_wakes_nobody) wake(t);
    }
  }
}

bool Kernel::pid_has_task(const WaitRequest& request) const {
  return request.by_group ? first_in_group(request.pid) != kNoOne : find_task_by_pid(request.pid) != kNoOne;
}

// A child whose exit signal is not SIGCHLD is a "clone child".
bool Kernel::eligible_child(ThreadRef t, const WaitRequest& request, ProcessRef child) {
  const Process& c = w_.process(child);
  if (request.by_group && c.pgrp.code != request.pid) return false;
  const bool clone_child = c.exit_signal != kSigChld;
  if (request.options.has(kWAll) || clone_child == request.options.has(kWClone)) return true;
  mark(clone_child ? Rule::kWaitPlainChildren : Rule::kWaitCloneChildren, t);
  return !dialect_.clone_children_are_apart || !(clone_child || dialect_.wclone_is_exclusive);
}

void Kernel::report_child(const WaitRequest& request, ProcessRef child, SiCode why, std::int32_t status_word,
                          std::int32_t info_status, Outcome& out) const {
  const Process& c = w_.process(child);
  const PidName pid = PidName::of(c.id);
  if (request.waitid) {
    out.event.result = 0;
    out.event.info = {kSigChld.value, 0, why.value, pid, UserName{w_.task(c.leader).cred.real}, info_status};
  } else {
    out.event.result = pid.code;
    out.event.status = status_word;
  }
}

bool Kernel::wait_task_zombie(ThreadRef t, const WaitRequest& request, ProcessRef child, Outcome& out) {
  const Process& c = w_.process(child);
  if (!request.options.has(kWExited)) {
    mark(Rule::kDeadOnlyExits, t);
    return false;
  }
  std::int32_t status = c.group_exit ? c.group_exit_code : task(c.leader).exit_code;
  if (request.options.has(kWNoWait) && status != task(c.leader).exit_code) {
    mark(Rule::kNoWaitHasGroupStatus, t);
    if (!dialect_.nowait_has_group_status) status = task(c.leader).exit_code;
  }
  const bool killed = (status & 0x7f) != 0;
  out.because = killed ? Rule::kWaitReportsKilled : Rule::kWaitReportsExit;
  std::int32_t told = killed ? status & 0x7f : status >> 8;
  if (!killed && !dialect_.wait_tells_exit_status) told = status;
  if (killed && !dialect_.wait_tells_signal) told += kShellKilled;
  const bool says_killed = killed && dialect_.wait_tells_signal;
  report_child(request, child, says_killed ? kCldKilled : kCldExited, status & 0xffff, told, out);
  if (request.options.has(kWNoWait)) {
    out.because = Rule::kNoWaitKeeps;
  } else {
    release_task(c.leader);
  }
  return true;
}

bool Kernel::wait_task_stopped(const WaitRequest& request, ProcessRef child, Outcome& out) {
  Process& c = w_.process(child);
  if (!request.options.has(kWUntraced) || !c.stop_stopped || c.group_exit_code == 0) return false;
  out.because = Rule::kStopReportedOnce;
  if (request.waitid && !dialect_.waitid_tells_states)
    report_child(request, child, kCldKilled, 0, 0x7f, out);
  else
    report_child(request, child, kCldStopped, (c.group_exit_code << 8) | 0x7f, c.group_exit_code, out);
  if (request.options.has(kWNoWait)) {
    out.because = Rule::kNoWaitKeeps;
  } else {
    if (dialect_.stop_reported_once) c.group_exit_code = 0;
  }
  return true;
}

bool Kernel::wait_task_continued(const WaitRequest& request, ProcessRef child, Outcome& out) {
  Process& c = w_.process(child);
  if (!request.options.has(kWContinued) || !c.stop_continued) return false;
  out.because = Rule::kContinueReportedOnce;
  if (request.waitid && !dialect_.waitid_tells_states)
    report_child(request, child, kCldDumped, 0, 0x7f, out);
  else
    report_child(request, child, kCldContinued, 0xffff, kSigCont.value, out);
  if (request.options.has(kWNoWait)) {
    out.because = Rule::kNoWaitKeeps;
  } else {
    c.stop_continued = !dialect_.continue_reported_once;
  }
  return true;
}

// wait_consider_task(): true when `out` is the answer; `may_match_later` is set when this child could still become one.
bool Kernel::wait_consider_task(ThreadRef t, const WaitRequest& request, ProcessRef child, Outcome& out,
                                bool& may_match_later) {
  if (!eligible_child(t, request, child)) return false;
  const Process& c = w_.process(child);
  if (task(c.leader).state == TaskState::kZombie) {
    if (c.thread_group_empty()) {
      may_match_later |= !request.options.has(kWExited) && !dialect_.dead_never_stops;
      return wait_task_zombie(t, request, child, out);
    }
    mark(Rule::kZombieLeaderStillReports, t);
  }
  may_match_later = true;
  if (task(c.leader).state == TaskState::kZombie && !dialect_.dead_leader_reports_stops) return false;
  return wait_task_stopped(request, child, out) || wait_task_continued(request, child, out);
}

// __do_wait(): one look at all children.
Outcome Kernel::do_wait(ThreadRef t, const WaitRequest& request, std::uint8_t step) {
  Outcome out = done(t, step, 0, Rule::kWaitReportsExit);
  bool may_match_later = false;
  const auto look_at = [&](ThreadRef parent) {
    for (const ProcessRef c : task(parent).children) {
      if (!request.any && !request.by_group && PidName::of(w_.process(c).id).code != request.pid) continue;
      if (wait_consider_task(t, request, c, out, may_match_later)) return true;
    }
    return false;
  };
  if (request.any || pid_has_task(request)) {
    ThreadRef parent = t;
    do {
      if (parent != t && !task(parent).children.empty()) mark(Rule::kWaitForSiblingsChildren, t);
      if (look_at(parent)) return out;
      parent = next_thread(parent);
    } while (parent != t && !request.options.has(kWNoThread));
    if (request.options.has(kWNoThread)) mark(Rule::kWaitNoThread, t);
  }
  const bool waits_in_vain = !may_match_later && !(request.options.has(kWNoHang) && !dialect_.childless_wait_fails);
  if (waits_in_vain) return fail(t, step, Errno::kChild, Rule::kWaitNoChild);
  if (request.options.has(kWNoHang))
    return fail(t, step, dialect_.nohang_gives_zero ? kOk : Errno::kAgain, Rule::kWaitNoHang);
  out.kind = task(t).sigpending ? Outcome::Kind::kRestart : Outcome::Kind::kAsleep;
  return out;
}

// A wait that finds nothing yet goes to the head of the group's queue of waiters.
Outcome Kernel::begin_wait(ThreadRef t, const WaitRequest& request, std::uint8_t step) {
  const Outcome out = do_wait(t, request, step);
  if (out.kind == Outcome::Kind::kAsleep) {
    task(t).sleep = Sleep::kWait;
    task(t).wait = request;
    auto& queue = group_of(t).wait_queue;
    queue.insert(queue.begin(), t);
  }
  return out;
}

// A wait that was asleep looks again; a signal ends it with ERESTARTSYS only when there is nothing to report.
Outcome Kernel::continue_wait(ThreadRef t) {
  const Outcome out = do_wait(t, task(t).wait, task(t).sleep_step);
  if (out.kind != Outcome::Kind::kAsleep) {
    auto& queue = group_of(t).wait_queue;
    queue.erase(std::find(queue.begin(), queue.end(), t));
    task(t).wait = {};
  }
  return out;
}

}  // namespace sigconform
