// Laws that relate one way of sending signals to another.
#include "model/text.h"
#include "properties/metamorphic.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

// The living members of a process group in the order in which the kernel walks it, newest member first.
std::vector<ProcessRef> members_of(const World& w, PidName pgrp) {
  std::vector<ProcessRef> members;
  for (ProcessRef p = 0; p < static_cast<ProcessRef>(w.processes.size()); ++p)
    if (!w.process(p).dead && w.process(p).pgrp == pgrp) members.push_back(p);
  std::sort(members.begin(), members.end(),
            [&](ProcessRef a, ProcessRef b) { return w.process(a).pgrp_attached > w.process(b).pgrp_attached; });
  return members;
}

// Which process group a kill is for; {0} when it is for something else.
PidName target_group(const World& w, const op::Kill& kill, ThreadRef actor) {
  if (kill.pid.kind == PidArg::Kind::kZero) return w.group_of(actor).pgrp;
  return kill.pid.kind == PidArg::Kind::kGroup ? PidName::of(kill.pid.task) : PidName{};
}

// The scenario with step `at` replaced by kills of the members as one burst.
Scenario killing_one_by_one(const Scenario& s, std::size_t at, const World& w, const std::vector<ProcessRef>& members) {
  Scenario one_by_one = s;
  one_by_one.steps.resize(at);
  for (const ProcessRef m : members) {
    const Signo sig = std::get<op::Kill>(s.steps[at].operation).sig;
    one_by_one.steps.push_back(
        {s.steps[at].actor, op::Kill{PidArg::of(w.process(m).id), sig}, one_by_one.steps.size() > at});
  }
  return one_by_one;
}

// Events but for the returns of the killing steps themselves.
std::vector<Event> without_returns_from(const std::vector<Event>& events, std::size_t step) {
  std::vector<Event> rest;
  for (const Event& e : events)
    if (e.kind != EventKind::kReturned || e.step < step) rest.push_back(e);
  return rest;
}

// The sender must not take the signal between the kills: it is no member, or the last one.
std::string group_is_its_members(const Scenario& s, const Dialect& dialect, const Apply& run) {
  return at_each_burst(run, s, dialect, [&](const World& w, std::size_t first, std::size_t last) -> std::string {
    const auto* kill = std::get_if<op::Kill>(&s.steps[first].operation);
    const ThreadId actor = s.steps[first].actor;
    if (kill == nullptr || first != last || !ready(w, actor)) return {};
    const ThreadRef sender = w.find(actor);
    const PidName group = target_group(w, *kill, sender);
    if (group.code == 0) return {};
    const std::vector<ProcessRef> members = members_of(w, group);
    const auto own = std::find(members.begin(), members.end(), w.task(sender).process);
    if (members.empty() || first + members.size() > kMaxSteps || (own != members.end() && own + 1 != members.end()))
      return {};
    const Scenario one_by_one = killing_one_by_one(s, first, w, members);
    const Applied at_once = applied(run, w, s, first, first, dialect);
    const Applied singly = applied(run, w, one_by_one, first, first + members.size() - 1, dialect);
    const bool same_events =
        without_returns_from(at_once.record.events, first) == without_returns_from(singly.record.events, first);
    if (same_events && statuses_of(at_once.world) == statuses_of(singly.world) &&
        at_once.world.charged == singly.world.charged)
      return {};
    return step_text(s, first) + ": the group is not signalled as its members are";
  });
}

// kill() of a standard signal that stays pending adds nothing when it is done again.
std::string repetition_adds_nothing(const Scenario& s, const Dialect& dialect, const Apply& run) {
  return at_each_burst(run, s, dialect, [&](const World& w, std::size_t first, std::size_t last) -> std::string {
    const auto* kill = std::get_if<op::Kill>(&s.steps[first].operation);
    if (kill == nullptr || first != last || kill->pid.kind != PidArg::Kind::kTask || !ready(w, s.steps[first].actor))
      return {};
    if (!kill->sig.valid() || kill->sig.realtime()) return {};
    const Applied once = applied(run, w, s, first, first, dialect);
    const ThreadRef target = once.world.find(kill->pid.task);
    if (target == kNoOne || !once.world.group_of(target).shared_pending.set.contains(kill->sig)) return {};
    if (!ready(once.world, s.steps[first].actor)) return {};
    const Applied twice = applied(run, once.world, s, first, first, dialect);
    if (twice.world == once.world) return {};
    return step_text(s, first) + ": " + to_text(kill->sig) + " is pending, and sending it again changes something";
  });
}

