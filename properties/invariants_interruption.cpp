// Invariants of calls that wait: what ends them, what does not, and which of them go on. Written from the manual pages
// (signal(7), "Interruption of system calls"), not from the model.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

bool interrupted(const Event& e) { return e.result == -static_cast<std::int32_t>(Errno::kIntr); }

// The call that a thread sleeps in, but for those that wait for operations or children.
const Operation* sleeps_in(const Task& t, const Scenario& scenario) {
  const bool waits = t.sleep == Sleep::kBlocked || t.sleep == Sleep::kBlockedUnder || t.sleep == Sleep::kPoll ||
                     t.sleep == Sleep::kSigtimedwait || t.sleep == Sleep::kSignalfd;
  const bool asleep = t.state == TaskState::kInterruptible && waits;
  return asleep ? &scenario.steps[t.sleep_step].operation : nullptr;
}

// poll, ppoll and their kin, as one.
std::optional<op::Poll> poll_of(const Operation& o) {
  if (const auto* poll = std::get_if<op::Poll>(&o)) return *poll;
  const auto* under = std::get_if<op::PollUnder>(&o);
  if (under == nullptr) return std::nullopt;
  return op::Poll{static_cast<PollCall>(under->call), under->fd, under->timeout};
}

bool is_epoll(const Operation& o) {
  if (const auto* block = std::get_if<op::Block>(&o)) return block->call == BlockingCall::kEpollWait;
  if (const auto* under = std::get_if<op::BlockUnder>(&o)) return under->call == MaskedCall::kEpollPwait;
  const auto poll = poll_of(o);
  return poll && poll->call == PollCall::kEpollWait;
}

// Calls that are restarted after a handler with SA_RESTART.
bool may_restart(const Operation& o) {
  const auto* block = std::get_if<op::Block>(&o);
  const bool sleeps = block && (block->call == BlockingCall::kRead || block->call == BlockingCall::kFutex);
  return sleeps || std::holds_alternative<op::ReadSignalfd>(o);
}

auto of_thread(Happening what, ThreadId thread) {
  return [=](const JournalEntry& j) { return j.what == what && j.thread == thread; };
}

bool acted_upon_a_signal(const Burst& burst, ThreadId thread) {
  return std::any_of(burst.journal.begin(), burst.journal.end(), of_thread(Happening::kDelivered, thread));
}

std::string handlers_end_waits(const Burst& burst) {
  for (ThreadRef t = 0; t < static_cast<ThreadRef>(burst.before.tasks.size()); ++t) {
    const Task &before = burst.before.task(t), &after = burst.after.task(t);
    const Operation* o = sleeps_in(before, burst.scenario);
    if (o == nullptr || may_restart(*o) || sleeps_in(after, burst.scenario) != o) continue;
    const bool handled = std::any_of(burst.events.begin(), burst.events.end(), [&](const Event& e) {
      return e.kind == EventKind::kHandler && e.thread == before.id;
    });
    if (handled) return to_text(before.id) + " waits on in " + to_text(*o) + " after a handler";
  }
  return {};
}

// What a stop or an ignored signal does to a wait shows once the thread goes on.
class SignalsEndEpollAndSigtimedwait final : public Invariant {
 public:
  std::string settles(const Burst& burst) override {
    for (ThreadRef t = 0; t < static_cast<ThreadRef>(burst.before.tasks.size()); ++t) {
      const Task &before = burst.before.task(t), &after = burst.after.task(t);
      const Operation*& ended = ended_[static_cast<std::size_t>(slot_of(before.id))];
      const Operation* o = sleeps_in(before, burst.scenario);
      const bool concerned = o != nullptr && (is_epoll(*o) || std::holds_alternative<op::RtSigtimedwait>(*o));
      if (concerned && acted_upon_a_signal(burst, before.id)) ended = o;
      if (ended != nullptr && sleeps_in(after, burst.scenario) == ended)
        return to_text(after.id) + " waits on in " + to_text(*ended) + " after a signal";
    }
    return {};
  }

 private:
  std::array<const Operation*, kThreadSlots> ended_{};
};

