// Invariants of families: what a child begins with, what its death sends and to whom, who adopts it, who may wait for
// it, and what processes share.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

// Whatever is pending for a thread or process that came to be in this burst was sent to it in this burst.
std::string born_with_nothing(const Burst& burst) {
  const auto sent = [&](ThreadId to, bool shared, Signo sig) {
    return std::any_of(burst.journal.begin(), burst.journal.end(), [&](const JournalEntry& j) {
      return (j.what == Happening::kQueued || j.what == Happening::kQueuedBare) && j.shared == shared &&
             j.info.signo == sig.value && (shared ? j.thread.process == to.process : j.thread == to);
    });
  };
  for (const Task& t : burst.after.tasks) {
    if (burst.before.task_at[static_cast<std::size_t>(slot_of(t.id))] != kNoOne) continue;
    const bool forked = process_in(burst.before, t.id.process) == nullptr;
    for (int n = 1; n <= kLastSignal; ++n) {
      const bool own = t.pending.set.contains(Signo{n}) && !sent(t.id, false, Signo{n});
      const bool shared =
          forked && burst.after.process(t.process).shared_pending.set.contains(Signo{n}) && !sent(t.id, true, Signo{n});
      if (Signo{n} != kSigKill && (own || shared))
        return to_text(t.id) + " was born with " + to_text(Signo{n}) + " pending";
    }
  }
  return {};
}

// What fork and clone3 have in common.
std::string inherited(const Burst& burst, ThreadRef maker_ref, ThreadRef child_ref) {
  const Task &child = burst.after.task(child_ref), &maker = burst.before.task(maker_ref);
  const Process &its = burst.after.group_of(child_ref), &makers = burst.before.group_of(maker_ref);
  if (child.blocked != maker.blocked) return "mask";
  if (child.cred != maker.cred) return "users";
  if (its.queue_limit != makers.queue_limit) return "limit";
  if (its.pgrp != makers.pgrp) return "process group";
  return its.session == makers.session ? "" : "session";
}

std::string child_inherits(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const auto* clone = o ? std::get_if<op::Clone3>(o) : nullptr;
  const Event* returned = burst.return_of(burst.last);
  if (o == nullptr || returned == nullptr || returned->result < 0) return {};
  if (clone == nullptr && !std::holds_alternative<op::Fork>(*o)) return {};
  const ThreadId id = *birth_of(burst.actor(), *o);
  const ThreadRef child = burst.after.find(id), maker = burst.before.find(burst.actor());
  if (child == kNoOne) return to_text(id) + " does not exist";
  const Process& makers = burst.before.group_of(maker);
  if (const std::string what = inherited(burst, maker, child); !what.empty())
    return to_text(id) + " does not have its maker's " + what;
  if (burst.after.task(child).pdeath_signal.value != 0) return to_text(id) + " has a parent-death signal";
  // A handler with SA_RESETHAND that ran before or after the birth has changed the maker's.
  const auto& actions = burst.after.sighand_of(burst.after.group_of(child)).action;
  if (clone == nullptr && actions != burst.before.sighand_of(makers).action &&
      actions != burst.after.sighand_of(burst.after.group_of(maker)).action)
    return to_text(id) + " does not have its maker's actions";
  const bool siblings = clone != nullptr && clone->flags.has(kCloneParent);
  const ThreadRef parent = siblings ? makers.real_parent : maker;
  return burst.after.group_of(child).real_parent == parent ? "" : to_text(id) + " has another parent";
}

