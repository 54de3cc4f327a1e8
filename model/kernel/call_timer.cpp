// The system calls that make, set, read and delete timers. A timer that is set for a time that is not to come, or that
// comes at once, expires before the call returns: whoever performs it waits for that.
#include "model/kernel/kernel.h"

#include <algorithm>

namespace sigconform {
namespace {

// Where timers are not numbered from 0.
constexpr std::int32_t kPlacesBegin = 0x0caf'0000;

std::int32_t shown(std::int32_t left, bool repeats) { return left + (repeats ? kLeftRepeats : 0); }

// What is left of a timer that was just set, as long as it has not expired.
std::int32_t left_after(TimerTime time) {
  switch (time) {
    case TimerTime::kSoon:
    case TimerTime::kInvalid: return kLeftShort;  // a million microseconds, where they are a time
    case TimerTime::kFar: return kLeftLong;
    case TimerTime::kDisarm:
    case TimerTime::kNow:
    case TimerTime::kPast: break;
  }
  return kLeftNothing;
}

bool at_once(TimerTime time, const Dialect& dialect) {
  if (time == TimerTime::kSoon) return !dialect.timers_keep_their_time;
  return time == TimerTime::kNow || time == TimerTime::kPast;
}

}  // namespace

// do_setitimer(). The interval of a CPU timer stays even with one that is disarmed.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Setitimer& o) {
  if (o.which == Itimer::kInvalid || (o.time == TimerTime::kInvalid && dialect_.itimer_time_is_checked))
    return fail(t, step, Errno::kInval, Rule::kItimerInvalid);
  const bool real = o.which == Itimer::kReal;
  IntervalTimer& timer = group_of(t).itimers[static_cast<std::size_t>(o.which)];
  Outcome out = done(t, step, 0, Rule::kItimerReports);
  out.event.status = shown(timer.left, timer.repeats && dialect_.itimer_tells_interval);
  timer.left = left_after(o.time);
  const bool disarms = real && o.time == TimerTime::kDisarm && dialect_.disarmed_itimer_has_no_interval;
  timer.repeats = o.repeat == TimerRepeat::kRepeat && !disarms;
  if (o.time == TimerTime::kSoon && real) timer.armed = ++w_.armed;
  if (o.time == TimerTime::kSoon && !real) timer.left = kLeftLong;
  if (!at_once(o.time, dialect_)) return out;
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
  out.event.status = shown(timer.left, timer.repeats && dialect_.itimer_tells_interval);
  return out;
}

std::int32_t Kernel::free_timer_place(ProcessRef owner) const {
  std::int32_t place = 0;
  const auto has_it = [&](const PosixTimer& t) { return t.valid && t.owner == owner && t.place == place; };
  const auto& lost = w_.process(owner).places_lost;
  while (lost.test(static_cast<std::size_t>(place)) || std::any_of(w_.timers.begin(), w_.timers.end(), has_it)) ++place;
  return place;
}

// do_timer_create(): the id is taken before the notification is looked at.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::TimerCreate& o) {
  Process& g = group_of(t);
  std::int8_t charged_to{};
  if (!sigqueue_alloc(t, !dialect_.timers_keep_to_limit, charged_to))
    return fail(t, step, Errno::kAgain, Rule::kTimerOverLimit);
  const std::int32_t id = g.next_timer_id++;
  const ThreadRef thread = find_task_by_pid(number_of(o.tid));
  const bool bad_thread =
      o.notify == TimerNotify::kThread && (thread == kNoOne || task(thread).process != task(t).process);
  const bool signals = o.notify == TimerNotify::kSignal || o.notify == TimerNotify::kThread;
  const bool bad_notify = o.notify == TimerNotify::kInvalid && dialect_.notification_is_checked;
  if (bad_notify || bad_thread || (signals && (!o.sig.valid() || !is_number_of_signal(o.sig, dialect_)))) {
    --w_.charged[static_cast<std::size_t>(charged_to)];
    if (!dialect_.failed_timer_takes_id) --g.next_timer_id;
    return fail(t, step, Errno::kInval, Rule::kTimerBadEvent);
  }
  mark(Rule::kTimerIsCharged, t);
  if (!dialect_.timer_is_charged) --w_.charged[static_cast<std::size_t>(charged_to)];
  PosixTimer made;
  made.owner = task(t).process;
  made.valid = true;
  made.notify = o.notify == TimerNotify::kInvalid ? TimerNotify::kNone : o.notify;
  if (o.notify == TimerNotify::kThread && !dialect_.sigev_thread_is_directed) made.notify = TimerNotify::kSignal;
  made.target = o.notify == TimerNotify::kThread ? thread : g.leader;
  made.charged_to = charged_to;
  const bool by_default = o.notify == TimerNotify::kNull;
  if (by_default) mark(Rule::kTimerDefaultEvent, t, kSigAlrm);
  const bool tells_value = by_default ? dialect_.default_event_has_id : dialect_.timer_carries_value;
  made.info = {signals ? o.sig.value : kSigAlrm.value, 0, kSiTimer.value, timer_id_name(id), overrun_name(0), 0};
  if (tells_value) made.info.value = by_default ? id : o.value.value;
  made.place = free_timer_place(made.owner);
  auto place = w_.timers.begin();
  while (place != w_.timers.end() && place->owner != kNoOne) ++place;
  if (place == w_.timers.end())
    w_.timers.push_back(made);
  else
    *place = made;
  g.timer_ids[static_cast<std::size_t>(o.timer)] = id;
  return done(t, step, dialect_.timer_ids_begin_at_0 ? id : kPlacesBegin + made.place, Rule::kTimerCreates);
}

