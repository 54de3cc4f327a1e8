// Invariants of what a process is besides its signals: its process group and session, its limit, its users, whom it
// adopts. They hold of every world, or are kept as an account of what the processes asked for.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <bitset>

namespace sigconform {
namespace {

using ProcessSet = std::bitset<kMaxProcesses + 1>;

std::string groups_within_sessions(const Burst& burst) {
  for (const Process& one : burst.after.processes)
    for (const Process& other : burst.after.processes)
      if (!one.dead && !other.dead && one.pgrp == other.pgrp && one.session != other.session)
        return to_text(one.id) + " and " + to_text(other.id) + " are of one process group and two sessions";
  return {};
}

std::string session_leaders_lead(const Burst& burst) {
  for (const Process& g : burst.after.processes)
    if (!g.dead && g.session_leader && (g.session != PidName::of(g.id) || g.pgrp != g.session))
      return to_text(g.id) + " leads a session and not its process group";
  return {};
}

// A process group is changed by the process, or, until it executes, by its parent.
class GroupIsChangedByFamily final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (entry.what == Happening::kExecutes) executed_.set(entry.thread.process.index);
    if (entry.what != Happening::kPerforms) return {};
    const Operation& o = scenario_->steps[entry.step].operation;
    if (std::holds_alternative<op::Setpgid>(o) || std::holds_alternative<op::Setsid>(o))
      moves_.set(entry.thread.process.index);
    return {};
  }
  std::string settles(const Burst& burst) override {
    std::string broken;
    for (const Process& g : burst.after.processes) {
      const Process* before = process_in(burst.before, g.id);
      if (before == nullptr || before->pgrp == g.pgrp || moves_.test(g.id.index)) continue;
      const bool by_parent =
          moves_.test(parent_in(burst.before, *before).index) || moves_.test(parent_in(burst.after, g).index);
      if (!by_parent || executed_before_.test(g.id.index))
        broken = to_text(g.id) + " was moved to another process group by none who may";
    }
    moves_.reset();
    executed_before_ = executed_;
    return broken;
  }

 private:
  const Scenario* scenario_{};
  ProcessSet moves_, executed_, executed_before_;
};

bool is_negative(PidArg id) {
  return id.kind != PidArg::Kind::kTask && id.kind != PidArg::Kind::kZero && id.kind != PidArg::Kind::kNobody;
}

// What can be said of the answer without asking who is where.
std::string setpgid_answers(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  const auto* move = o ? std::get_if<op::Setpgid>(o) : nullptr;
  if (move == nullptr || e == nullptr) return {};
  const bool own_number = move->pgid.kind == PidArg::Kind::kZero;
  if (is_negative(own_number ? move->pid : move->pgid))
    return e->result == minus(Errno::kInval) ? "" : "a negative process group was not refused";
  const bool itself = move->pid.kind == PidArg::Kind::kZero;
  if (!itself && move->pid.kind != PidArg::Kind::kTask) return {};
  const ThreadId named = itself ? ThreadId{burst.actor().process, {}} : move->pid.task;
  if (burst.before.find(named) == kNoOne) return {};
  if (!named.leader()) return e->result == minus(Errno::kInval) ? "" : to_text(named) + " leads no process";
  const Process& before = *process_in(burst.before, named.process);
  if (e->result == 0 && before.session == PidName::of(named)) return to_text(named) + " leads a session, and was moved";
  const bool family =
      named.process == burst.actor().process || parent_in(burst.before, before) == burst.actor().process;
  if (family && e->result == minus(Errno::kSrch)) return to_text(named) + " is there, and is not found";
  if (e->result != 0 || (!own_number && move->pgid.kind != PidArg::Kind::kTask)) return {};
  const PidName group = PidName::of(own_number ? named : move->pgid.task);
  return process_in(burst.after, named.process)->pgrp == group ? "" : to_text(named) + " is not where it was moved to";
}

// The queue limit and PR_SET_CHILD_SUBREAPER.
class ProcessIsAsItSaid final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World& world) override {
    scenario_ = &scenario;
    for (const Process& g : world.processes) limit_[g.id.index] = g.queue_limit;
  }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    const std::uint8_t process = entry.thread.process.index;
    if (entry.what == Happening::kBorn && entry.thread.leader()) {
      limit_[process] = limit_[entry.info.pid.thread().process.index];
      subreaper_.reset(process);
    }
    if (entry.what != Happening::kPerforms) return {};
    const Operation& o = scenario_->steps[entry.step].operation;
    const auto* limit = std::get_if<op::Setrlimit>(&o);
    if (limit && limit->limit.value <= kDefaultQueueLimit) limit_[process] = limit->limit.value;
    if (const auto* reaper = std::get_if<op::SetChildSubreaper>(&o)) subreaper_.set(process, reaper->on == Switch::kOn);
    return {};
  }
  std::string settles(const Burst& burst) override {
    for (const Process& g : burst.after.processes) {
      if (g.dead || g.id == kInit) continue;
      if (g.queue_limit != limit_[g.id.index]) return to_text(g.id) + " has another limit than it set";
      if (g.child_subreaper != subreaper_.test(g.id.index))
        return to_text(g.id) + (g.child_subreaper ? " is a subreaper unasked" : " asked to be a subreaper and is none");
    }
    return {};
  }

 private:
  const Scenario* scenario_{};
  std::array<std::uint32_t, kMaxProcesses + 1> limit_{};
  ProcessSet subreaper_;
};

