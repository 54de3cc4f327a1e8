// Pids as the system calls compute with them. The model's number of a thread is its PidName code, so that init is 1
// as in every PID namespace, and -1 means what it means.
#include "model/kernel/kernel.h"

#include <algorithm>
#include <climits>

namespace sigconform {

std::int32_t Kernel::number_of(PidArg arg) const {
  const auto existing = [&](ThreadId t) {
    return w_.task_at[static_cast<std::size_t>(slot_of(t))] == kNoOne ? kNobodyPid : PidName::of(t).code;
  };
  switch (arg.kind) {
    case PidArg::Kind::kTask: return existing(arg.task);
    case PidArg::Kind::kGroup: return -existing(arg.task);
    case PidArg::Kind::kZero: return 0;
    case PidArg::Kind::kMinusOne: return -1;
    case PidArg::Kind::kNobody: return kNobodyPid;
    case PidArg::Kind::kMinusNobody: return -kNobodyPid;
    case PidArg::Kind::kIntMin: return INT_MIN;
  }
  return kNobodyPid;
}

// find_task_by_vpid(): kNoOne for numbers that no task has (any more).
ThreadRef Kernel::find_task_by_pid(std::int32_t number) const {
  if (number < 1 || number > kThreadSlots) return kNoOne;
  return w_.find(PidName{number}.thread());
}

// The members of a process group as the kernel walks them: the one attached last comes first.
void Kernel::members_of_group(std::int32_t pgrp,
                              boost::container::static_vector<ProcessRef, kMaxProcesses + 1>& out) const {
  for (ProcessRef p = 0; p < static_cast<ProcessRef>(w_.processes.size()); ++p)
    if (!w_.process(p).dead && w_.process(p).pgrp.code == pgrp) out.push_back(p);
  std::sort(out.begin(), out.end(),
            [&](ProcessRef a, ProcessRef b) { return w_.process(a).pgrp_attached > w_.process(b).pgrp_attached; });
}

ProcessRef Kernel::first_in_group(std::int32_t pgrp) const {
  boost::container::static_vector<ProcessRef, kMaxProcesses + 1> members;
  members_of_group(pgrp, members);
  return members.empty() ? kNoOne : members.front();
}

}  // namespace sigconform