TimerRef Kernel::find_timer(ThreadRef t, TimerName name) const {
  const PidName id = timer_id_name(group_of(t).timer_ids[static_cast<std::size_t>(name)]);
  for (TimerRef r = 0; r < static_cast<TimerRef>(w_.timers.size()); ++r)
    if (timer(r).valid && timer(r).owner == task(t).process && timer(r).info.pid == id) return r;
  return kNoTimer;
}

Outcome Kernel::no_such_timer(ThreadRef t, std::uint8_t step) const {
  return fail(t, step, dialect_.unknown_timer_is_invalid ? Errno::kInval : Errno::kSrch, Rule::kTimerUnknown);
}

// do_timer_settime(): from here on a signal that is pending is stale.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::TimerSettime& o) {
  if (o.time == TimerTime::kInvalid && dialect_.timer_time_is_checked)
    return fail(t, step, Errno::kInval, Rule::kTimerTimeInvalid);
  const TimerTime time = o.time == TimerTime::kInvalid ? TimerTime::kDisarm : o.time;
  const TimerRef ref = find_timer(t, o.timer);
  if (ref == kNoTimer) return no_such_timer(t, step);
  PosixTimer& set = timer(ref);
  Outcome out = done(t, step, 0, Rule::kTimerReports);
  out.event.status = shown(set.left, set.repeats);
  timer_is_read(set);
  set.behind = false;
  ++set.signal_seq;
  const bool disarms = time == TimerTime::kDisarm && dialect_.disarmed_itimer_has_no_interval;
  set.repeats = o.repeat == TimerRepeat::kRepeat && !disarms;
  set.past = time == TimerTime::kPast;
  set.overrun_last = 0;
  if (time == TimerTime::kDisarm && set.notify == TimerNotify::kNone) {
    mark(Rule::kTimerNoneKeepsTime, t);
    if (dialect_.sigev_none_keeps_time) return out;
  }
  set.left = left_after(time);
  if (time == TimerTime::kSoon) set.armed = ++w_.armed;
  if (at_once(time, dialect_)) posix_timer_expires(ref);
  return out;
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::TimerGettime& o) {
  const TimerRef ref = find_timer(t, o.timer);
  if (ref == kNoTimer) return no_such_timer(t, step);
  Outcome out = done(t, step, 0, Rule::kTimerReports);
  out.event.status = shown(timer(ref).left, timer(ref).repeats);
  timer_is_read(timer(ref));
  return out;
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::TimerGetoverrun& o) {
  const TimerRef ref = find_timer(t, o.timer);
  if (ref == kNoTimer) return no_such_timer(t, step);
  return done(t, step, timer(ref).overrun_last, Rule::kTimerOverrun);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::TimerDelete& o) {
  const TimerRef ref = find_timer(t, o.timer);
  if (ref == kNoTimer) return no_such_timer(t, step);
  if (dialect_.delete_forgets_timer)
    posix_timer_delete(ref);
  else
    posix_timer_disarm(ref);
  return done(t, step, 0, Rule::kTimerDeletes);
}

// For the thread it is nothing; time passes afterwards.
Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Elapse&) {
  return done(t, step, 0, Rule::kTimersKeepOrder);
}

}  // namespace sigconform