// What sends the same without a pidfd; nullopt where nothing does.
std::optional<Operation> without_pidfd(const op::PidfdSendSignal& o, ThreadId actor, const World& w) {
  const bool self = o.pidfd == PidfdKind::kSelfThread || o.pidfd == PidfdKind::kSelfThreadGroup;
  const bool opened = o.pidfd == PidfdKind::kProcess || o.pidfd == PidfdKind::kThread;
  if (o.info != SentInfo::kNull || (!self && !opened)) return std::nullopt;
  if (opened && (o.pid.kind != PidArg::Kind::kTask || w.find(o.pid.task) == kNoOne)) return std::nullopt;
  ThreadId target = opened ? o.pid.task : actor;
  if (o.pidfd == PidfdKind::kSelfThreadGroup) target = {actor.process, {}};
  if (o.pidfd == PidfdKind::kProcess && !target.leader()) return std::nullopt;
  const bool thread = o.pidfd == PidfdKind::kThread || o.pidfd == PidfdKind::kSelfThread;
  const PidfdSignalFlags scope = o.flags.bits != 0 ? o.flags : thread ? kPidfdSignalThread : kPidfdSignalThreadGroup;
  if (scope == kPidfdSignalThread) return op::Tkill{PidArg::of(target), o.sig};
  if (scope == kPidfdSignalThreadGroup) return op::Kill{PidArg::of(target), o.sig};
  if (scope != kPidfdSignalProcessGroup || !target.leader() || target.process == kInit) return std::nullopt;  // -1: all
  return op::Kill{PidArg::group_of(target.process), o.sig};
}

std::string pidfd_is_a_name(const Scenario& s, const Dialect& dialect, const Apply& run) {
  return at_each_burst(run, s, dialect, [&](const World& w, std::size_t first, std::size_t last) -> std::string {
    const auto* send = std::get_if<op::PidfdSendSignal>(&s.steps[first].operation);
    if (send == nullptr || first != last || !ready(w, s.steps[first].actor)) return {};
    const std::optional<Operation> plain = without_pidfd(*send, s.steps[first].actor, w);
    if (!plain) return {};
    Scenario other = s;
    other.steps[first].operation = *plain;
    const Applied by_pidfd = applied(run, w, s, first, first, dialect);
    const Applied by_number = applied(run, w, other, first, first, dialect);
    if (by_pidfd.record.events == by_number.record.events &&
        statuses_of(by_pidfd.world) == statuses_of(by_number.world) &&
        by_pidfd.world.charged == by_number.world.charged)
      return {};
    return step_text(s, first) + ": " + to_text(*plain) + " does something else";
  });
}

// Without what they say of the signal, where another one of the same number stands for it.
std::vector<Event> without_siginfo(std::vector<Event> events) {
  for (Event& e : events) e.info = {e.info.signo, 0, 0, {}, {}, 0};
  return events;
}

// A fault whose signal has a handler and is not blocked does what the thread could have done to itself.
std::string handled_fault_is_a_signal(const Scenario& s, const Dialect& dialect, const Apply& run) {
  return at_each_burst(run, s, dialect, [&](const World& w, std::size_t first, std::size_t last) -> std::string {
    const auto* fault = std::get_if<op::Fault>(&s.steps[first].operation);
    const ThreadId actor = s.steps[first].actor;
    if (fault == nullptr || first != last || !ready(w, actor)) return {};
    const Task& task = w.task(w.find(actor));
    const Signo sig = signal_of(fault->kind);
    const Handler handler = w.action_of(w.process(task.process), sig).handler;
    if (task.blocked.contains(sig) || (handler != Handler::kLog && handler != Handler::kPark)) return {};
    Scenario sent = s;
    sent.steps[first].operation =
        op::RtTgsigqueueinfo{PidArg::of(actor.process), PidArg::of(actor), sig, kSiKernel, SigValue{}};
    const Applied made = applied(run, w, s, first, first, dialect);
    const Applied lied = applied(run, w, sent, first, first, dialect);
    if (without_siginfo(made.record.events) == without_siginfo(lied.record.events) &&
        statuses_of(made.world) == statuses_of(lied.world) && made.world.charged == lied.world.charged)
      return {};
    return step_text(s, first) + ": does not do what its signal does";
  });
}

}  // namespace

std::span<const Law> sending_laws() {
  static const std::array kLaws{
      law("GroupIsSignalledAsItsMembersAre",
          "Signalling a process group is signalling its members one after the other, newest first.",
          "POSIX.1-2024 kill(); kernel/signal.c __kill_pgrp_info()", group_is_its_members),
      law("RepeatedStandardSignalAddsNothing",
          "Sending a standard signal again while it is pending for the process changes nothing.",
          "POSIX.1-2024 2.4.1; signal(7); kernel/signal.c legacy_queue()", repetition_adds_nothing),
      law("PidfdIsAnotherNameForKill",
          "Without siginfo a pidfd signals as tkill does a thread, and kill a process or a process group.",
          "pidfd_send_signal(2)", pidfd_is_a_name),
      law("HandledFaultIsASignal",
          "A fault whose signal is handled and not blocked does what that signal does when its thread sends it to "
          "itself.",
          "signal(7); kernel/signal.c force_sig_info_to_task()", handled_fault_is_a_signal),
  };
  return kLaws;
}

}  // namespace sigconform
