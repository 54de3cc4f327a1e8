// Invariants of stopping and continuing: what the parent is told, and who is stopped afterwards.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>

namespace sigconform {
namespace {

// SIGCHLD of the kernel's about a stop or continue of another process.
bool tells_of_job(const JournalEntry& j) {
  return j.what == Happening::kGenerated && j.info.signo == kSigChld.value && j.info.pid.is_thread() &&
         j.info.pid.thread().process != j.thread.process &&
         (j.info.code == kCldStopped.value || j.info.code == kCldContinued.value);
}

class JobsAreToldAsAsked final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    if (!tells_of_job(entry)) return {};
    const std::string who = to_text(entry.info.pid.thread().process);
    if (before.action(entry.thread.process, kSigChld).flags.has(kSaNoCldStop))
      return who + " tells its parent, which has SA_NOCLDSTOP, of a stop or continue";
    const auto status = static_cast<std::int32_t>(entry.info.value);
    if (entry.info.code == kCldContinued.value)
      return status == kSigCont.value ? "" : "a continue of " + who + " has the status " + std::to_string(status);
    const bool stops = status == 0 || (status <= kLastSignal && kStopSignals.contains(Signo{status}));
    return stops ? "" : "a stop of " + who + " has the status " + std::to_string(status);
  }
};

// Whether g's parent is the same as before, and has asked for silence neither before nor after.
bool parent_listens(const Burst& burst, const Process& g, const Process& before) {
  if (g.real_parent == kNoOne || g.real_parent != before.real_parent) return false;
  const auto deaf = [&](const World& w) {
    const SigAction& action = w.action_of(w.group_of(g.real_parent), kSigChld);
    return action.handler == Handler::kIgnore || action.flags.has(kSaNoCldStop);
  };
  return !deaf(burst.before) && !deaf(burst.after);
}

std::string changes_are_told(const Burst& burst) {
  for (const Process& g : burst.after.processes) {
    const Process* before = process_in(burst.before, g.id);
    if (before == nullptr || g.stop_stopped == before->stop_stopped || g.group_exit || g.live == 0) continue;
    const SiCode code = g.stop_stopped ? kCldStopped : kCldContinued;
    const bool told = std::any_of(burst.journal.begin(), burst.journal.end(), [&](const JournalEntry& j) {
      return tells_of_job(j) && j.info.code == code.value && j.info.pid.thread().process == g.id;
    });
    if (!told && parent_listens(burst, g, *before))
      return "the parent of " + to_text(g.id) + " is not told that it was " +
             (g.stop_stopped ? "stopped" : "continued");
  }
  return {};
}

bool waited_for_continue(const Burst& burst, ProcessId id) {
  return std::any_of(burst.events.begin(), burst.events.end(), [&](const Event& e) {
    return (e.info.code == kCldContinued.value && e.info.pid == PidName::of(id)) || e.status == 0xffff;
  });
}

std::string continue_can_be_waited_for(const Burst& burst) {
  for (const Process& g : burst.after.processes) {
    const Process* before = process_in(burst.before, g.id);
    const bool continued = before != nullptr && before->stop_stopped && !g.stop_stopped;
    if (continued && !g.group_exit && g.live > 0 && !g.stop_continued && !waited_for_continue(burst, g.id))
      return to_text(g.id) + " was continued, and no wait would say so";
  }
  return {};
}

// Of the stop signals and continues that reached a process in this burst, the last.
class ContinueLeavesNobodyStopped final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    const Signo sig{entry.info.signo};
    if (entry.what == Happening::kGenerated && (sig == kSigCont || kStopSignals.contains(sig)))
      continued_[entry.thread.process.index] = sig == kSigCont;
    if (entry.what == Happening::kDropped) continued_[entry.thread.process.index] = false;
    return {};
  }
  std::string settles(const Burst& burst) override {
    std::string broken;
    for (const Task& t : burst.after.tasks)
      if (continued_[t.id.process.index] && t.state == TaskState::kStopped && t.sleep == Sleep::kGetSignal)
        broken = to_text(t.id) + " is stopped although SIGCONT was sent";
    continued_ = {};
    return broken;
  }

 private:
  std::array<bool, kMaxProcesses + 1> continued_{};
};

std::string stopped_to_the_last(const Burst& burst) {
  for (const Process& g : burst.after.processes)
    for (const ThreadRef t : g.threads)
      if (g.stop_stopped && !g.group_exit && burst.after.task(t).state == TaskState::kKillable)
        return to_text(g.id) + " counts as stopped while " + to_text(burst.after.task(t).id) + " has not stopped";
  return {};
}

// Whose process is not stopped, has no signals left over and does not wait for any.
bool takes_signals_in_turn(const World& w, const Process& g) {
  return g.live > 0 && g.shared_pending.set.empty() && !g.stop_stopped && w.sighand_of(g).signalfd_wqh.empty() &&
         std::all_of(g.threads.begin(), g.threads.end(), [&](ThreadRef t) {
           return w.task(t).state == TaskState::kInterruptible && w.task(t).sleep != Sleep::kSigtimedwait;
         });
}

std::string continue_wakes_one(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const auto* kill = o ? std::get_if<op::Kill>(o) : nullptr;
  if (kill == nullptr || kill->sig != kSigCont || kill->pid.kind != PidArg::Kind::kTask) return {};
  const Process* g = process_in(burst.before, kill->pid.task.process);
  if (g == nullptr || g->id == burst.actor().process || !takes_signals_in_turn(burst.before, *g)) return {};
  const auto woken = std::count_if(burst.journal.begin(), burst.journal.end(), [&](const JournalEntry& j) {
    return j.what == Happening::kWoken && j.thread.process == g->id;
  });
  return woken <= 1 ? "" : std::to_string(woken) + " threads woke for one SIGCONT";
}

}  // namespace

std::span<const InvariantText> jobs_invariants() {
  static const std::array kTexts{
      invariant<JobsAreToldAsAsked>(
          "JobsAreToldAsAsked",
          "SIGCHLD for a stop has a stop signal as its status (or 0), for a continue SIGCONT, and is not sent to a "
          "parent with SA_NOCLDSTOP.",
          "POSIX.1-2024 <signal.h>, sigaction(); kernel/signal.c do_notify_parent_cldstop()"),
      invariant<Settled<changes_are_told>>("StopAndContinueAreTold",
                                           "A parent that listens is told of every stop and continue.",
                                           "POSIX.1-2024 <signal.h>; kernel/signal.c do_notify_parent_cldstop()"),
      invariant<Settled<continue_can_be_waited_for>>("ContinueCanBeWaitedFor",
                                                     "A process that was stopped and goes on is reportable as such.",
                                                     "POSIX.1-2024 waitid(); kernel/signal.c prepare_signal()"),
      invariant<ContinueLeavesNobodyStopped>(
          "ContinueLeavesNobodyStopped",
          "Once SIGCONT was sent, blocked or not, no thread is stopped until a stop signal comes.",
          "POSIX.1-2024 2.4.3; kernel/signal.c prepare_signal()"),
      invariant<Settled<stopped_to_the_last>>("StoppedIsStoppedToTheLast",
                                              "A process does not count as stopped while a thread waits in vfork.",
                                              "kernel/signal.c task_participate_group_stop()"),
      invariant<Settled<continue_wakes_one>>("ContinueWakesOne",
                                             "A SIGCONT for a process that is not stopped wakes one thread at most.",
                                             "kernel/signal.c prepare_signal(), complete_signal()"),
  };
  return kTexts;
}

}  // namespace sigconform
