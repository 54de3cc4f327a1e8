// Invariants of waiting for children: what is reported once, what stays, and when there is nobody to wait for. And of
// what a dying process leaves: who is told, who adopts, who is gone.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

struct Wait {
  WaitOptions options{};
  bool any{false};  // child
};
std::optional<Wait> wait_of(const Operation& o) {
  if (const auto* wait = std::get_if<op::Wait4>(&o))
    return Wait{wait->options | kWExited, wait->pid.kind == PidArg::Kind::kMinusOne};
  if (const auto* wait = std::get_if<op::Waitid>(&o)) return Wait{wait->options, wait->type == IdType::kAll};
  return std::nullopt;
}

struct Report {
  ProcessId child{};
  SiCode code{};
};
std::optional<Report> report_of(const Event& e, const Operation& o) {
  if (e.kind != EventKind::kReturned || e.result < 0) return std::nullopt;
  if (std::holds_alternative<op::Waitid>(o) && e.info.signo != 0)
    return Report{e.info.pid.thread().process, SiCode{e.info.code}};
  if (!std::holds_alternative<op::Wait4>(o) || e.result == 0) return std::nullopt;
  const SiCode code = e.status == 0xffff          ? kCldContinued
                      : (e.status & 0x7f) == 0x7f ? kCldStopped
                      : (e.status & 0x7f) != 0    ? kCldKilled
                                                  : kCldExited;
  return Report{PidName{e.result}.thread().process, code};
}

// A process stops anew only after a SIGCONT, and is continued anew only by another.
class ReportsAreTakenOnce final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (entry.what == Happening::kGenerated && Signo{entry.info.signo} == kSigCont)
      taken_[entry.thread.process.index] = {};
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned) return {};
    const Operation& o = scenario.steps[event.step].operation;
    const auto wait = wait_of(o);
    const auto report = wait ? report_of(event, o) : std::nullopt;
    if (!report || (report->code != kCldStopped && report->code != kCldContinued)) return {};
    bool& taken = taken_[report->child.index][report->code == kCldStopped ? 0 : 1];
    if (taken) return "one stop or continue of " + to_text(report->child) + " is reported twice";
    taken = !wait->options.has(kWNoWait);
    return {};
  }

 private:
  std::array<std::array<bool, 2>, kMaxProcesses + 1> taken_{};
};

// The wait that is the only operation of a burst, the thread that waits, and what came of it.
struct Lone {
  Wait wait;
  ThreadRef waiter{};
  const Event* returned{};
  std::optional<Report> report;
};
std::optional<Lone> lone_wait(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  const auto wait = o ? wait_of(*o) : std::nullopt;
  const ThreadRef waiter = burst.before.find(burst.actor());
  if (!wait || e == nullptr || waiter == kNoOne) return std::nullopt;
  return Lone{*wait, waiter, e, report_of(*e, *o)};
}

std::string nowait_keeps(const Burst& burst) {
  const auto lone = lone_wait(burst);
  if (!lone || !lone->report || !lone->wait.options.has(kWNoWait)) return {};
  const Process &before = *process_in(burst.before, lone->report->child), &g = *process_in(burst.after, before.id);
  const bool same =
      before.dead == g.dead && before.stop_continued == g.stop_continued && before.group_exit_code == g.group_exit_code;
  return same ? "" : "WNOWAIT took the report of " + to_text(g.id);
}

// Waits for any child that are not refused for their options, among children that all die with SIGCHLD.
std::string echild_means_no_child(const Burst& burst) {
  const auto lone = lone_wait(burst);
  if (!lone || !lone->wait.any || lone->wait.options.has(kWNoThread) || lone->wait.options.has(kWClone)) return {};
  if (lone->returned->result == minus(Errno::kInval)) return {};
  bool some = false;
  for (const Process& g : burst.before.processes) {
    if (g.dead || g.real_parent == kNoOne) continue;
    if (burst.before.task(g.real_parent).process != burst.before.task(lone->waiter).process) continue;
    if (g.exit_signal != kSigChld) return {};
    some |= g.live > 0 || lone->wait.options.has(kWExited);
  }
  if (some == (lone->returned->result != minus(Errno::kChild))) return {};
  return some ? "there is a child, and the answer is ECHILD" : "there is no child that could match, and no ECHILD";
}

std::string nohang_answers(const Burst& burst) {
  const auto lone = lone_wait(burst);
  return lone && lone->returned->result == minus(Errno::kAgain) ? "a wait gives EAGAIN" : "";
}

std::string nothread_is_own(const Burst& burst) {
  const auto lone = lone_wait(burst);
  if (!lone || !lone->report || !lone->wait.options.has(kWNoThread)) return {};
  const Process& child = *process_in(burst.before, lone->report->child);
  return child.real_parent == lone->waiter ? "" : to_text(child.id) + " is no child of the thread that waited for it";
}

// A parent that ignores SIGCHLD has no zombies that died with it.
std::string ignored_children_are_gone(const Burst& burst) {
  for (const Process& g : burst.after.processes) {
    const Process* before = process_in(burst.before, g.id);
    if (before == nullptr || before->live == 0 || g.live > 0 || g.dead || g.exit_signal != kSigChld) continue;
    if (g.real_parent != before->real_parent || before->exit_signal != kSigChld) continue;
    const auto ignores = [&](const World& w) {
      return w.action_of(w.group_of(g.real_parent), kSigChld).handler == Handler::kIgnore;
    };
    if (ignores(burst.before) && ignores(burst.after))
      return to_text(g.id) + " is a zombie although its parent ignores SIGCHLD";
  }
  return {};
}