std::string limit_above_hard(const Burst& burst) {
  for (const Event& e : burst.events) {
    if (e.kind != EventKind::kReturned) continue;
    const auto* limit = std::get_if<op::Setrlimit>(&burst.scenario.steps[e.step].operation);
    if (limit && (limit->limit.value > kDefaultQueueLimit) != (e.result == minus(Errno::kInval)))
      return "a soft limit is to be refused when it is above the hard one, and only then";
  }
  return {};
}

// The threads that were there before, under the same name, in processes that did not execute meanwhile.
template <typename Check>
std::string each_old_thread(const Burst& burst, Check check) {
  const auto executed = [&](ProcessId id) {
    return std::any_of(burst.journal.begin(), burst.journal.end(),
                       [&](const JournalEntry& j) { return j.what == Happening::kExecutes && j.thread.process == id; });
  };
  for (const Task& before : burst.before.tasks) {
    const ThreadRef now = burst.before.find(before.id) == kNoOne ? kNoOne : burst.after.find(before.id);
    if (now == kNoOne || executed(before.id.process)) continue;
    if (std::string broken = check(before, burst.after.task(now)); !broken.empty()) return broken;
  }
  return {};
}

template <typename Op>
bool performs(const Burst& burst, ThreadId id) {
  return std::any_of(burst.journal.begin(), burst.journal.end(), [&](const JournalEntry& j) {
    return j.what == Happening::kPerforms && j.thread == id &&
           std::holds_alternative<Op>(burst.scenario.steps[j.step].operation);
  });
}

std::string users_are_ones_own(const Burst& burst) {
  return each_old_thread(burst, [&](const Task& before, const Task& after) -> std::string {
    const bool asked = performs<op::Setresuid>(burst, after.id) || performs<op::DropCapabilities>(burst, after.id);
    return asked || before.cred == after.cred ? "" : to_text(after.id) + " became another user without asking";
  });
}

std::string users_stay_among_ones_own(const Burst& burst) {
  return each_old_thread(burst, [&](const Task& before, const Task& after) -> std::string {
    const Cred& old = before.cred;
    const std::array own{old.real, old.effective, old.saved};
    const auto known = [&](std::int8_t user) { return std::find(own.begin(), own.end(), user) != own.end(); };
    const Cred& now = after.cred;
    if (old.cap_setuid || (known(now.real) && known(now.effective) && known(now.saved))) return {};
    return to_text(after.id) + " became a user that it was not, without CAP_SETUID";
  });
}

std::string dropped_is_gone(const Burst& burst) {
  return each_old_thread(burst, [&](const Task&, const Task& after) -> std::string {
    const bool has = after.cred.cap_kill || after.cred.cap_setuid;
    return has && performs<op::DropCapabilities>(burst, after.id) ? to_text(after.id) + " gave up what it has" : "";
  });
}

}  // namespace

std::span<const InvariantText> group_invariants() {
  static const std::array kTexts{
      invariant<Settled<groups_within_sessions>>("GroupsAreWithinSessions",
                                                 "All members of a process group are of one session.",
                                                 "POSIX.1-2024 setpgid(), setsid(); credentials(7)"),
      invariant<Settled<session_leaders_lead>>("SessionLeadersLeadTheirGroup",
                                               "Who leads a session leads a process group of the same number.",
                                               "POSIX.1-2024 setsid(), setpgid(); credentials(7)"),
      invariant<GroupIsChangedByFamily>(
          "GroupIsChangedByFamily",
          "The process group of a process is changed by itself or, until it executes a file, by its parent.",
          "POSIX.1-2024 setpgid(); kernel/sys.c"),
      invariant<Settled<setpgid_answers>>("SetpgidAnswers",
                                          "setpgid gives EINVAL for a negative group and for threads that are no "
                                          "leaders, moves no leader of a session, "
                                          "finds the caller and its children, and what it moved is where it was to be.",
                                          "POSIX.1-2024 setpgid(); kernel/sys.c"),
      invariant<ProcessIsAsItSaid>(
          "ProcessIsAsItSaid",
          "A process has the queue limit that it set last, or was born with, and is a subreaper if it last said so.",
          "getrlimit(2); PR_SET_CHILD_SUBREAPER(2const)"),
      invariant<Settled<limit_above_hard>>("SoftLimitIsBelowHard", "Of soft limits only those above the hard one fail.",
                                           "POSIX.1-2024 setrlimit(); kernel/sys.c do_prlimit()"),
      invariant<Settled<users_are_ones_own>>("UsersAreOnesOwn",
                                             "Users and capabilities of a thread change by its own calls only.",
                                             "setresuid(2), credentials(7), capabilities(7)"),
      invariant<Settled<users_stay_among_ones_own>>(
          "UsersStayWithoutCapability", "A thread without CAP_SETUID only becomes a user that it is in some respect.",
          "setresuid(2); kernel/sys.c"),
      invariant<Settled<dropped_is_gone>>("DroppedCapabilitiesAreGone",
                                          "A thread that gave up its capabilities has none.", "capabilities(7)"),
  };
  return kTexts;
}

}  // namespace sigconform
