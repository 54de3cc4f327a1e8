// Performing an operation: see perform.h.
#include "subjects/executor/perform.h"

#include "subjects/executor/calls.h"
#include "subjects/executor/fault.h"

namespace sigconform::executor {

bool may_sleep(const Operation& operation) {
  if (const auto* wait = std::get_if<op::RtSigtimedwait>(&operation)) return wait->timeout == WaitTime::kForever;
  if (const auto* wait = std::get_if<op::Wait4>(&operation)) return !wait->options.has(kWNoHang);
  if (const auto* wait = std::get_if<op::Waitid>(&operation)) return !wait->options.has(kWNoHang);
  if (const auto* poll = std::get_if<op::Poll>(&operation)) return poll->timeout == PollTime::kForever;
  if (const auto* poll = std::get_if<op::PollUnder>(&operation)) return poll->timeout == PollTime::kForever;
  if (std::holds_alternative<op::ReadSignalfd>(operation)) return true;
  return std::holds_alternative<op::Block>(operation) || std::holds_alternative<op::BlockUnder>(operation);
}

void perform(const Operation& operation, ThreadId self, Event& seen) {
  const long result = std::visit([&](const auto& o) { return run(o, self, seen); }, operation);
  seen.result = static_cast<std::int32_t>(result);
}

SignalInfo info_of(const KernelSignalInfo& raw) {
  SignalInfo info;
  info.signo = raw.signo;
  info.error = raw.error;
  info.code = raw.code;
  info.pid.code = raw.pid;
  info.uid.code = static_cast<std::int32_t>(raw.uid);
  info.value = raw.value;
  name_fault(info);
  if (raw.code == kSiTimer.value && raw.unused != kForged) {
    info.pid = timer_id_name(raw.pid);
    info.uid = overrun_name(static_cast<std::int32_t>(raw.uid));
  }
  return info;
}

}  // namespace sigconform::executor
