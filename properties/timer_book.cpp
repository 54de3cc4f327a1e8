// Keeping the account; see timer_book.h.
#include "properties/timer_book.h"

#include <algorithm>
#include <utility>

namespace sigconform {
namespace {

std::int32_t interval(TimerRepeat repeat) { return repeat == TimerRepeat::kRepeat ? kLeftRepeats : 0; }

}  // namespace

void TimerBook::follow(const JournalEntry& entry) {
  const ProcessId process = entry.thread.process;
  // A new image has the interval timers of the old one, and no other.
  if (entry.what == Happening::kExecutes)
    for (BookedTimer& t : timers_) t.deleted |= t.process == process;
  if (entry.what == Happening::kBorn && entry.thread.leader()) {
    const ProcessId maker = entry.info.pid.thread().process;
    names_[process.index] = names_[maker.index];
    confused_[process.index] = confused_[maker.index] || creating_[maker.index] != 0;
  }
  if (entry.what != Happening::kPerforms) return;
  const Operation& o = scenario_->steps[entry.step].operation;
  if (const auto* make = std::get_if<op::TimerCreate>(&o)) creates(process, *make, entry.step);
  if (const auto* set = std::get_if<op::TimerSettime>(&o)) performs(process, *set);
  if (const auto* set = std::get_if<op::Setitimer>(&o)) performs(process, *set);
  if (const auto* gone = std::get_if<op::TimerDelete>(&o))
    if (BookedTimer* t = find(process, gone->timer)) t->deleted = true;
}

void TimerBook::follow(const Event& event) {
  if (event.kind != EventKind::kReturned) return;
  const auto* make = std::get_if<op::TimerCreate>(&scenario_->steps[event.step].operation);
  if (make == nullptr) return;
  const ProcessId process = event.thread.process;
  --creating_[process.index];
  if (event.result != -static_cast<std::int32_t>(Errno::kAgain)) ++ids_taken_[process.index];
  id_of(process, make->timer) = event.result < 0 ? stood_for_[event.step] : event.result;
  if (event.result >= 0) timers_.push_back({process, event.result, *make});
}

void TimerBook::creates(ProcessId process, const op::TimerCreate& o, std::size_t step) {
  stood_for_[step] = std::exchange(id_of(process, o.timer), kUnsure);
  if (++creating_[process.index] > 1) confused_[process.index] = true;
}

BookedTimer* TimerBook::find(ProcessId process, TimerName name) {
  if (id_of(process, name) == kUnsure) confused_[process.index] = true;
  const BookedTimer* t = named(process, name);
  return t == nullptr ? nullptr : &timers_[static_cast<std::size_t>(t - timers_.data())];
}

void TimerBook::rests_before(std::size_t step) {
  const auto& steps = scenario_->steps;
  time_passes_ = false;
  for (std::size_t i = step; step < steps.size() && i <= burst_end(*scenario_, step); ++i)
    time_passes_ |= std::holds_alternative<op::Elapse>(steps[i].operation);
  if (!time_passes_) return;
  for (BookedTimer& t : timers_) {
    t.due = true;
    if (t.set.time == TimerTime::kSoon) t.left.reset();
  }
  for (Itimers& i : itimers_) i.alarm_due = true;
}

void TimerBook::performs(ProcessId process, const op::TimerSettime& o) {
  BookedTimer* const found = find(process, o.timer);
  if (found == nullptr || o.time == TimerTime::kInvalid) return;
  BookedTimer& t = *found;
  t.set = o;
  t.due = at_once(o.time) || time_passes_;
  t.repeated |= o.repeat == TimerRepeat::kRepeat;
  switch (o.time) {
    case TimerTime::kFar: t.left = kLeftLong | interval(o.repeat); break;
    case TimerTime::kSoon:
      t.left = kLeftShort | interval(o.repeat);
      if (time_passes_) t.left.reset();
      break;
    case TimerTime::kNow:
    case TimerTime::kPast: t.left = o.repeat == TimerRepeat::kRepeat ? kLeftLong | kLeftRepeats : kLeftNothing; break;
    case TimerTime::kDisarm:
      if (t.made.notify != TimerNotify::kNone) t.left = kLeftNothing;
      if (t.left) *t.left &= ~kLeftRepeats;
      break;
    case TimerTime::kInvalid: break;
  }
}

// ITIMER_REAL goes on only when its signal is taken, which is not known here. The others stand still while time
// passes, and keep their interval when they are disarmed.
void TimerBook::performs(ProcessId process, const op::Setitimer& o) {
  if (o.which == Itimer::kInvalid || o.time == TimerTime::kInvalid) return;
  const bool real = o.which == Itimer::kReal;
  const bool repeats = o.repeat == TimerRepeat::kRepeat;
  Itimers& of = itimers_[process.index];
  std::optional<std::int32_t>& left = of.left[static_cast<std::size_t>(o.which)];
  if (real) of.alarm_due = at_once(o.time) || time_passes_;
  left = interval(o.repeat);
  if (o.time == TimerTime::kFar || (!real && o.time == TimerTime::kSoon)) *left |= kLeftLong;
  if (!real && at_once(o.time) && repeats) *left |= kLeftLong;
  if (real && o.time == TimerTime::kDisarm) left = kLeftNothing;
  if (real && (o.time == TimerTime::kSoon || (at_once(o.time) && repeats))) left.reset();
}

const BookedTimer* TimerBook::sender(ProcessId process, const SignalInfo& info) const {
  if (!is_of_timer(info) || confused_[process.index]) return nullptr;
  const auto t = std::find_if(timers_.begin(), timers_.end(), [&](const BookedTimer& made) {
    return made.process == process && timer_id_name(made.id) == info.pid;
  });
  return t == timers_.end() ? nullptr : &*t;
}

const BookedTimer* TimerBook::named(ProcessId process, TimerName name) const {
  const auto t = std::find_if(timers_.begin(), timers_.end(), [&](const BookedTimer& made) {
    return made.process == process && made.id == id_of(process, name) && !made.deleted;
  });
  return t == timers_.end() ? nullptr : &*t;
}

std::optional<std::int32_t> TimerBook::ids_taken_before(ProcessId process) const {
  if (creating_[process.index] != 1) return std::nullopt;
  return ids_taken_[process.index];
}

}  // namespace sigconform
