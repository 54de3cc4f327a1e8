// Invariants of frozen control groups: who is in one and which are frozen is followed from the operations and births
// alone. Must not know how the model keeps it.
#include "model/text.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

// Which process is in whose group, and which groups are frozen.
class Groups {
 public:
  void begins(const Scenario& scenario, const World& world) {
    scenario_ = &scenario;
    for (const Process& g : world.processes) group_[g.id.index] = g.id.index;
  }
  void follow(const JournalEntry& entry) {
    if (entry.what == Happening::kBorn)
      group_[entry.thread.process.index] = group_[entry.info.pid.thread().process.index];
    if (entry.what != Happening::kPerforms) return;
    if (const auto* freeze = std::get_if<op::Freeze>(&scenario_->steps[entry.step].operation))
      frozen_[freeze->cgroup.index] = freeze->on == Switch::kOn;
  }
  [[nodiscard]] bool frozen(ProcessId process) const { return frozen_[group_[process.index]]; }

 private:
  const Scenario* scenario_{};
  std::array<std::uint8_t, kMaxProcesses + 1> group_{};
  std::array<bool, kMaxProcesses + 1> frozen_{};
};

class FrozenDoNothing final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World& world) override { groups_.begins(scenario, world); }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    const bool acts = entry.what == Happening::kPerforms || entry.what == Happening::kDelivered;
    if (acts && groups_.frozen(entry.thread.process)) return to_text(entry.thread) + " acts while it is frozen";
    groups_.follow(entry);
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario&) override {
    return groups_.frozen(event.thread.process) ? "an event of " + to_text(event.thread) + ", which is frozen" : "";
  }

 private:
  Groups groups_;
};

// What ends a process at once, by its default action.
bool ends_without_dump(Signo sig) {
  constexpr SignalSet kOthers =
      SignalSet::of(kSigQuit, kSigIll, kSigTrap, kSigAbrt, kSigFpe, kSigSegv, kSigBus, kSigSys, kSigXcpu, kSigXfsz) |
      SignalSet::of(kSigCont, kSigChld, kSigWinch, kSigUrg, kSigStop, kSigTstp, kSigTtin, kSigTtou);
  return sig.valid() && !kOthers.contains(sig);
}

class FrozenDiesWithoutDumpOnly final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World& world) override { groups_.begins(scenario, world); }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    groups_.follow(entry);
    return {};
  }
  std::string settles(const Burst& burst) override {
    for (const Process& g : burst.before.processes) {
      if (!before_[g.id.index] || !groups_.frozen(g.id) || g.dead || g.group_exit) continue;
      const bool dies = burst.after.process(burst.before.task(g.leader).process).group_exit;
      if (dies && !is_sent(burst, g)) return to_text(g.id) + " died while it was frozen, of nothing that ends it";
      if (!dies && must_die(burst, g)) return to_text(g.id) + " outlived what ends it although it was frozen";
    }
    for (const Process& g : burst.after.processes) before_[g.id.index] = groups_.frozen(g.id);
    return {};
  }

 private:
  static bool is_sent(const Burst& burst, const Process& g) {
    return std::any_of(burst.journal.begin(), burst.journal.end(), [&](const JournalEntry& j) {
      return j.what == Happening::kGenerated && j.thread.process == g.id && ends_without_dump(Signo{j.info.signo});
    });
  }
  // One kill of a process of one thread that is frozen on its way to user mode, and neither stopped nor in vfork.
  static bool must_die(const Burst& burst, const Process& g) {
    const Operation* o = burst.single_operation();
    const auto* kill = o ? std::get_if<op::Kill>(o) : nullptr;
    const Event* answer = burst.return_of(burst.last);
    if (kill == nullptr || answer == nullptr || answer->result != 0 || kill->pid != PidArg::of(g.id)) return false;
    const Task& t = burst.before.task(g.leader);
    if (!ends_without_dump(kill->sig) || t.state != TaskState::kInterruptible || g.threads.size() != 1) return false;
    if ((t.pending.set | g.shared_pending.set).contains(kill->sig)) return false;
    return kill->sig == kSigKill ||
           (!t.blocked.contains(kill->sig) && burst.before.action_of(g, kill->sig).handler == Handler::kDefault);
  }

  Groups groups_;
  std::array<bool, kMaxProcesses + 1> before_{};
};