// The signals that a thread sleeps on, and would take.
SignalSet awaited(const Task& t, const Scenario& scenario) {
  const Operation* o = sleeps_in(t, scenario);
  if (o == nullptr) return {};
  if (const auto* wait = std::get_if<op::RtSigtimedwait>(o)) return wait->set - kKillAndStop;
  return std::holds_alternative<op::ReadSignalfd>(*o) ? t.file.mask : SignalSet{};
}

bool changes_a_set(const Burst& burst) {
  for (std::size_t step = burst.first; step <= burst.last; ++step)
    if (std::holds_alternative<op::Signalfd4>(burst.scenario.steps[step].operation)) return true;
  return false;
}

// Only the first signal that the thread takes is looked at, and only where it ran once.
std::string awaited_is_not_handled(const Burst& burst) {
  if (changes_a_set(burst)) return {};
  for (const Task& t : burst.before.tasks) {
    const SignalSet set = awaited(t, burst.scenario);
    const auto begin = burst.journal.begin(), end = burst.journal.end();
    if (set.empty() || std::count_if(begin, end, of_thread(Happening::kWoken, t.id)) != 1) continue;
    const auto took = std::find_if(begin, end, of_thread(Happening::kDequeued, t.id));
    if (took == end || took + 1 == end || !set.contains(Signo{took->info.signo})) continue;
    if (of_thread(Happening::kDelivered, t.id)(*(took + 1)))
      return to_text(t.id) + " waited for " + to_text(Signo{took->info.signo}) + ", which was not given to it";
  }
  return {};
}

std::string awaited_does_not_kill(const Burst& burst) {
  for (ThreadRef t = 0; t < static_cast<ThreadRef>(burst.before.tasks.size()); ++t) {
    const Task& task = burst.before.task(t);
    if (task.sleep != Sleep::kSigtimedwait || !burst.before.group_of(t).thread_group_empty()) continue;
    if (!burst.after.task(t).exiting) continue;
    SignalSet sent;
    for (const JournalEntry& j : burst.journal)
      if (j.what == Happening::kGenerated && j.thread.process == task.id.process) sent.add(Signo{j.info.signo});
    if (!sent.empty() && (sent - (awaited(task, burst.scenario) & task.real_blocked)).empty())
      return to_text(task.id) + " died of " + to_text(sent) + ", which it blocked and waited for";
  }
  return {};
}

std::string hurried_do_not_sleep(const Burst& burst) {
  for (const Task& t : burst.after.tasks) {
    const Operation* o = sleeps_in(t, burst.scenario);
    if (o == nullptr) continue;
    const auto poll = poll_of(*o);
    const auto* wait = std::get_if<op::RtSigtimedwait>(o);
    const bool nonblocking = std::holds_alternative<op::ReadSignalfd>(*o) && t.file.nonblock;
    if (nonblocking || (poll && poll->timeout == PollTime::kZero) || (wait && wait->timeout != WaitTime::kForever))
      return to_text(t.id) + " sleeps in " + to_text(*o);
  }
  return {};
}

class ZeroTimeoutIsNotInterrupted final : public Invariant {
 public:
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned || !interrupted(event)) return {};
    const Operation& o = scenario.steps[event.step].operation;
    const auto* wait = std::get_if<op::RtSigtimedwait>(&o);
    const auto poll = poll_of(o);
    const bool epoll = poll && poll->call == PollCall::kEpollWait && poll->timeout == PollTime::kZero;
    const bool polls = wait && wait->timeout == WaitTime::kZero;
    if (!epoll && !polls && !std::holds_alternative<op::RtSigtimedwaitUnwritable>(o)) return {};
    return "a call that does not sleep was interrupted";
  }
};

// Where nothing else was sent meanwhile. What the thread does not block in any case may be another's to take.
std::string zero_timeout_lets_in(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  const auto* under = o ? std::get_if<op::PollUnder>(o) : nullptr;
  if (under == nullptr || e == nullptr || e->result != 0 || under->call == MaskedPollCall::kEpollPwait) return {};
  for (const JournalEntry& j : burst.journal)
    if (j.what == Happening::kGenerated) return {};
  const ThreadRef t = burst.after.find(burst.actor());
  const SignalSet pending = burst.after.task(t).pending.set | burst.after.group_of(t).shared_pending.set;
  const SignalSet left = (pending & burst.before.task(burst.before.find(burst.actor())).blocked) - under->mask;
  return left.empty() ? "" : "a wait that let " + to_text(left) + " through timed out";
}

