// Invariants of taking signals without a handler, and of waiting for them and for descriptors. Written from the manual
// pages, not from the model.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace sigconform {
namespace {

bool failed_with(const Event& e, Errno error) { return e.result == -static_cast<std::int32_t>(error); }

// What is pending for a thread, itself or its process.
SignalSet pending_for(const World& w, ThreadRef t) { return w.task(t).pending.set | w.group_of(t).shared_pending.set; }

// What a read of a signalfd gives left a queue of the reader for it, and is no SIGKILL or SIGSTOP.
class ReadGivesWhatTheReaderTook final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (entry.what == Happening::kDequeued)
      taken_[static_cast<std::size_t>(slot_of(entry.thread))].push_back(entry.info);
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned || event.result <= 0) return {};
    if (!std::holds_alternative<op::ReadSignalfd>(scenario.steps[event.step].operation)) return {};
    if (kKillAndStop.contains(Signo{event.info.signo})) return "a signalfd gave " + to_text(event.info);
    const auto& taken = taken_[static_cast<std::size_t>(slot_of(event.thread))];
    const bool took = std::any_of(taken.begin(), taken.end(), [&](const SignalInfo& i) {
      return i.signo == event.info.signo && i.code == event.info.code;
    });
    return took ? "" : "a signalfd gave " + to_text(event.info) + ", which its reader did not take";
  }

 private:
  std::array<std::vector<SignalInfo>, kThreadSlots> taken_;
};

// Other sets for a signalfd wake only the readers of one process: where there are any, nothing is said.
class ReadersHaveNothingToRead final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override {
    for (const Step& step : scenario.steps) changes_ |= std::holds_alternative<op::Signalfd4>(step.operation);
  }
  std::string settles(const Burst& burst) override {
    if (changes_) return {};
    for (ThreadRef t = 0; t < static_cast<ThreadRef>(burst.after.tasks.size()); ++t) {
      const Task& task = burst.after.task(t);
      if (task.state != TaskState::kInterruptible || task.sleep != Sleep::kSignalfd) continue;
      const SignalSet there = pending_for(burst.after, t) & task.file.mask;
      if (!there.empty()) return to_text(task.id) + " sleeps in a read although " + to_text(there) + " is there";
    }
    return {};
  }

 private:
  bool changes_{false};
};

std::string read_takes_what_fits(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  const auto* read = o ? std::get_if<op::ReadSignalfd>(o) : nullptr;
  if (read == nullptr || read->buffer != ReadBuffer::kTwo || e == nullptr || e->result != kSignalfdInfoBytes) return {};
  const ThreadRef t = burst.after.find(burst.actor());
  const SignalSet left = pending_for(burst.after, t) & burst.after.files_of(t)[static_cast<std::size_t>(read->fd)].mask;
  return left.empty() ? "" : "a read with room for two left " + to_text(left);
}

// The poll of a signalfd, when there is one and it does not wait.
std::optional<Descriptor> polled(const Operation* o) {
  const auto* poll = o ? std::get_if<op::Poll>(o) : nullptr;
  if (poll == nullptr || poll->timeout != PollTime::kZero || poll->fd < Watched::kFd1) return std::nullopt;
  return static_cast<Descriptor>(static_cast<int>(poll->fd) - static_cast<int>(Watched::kFd1));
}

std::string poll_tells_of_the_poller(const Burst& burst) {
  const auto fd = polled(burst.single_operation());
  const Event* e = burst.return_of(burst.last);
  if (!fd || e == nullptr || (e->result != 0 && e->result != kPollIn)) return {};
  const ThreadRef t = burst.before.find(burst.actor());
  const SignalFile& file = burst.before.files_of(t)[static_cast<std::size_t>(*fd)];
  const SignalSet there = pending_for(burst.before, t) & file.mask;
  if ((e->result == kPollIn) == !there.empty()) return {};
  return there.empty() ? "a signalfd is readable for nothing" : "a signalfd is not readable for " + to_text(there);
}

class ReadyDescriptorIsTold final : public Invariant {
 public:
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned || event.result == kPollIn) return {};
    const Operation& o = scenario.steps[event.step].operation;
    const auto* poll = std::get_if<op::Poll>(&o);
    const auto* under = std::get_if<op::PollUnder>(&o);
    const bool ready = (poll && poll->fd == Watched::kReady) || (under && under->fd == Watched::kReady);
    return ready ? "a wait for what is ready did not tell so" : "";
  }
};

