// Invariants of signalfds and of the descriptors and sets that waits are given: what is refused, what a change or a
// close does to those who sleep, which fields are told. Written from the manual pages, not from the model.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

constexpr std::uint32_t kKnownFlags = kSfdNonblock.bits | kSfdCloexec.bits;

std::size_t place_of(Descriptor fd) { return static_cast<std::size_t>(fd); }

// What calls that cannot mean anything answer, to a thread with these descriptors.
std::optional<std::int32_t> refusal(const Operation& o, const Files& files) {
  const auto is_closed = [&](Descriptor fd) { return files[place_of(fd)].serial == 0; };
  if (const auto* wait = std::get_if<op::RtSigtimedwait>(&o); wait && wait->timeout == WaitTime::kInvalid)
    return minus(Errno::kInval);
  if (const auto* bad = std::get_if<op::PassBadSet>(&o))
    return minus(bad->set == BadSet::kSize ? Errno::kInval : Errno::kFault);
  if (const auto* create = std::get_if<op::CreateSignalfd>(&o); create && (create->flags.bits & ~kKnownFlags) != 0)
    return minus(Errno::kInval);
  if (const auto* change = std::get_if<op::Signalfd4>(&o)) {
    if ((change->flags.bits & ~kKnownFlags) != 0) return minus(Errno::kInval);
    if (is_closed(change->fd)) return minus(Errno::kBadf);
  }
  if (const auto* close = std::get_if<op::CloseSignalfd>(&o); close && is_closed(close->fd)) return minus(Errno::kBadf);
  if (const auto* read = std::get_if<op::ReadSignalfd>(&o)) {
    if (is_closed(read->fd)) return minus(Errno::kBadf);
    if (read->buffer == ReadBuffer::kShort) return minus(Errno::kInval);
  }
  if (const auto* poll = std::get_if<op::Poll>(&o); poll && poll->fd >= Watched::kFd1) {
    const auto fd = static_cast<Descriptor>(static_cast<int>(poll->fd) - static_cast<int>(Watched::kFd1));
    if (is_closed(fd)) return poll->call == PollCall::kPoll ? kPollNotOpen : minus(Errno::kBadf);
  }
  return std::nullopt;
}

std::string meaningless_refused(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  if (o == nullptr || e == nullptr) return {};
  const auto wanted = refusal(*o, burst.before.files_of(burst.before.find(burst.actor())));
  if (!wanted || e->result == *wanted) return {};
  return to_text(*o) + " answers " + std::to_string(e->result) + " instead of " + std::to_string(*wanted);
}

// A wait that goes on without having been restarted asks for its file, not for what its descriptor has become. Where
// only one signal came, and was not acted upon, nothing was restarted.
std::string waits_keep_their_file(const Burst& burst) {
  const Operation* o = burst.single_operation();
  if (o == nullptr || std::holds_alternative<op::Freeze>(*o)) return {};
  for (const Task& t : burst.before.tasks) {
    const bool waits = t.sleep == Sleep::kPoll || t.sleep == Sleep::kSignalfd;
    if (t.state != TaskState::kInterruptible || !waits || !burst.before.process(t.process).thread_group_empty())
      continue;
    const auto own = [&](Happening what) {
      return std::count_if(burst.journal.begin(), burst.journal.end(),
                           [&](const JournalEntry& j) { return j.what == what && j.thread == t.id; });
    };
    const Event* e = burst.return_of(t.sleep_step);
    if (e == nullptr || own(Happening::kWoken) != 1 || own(Happening::kDelivered) != 0) continue;
    if (e->result == minus(Errno::kBadf) || e->result == minus(Errno::kAgain))
      return to_text(t.id) + " is told " + std::to_string(e->result) + " after it slept";
  }
  return {};
}