// To the parent that it was born to a child's death sends its exit signal; to one that adopted it, SIGCHLD.
class DeathSendsTheExitSignal final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World& world) override {
    scenario_ = &scenario;
    for (const Process& g : world.processes)
      if (g.real_parent != kNoOne) of_[g.id.index] = {parent_in(world, g), kSigChld};
  }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (entry.what == Happening::kPerforms) last_step_[static_cast<std::size_t>(slot_of(entry.thread))] = entry.step;
    if (entry.what == Happening::kExits) somebody_died_ = true;
    if (entry.what == Happening::kBorn && entry.thread.leader()) born(entry.thread.process, entry.info.pid.thread());
    if (entry.what == Happening::kExecutes) executes(entry.thread.process);
    const SignalInfo& i = entry.info;
    if (entry.what != Happening::kGenerated || !i.pid.is_thread()) return {};
    const ProcessId dead = i.pid.thread().process, to = entry.thread.process;
    if (dead == to || (i.code != kCldExited.value && i.code != kCldKilled.value) || !of_[dead.index].parent) return {};
    const Signo wanted = *of_[dead.index].parent == to ? of_[dead.index].exit_signal : kSigChld;
    if (wanted.value == i.signo) return {};
    return "the death of " + to_text(dead) + " sends " + to_text(Signo{i.signo}) + " instead of " + to_text(wanted);
  }
  std::string settles(const Burst& burst) override {
    somebody_died_ = false;
    for (const Process& g : burst.after.processes) {
      Family& of = of_[g.id.index];
      if (g.dead || !of.parent || *of.parent == parent_in(burst.after, g)) continue;
      of = {parent_in(burst.after, g), kSigChld};
    }
    return {};
  }

 private:
  struct Family {
    std::optional<ProcessId> parent;  // unknown where deaths and births mix in one burst
    Signo exit_signal{};
  };
  // What was agreed upon with the old image holds no more, neither for its own death nor for its children's.
  void executes(ProcessId id) {
    of_[id.index].exit_signal = kSigChld;
    for (Family& of : of_)
      if (of.parent == id) of.exit_signal = kSigChld;
  }
  void born(ProcessId child, ThreadId maker) {
    const std::uint8_t step = last_step_[static_cast<std::size_t>(slot_of(maker))];
    const auto* clone = std::get_if<op::Clone3>(&scenario_->steps[step].operation);
    of_[child.index] = {maker.process, clone ? clone->exit_signal : kSigChld};
    if (clone && clone->flags.has(kCloneParent)) of_[child.index] = of_[maker.process.index];
    if (clone && clone->flags.has(kCloneParent) && somebody_died_) of_[child.index].parent.reset();
  }

  const Scenario* scenario_{};
  std::array<Family, kMaxProcesses + 1> of_{};
  std::array<std::uint8_t, kThreadSlots> last_step_{};
  bool somebody_died_{false};
};

// What a wait reported in this burst: the child and the options.
struct Reported {
  ProcessId child{};
  WaitOptions options{};
};
std::optional<Reported> reported(const Event& e, const Scenario& scenario) {
  if (e.kind != EventKind::kReturned || e.result < 0) return std::nullopt;
  const Operation& o = scenario.steps[e.step].operation;
  if (const auto* wait = std::get_if<op::Wait4>(&o); wait && e.result > 0)
    return Reported{PidName{e.result}.thread().process, wait->options};
  if (const auto* wait = std::get_if<op::Waitid>(&o); wait && e.info.signo != 0)
    return Reported{e.info.pid.thread().process, wait->options};
  return std::nullopt;
}

std::string wait_takes_its_class(const Burst& burst) {
  for (const Event& e : burst.events) {
    const auto r = reported(e, burst.scenario);
    if (!r || r->options.has(kWAll)) continue;
    const Process *before = process_in(burst.before, r->child), *after = process_in(burst.after, r->child);
    if (before != nullptr && before->exit_signal != after->exit_signal) continue;
    if ((after->exit_signal != kSigChld) != r->options.has(kWClone))
      return to_text(r->child) + " was waited for against its exit signal";
  }
  return {};
}

// Where the parent waits, or waited in this burst, it may have died or been caught by a handler before it could tell.
class CloneChildrenWaitToBeReaped final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (entry.what == Happening::kExecutes) executed_[entry.thread.process.index] = true;
    if (entry.what != Happening::kPerforms) return {};
    const Operation& o = scenario_->steps[entry.step].operation;
    if (std::holds_alternative<op::Wait4>(o) || std::holds_alternative<op::Waitid>(o))
      waits_[entry.thread.process.index] = true;
    return {};
  }
  std::string settles(const Burst& burst) override {
    std::string broken;
    for (const Process& g : burst.after.processes) {
      const Process* before = process_in(burst.before, g.id);
      if (before == nullptr || before->dead || !g.dead || g.exit_signal == kSigChld) continue;
      const ProcessId parent = parent_in(burst.before, *before);
      if (!waits_[parent.index] && !executed_[parent.index])
        broken = to_text(g.id) + " is gone although nobody waited for it";
    }
    waits_ = {};
    for (const Task& t : burst.after.tasks) waits_[t.id.process.index] |= t.sleep == Sleep::kWait;
    return broken;
  }

 private:
  const Scenario* scenario_{};
  std::array<bool, kMaxProcesses + 1> waits_{};
  std::array<bool, kMaxProcesses + 1> executed_{};
};

bool lives(const World& w, ProcessId id) { return process_in(w, id) != nullptr && process_in(w, id)->live > 0; }