std::string unwritable_is_gone(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  if (o == nullptr) return {};
  const auto* read = std::get_if<op::ReadSignalfd>(o);
  const bool reads = read && read->buffer == ReadBuffer::kUnwritable;
  if (!reads && !std::holds_alternative<op::RtSigtimedwaitUnwritable>(*o)) return {};
  if (e == nullptr || !failed_with(*e, Errno::kFault)) return {};
  return burst.before == burst.after ? "a signal that could not be told is still there" : "";
}

// The set that the thread sleeps on in sigtimedwait.
SignalSet waited_for(const World& w, const Scenario& scenario, ThreadRef t) {
  const Task& task = w.task(t);
  if (task.state != TaskState::kInterruptible || task.sleep != Sleep::kSigtimedwait) return {};
  return std::get<op::RtSigtimedwait>(scenario.steps[task.sleep_step].operation).set;
}

// Who gets a signal of its process in sigtimedwait offers it to the others before it takes it: somebody wakes, even
// when nothing is left by then.
std::string other_waiter_wakes(const Burst& burst) {
  for (const JournalEntry& took : burst.journal) {
    if (took.what != Happening::kDequeued || !took.shared) continue;
    const Signo sig{took.info.signo};
    const ThreadRef taker = burst.before.find(took.thread);
    if (taker == kNoOne || !burst.before.task(taker).real_blocked.contains(sig)) continue;
    if (!waited_for(burst.before, burst.scenario, taker).contains(sig)) continue;
    const bool offered = std::any_of(burst.journal.begin(), burst.journal.end(), [&](const JournalEntry& j) {
      return j.what == Happening::kWoken && j.thread.process == took.thread.process && j.thread != took.thread;
    });
    for (const ThreadRef t : burst.before.group_of(taker).threads)
      if (t != taker && !offered && waited_for(burst.before, burst.scenario, t).contains(sig) &&
          waited_for(burst.after, burst.scenario, t).contains(sig))
        return to_text(burst.after.task(t).id) + " was not woken for " + to_text(sig);
  }
  return {};
}

class SleepTellsTimeLeft final : public Invariant {
 public:
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned || !failed_with(event, Errno::kIntr)) return {};
    const auto* block = std::get_if<op::Block>(&scenario.steps[event.step].operation);
    if (block == nullptr) return {};
    const bool relative = block->call == BlockingCall::kNanosleep || block->call == BlockingCall::kClockNanosleep;
    if (relative == (event.status == kTimeLeft)) return {};
    return relative ? "a sleep did not tell the time left" : "a call that is no relative sleep told a time left";
  }
};

}  // namespace

std::span<const InvariantText> waiting_invariants() {
  static const std::array kTexts{
      invariant<ReadGivesWhatTheReaderTook>("ReadGivesWhatTheReaderTook",
                                            "A read of a signalfd gives what was pending for the reader or its "
                                            "process, and never SIGKILL or SIGSTOP.",
                                            "signalfd(2)"),
      invariant<ReadersHaveNothingToRead>("ReadersHaveNothingToRead",
                                          "Nobody sleeps in a read of a signalfd while a signal of its set is pending.",
                                          "signalfd(2); fs/signalfd.c signalfd_notify()"),
      invariant<Settled<read_takes_what_fits>>(
          "ReadTakesWhatFits", "A read of a signalfd with room left leaves nothing of its set pending.", "signalfd(2)"),
      invariant<Settled<poll_tells_of_the_poller>>(
          "PollTellsOfThePoller", "A signalfd is readable when who polls it has a signal of its set pending.",
          "signalfd(2); fs/signalfd.c signalfd_poll()"),
      invariant<ReadyDescriptorIsTold>("ReadyDescriptorIsTold", "A wait for a descriptor that is ready tells so.",
                                       "POSIX.1-2024 pselect(); fs/select.c"),
      invariant<Settled<unwritable_is_gone>>("UnwritableSignalIsGone",
                                             "A signal whose siginfo cannot be written does not stay pending.",
                                             "kernel/signal.c rt_sigtimedwait(); fs/signalfd.c signalfd_read()"),
      invariant<Settled<other_waiter_wakes>>(
          "OtherWaiterWakes", "Who takes a process-directed signal in sigtimedwait wakes another who waits for it.",
          "kernel/signal.c do_sigtimedwait(), retarget_shared_pending()"),
      invariant<SleepTellsTimeLeft>("SleepTellsTimeLeft", "An interrupted sleep stores the time left, unless absolute.",
                                    "POSIX.1-2024 <time.h>; kernel/time/hrtimer.c"),
  };
  return kTexts;
}

}  // namespace sigconform