// An exec gives its process a table of descriptors of its own: where there is one, nothing is said.
class ReadGivesOfTheLastSet final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override {
    scenario_ = &scenario;
    for (const Step& step : scenario.steps) execs_ |= std::holds_alternative<op::Execve>(step.operation);
  }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (entry.what != Happening::kPerforms) return {};
    const Operation& o = scenario_->steps[entry.step].operation;
    if (const auto* create = std::get_if<op::CreateSignalfd>(&o); create && (create->flags.bits & ~kKnownFlags) == 0)
      sets_[place_of(create->fd)] = create->mask;
    if (const auto* change = std::get_if<op::Signalfd4>(&o); change && (change->flags.bits & ~kKnownFlags) == 0)
      sets_[place_of(change->fd)] = change->mask;
    return {};
  }
  std::string settles(const Burst& burst) override {
    const Operation* o = burst.single_operation();
    const auto* read = o ? std::get_if<op::ReadSignalfd>(o) : nullptr;
    if (read == nullptr || execs_) return {};
    for (const Event& e : burst.events)
      if (e.kind == EventKind::kReturned && e.step == burst.last && e.result > 0 &&
          !sets_[place_of(read->fd)].contains(Signo{e.info.signo}))
        return "a signalfd gave " + to_text(e.info) + ", which is not of the set that it was given last";
    return {};
  }

 private:
  const Scenario* scenario_{};
  bool execs_{false};
  std::array<SignalSet, kDescriptors> sets_{};
};

std::string changed_set_is_read(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  const auto* change = o ? std::get_if<op::Signalfd4>(o) : nullptr;
  if (change == nullptr || e == nullptr || e->result < 0) return {};
  const SignalFile& file = burst.before.files_of(burst.before.find(burst.actor()))[place_of(change->fd)];
  for (const ThreadRef t : burst.after.group_of(burst.after.find(burst.actor())).threads) {
    const Task& reader = burst.after.task(t);
    if (reader.state != TaskState::kInterruptible || reader.sleep != Sleep::kSignalfd) continue;
    if (reader.file.serial != file.serial) continue;
    const SignalSet there = (reader.pending.set | burst.after.group_of(t).shared_pending.set) & change->mask;
    if (!there.empty()) return to_text(reader.id) + " sleeps on although it could now read " + to_text(there);
  }
  return {};
}

std::string closing_wakes_nobody(const Burst& burst) {
  const Operation* o = burst.single_operation();
  if (o == nullptr || !std::holds_alternative<op::CloseSignalfd>(*o) || burst.events.size() <= 1) return {};
  return "a close had to do with " + to_text(burst.events.front().thread) + " and " +
         to_text(burst.events.back().thread);
}

class ReadTellsKnownFields final : public Invariant {
 public:
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned || event.result <= 0) return {};
    if (!std::holds_alternative<op::ReadSignalfd>(scenario.steps[event.step].operation)) return {};
    const SignalInfo& info = event.info;
    if (info.code == kSiTimer.value && (info.pid != PidName{} || info.uid != UserName{}))
      return "a signalfd gave the signal of a timer with a sender: " + to_text(info);
    const bool valued = info.code <= kSiUser.value || info.signo == kSigChld.value;
    return valued || info.value == 0 ? "" : "a signalfd gave a value that the kernel never sends: " + to_text(info);
  }
};

}  // namespace

std::span<const InvariantText> signalfd_invariants() {
  static const std::array kTexts{
      invariant<Settled<meaningless_refused>>(
          "MeaninglessWaitsAreRefused",
          "Invalid timeouts, sets that are no sets, unknown flags, short buffers and "
          "descriptors that are not open give "
          "the error that their call has for them, whatever is pending.",
          "sigtimedwait(2); signalfd(2); poll(2); select(2); read(2); close(2)"),
      invariant<Settled<waits_keep_their_file>>(
          "WaitsKeepTheirFile",
          "Who slept on a descriptor is told neither that it is not open nor to come again when a signal wakes it.",
          "signalfd(2); select(2); fs/signalfd.c signalfd_dequeue()"),
      invariant<ReadGivesOfTheLastSet>(
          "ReadGivesOfTheLastSet", "A signalfd gives only signals of the set that it was given last.", "signalfd(2)"),
      invariant<Settled<changed_set_is_read>>(
          "ChangedSetIsRead",
          "A new set of a signalfd leaves no reader of the caller's process asleep for whom there is something of it.",
          "fs/signalfd.c do_signalfd4()"),
      invariant<Settled<closing_wakes_nobody>>("ClosingWakesNobody",
                                               "Closing a signalfd is nothing to anybody but the caller.",
                                               "close(2); fs/signalfd.c signalfd_release()"),
      invariant<ReadTellsKnownFields>(
          "ReadTellsKnownFields",
          "A signalfd gives no sender of a timer's signal, and no value with an si_code of the kernel's but SIGCHLD's.",
          "signalfd(2); sigaction(2)"),
  };
  return kTexts;
}

}  // namespace sigconform
