// Invariants of the world between steps: nothing is left to run, the lists agree with each other, and operations that
// only ask, or that fail, leave no trace.
#include "model/text.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>

namespace sigconform {
namespace {

std::string at_rest(const Burst& burst) {
  const World& w = burst.after;
  if (!w.run_queue.empty() || w.current != kNoOne) return "the run queue is not empty";
  for (const Task& t : w.tasks)
    if (t.state == TaskState::kRunnable) return to_text(t.id) + " is runnable and does not run";
  return {};
}

std::string sleepers_have_no_work(const Burst& burst) {
  for (const Task& t : burst.after.tasks) {
    if (t.state != TaskState::kInterruptible || t.sleep == Sleep::kForever) continue;
    if (t.sigpending) return to_text(t.id) + " sleeps with TIF_SIGPENDING set";
    if (t.stop_pending) return to_text(t.id) + " sleeps while its process is to stop";
    if (t.sleep == Sleep::kCommand && !t.script.empty())
      return to_text(t.id) + " sleeps on operations that it was given";
    if (t.sleep == Sleep::kNone) return to_text(t.id) + " sleeps nowhere";
  }
  return {};
}

std::string waiters_are_queued(const Burst& burst) {
  for (const Process& g : burst.after.processes) {
    for (const ThreadRef t : g.wait_queue)
      if (burst.after.task(t).sleep != Sleep::kWait || std::count(g.wait_queue.begin(), g.wait_queue.end(), t) != 1)
        return to_text(burst.after.task(t).id) + " is queued as a waiter and is none";
    for (const ThreadRef t : g.threads) {
      const Task& task = burst.after.task(t);
      const bool queued = std::find(g.wait_queue.begin(), g.wait_queue.end(), t) != g.wait_queue.end();
      if (task.state == TaskState::kInterruptible && task.sleep == Sleep::kWait && !queued)
        return to_text(task.id) + " waits for children and is not queued";
    }
  }
  return {};
}

std::string families_agree(const Burst& burst) {
  const World& w = burst.after;
  for (ProcessRef p = 0; p < static_cast<ProcessRef>(w.processes.size()); ++p) {
    const Process& g = w.process(p);
    if (g.real_parent == kNoOne) continue;
    const Task& parent = w.task(g.real_parent);
    const auto mentions = std::count(parent.children.begin(), parent.children.end(), p);
    if (mentions != (g.dead ? 0 : 1)) return to_text(parent.id) + " and its child " + to_text(g.id) + " do not agree";
    if (!g.dead && parent.exiting) return to_text(g.id) + " is the child of a dead thread";
  }
  for (const Task& t : w.tasks)
    for (const ProcessRef c : t.children)
      if (&w.task(w.process(c).real_parent) != &t) return to_text(t.id) + " has somebody else's child";
  return {};
}

std::string zombies_are_leaders(const Burst& burst) {
  for (const Task& t : burst.after.tasks) {
    if (t.state == TaskState::kZombie && !t.id.leader()) return to_text(t.id) + " is a zombie and no leader";
    if (t.exiting != (t.state == TaskState::kZombie || t.state == TaskState::kReleased))
      return to_text(t.id) + " is neither alive nor dead";
  }
  return {};
}

std::string counts_agree(const Burst& burst) {
  const World& w = burst.after;
  for (const Process& g : w.processes) {
    const auto living =
        std::count_if(g.threads.begin(), g.threads.end(), [&](ThreadRef t) { return !w.task(t).exiting; });
    if (g.live != living || g.quick_threads != living) return to_text(g.id) + " counts its threads wrongly";
    if (living == 0 && !g.group_exit) return to_text(g.id) + " has no living thread and no status";
    if (living > 0 && g.group_exit) return to_text(g.id) + " was to die and did not";
    if (g.dead != g.threads.empty()) return to_text(g.id) + " is gone and has threads, or has none and is not gone";
    const bool target_known = std::find(g.threads.begin(), g.threads.end(), g.curr_target) != g.threads.end();
    if (!g.dead && !target_known) return to_text(g.id) + " would ask a thread that is gone";
  }
  return {};
}

std::string stop_is_complete(const Burst& burst) {
  const World& w = burst.after;
  for (const Process& g : w.processes) {
    const auto in = [&](TaskState state) {
      return std::count_if(g.threads.begin(), g.threads.end(), [&](ThreadRef t) { return w.task(t).state == state; });
    };
    const auto stopped = in(TaskState::kStopped), asleep = in(TaskState::kInterruptible);
    // Threads that are to join the stop when they leave vfork.
    const auto late = std::count_if(g.threads.begin(), g.threads.end(), [&](ThreadRef t) {
      return w.task(t).state == TaskState::kKillable && w.task(t).stop_pending;
    });
    if (stopped > 0 && asleep > 0) return to_text(g.id) + " is stopped in part";
    if (g.stop_stopped && (asleep > 0 || in(TaskState::kKillable) > 0))
      return to_text(g.id) + " is noted as stopped and is not";
    if (stopped > 0 && !g.stop_stopped && late == 0) return to_text(g.id) + " is stopped and not noted as such";
    if (g.group_stop_count != late) return to_text(g.id) + " still waits for threads to stop";
    if (g.stop_stopped && g.stop_continued) return to_text(g.id) + " is both stopped and continued";
  }
  return {};
}

bool only_asks(const Operation& o) {
  if (const auto* a = std::get_if<op::RtSigaction>(&o)) return a->handler == Handler::kQuery;
  if (const auto* m = std::get_if<op::RtSigprocmask>(&o)) return m->how == MaskHow::kQuery;
  if (const auto* l = std::get_if<op::SetCpuLimit>(&o)) return l->limit == CpuLimit::kQuery;
  if (const auto* s = std::get_if<op::Sigaltstack>(&o)) return s->stack == AltStack::kQuery;
  return std::holds_alternative<op::RtSigpending>(o) || std::holds_alternative<op::GetPdeathsig>(o) ||
         std::holds_alternative<op::Getitimer>(o) || std::holds_alternative<op::TimerGettime>(o) ||
         std::holds_alternative<op::TimerGetoverrun>(o);
}

// Of the operations that send something at once. (A parent-death signal of 0 takes the last one back, F_SETSIG 0 means
// SIGIO.)
bool is_null_signal(const Operation& o) {
  return std::visit(
      []<typename Op>(const Op& op) {
        if constexpr (
            requires { op.sig; } && !requires { op.handler; } && !std::is_same_v<Op, op::SetPdeathsig> &&
            !std::is_same_v<Op, op::NotifyOwner> && !std::is_same_v<Op, op::TimerCreate>)
          return op.sig.value == 0;
        return false;
      },
      o);
}

std::string null_signal(const Burst& burst) {
  const Operation* o = burst.single_operation();
  if (o == nullptr || !is_null_signal(*o)) return {};
  return burst.before == burst.after && burst.events.size() == 1 ? "" : "the null signal changed something";
}

std::string questions(const Burst& burst) {
  const Operation* o = burst.single_operation();
  if (o == nullptr || !only_asks(*o)) return {};
  return burst.before == burst.after && burst.events.size() == 1 ? "" : "a question changed something";
}

std::string failures(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  if (o == nullptr || e == nullptr || e->result >= 0 || e->result == -static_cast<std::int32_t>(Errno::kIntr))
    return {};
  // A signal whose siginfo cannot be written is gone.
  const bool takes =
      std::holds_alternative<op::ReadSignalfd>(*o) || std::holds_alternative<op::RtSigtimedwaitUnwritable>(*o);
  if (takes && e->result == -static_cast<std::int32_t>(Errno::kFault)) return {};
  if (std::holds_alternative<op::Write>(*o)) return {};  // a write that fails sends a signal
  // A timer that could not be made has used up an id.
  if (std::holds_alternative<op::TimerCreate>(*o)) return {};
  // Whoever looks for signals in vain, or waits under another mask, drops a stale one of a timer, and takes what a
  // sibling was woken for that did not run yet.
  const bool looks = takes || std::holds_alternative<op::RtSigtimedwait>(*o) || mask_of_wait(*o) != nullptr;
  for (const JournalEntry& j : burst.journal)
    if ((j.what == Happening::kFlushed && is_of_timer(j.info)) || (looks && j.what == Happening::kDelivered)) return {};
  return burst.before == burst.after && burst.events.size() == 1 ? "" : "a call that failed changed something";
}

class EveryStepReturnsOnce final : public Invariant {
 public:
  std::string settles(const Burst& burst) override {
    for (const Event& e : burst.events) {
      if (e.kind != EventKind::kReturned) continue;
      if (e.step > burst.last) return "step " + std::to_string(e.step) + " returns before it was given";
      const bool executed = std::holds_alternative<op::Execve>(burst.scenario.steps[e.step].operation) && e.result == 0;
      const ThreadId actor = burst.scenario.steps[e.step].actor;
      if (e.thread != (executed ? ThreadId{actor.process, {}} : actor))
        return "step " + std::to_string(e.step) + " returns to " + to_text(e.thread);
      if (returned_[e.step]++ >= returns_of(e)) return "step " + std::to_string(e.step) + " returns twice";
    }
    return {};
  }