// Looks only where one process died, which alone left orphans then, and where nobody became a subreaper meanwhile.
std::string orphans_go_to_the_nearest(const Burst& burst) {
  std::optional<ProcessId> died;
  for (const Process& g : burst.before.processes) {
    if (g.live == 0 || lives(burst.after, g.id)) continue;
    if (died) return {};
    died = g.id;
  }
  if (!died) return {};
  const Process* reaper = process_in(burst.before, *died);
  do {
    reaper = process_in(burst.before, parent_in(burst.before, *reaper));
    if (reaper->child_subreaper != process_in(burst.after, reaper->id)->child_subreaper) return {};
  } while (reaper->id != kInit && !(reaper->live > 0 && reaper->child_subreaper));
  for (const Process& g : burst.before.processes) {
    if (g.dead || g.real_parent == kNoOne || parent_in(burst.before, g) != *died) continue;
    const Process& now = *process_in(burst.after, g.id);
    if (!now.dead && parent_in(burst.after, now) != reaper->id)
      return to_text(g.id) + " was not adopted by " + to_text(reaper->id);
  }
  return {};
}

// Between an rt_sigaction and whatever happens next, nothing is discarded but in the caller's process.
class IgnoringLeavesSharersAlone final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (entry.what == Happening::kFlushed) {
      if (!caller_ || entry.thread.process == *caller_) return {};
      return to_text(Signo{entry.info.signo}) + " of " + to_text(entry.thread.process) + " was discarded by another";
    }
    caller_.reset();
    if (entry.what == Happening::kPerforms &&
        std::holds_alternative<op::RtSigaction>(scenario_->steps[entry.step].operation))
      caller_ = entry.thread.process;
    return {};
  }

 private:
  const Scenario* scenario_{};
  std::optional<ProcessId> caller_;
};

// Every table of actions is used by as many processes as it counts.
std::string tables_are_counted(const Burst& burst) {
  const World& w = burst.after;
  for (SigHandRef s = 0; s < static_cast<SigHandRef>(w.sighands.size()); ++s) {
    const auto users =
        std::count_if(w.processes.begin(), w.processes.end(), [s](const Process& g) { return g.sighand == s; });
    if (w.sighands[static_cast<std::size_t>(s)].users != users) return "the users of a table of actions are miscounted";
  }
  return {};
}

}  // namespace

std::span<const InvariantText> birth_invariants() {
  static const std::array kTexts{
      invariant<Settled<born_with_nothing>>(
          "ChildIsBornWithNothingPending",
          "A new process or thread has nothing pending of what was sent before its birth.",
          "POSIX.1-2024 fork(), pthread_create(); kernel/fork.c copy_process()"),
      invariant<Settled<child_inherits>>(
          "ChildInherits",
          "A new process has its maker's mask, users, limit, group and session, after fork also its actions, and no "
          "parent-death signal.",
          "POSIX.1-2024 fork(); kernel/fork.c copy_process()"),
      invariant<DeathSendsTheExitSignal>(
          "DeathSendsTheExitSignal",
          "A death sends the exit signal to the parent; SIGCHLD to one that adopted, or when either executed since.",
          "clone(2); kernel/signal.c do_notify_parent(), kernel/exit.c reparent_leader()"),
      invariant<Settled<wait_takes_its_class>>(
          "WaitTakesItsClassOfChildren",
          "With __WCLONE only children with another exit signal than SIGCHLD are reported, without it only the others.",
          "wait4(2); kernel/exit.c eligible_child()"),
      invariant<CloneChildrenWaitToBeReaped>("CloneChildrenWaitToBeReaped",
                                             "A child whose exit signal is not SIGCHLD stays a zombie until it is "
                                             "waited for, unless its parent has become "
                                             "another program.",
                                             "kernel/signal.c do_notify_parent()"),
      invariant<Settled<orphans_go_to_the_nearest>>(
          "OrphansGoToTheNearestSubreaper",
          "Orphans go to the nearest living subreaper among their ancestors, else to init.",
          "PR_SET_CHILD_SUBREAPER(2const); kernel/exit.c find_new_reaper()"),
      invariant<IgnoringLeavesSharersAlone>(
          "IgnoringLeavesSharersAlone",
          "Setting an action discards nothing that is pending for another process, whatever they share.",
          "kernel/signal.c do_sigaction()"),
      invariant<Settled<tables_are_counted>>("ActionTablesAreCounted",
                                             "A table of actions knows how many processes use it.",
                                             "kernel/fork.c copy_sighand(), __cleanup_sighand()"),
  };
  return kTexts;
}

}  // namespace sigconform