// A death that leaves a parent alive which does not ignore SIGCHLD is told to it.
std::string deaths_are_told(const Burst& burst) {
  for (const Process& g : burst.after.processes) {
    const Process* before = process_in(burst.before, g.id);
    if (before == nullptr || before->live == 0 || g.live > 0 || g.real_parent != before->real_parent) continue;
    if (g.exit_signal != kSigChld || burst.after.group_of(g.real_parent).live == 0) continue;
    const auto ignores = [&](const World& w) {
      return w.action_of(w.group_of(g.real_parent), kSigChld).handler == Handler::kIgnore;
    };
    if (ignores(burst.before) || ignores(burst.after)) continue;
    const bool told = std::any_of(burst.journal.begin(), burst.journal.end(), [&](const JournalEntry& j) {
      return j.what == Happening::kGenerated && j.info.signo == kSigChld.value && j.info.pid == PidName::of(g.id) &&
             (j.info.code == kCldExited.value || j.info.code == kCldKilled.value);
    });
    if (!told) return "nobody is told of the death of " + to_text(g.id);
  }
  return {};
}

// While a thread of a process lives, children stay in it.
std::string children_stay(const Burst& burst) {
  for (const Process& g : burst.after.processes) {
    const Process* before = process_in(burst.before, g.id);
    if (before == nullptr || g.dead || before->real_parent == kNoOne || g.real_parent == before->real_parent) continue;
    const ProcessId parent = burst.before.task(before->real_parent).id.process;
    if (burst.after.task(g.real_parent).id.process != parent && process_in(burst.after, parent)->live > 0)
      return to_text(g.id) + " left a process that lives";
  }
  return {};
}

// What a thread that ends, and leaves no sibling of its own children's parents out, sends to those that asked.
std::string pdeath_is_sent(const Burst& burst) {
  const Operation* o = burst.single_operation();
  if (o == nullptr || !std::holds_alternative<op::Exit>(*o)) return {};
  const ThreadRef dying = burst.before.find(burst.actor());
  if (dying == kNoOne || burst.after.find(burst.actor()) == dying) {
    if (dying == kNoOne || !burst.after.task(dying).exiting) return {};
  }
  for (const ProcessRef c : burst.before.task(dying).children) {
    const Process& child = burst.before.process(c);
    const Cred& own = burst.before.task(dying).cred;
    for (const ThreadRef t : child.threads) {
      const Task& asked = burst.before.task(t);
      if (asked.pdeath_signal.value == 0 || !own.cap_kill) continue;
      const bool sent = std::any_of(burst.journal.begin(), burst.journal.end(), [&](const JournalEntry& j) {
        return j.what == Happening::kGenerated && j.thread.process == child.id &&
               j.info.signo == asked.pdeath_signal.value;
      });
      if (!sent) return to_text(asked.id) + " is not told of its parent's death";
    }
  }
  return {};
}

std::string users_clear_pdeath(const Burst& burst) {
  for (const Task& t : burst.after.tasks) {
    const ThreadRef before = burst.before.find(t.id);
    const Operation* o = burst.single_operation();
    if (before == kNoOne || o == nullptr || !std::holds_alternative<op::Setresuid>(*o)) continue;
    if (burst.before.task(before).cred.effective != t.cred.effective && t.pdeath_signal.value != 0)
      return to_text(t.id) + " keeps its parent-death signal as another user";
  }
  return {};
}

}  // namespace

std::span<const InvariantText> wait_children_invariants() {
  static const std::array kTexts{
      invariant<ReportsAreTakenOnce>("ReportsAreTakenOnce",
                                     "A stop or continue is reported once, those with WNOWAIT aside.",
                                     "POSIX.1-2024 wait(); kernel/exit.c wait_task_stopped(), wait_task_continued()"),
      invariant<Settled<nowait_keeps>>("NoWaitTakesNothing", "A wait with WNOWAIT leaves what it reports.",
                                       "POSIX.1-2024 waitid()"),
      invariant<Settled<echild_means_no_child>>(
          "EchildMeansNoChild",
          "A wait for any child gives ECHILD when no child of the process lives, or is a zombie that is asked for.",
          "POSIX.1-2024 wait(); kernel/exit.c __do_wait()"),
      invariant<Settled<nohang_answers>>("WaitsNeverSayAgain", "No wait gives EAGAIN, WNOHANG or not.",
                                         "POSIX.1-2024 wait(), waitid()"),
      invariant<Settled<nothread_is_own>>("NoThreadWaitsForItsOwn",
                                          "With __WNOTHREAD only a child of the thread itself is reported.",
                                          "wait4(2); kernel/exit.c __do_wait()"),
      invariant<Settled<ignored_children_are_gone>>("IgnoredChildrenAreGone",
                                                    "A parent that ignores SIGCHLD has no zombies of its children.",
                                                    "POSIX.1-2024 _exit(); kernel/signal.c do_notify_parent()"),
      invariant<Settled<deaths_are_told>>("DeathsAreTold",
                                          "A living parent that does not ignore SIGCHLD is told of every death.",
                                          "POSIX.1-2024 _exit(); kernel/signal.c do_notify_parent()"),
      invariant<Settled<children_stay>>("ChildrenStayWhileAThreadLives",
                                        "Children of a thread that exits stay in its process while a thread lives.",
                                        "kernel/exit.c find_new_reaper()"),
      invariant<Settled<pdeath_is_sent>>("ThreadsDeathIsTold",
                                         "The exit of a thread that may signal all tells the threads of its children "
                                         "that asked.",
                                         "PR_SET_PDEATHSIG(2const); kernel/exit.c forget_original_parent()"),
      invariant<Settled<users_clear_pdeath>>("NewUserHasNoParentDeathSignal",
                                             "Who becomes another user has no parent-death signal.",
                                             "PR_SET_PDEATHSIG(2const); kernel/cred.c commit_creds()"),
  };
  return kTexts;
}

}  // namespace sigconform