class EndlessPollDoesNotTimeOut final : public Invariant {
 public:
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned || event.result != 0) return {};
    const auto poll = poll_of(scenario.steps[event.step].operation);
    return poll && poll->timeout == PollTime::kForever ? "a wait without a timeout timed out" : "";
  }
};

// Epoll and sigtimedwait aside.
class NoInterruptionWithoutHandler final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (entry.what == Happening::kPerforms) handled_[entry.step] = false;
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind == EventKind::kHandler)
      for (std::size_t step = 0; step < scenario.steps.size(); ++step)
        if (scenario.steps[step].actor == event.thread) handled_[step] = true;
    if (event.kind != EventKind::kReturned || !interrupted(event) || handled_[event.step]) return {};
    const Operation& o = scenario.steps[event.step].operation;
    const bool always = is_epoll(o) || std::holds_alternative<op::RtSigtimedwait>(o);
    return always ? "" : to_text(o) + " was interrupted, and no handler ran";
  }

 private:
  const Scenario* scenario_{};
  std::array<bool, kMaxSteps> handled_{};  // a handler ran since the step was begun
};

}  // namespace

std::span<const InvariantText> interruption_invariants() {
  static const std::array kTexts{
      invariant<Settled<handlers_end_waits>>(
          "HandlersEndWaits",
          "No handler leaves its thread in a wait for time, descriptors or signals, SA_RESTART or not.",
          "POSIX.1-2024 pause(), sigsuspend(), poll(), select(); signal(7)"),
      invariant<SignalsEndEpollAndSigtimedwait>("SignalsEndEpollAndSigtimedwait",
                                                "epoll_wait and sigtimedwait are over once their thread has acted upon "
                                                "a signal, and be it by stopping.",
                                                "signal(7); epoll_wait(2); kernel/signal.c do_sigtimedwait()"),
      invariant<Settled<awaited_is_not_handled>>("AwaitedSignalIsNotHandled",
                                                 "The first signal that a thread takes out of sigtimedwait or a read "
                                                 "of a signalfd is given to that call if it "
                                                 "is of its set, blocked or not.",
                                                 "POSIX.1-2024 sigtimedwait(); signalfd(2)"),
      invariant<Settled<awaited_does_not_kill>>("AwaitedSignalDoesNotKill",
                                                "No process with one thread dies of what that blocks and waits for.",
                                                "POSIX.1-2024 sigtimedwait(); kernel/signal.c sig_task_ignored()"),
      invariant<Settled<hurried_do_not_sleep>>("HurriedCallsDoNotSleep",
                                               "Nobody sleeps in a call with a zero timeout, or on a non-blocking "
                                               "descriptor.",
                                               "POSIX.1-2024 poll(), read(), sigtimedwait(); signalfd(2)"),
      invariant<ZeroTimeoutIsNotInterrupted>("ZeroTimeoutIsNotInterrupted",
                                             "sigtimedwait and epoll_pwait with a zero timeout never give EINTR.",
                                             "POSIX.1-2024 sigtimedwait(); fs/eventpoll.c ep_poll()"),
      invariant<Settled<zero_timeout_lets_in>>(
          "ZeroTimeoutLetsSignalsIn",
          "ppoll and pselect that return 0 at once leave nothing pending that only their mask does not block.",
          "fs/select.c do_poll(), do_select()"),
      invariant<EndlessPollDoesNotTimeOut>("EndlessPollDoesNotTimeOut",
                                           "poll, select and epoll_wait without a timeout never return 0.",
                                           "POSIX.1-2024 poll(), select(); epoll_wait(2)"),
      invariant<NoInterruptionWithoutHandler>(
          "NoInterruptionWithoutHandler",
          "No call but epoll_wait and sigtimedwait gives EINTR when no handler ran since it began.",
          "POSIX.1-2024 2.4.3; signal(7)"),
  };
  return kTexts;
}

}  // namespace sigconform
