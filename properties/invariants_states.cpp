// Invariants of threads that signals reach late, or only in part: those that wait in vfork, and the stopped.
#include "model/text.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

const Task& task_in(const World& w, ThreadId id) { return w.task(w.task_at[static_cast<std::size_t>(slot_of(id))]); }

bool happened(const Burst& burst, Happening what, ProcessId process, Signo sig) {
  return std::any_of(burst.journal.begin(), burst.journal.end(), [&](const JournalEntry& j) {
    return j.what == what && j.thread.process == process && (sig.value == 0 || j.info.signo == sig.value);
  });
}

// Follows who made whom by vfork, and who is released.
class VforkParentWaits final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    const auto slot = static_cast<std::size_t>(slot_of(entry.thread));
    switch (entry.what) {
      case Happening::kPerforms: step_[slot] = entry.step; [[fallthrough]];
      case Happening::kDequeued:
      case Happening::kDelivered: return waits_for_[slot] ? to_text(entry.thread) + " acts while it is in vfork" : "";
      case Happening::kBorn: {
        const auto maker = static_cast<std::size_t>(slot_of(entry.info.pid.thread()));
        if (entry.thread.leader() && std::holds_alternative<op::Vfork>(scenario_->steps[step_[maker]].operation))
          waits_for_[maker] = entry.thread;
        return {};
      }
      case Happening::kExecutes:
      case Happening::kExits:
        waits_for_[slot].reset();
        for (auto& child : waits_for_)
          if (child == entry.thread) child.reset();
        return {};
      default: return {};
    }
  }
  std::string seen(const Event& event, const Shadow&, const Scenario&) override {
    const bool waits = waits_for_[static_cast<std::size_t>(slot_of(event.thread))].has_value();
    return waits ? "an event of " + to_text(event.thread) + ", which is in vfork" : "";
  }
  std::string settles(const Burst& burst) override {
    for (const Task& t : burst.after.tasks)
      if (t.state == TaskState::kKillable && !waits_for_[static_cast<std::size_t>(slot_of(t.id))])
        return to_text(t.id) + " waits in vfork for nobody";
    return {};
  }

 private:
  const Scenario* scenario_{};
  std::array<std::uint8_t, kThreadSlots> step_{};
  std::array<std::optional<ThreadId>, kThreadSlots> waits_for_{};
};

// Nothing but SIGKILL and its child reach a process whose only thread was signalled, or frozen, while it is in vfork.
std::string busy_vfork_survives(const Burst& burst) {
  for (const Process& g : burst.before.processes) {
    if (g.dead || g.threads.size() != 1) continue;
    const Task& before = burst.before.task(g.leader);
    const bool frozen = burst.before.frozen_cgroups.test(g.cgroup.index);
    if (before.state != TaskState::kKillable || !(before.sigpending || frozen)) continue;
    if (task_in(burst.after, before.id).state == TaskState::kKillable) continue;
    if (happened(burst, Happening::kGenerated, g.id, kSigKill)) continue;
    const bool somebody_else_ended =
        std::any_of(burst.journal.begin(), burst.journal.end(), [&](const JournalEntry& j) {
          return (j.what == Happening::kExits || j.what == Happening::kExecutes) && j.thread != before.id;
        });
    if (!somebody_else_ended) return to_text(before.id) + " left vfork although it was signalled before";
  }
  return {};
}

// A handler of the process that one kill() signals runs in the thread that was suggested, even if that is in vfork.
std::string shared_stays_with_vfork(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const auto* kill = o ? std::get_if<op::Kill>(o) : nullptr;
  if (kill == nullptr || kill->pid.kind != PidArg::Kind::kTask || burst.actor().process == kill->pid.task.process)
    return {};
  const ThreadRef target = burst.before.find(kill->pid.task);
  if (target == kNoOne) return {};
  const Task& t = burst.before.task(target);
  const Process& g = burst.before.group_of(target);
  if (t.state != TaskState::kKillable || t.sigpending || t.blocked.contains(kill->sig)) return {};
  if (!kill->sig.valid() || g.shared_pending.set.contains(kill->sig)) return {};
  const Handler handler = burst.before.action_of(g, kill->sig).handler;
  if (handler != Handler::kLog && handler != Handler::kPark) return {};
  if (!happened(burst, Happening::kDelivered, g.id, kill->sig)) return {};
  return to_text(kill->sig) + " was delivered beside " + to_text(t.id) + ", which is in vfork";
}

