// Who runs, and what a thread does once it runs. One thread has the CPU at a time and keeps it until it sleeps,
// stops or dies (SCHED_FIFO at one priority on one CPU); the threads that it woke run after it, usually in the
// order in which they were woken. Which of them is next is a choice.
#include "model/kernel/kernel.h"

#include <algorithm>
#include <utility>

namespace sigconform {

namespace {

// Restarts of system calls, one after the other without a sleep, after which a thread is held never to come to rest: it
// stays runnable, which no observation shows. Linux has a signal for each restart; a dialect that keeps one pending
// that wakes nobody's handler might go on for ever.
inline constexpr int kRestartsMax = 1'000;

// How a thread sleeps there.
TaskState state_in(Sleep sleep) {
  return sleep == Sleep::kVfork || sleep == Sleep::kExec ? TaskState::kKillable : TaskState::kInterruptible;
}

// In user mode it has nothing to do but to fall asleep, which nobody else can tell from being asleep.
bool only_sleeps(const Task& t) {
  return t.resume == Resume::kCommands && t.script.empty() && !t.tells_birth && !t.in_logging_handler();
}

template <typename... Ops>
bool is_one_of(const Operation& o) {
  return (std::holds_alternative<Ops>(o) || ...);
}

// Where what a thread makes deliverable to itself is not taken with the answer: calls that take it then,
bool looks_for_signals(const Operation& o) { return is_one_of<op::Kill, op::Tkill, op::Tgkill, op::RtSigprocmask>(o); }

// that leave it,
bool queues_siginfo(const Operation& o) {
  return is_one_of<op::RtSigqueueinfo, op::RtTgsigqueueinfo, op::QueueSiginfo>(o);
}

// and that take what was left before they do anything.
bool may_sleep(const Operation& o) {
  return is_one_of<op::ReadSignalfd, op::Poll, op::PollUnder, op::Block, op::BlockUnder, op::RtSigtimedwait,
                   op::RtSigtimedwaitUnwritable, op::SetPdeathsig, op::GetPdeathsig, op::SetChildSubreaper, op::Wait4,
                   op::Waitid, op::Setresuid, op::NotifyOwner, op::Write>(o);
}

}  // namespace

void Kernel::wake(ThreadRef t) {
  task(t).state = TaskState::kRunnable;
  note(Happening::kWoken, t);
  w_.run_queue.push_back(t);
}

// sched_autogroup_move_group(): the runnable threads of the caller's process go to the end of the queue one after the
// other, the caller among them. True when another thread is first now.
bool Kernel::requeue_group(ThreadRef t) {
  const auto& group = group_of(t).threads;
  auto& queue = w_.run_queue;
  const auto in_group = [&](ThreadRef r) { return std::find(group.begin(), group.end(), r) != group.end(); };
  const auto queued = queue;
  queue.erase(std::remove_if(queue.begin(), queue.end(), in_group), queue.end());
  for (const ThreadRef r : group)
    if (r == t || std::find(queued.begin(), queued.end(), r) != queued.end()) queue.push_back(r);
  if (queue.front() != t) return true;
  queue.erase(queue.begin());
  return false;
}

// The operations go to the end of the actor's script; it is woken when it waits for one. Nobody takes them under a
// number that is another's by now.
void Kernel::issue(std::size_t first, std::size_t last) {
  step_ = static_cast<std::uint8_t>(last);
  const ThreadRef t = w_.task_at[static_cast<std::size_t>(slot_of(scenario_.steps[first].actor))];
  if (t == kNoOne || task(t).exiting || task(t).id != scenario_.steps[first].actor) return;
  for (std::size_t s = first; s <= last; ++s) task(t).script.push_back(static_cast<std::uint8_t>(s));
  if (task(t).state == TaskState::kInterruptible && task(t).sleep == Sleep::kCommand) wake(t);
}

void Kernel::quiesce() {
  while (!w_.run_queue.empty()) {
    // Behind a thread that was put behind others nobody is first.
    const auto put_back = std::find_if(w_.run_queue.begin(), w_.run_queue.end(),
                                       [&](ThreadRef t) { return task(t).sleep == Sleep::kExitNotify; });
    const auto open = static_cast<int>(put_back - w_.run_queue.begin());
    const int next = open > 1 ? choices_.pick(ChoicePoint::kNextToRun, open) : 0;
    const ThreadRef t = w_.run_queue[static_cast<std::size_t>(next)];
    w_.run_queue.erase(w_.run_queue.begin() + next);
    w_.current = t;
    run(t);
    w_.current = kNoOne;
  }
}

// Coming out of a sleep, or through the delivery of signals, is a moment of its own.
void Kernel::run_for_a_moment(std::size_t place) {
  const ThreadRef t = w_.run_queue[place];
  w_.run_queue.erase(w_.run_queue.begin() + static_cast<std::ptrdiff_t>(place));
  const bool goes_on = notices_later(t);
  moment_ = goes_on || (task(t).sleep == Sleep::kNone && !task(t).sigpending) ? 1 : 0;
  task(t).in_user_mode = false;
  w_.current = t;
  if (goes_on)
    user_mode(t);
  else
    run(t);
  w_.current = kNoOne;
  std::sort(w_.run_queue.begin(), w_.run_queue.end());  // who was first no longer matters
}

// kick_process(): on another CPU a thread in user mode goes on until that CPU has been interrupted, or to the end of
// its next system call.
bool Kernel::notices_later(ThreadRef ref) {
  const Task& t = task(ref);
  if (dialect_.scheduling != Scheduling::kParallel || !t.in_user_mode || !t.sigpending || only_sleeps(t)) return false;
  return choices_.pick(ChoicePoint::kNoticesLater, 2) == 1;
}

void Kernel::run(ThreadRef t) {
  restarts_ = 0;
  const Sleep sleep = task(t).sleep;
  const bool in_get_signal = sleep == Sleep::kGetSignal || sleep == Sleep::kFrozen || sleep == Sleep::kTaken;
  if (!leave_sleep(t)) return;
  if (!in_get_signal) call_is_frozen(t);
  if (exit_to_user(t, in_get_signal)) user_mode(t);
}

// Only where the dialect differs from Linux: whether the answer comes before the signals that came meanwhile.
bool Kernel::answers_from_vfork(ThreadRef t) {
  if (dialect_.vfork_takes_what_came || !task(t).sigpending || group_of(t).group_exit) return false;
  return moment_ < 0 || choices_.pick(ChoicePoint::kVforkAnswers, 2) == 0;
}

// What the system call that the thread slept in makes of the wake-up. False when it sleeps on.
bool Kernel::leave_sleep(ThreadRef ref) {
  Task& t = task(ref);
  Outcome out;
  switch (t.sleep) {
    case Sleep::kNone:
    case Sleep::kForever: return true;
    case Sleep::kNew:  // schedule_tail(), calculate_sigpending()
      if (dialect_.new_thread_looks || t.stop_pending || t.trap_freeze) recalc_sigpending(ref);
      if (t.sigpending) mark(Rule::kNewThreadLooks, ref);
      [[fallthrough]];
    case Sleep::kGetSignal:
    case Sleep::kFrozen:
    case Sleep::kTaken:
    case Sleep::kCommand: t.sleep = Sleep::kNone; return true;
    case Sleep::kExitNotify:
      t.sleep = Sleep::kNone;
      exit_notify(ref, t.ended_group);
      return false;
    case Sleep::kExit:
      t.sleep = Sleep::kNone;
      w_.fading_numbers.reset(static_cast<std::size_t>(slot_of(task(t.dead.front()).id)));
      t.dead.erase(t.dead.begin());
      release_dead(ref);
      return false;
    case Sleep::kBirth: out = finish_birth(ref, t.sleep_step); break;
    case Sleep::kFreeze: out = finish_freeze(ref, t.sleep_step); break;
    case Sleep::kExec: out = continue_exec(ref); break;
    case Sleep::kVfork:
      out = finish_vfork(ref);
      if (!answers_from_vfork(ref)) break;
      t.sleep = Sleep::kNone;
      emit(out.event, out.because);
      return true;
    case Sleep::kBlocked:
    case Sleep::kBlockedUnder: out = finish_block(ref, t.sleep_step); break;
    case Sleep::kPoll: out = continue_poll(ref, t.sleep_step); break;
    case Sleep::kSignalfd: out = continue_read(ref); break;
    case Sleep::kSigtimedwait: out = finish_sigtimedwait(ref); break;
    case Sleep::kWait: out = continue_wait(ref); break;
  }
  if (out.kind == Outcome::Kind::kAsleep) {
    t.state = state_in(t.sleep);
    return false;
  }
  t.sleep = Sleep::kNone;
  set_resume(ref, t.sleep_step, out);
  return true;
}

// What the return to user mode will do with the outcome of a system call.
void Kernel::set_resume(ThreadRef ref, std::uint8_t step, const Outcome& out) {
  Task& t = task(ref);
  const auto restart_by = [&](Resume how) {
    t.resume = how;
    t.resume_step = step;
  };
  switch (out.kind) {
    case Outcome::Kind::kReturned:
    case Outcome::Kind::kYielded:
      t.resume = Resume::kReport;
      if (out.second.signo != 0) {
        t.reports.push_back(out.event);
        t.reports.back().info = out.second;
      }
      t.reports.push_back(out.event);
      t.report_because = static_cast<std::uint16_t>(out.because);
      break;
    case Outcome::Kind::kRestartNoHandler: restart_by(Resume::kRestartNoHandler); break;
    case Outcome::Kind::kRestart: restart_by(Resume::kRestart); break;
    case Outcome::Kind::kRestartAlways: restart_by(Resume::kRestartAlways); break;
    case Outcome::Kind::kPutOff:
    case Outcome::Kind::kSilent:
    case Outcome::Kind::kAsleep:
    case Outcome::Kind::kDied: break;
  }
}

// User mode sees the return of the innermost system call, in one event, or in one a signal that it took.
void Kernel::report(ThreadRef ref) {
  Task& t = task(ref);
  const std::uint8_t step = t.reports.back().step;
  emit(t.reports.back(), static_cast<Rule>(t.report_because));
  t.reports.pop_back();
  if (t.reports.empty() || t.reports.back().step != step) t.resume = Resume::kCommands;
}

// In user mode. When it runs again it usually begins with the signals that came meanwhile.
bool Kernel::moment_is_over(ThreadRef ref) {
  if (moment_ < 0) return false;
  const Task& t = task(ref);
  if (!t.sigpending && only_sleeps(t)) return false;
  if (moment_ > 0) {
    moment_--;
    return false;
  }
  task(ref).in_user_mode = true;
  w_.run_queue.push_back(ref);
  return true;
}

// Executes the puppet's user code until the thread leaves user mode for good or sleeps: handlers log or park, the
// command loop takes operations from the script.
void Kernel::user_mode(ThreadRef ref) {
  while (!moment_is_over(ref)) {
    Task& t = task(ref);
    if (t.in_logging_handler()) {
      sigreturn(ref);
      if (!exit_to_user(ref)) return;
      continue;
    }
    switch (t.resume) {
      case Resume::kEnterHandler: {
        // A puppet may be interrupted between counting its handler and telling of it.
        if (moment_ >= 0 && !std::exchange(t.frames.back().entered, true)) break;
        enter_handler(ref);
        if (t.frames.back().parks && !exit_to_user(ref)) return;
        break;
      }
      case Resume::kReport: report(ref); break;
      case Resume::kRestartNoHandler:
      case Resume::kRestart:
      case Resume::kRestartAlways: {
        if (++restarts_ > kRestartsMax) return;
        t.resume = Resume::kCommands;
        if (!finish(ref, t.resume_step, perform_step(ref, t.resume_step))) return;
        break;
      }
      case Resume::kCommands: {
        if (t.tells_birth && t.frames.empty()) tell_birth(ref);
        const bool late = t.sigpending && !dialect_.delivered_before_answer;
        if (late && (t.script.empty() || may_sleep(scenario_.steps[t.script.front()].operation))) {
          if (!exit_to_user(ref)) return;
          break;
        }
        if (t.script.empty()) {
          t.state = TaskState::kInterruptible;
          t.sleep = Sleep::kCommand;
          return;
        }
        const std::uint8_t step = t.script.front();
        t.script.erase(t.script.begin());
        const bool left_before = t.sigpending;
        const Outcome out = perform_step(ref, step);
        if (!finish(ref, step, out, answers_before_delivery(ref, step, left_before))) return;
        break;
      }
    }
  }
}

// It can take a signal that says that a fault is the reason, true or not, or SIGSYS.
bool Kernel::is_told_of_fault(ThreadRef t) const {
  const auto tells = [&](const QueueEntry& q) {
    const Signo sig{q.info.signo};
    const bool of_fault = q.info.code > kSiUser.value && kSynchronousSignals.contains(sig);
    return (of_fault || sig == kSigSys) && !task(t).blocked.contains(sig);
  };
  return std::ranges::any_of(task(t).pending.list, tells) ||
         std::ranges::any_of(group_of(t).shared_pending.list, tells);
}

// Only where the dialect differs from Linux: whether what the call made deliverable to its caller, or what was left so
// by the call before, is taken when it has been answered.
bool Kernel::answers_before_delivery(ThreadRef ref, std::uint8_t step, bool left_before) {
  if (dialect_.delivered_before_answer || moment_ >= 0 || task(ref).exiting) return false;
  const Operation& o = scenario_.steps[step].operation;
  const bool looks = looks_for_signals(o);
  const Task& t = task(ref);
  const SignalSet ready = (t.pending.set | group_of(ref).shared_pending.set) - t.blocked;
  const Process& g = group_of(ref);
  if (ready.contains(kSigStop) || is_told_of_fault(ref) || (g.group_exit && g.group_exit_code == kSigKill.value))
    return false;
  return looks ? ready.empty() : left_before || queues_siginfo(o);
}

// The system call of `step` is over, or sleeps: back to user mode through the delivery of signals. False when the
// thread does not get there now.
bool Kernel::finish(ThreadRef ref, std::uint8_t step, const Outcome& out, bool answers_first) {
  Task& t = task(ref);
  switch (out.kind) {
    case Outcome::Kind::kDied: return false;
    case Outcome::Kind::kAsleep:
      t.sleep_step = step;
      t.state = state_in(t.sleep);
      return false;
    case Outcome::Kind::kPutOff:
      t.sleep_step = step;
      w_.run_queue.push_back(ref);
      return false;
    case Outcome::Kind::kYielded: set_resume(ref, step, out); return false;
    case Outcome::Kind::kReturned:
      if (t.sigpending) mark(Rule::kDeliveredBeforeAnswer, ref);
      if ((!t.sigpending || answers_first) && out.second.signo == 0 && moment_ < 0) {
        emit(out.event, out.because);
        return true;
      }
      break;
    case Outcome::Kind::kSilent:
    case Outcome::Kind::kRestartNoHandler:
    case Outcome::Kind::kRestart:
    case Outcome::Kind::kRestartAlways: break;
  }
  set_resume(ref, step, out);
  if (moment_ < 0 || !t.sigpending) return exit_to_user(ref);
  // What it is about to take another thread may take first.
  w_.run_queue.push_back(ref);
  return false;
}

Outcome Kernel::perform_step(ThreadRef t, std::uint8_t step) {
  note(Happening::kPerforms, t, false, {}, {}, step);
  return std::visit([&](const auto& o) { return perform(t, step, o); }, scenario_.steps[step].operation);
}

}  // namespace sigconform
