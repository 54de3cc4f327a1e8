// Calls that sleep until a signal comes. They differ in what becomes of them then: each belongs to one of the kernel's
// restart classes (signal(7), "Interruption of system calls"), and some wait under a mask of their own.
#include "model/kernel/kernel.h"

namespace sigconform {
namespace {

// EINTR in any case.
Outcome::Kind epoll_class(const Dialect& dialect) {
  return dialect.epoll_never_restarts ? Outcome::Kind::kReturned : Outcome::Kind::kRestartNoHandler;
}

// What the call gives to the delivery of signals when it is woken.
Outcome::Kind restart_class(BlockingCall call, const Dialect& dialect) {
  switch (call) {
    case BlockingCall::kFutex:
    case BlockingCall::kRead:
      return Outcome::Kind::kRestart;  // ERESTARTSYS
    // ERESTARTNOHAND; ERESTART_RESTARTBLOCK does the same as far as calls that never time out can tell.
    case BlockingCall::kPause:
    case BlockingCall::kNanosleep:
    case BlockingCall::kClockNanosleep:
    case BlockingCall::kClockNanosleepUntil:
    case BlockingCall::kFutexTimed:
    case BlockingCall::kPoll:
    case BlockingCall::kSelect: return Outcome::Kind::kRestartNoHandler;
    case BlockingCall::kEpollWait: break;
  }
  return epoll_class(dialect);
}

Outcome::Kind restart_class(MaskedCall call, const Dialect& dialect) {
  return call == MaskedCall::kEpollPwait ? epoll_class(dialect) : Outcome::Kind::kRestartNoHandler;
}

}  // namespace

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Block&) {
  if (task(t).sigpending) return finish_block(t, step);
  task(t).sleep = Sleep::kBlocked;
  return {Outcome::Kind::kAsleep, Rule::kWaitInterrupted, {}};
}

// sigsuspend(), set_user_sigmask(): the old mask comes back with the first handler's frame, or when the thread goes on
// without one.
Outcome Kernel::perform(ThreadRef ref, std::uint8_t step, const op::BlockUnder& o) {
  Task& t = task(ref);
  if (!(o.mask & kUnblockable).empty()) mark(Rule::kKillAndStopLeaveMasks, ref);
  t.saved_sigmask = t.blocked;
  set_current_blocked(ref, o.mask);
  mark(Rule::kWaitReplacesMask, ref);
  if (t.sigpending) return finish_block(ref, step);
  t.sleep = Sleep::kBlockedUnder;
  return {Outcome::Kind::kAsleep, Rule::kWaitInterrupted, {}};
}

// The call was woken: nothing it waits for ever comes, so a signal it is, or was.
Outcome Kernel::finish_block(ThreadRef ref, std::uint8_t step) {
  Outcome out = fail(ref, step, Errno::kIntr, Rule::kWaitAlwaysInterrupted);
  const Operation& operation = scenario_.steps[step].operation;
  if (const auto* block = std::get_if<op::Block>(&operation)) {
    out.kind = restart_class(block->call, dialect_);
  } else {
    out.kind = restart_class(std::get<op::BlockUnder>(operation).call, dialect_);
    task(ref).restore_sigmask = true;
  }
  return out;
}

// EINTR, and what the call stored besides. hrtimer_nanosleep() stores the time left unless the sleep is absolute.
Event Kernel::interrupted_by_handler(ThreadRef t, std::uint8_t step) {
  Event event = returned(t, step, -static_cast<std::int32_t>(Errno::kIntr));
  const auto* block = std::get_if<op::Block>(&scenario_.steps[step].operation);
  if (block == nullptr) return event;
  if (block->call == BlockingCall::kClockNanosleepUntil) {
    mark(Rule::kAbsoluteSleepTellsNothing, t);
    if (!dialect_.absolute_sleep_tells_nothing) event.status = kTimeLeft;
  }
  if (block->call == BlockingCall::kNanosleep || block->call == BlockingCall::kClockNanosleep) {
    mark(Rule::kSleepTellsTimeLeft, t);
    if (dialect_.sleep_tells_time_left) event.status = kTimeLeft;
  }
  return event;
}

}  // namespace sigconform