// Follows who slept in sigtimedwait when it was frozen.
class FreezeEndsSigtimedwait final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World& world) override { groups_.begins(scenario, world); }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    groups_.follow(entry);
    const auto slot = static_cast<std::size_t>(slot_of(entry.thread));
    if (entry.what == Happening::kPerforms && slept_in_[slot] == entry.step)
      return to_text(entry.thread) + " waits for signals again after it was frozen";
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario&) override {
    std::optional<std::uint8_t>& step = slept_in_[static_cast<std::size_t>(slot_of(event.thread))];
    if (event.kind == EventKind::kReturned && step == event.step) step.reset();
    return {};
  }
  std::string settles(const Burst& burst) override {
    for (const Task& t : burst.before.tasks)
      if (t.state == TaskState::kInterruptible && t.sleep == Sleep::kSigtimedwait && groups_.frozen(t.id.process))
        slept_in_[static_cast<std::size_t>(slot_of(t.id))] = t.sleep_step;
    return {};
  }

 private:
  Groups groups_;
  std::array<std::optional<std::uint8_t>, kThreadSlots> slept_in_{};
};

class FreezeNeverFails final : public Invariant {
 public:
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    const bool failed = event.kind == EventKind::kReturned && event.result != 0 &&
                        std::holds_alternative<op::Freeze>(scenario.steps[event.step].operation);
    return failed ? "a write to cgroup.freeze fails" : "";
  }
};

// Between the call and whatever is done or seen next. What is of a timer may have been stale.
class FreezerTakesNothingAway final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (entry.what == Happening::kPerforms)
      writes_ = std::holds_alternative<op::Freeze>(scenario_->steps[entry.step].operation);
    if (entry.what == Happening::kDequeued) writes_ = false;
    const bool lost = writes_ && entry.what == Happening::kFlushed && !is_of_timer(entry.info);
    return lost ? to_text(Signo{entry.info.signo}) + " is no longer pending for " + to_text(entry.thread) : "";
  }
  std::string seen(const Event&, const Shadow&, const Scenario&) override {
    writes_ = false;
    return {};
  }

 private:
  const Scenario* scenario_{};
  bool writes_{false};
};

}  // namespace

std::span<const InvariantText> freezer_invariants() {
  static const std::array kTexts{
      invariant<FrozenDoNothing>(
          "FrozenThreadsDoNothing",
          "While a control group is frozen nothing of it performs, returns from a call or acts upon a signal, whoever "
          "froze it and whenever it was born.",
          "Documentation/admin-guide/cgroup-v2.rst; kernel/signal.c do_freezer_trap()"),
      invariant<FrozenDiesWithoutDumpOnly>(
          "FrozenDiesWithoutDumpOnly",
          "A signal that ends its process without a core dump ends a frozen one at once, and nothing else does.",
          "Documentation/admin-guide/cgroup-v2.rst; kernel/signal.c complete_signal()"),
      invariant<FreezeEndsSigtimedwait>("FreezeEndsSigtimedwait",
                                        "A thread that was frozen in sigtimedwait does not go on to wait.",
                                        "signal(7); kernel/signal.c do_sigtimedwait()"),
      invariant<FreezeNeverFails>("FreezeNeverFails",
                                  "A write to cgroup.freeze succeeds, also where it changes nothing.",
                                  "Documentation/admin-guide/cgroup-v2.rst; kernel/cgroup/freezer.c cgroup_freeze()"),
      invariant<FreezerTakesNothingAway>(
          "FreezerTakesNothingAway", "Freezing and thawing leave pending what is pending.",
          "Documentation/admin-guide/cgroup-v2.rst; kernel/cgroup/freezer.c cgroup_freeze_task()"),
  };
  return kTexts;
}

}  // namespace sigconform