 private:
  // A read of a signalfd returns once a signal.
  static int returns_of(const Event& e) { return std::max(1, e.result / kSignalfdInfoBytes); }

  std::array<int, kMaxSteps> returned_{};
};

}  // namespace

std::span<const InvariantText> rest_invariants() {
  static const std::array kTexts{
      invariant<Settled<at_rest>>("EverythingComesToRest", "After every step no thread is runnable.",
                                  "design: quiescence"),
      invariant<Settled<sleepers_have_no_work>>(
          "SleepersHaveNothingToDo",
          "A sleeping thread has TIF_SIGPENDING clear, no stop to join and no operation left.",
          "kernel/signal.c recalc_sigpending_tsk()"),
      invariant<Settled<waiters_are_queued>>("WaitersAreQueued",
                                             "The queue of waiters holds exactly the threads that wait for children.",
                                             "kernel/exit.c do_wait()"),
      invariant<Settled<families_agree>>("FamiliesAgree",
                                         "Every process is a child of its parent, once, and the parent lives.",
                                         "POSIX.1-2024 _exit(); kernel/exit.c forget_original_parent()"),
      invariant<Settled<zombies_are_leaders>>("OnlyLeadersAreZombies",
                                              "A dead thread is gone at once unless it is the leader.",
                                              "kernel/exit.c exit_notify()"),
      invariant<Settled<counts_agree>>("ThreadCountsAgree",
                                       "A process dies with its last thread, and is gone when the leader is.",
                                       "kernel/exit.c do_exit(), release_task()"),
      invariant<Settled<stop_is_complete>>(
          "StopIsCompleteAtRest",
          "Either all living threads of a process are stopped or none is, but for those that wait in vfork.",
          "POSIX.1-2024 2.4.3; kernel/signal.c task_participate_group_stop()"),
      invariant<Settled<null_signal>>("NullSignalChangesNothing", "Signal 0 changes nothing.",
                                      "POSIX.1-2024 kill(); kernel/signal.c group_send_sig_info()"),
      invariant<Settled<questions>>(
          "QuestionsChangeNothing",
          "sigpending, and asking for a mask, an action, a parent-death signal or a timer, change nothing.",
          "POSIX.1-2024 sigpending(), sigaction(), sigprocmask()"),
      invariant<Settled<failures>>("FailedCallsChangeNothing",
                                   "A call that fails, writes and EINTR aside, changes nothing.", "POSIX.1-2024 2.3"),
      invariant<EveryStepReturnsOnce>(
          "EveryStepReturnsOnce", "A step returns at most once, to its actor (exec to the leader), after it was given.",
          "design: scenarios"),
  };
  return kTexts;
}

}  // namespace sigconform
