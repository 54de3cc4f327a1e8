// The system calls that make, set, read and delete timers. A timer that is set for a time that is not to come, or that
// comes at once, expires before the call returns: whoever performs it waits for that.
#include "model/kernel/kernel.h"

namespace sigconform {
namespace {

std::int32_t shown(std::int32_t left, bool repeats) { return left + (repeats ? kLeftRepeats : 0); }

// What is left of a timer that was just set, as long as it has not expired.
std::int32_t left_after(TimerTime time) {
  switch (time) {
    case TimerTime::kSoon: return kLeftShort;
    case TimerTime::kFar: return kLeftLong;
    case TimerTime::kDisarm:
    case TimerTime::kNow:
    case TimerTime::kPast:
    case TimerTime::kInvalid: break;
  }
  return kLeftNothing;
}

bool at_once(TimerTime time) { return time == TimerTime::kNow || time == TimerTime::kPast; }

}  // namespace

// do_setitimer(). The interval of a CPU timer stays even with one that is disarmed.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Setitimer& o) {
  if (o.which == Itimer::kInvalid || o.time == TimerTime::kInvalid)
    return fail(t, step, Errno::kInval, Rule::kItimerInvalid);
  const bool real = o.which == Itimer::kReal;
  IntervalTimer& timer = group_of(t).itimers[static_cast<std::size_t>(o.which)];
  Outcome out = done(t, step, 0, Rule::kItimerReports);
  out.event.status = shown(timer.left, timer.repeats);
  timer.left = left_after(o.time);
  timer.repeats = o.repeat == TimerRepeat::kRepeat && (!real || o.time != TimerTime::kDisarm);
  if (o.time == TimerTime::kSoon && real) timer.armed = ++w_.armed;
  if (o.time == TimerTime::kSoon && !real) timer.left = kLeftLong;
  if (!at_once(o.time)) return out;
  if (real)
    it_real_expires(group_of(t));
  else
    cpu_itimer_expires(t, o.which);
  return out;
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Getitimer& o) {
  if (o.which == Itimer::kInvalid) return fail(t, step, Errno::kInval, Rule::kItimerInvalid);
  const IntervalTimer& timer = group_of(t).itimers[static_cast<std::size_t>(o.which)];
  Outcome out = done(t, step, 0, Rule::kItimerReports);
  out.event.status = shown(timer.left, timer.repeats);
  return out;
}

// do_timer_create(): the id is taken before the notification is looked at.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::TimerCreate& o) {
  Process& g = group_of(t);
  std::int8_t charged_to{};
  if (!sigqueue_alloc(t, false, charged_to)) return fail(t, step, Errno::kAgain, Rule::kTimerOverLimit);
  const std::int32_t id = g.next_timer_id++;
  const ThreadRef thread = find_task_by_pid(number_of(o.tid));
  const bool bad_thread =
      o.notify == TimerNotify::kThread && (thread == kNoOne || task(thread).process != task(t).process);
  const bool bad_signal = (o.notify == TimerNotify::kSignal || o.notify == TimerNotify::kThread) && !o.sig.valid();
  if (o.notify == TimerNotify::kInvalid || bad_thread || bad_signal) {
    --w_.charged[static_cast<std::size_t>(charged_to)];
    return fail(t, step, Errno::kInval, Rule::kTimerBadEvent);
  }
  mark(Rule::kTimerIsCharged, t);
  if (!dialect_.timer_is_charged) --w_.charged[static_cast<std::size_t>(charged_to)];
  PosixTimer made;
  made.owner = task(t).process;
  made.valid = true;
  made.notify = o.notify;
  made.target = o.notify == TimerNotify::kThread ? thread : g.leader;
  made.charged_to = charged_to;
  const bool by_default = o.notify == TimerNotify::kNull;
  if (by_default) mark(Rule::kTimerDefaultEvent, t, kSigAlrm);
  made.info = {by_default ? kSigAlrm.value : o.sig.value,
               0,
               kSiTimer.value,
               timer_id_name(id),
               overrun_name(0),
               by_default ? id : o.value.value};
  auto place = w_.timers.begin();
  while (place != w_.timers.end() && place->owner != kNoOne) ++place;
  if (place == w_.timers.end())
    w_.timers.push_back(made);
  else
    *place = made;
  g.timer_ids[static_cast<std::size_t>(o.timer)] = id;
  return done(t, step, id, Rule::kTimerCreates);
}

TimerRef Kernel::find_timer(ThreadRef t, TimerName name) const {
  const PidName id = timer_id_name(group_of(t).timer_ids[static_cast<std::size_t>(name)]);
  for (TimerRef r = 0; r < static_cast<TimerRef>(w_.timers.size()); ++r)
    if (timer(r).valid && timer(r).owner == task(t).process && timer(r).info.pid == id) return r;
  return kNoTimer;
}

// do_timer_settime(): from here on a signal that is pending is stale.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::TimerSettime& o) {
  if (o.time == TimerTime::kInvalid) return fail(t, step, Errno::kInval, Rule::kTimerTimeInvalid);
  const TimerRef ref = find_timer(t, o.timer);
  if (ref == kNoTimer) return fail(t, step, Errno::kInval, Rule::kTimerUnknown);
  PosixTimer& set = timer(ref);
  Outcome out = done(t, step, 0, Rule::kTimerReports);
  out.event.status = shown(set.left, set.repeats);
  timer_is_read(set);
  set.behind = false;
  ++set.signal_seq;
  set.repeats = o.repeat == TimerRepeat::kRepeat && o.time != TimerTime::kDisarm;
  set.past = o.time == TimerTime::kPast;
  set.overrun_last = 0;
  if (o.time == TimerTime::kDisarm && set.notify == TimerNotify::kNone) {
    mark(Rule::kTimerNoneKeepsTime, t);
    return out;
  }
  set.left = left_after(o.time);
  if (o.time == TimerTime::kSoon) set.armed = ++w_.armed;
  if (at_once(o.time)) posix_timer_expires(ref);
  return out;
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::TimerGettime& o) {
  const TimerRef ref = find_timer(t, o.timer);
  if (ref == kNoTimer) return fail(t, step, Errno::kInval, Rule::kTimerUnknown);
  Outcome out = done(t, step, 0, Rule::kTimerReports);
  out.event.status = shown(timer(ref).left, timer(ref).repeats);
  timer_is_read(timer(ref));
  return out;
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::TimerGetoverrun& o) {
  const TimerRef ref = find_timer(t, o.timer);
  if (ref == kNoTimer) return fail(t, step, Errno::kInval, Rule::kTimerUnknown);
  return done(t, step, timer(ref).overrun_last, Rule::kTimerOverrun);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::TimerDelete& o) {
  const TimerRef ref = find_timer(t, o.timer);
  if (ref == kNoTimer) return fail(t, step, Errno::kInval, Rule::kTimerUnknown);
  posix_timer_delete(ref);
  return done(t, step, 0, Rule::kTimerDeletes);
}

// For the thread it is nothing; time passes afterwards.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Elapse&) {
  return done(t, step, 0, Rule::kTimersKeepOrder);
}

}  // namespace sigconform