std::string stopped_dies_of_sigkill(const Burst& burst) {
  for (const Process& g : burst.before.processes) {
    if (g.dead || g.threads.empty() || !g.stop_stopped) continue;
    const Process& now = burst.after.process(burst.before.task(g.threads.front()).process);
    if (!now.group_exit || g.group_exit) continue;
    if (happened(burst, Happening::kGenerated, g.id, kSigKill) ||
        happened(burst, Happening::kGenerated, g.id, kSigCont))
      continue;
    return to_text(g.id) + " died while it was stopped, and not of SIGKILL";
  }
  return {};
}

// Whatever the process was doing.
class SigkillEndsEverybody final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (entry.what == Happening::kGenerated) generated_ = entry;
    const bool pending =
        entry.what == Happening::kQueued || entry.what == Happening::kQueuedBare || entry.what == Happening::kCoalesced;
    if (pending && generated_.info.signo == kSigKill.value) killed_[generated_.thread.process.index] = true;
    return {};
  }
  std::string settles(const Burst& burst) override {
    for (const Process& g : burst.after.processes)
      if (killed_[g.id.index] && g.live > 0) return to_text(g.id) + " lives although SIGKILL came to it";
    return {};
  }

 private:
  JournalEntry generated_{};
  std::array<bool, kMaxProcesses + 1> killed_{};
};

std::string stopped_until_continued(const Burst& burst) {
  for (std::size_t i = 0; i < burst.before.tasks.size(); ++i) {
    const Task &before = burst.before.tasks[i], &now = burst.after.tasks[i];
    if (before.state != TaskState::kStopped || now.state == TaskState::kStopped || now.exiting) continue;
    if (!happened(burst, Happening::kGenerated, before.id.process, kSigCont))
      return to_text(before.id) + " is no longer stopped although no SIGCONT came";
  }
  return {};
}

}  // namespace

std::span<const InvariantText> states_invariants() {
  static const std::array kTexts{
      invariant<VforkParentWaits>("VforkParentWaits",
                                  "A thread in vfork does nothing until its child execs or exits, and then it goes on.",
                                  "vfork(2); kernel/fork.c wait_for_vfork_done()"),
      invariant<Settled<busy_vfork_survives>>(
          "BusyVforkParentSurvives",
          "Once it was signalled or frozen, a thread in vfork is reached by nothing but SIGKILL and the end of its "
          "child.",
          "kernel/signal.c wants_signal(); kernel/cgroup/freezer.c cgroup_freeze_task()"),
      invariant<Settled<shared_stays_with_vfork>>(
          "SharedSignalStaysWithVfork",
          "A process-directed signal for which a thread in vfork was chosen is not delivered by an idle sibling.",
          "kernel/signal.c complete_signal()"),
      invariant<Settled<stopped_dies_of_sigkill>>("StoppedDiesOfSigkillOnly",
                                                  "Nothing but SIGKILL ends a stopped process.",
                                                  "POSIX.1-2024 2.4.3; kernel/signal.c wants_signal()"),
      invariant<SigkillEndsEverybody>(
          "SigkillEndsEverybody",
          "SIGKILL ends the process that it comes to, be it asleep, stopped, frozen or in vfork.",
          "POSIX.1-2024 2.4.3; Documentation/admin-guide/cgroup-v2.rst; kernel/signal.c complete_signal()"),
      invariant<Settled<stopped_until_continued>>(
          "StoppedUntilContinued", "A stopped thread is stopped until SIGCONT is sent to its process, or it dies.",
          "POSIX.1-2024 2.4.3; kernel/signal.c prepare_signal()"),
  };
  return kTexts;
}

}  // namespace sigconform
