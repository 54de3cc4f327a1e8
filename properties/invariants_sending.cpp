// Invariants of the calls that send signals: which answer goes before which, who may be signalled, and whom the signal
// names as its sender. Only single calls are looked at, by the families and users from before them.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

// A signal of kill, tkill or tgkill to one task, which is named.
struct Sent {
  ThreadId to{};
  bool of_group{true};  // it belongs to the thread group that is named along with it
  Signo sig{};
  bool to_thread{false};
};

std::optional<Sent> sent(const Operation& o) {
  if (const auto* kill = std::get_if<op::Kill>(&o); kill && kill->pid.kind == PidArg::Kind::kTask)
    return Sent{kill->pid.task, true, kill->sig, false};
  if (const auto* tkill = std::get_if<op::Tkill>(&o); tkill && tkill->tid.kind == PidArg::Kind::kTask)
    return Sent{tkill->tid.task, true, tkill->sig, true};
  const auto* tgkill = std::get_if<op::Tgkill>(&o);
  if (tgkill && tgkill->tid.kind == PidArg::Kind::kTask && tgkill->tgid.kind == PidArg::Kind::kTask)
    return Sent{tgkill->tid.task, tgkill->tgid.task == ThreadId{tgkill->tid.task.process, {}}, tgkill->sig, true};
  return std::nullopt;
}

bool same_users(const Cred& sender, const Cred& target) {
  const std::array users{sender.real, sender.effective};
  return std::any_of(users.begin(), users.end(), [&](auto u) { return u == target.real || u == target.saved; });
}

// What a call that names one task must answer, when it can be told without asking who may signal whom.
std::optional<Errno> certain_error(const Sent& s, const World& before) {
  const ThreadRef target = before.find(s.to);
  if (target == kNoOne || !s.of_group) return Errno::kSrch;
  if (s.sig.value < 0 || s.sig.value > kLastSignal) return Errno::kInval;
  return std::nullopt;
}

std::string errors_in_order(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  const auto s = o ? sent(*o) : std::nullopt;
  if (!s || e == nullptr || burst.before.find(burst.actor()) == kNoOne) return {};
  if (const auto error = certain_error(*s, burst.before))
    return e->result == minus(*error) ? "" : "the answer is " + std::to_string(e->result) + " for " + to_text(s->to);
  if (e->result == minus(Errno::kSrch)) return to_text(s->to) + " is there, alive or not, and is not found";
  return e->result == minus(Errno::kInval) ? "a signal that exists is invalid" : "";
}

std::string permission(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  const auto s = o ? sent(*o) : std::nullopt;
  if (!s || e == nullptr || certain_error(*s, burst.before)) return {};
  const ThreadRef sender = burst.before.find(burst.actor()), target = burst.before.find(s->to);
  const Cred& own = burst.before.task(sender).cred;
  const bool same_session = burst.before.group_of(sender).session == burst.before.group_of(target).session;
  const bool may = own.cap_kill || same_users(own, burst.before.task(target).cred) ||
                   s->to.process == burst.actor().process || (s->sig == kSigCont && same_session);
  if (may == (e->result != minus(Errno::kPerm))) return {};
  return to_text(burst.actor()) + (may ? " may signal " : " may not signal ") + to_text(s->to);
}

std::string everyone_and_groups(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  const auto* kill = o ? std::get_if<op::Kill>(o) : nullptr;
  if (kill == nullptr || e == nullptr) return {};
  const bool everyone = kill->pid.kind == PidArg::Kind::kMinusOne;
  const bool nobody = kill->pid.kind == PidArg::Kind::kMinusNobody || kill->pid.kind == PidArg::Kind::kIntMin;
  if (nobody && e->result != minus(Errno::kSrch)) return "a process group that does not exist was signalled";
  if (everyone && e->result == minus(Errno::kPerm)) return "kill(-1) was not permitted";
  const bool failed = e->result == minus(Errno::kPerm) || e->result == minus(Errno::kSrch);
  for (const JournalEntry& j : burst.journal) {
    if (j.what != Happening::kGenerated || j.info.signo != kill->sig.value || j.info.code != kSiUser.value) continue;
    if (j.info.pid.code != PidName::of(burst.actor().process).code) continue;
    if (failed) return to_text(j.thread) + " was signalled by a call that failed";
    if (everyone && j.thread.process == burst.actor().process) return "kill(-1) signalled its caller";
  }
  return {};
}

// Right after a call to one task is begun it generates its signal, if it does before it returns.
class SignalNamesItsSender final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    const Operation* o = performed_;
    performed_ = nullptr;
    if (entry.what == Happening::kPerforms) {
      performed_ = &scenario_->steps[entry.step].operation;
      sender_ = entry.thread;
    }
    return o != nullptr && entry.what == Happening::kGenerated ? wrong(*o, entry) : std::string{};
  }
  std::string seen(const Event&, const Shadow&, const Scenario&) override {
    performed_ = nullptr;
    return {};
  }

 private:
  [[nodiscard]] std::string wrong(const Operation& o, const JournalEntry& entry) const {
    if (const auto* queue = std::get_if<op::RtSigqueueinfo>(&o))
      return entry.info.code == queue->code.value ? "" : "the si_code that was passed was changed";
    const auto s = sent(o);
    if (!s || s->sig.value != entry.info.signo) return {};
    const std::string sig = to_text(s->sig);
    if (entry.info.code != (s->to_thread ? kSiTkill : kSiUser).value) return sig + " has another call's si_code";
    if (entry.info.pid != PidName::of(sender_.process)) return sig + " does not name the process that sent it";
    if (entry.shared == s->to_thread) return sig + " is queued where another call queues it";
    return entry.thread == s->to ? "" : sig + " was offered to " + to_text(entry.thread) + " first";
  }

  const Scenario* scenario_{};
  const Operation* performed_{};
  ThreadId sender_{};
};

// Arguments that no call takes.
std::optional<Errno> refusal(const Operation& o, ThreadId actor) {
  const auto names_nobody = [](PidArg id) {
    return id.kind != PidArg::Kind::kTask && id.kind != PidArg::Kind::kNobody;
  };
  constexpr std::uint32_t kWaitid = 0xe100000f, kWait4 = 0xe000000b, kStates = 0xe;
  if (const auto* tkill = std::get_if<op::Tkill>(&o); tkill && names_nobody(tkill->tid)) return Errno::kInval;
  if (const auto* tgkill = std::get_if<op::Tgkill>(&o); tgkill && names_nobody(tgkill->tid)) return Errno::kInval;
  const auto* queue = std::get_if<op::RtSigqueueinfo>(&o);
  if (queue && queue->pid.kind == PidArg::Kind::kTask && queue->pid.task != actor)
    if (queue->code.value >= 0 || queue->code == kSiTkill) return Errno::kPerm;
  if (const auto* set = std::get_if<op::SetPdeathsig>(&o); set && (set->sig.value < 0 || set->sig.value > kLastSignal))
    return Errno::kInval;
  const auto* action = std::get_if<op::RtSigaction>(&o);
  const bool sets = action && action->handler != Handler::kQuery;
  if (action && (!action->sig.valid() || (sets && (action->sig == kSigKill || action->sig == kSigStop))))
    return Errno::kInval;
  if (const auto* mask = std::get_if<op::RtSigprocmask>(&o); mask && mask->how == MaskHow::kInvalid)
    return Errno::kInval;
  if (const auto* wait = std::get_if<op::Wait4>(&o)) {
    if ((wait->options.bits & ~kWait4) != 0) return Errno::kInval;
    if (wait->pid.kind == PidArg::Kind::kIntMin) return Errno::kSrch;
  }
  if (const auto* wait = std::get_if<op::Waitid>(&o)) {
    const bool negative = wait->type == IdType::kPid && names_nobody(wait->id);
    if ((wait->options.bits & ~kWaitid) != 0 || (wait->options.bits & kStates) == 0 || negative) return Errno::kInval;
  }
  return std::nullopt;
}

std::string refused(const Burst& burst) {
  for (std::size_t step = burst.first; step <= burst.last; ++step) {
    const Event* e = burst.return_of(step);
    const auto error = refusal(burst.scenario.steps[step].operation, burst.actor());
    if (e != nullptr && error && e->result != minus(*error)) return "an argument that no call takes was not refused";
  }
  return {};
}

// Whether waits know these options, and the id can be one.
bool sound_wait(const Operation& o, ThreadId actor) {
  if (refusal(o, actor)) return false;
  const auto* waitid = std::get_if<op::Waitid>(&o);
  if (waitid == nullptr) return std::holds_alternative<op::Wait4>(o);
  const bool own_group = waitid->type == IdType::kPgid && waitid->id.kind == PidArg::Kind::kZero;
  const bool a_task = waitid->type == IdType::kPid && waitid->id.kind == PidArg::Kind::kTask;
  return waitid->type == IdType::kAll || own_group || a_task;
}

std::string taken(const Burst& burst) {
  for (std::size_t step = burst.first; step <= burst.last; ++step) {
    const Event* e = burst.return_of(step);
    const bool sound = sound_wait(burst.scenario.steps[step].operation, burst.actor());
    if (e != nullptr && sound && e->result == minus(Errno::kInval)) return "a wait that means something was refused";
  }
  return {};
}

}  // namespace

std::span<const InvariantText> sending_invariants() {
  static const std::array kTexts{
      invariant<Settled<errors_in_order>>(
          "MissingTargetGoesBeforeNumber",
          "kill, tkill and tgkill give ESRCH for who is not there, then EINVAL for a signal that is none; who is there "
          "is found, zombie or not, and signal 0 is valid.",
          "POSIX.1-2024 kill(); kernel/signal.c kill_pid_info(), do_send_specific()"),
      invariant<Settled<permission>>(
          "PermissionIsOfUsers",
          "EPERM is for senders of another user without CAP_KILL, but not for SIGCONT within the session.",
          "POSIX.1-2024 kill(); credentials(7)"),
      invariant<Settled<everyone_and_groups>>(
          "EveryoneIsOthers",
          "kill(-1) leaves its caller alone and forgives refusals, no group that does not exist is signalled, and who "
          "fails has signalled nobody.",
          "POSIX.1-2024 kill(); kill(2)"),
      invariant<SignalNamesItsSender>(
          "SignalNamesItsSender",
          "kill sends SI_USER to the process, offered to the thread that it names; tkill SI_TKILL to the thread alone; "
          "both with the pid of the sender. What rt_sigqueueinfo passes keeps its si_code.",
          "POSIX.1-2024 <signal.h>; sigaction(2); rt_sigqueueinfo(2)"),
      invariant<Settled<refused>>("ImpossibleArgumentsAreRefused",
                                  "Ids that cannot be, the kernel's si_code to others, options and ways to change a "
                                  "mask that do not exist, numbers that are no signal, and actions for SIGKILL and "
                                  "SIGSTOP give the error that their call has for them.",
                                  "tkill(2); wait4(2); POSIX.1-2024 waitid(), sigaction(), pthread_sigmask(); "
                                  "PR_SET_PDEATHSIG(2const)"),
      invariant<Settled<taken>>("SoundWaitsAreTaken",
                                "wait4 and waitid take all options that exist, __WALL and its kin among them, and "
                                "P_PGID with 0 for the caller's own group.",
                                "wait4(2); waitid(2)"),
  };
  return kTexts;
}

}  // namespace sigconform
