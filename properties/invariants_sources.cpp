// Invariants of signals that come by other ways than kill(): siginfos from user mode, failed writes, descriptors with
// an owner, parent-death signals that are asked for.
#include "model/input.h"
#include "model/text.h"
#include "properties/invariant_at_once.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>

namespace sigconform {
namespace {

std::string failed_write(const Operation& begun, ThreadId actor, const JournalEntry* next) {
  const auto* write = std::get_if<op::Write>(&begun);
  if (write == nullptr || write->to == WriteTo::kAcrossLimit || write->to == WriteTo::kBrokenSocketNoSignal) return {};
  const bool peer = write->to == WriteTo::kBrokenPipe || write->to == WriteTo::kBrokenSocket;
  const Signo sig = peer ? kSigPipe : kSigXfsz;
  if (next == nullptr || next->what != Happening::kGenerated || next->info.signo != sig.value)
    return "the write failed without " + to_text(sig);
  if (next->thread != actor || next->shared) return to_text(sig) + " is not for the thread that wrote";
  if (next->info.code != kSiUser.value || next->info.pid != PidName::of(actor.process))
    return to_text(sig) + " does not come from its own process";
  return {};
}

// Writes that bring an error, or part of what was asked for, and nothing else.
std::string quiet_write(const Operation& begun, ThreadId, const JournalEntry* next) {
  const auto* write = std::get_if<op::Write>(&begun);
  const bool quiet = write && (write->to == WriteTo::kAcrossLimit || write->to == WriteTo::kBrokenSocketNoSignal);
  if (!quiet || next == nullptr || next->what != Happening::kGenerated) return {};
  const Signo sig{next->info.signo};
  return sig == kSigPipe || sig == kSigXfsz ? "the write brought " + to_text(sig) : std::string{};
}

std::string forged_siginfo(const Operation& begun, ThreadId, const JournalEntry* next) {
  const auto* queue = std::get_if<op::QueueSiginfo>(&begun);
  const auto* pidfd = std::get_if<op::PidfdSendSignal>(&begun);
  const SentInfo sent = queue != nullptr ? queue->info : pidfd != nullptr ? pidfd->info : SentInfo::kOwn;
  if (sent != SentInfo::kForged || next == nullptr || next->what != Happening::kGenerated) return {};
  const SignalInfo& info = next->info;
  if (info.pid == PidName::of(kInit) && info.uid == kRoot && info.error == kForgedErrno) return {};
  return "the siginfo is not as it was passed";
}

// Arguments that no call may take, whatever its target.
bool must_fail(const Operation& operation, ThreadId actor) {
  constexpr std::int32_t kLowestKnown = -7, kAsyncNl = -60, kHighestKnown = 128;
  const auto strange = [](SentInfo info, SiCode code) {
    const bool unknown = code.value < kLowestKnown && code.value != kAsyncNl;
    return info == SentInfo::kLongTail && (unknown || code.value > kHighestKnown);
  };
  if (const auto* queue = std::get_if<op::QueueSiginfo>(&operation)) return strange(queue->info, queue->code);
  const auto* pidfd = std::get_if<op::PidfdSendSignal>(&operation);
  if (pidfd == nullptr) return false;
  constexpr std::uint32_t kScopes = 7;
  const bool opened = pidfd->pidfd == PidfdKind::kProcess || pidfd->pidfd == PidfdKind::kThread;
  const bool of_others = pidfd->pid.kind != PidArg::Kind::kTask || pidfd->pid.task != actor;
  const bool lies = pidfd->info != SentInfo::kNull && (pidfd->code.value >= 0 || pidfd->code == kSiTkill);
  if (pidfd->info == SentInfo::kOtherSignal || (lies && opened && of_others)) return true;
  return strange(pidfd->info, pidfd->code) || pidfd->flags.bits > kScopes || std::popcount(pidfd->flags.bits) > 1;
}

std::string strange_arguments(const Burst& burst) {
  for (std::size_t step = burst.first; step <= burst.last; ++step) {
    const Event* e = burst.return_of(step);
    if (e != nullptr && e->result >= 0 && must_fail(burst.scenario.steps[step].operation, burst.actor()))
      return "a call took arguments that it does not know";
  }
  return {};
}

// Whether a signal of this burst is what the owner was told by.
bool tells_owner(const JournalEntry& entry, const op::NotifyOwner& o) {
  if (entry.what != Happening::kGenerated) return false;
  const Signo sig{entry.info.signo};
  const SiCode code{entry.info.code};
  if (code == kSiKernel) return sig == kSigIo || sig == kSigUrg;
  return sig == o.sig && (code == kSiSigio || (code == kPollInput && sig != kSigChld));
}

std::string owner_is_of_the_user(const Burst& burst) {
  const Operation* operation = burst.single_operation();
  const auto* notify = operation == nullptr ? nullptr : std::get_if<op::NotifyOwner>(operation);
  if (notify == nullptr) return {};
  const Cred& setter = burst.before.task(burst.before.find(burst.actor())).cred;
  for (const JournalEntry& entry : burst.journal) {
    const ThreadRef told = burst.before.find(entry.thread);
    if (told == kNoOne || !tells_owner(entry, *notify)) continue;
    const Cred& owner = burst.before.task(told).cred;
    const std::array users{setter.real, setter.effective};
    if (std::none_of(users.begin(), users.end(), [&](auto u) { return u == owner.real || u == owner.saved; }))
      return to_text(entry.thread) + " was told, which is of another user";
  }
  return {};
}

// The refusal of the chosen signal is followed by SIGIO for the same thread, or process.
class RefusedInputIsToldBySigio final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    std::string broken = waits_ ? told(&entry) : std::string{};
    if (entry.what == Happening::kPerforms)
      notifies_ = std::holds_alternative<op::NotifyOwner>(scenario_->steps[entry.step].operation);
    if (entry.what == Happening::kGenerated) generated_ = entry;
    // What it sends may end a process, whose death sends a signal that is refused in silence.
    waits_ = notifies_ && entry.what == Happening::kRefused && tells_of_input(generated_.info);
    return broken;
  }
  std::string settles(const Burst&) override { return std::exchange(waits_, false) ? told(nullptr) : std::string{}; }

 private:
  [[nodiscard]] std::string told(const JournalEntry* next) const {
    const bool sigio = next != nullptr && next->what == Happening::kGenerated && next->info.signo == kSigIo.value;
    if (sigio && next->thread == generated_.thread && next->shared == generated_.shared) return {};
    return to_text(Signo{generated_.info.signo}) + " did not fit the queue, and no SIGIO came instead";
  }
  const Scenario* scenario_{};
  JournalEntry generated_{};
  bool notifies_{false}, waits_{false};
};

// The tick of the clock that finds the limit reached finds the caller on the CPU.
std::string reached_limit(const Operation& begun, ThreadId actor, const JournalEntry* next) {
  const auto* limit = std::get_if<op::SetCpuLimit>(&begun);
  if (limit == nullptr || (limit->limit != CpuLimit::kReached && limit->limit != CpuLimit::kHardReached)) return {};
  const Signo sig = limit->limit == CpuLimit::kReached ? kSigXcpu : kSigKill;
  if (next == nullptr || next->what != Happening::kGenerated || next->info.signo != sig.value)
    return "the limit was reached without " + to_text(sig);
  if (next->thread != actor || !next->shared || next->info.code != kSiKernel.value)
    return to_text(sig) + " is not the kernel's, for the process, and offered to the thread that ran";
  return {};
}

class CpuLimitIsKept final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    std::int32_t& own = of_[entry.thread.process.index];
    if (entry.what == Happening::kBorn && entry.thread.leader()) own = of_[entry.info.pid.thread().process.index];
    if (entry.what != Happening::kPerforms) return {};
    const auto* call = std::get_if<op::SetCpuLimit>(&scenario_->steps[entry.step].operation);
    if (call == nullptr) return {};
    told_[entry.step] = own;
    if (call->limit == CpuLimit::kNone) own = kCpuUnlimited;
    if (call->limit == CpuLimit::kFar) own = kCpuFar;
    if (call->limit == CpuLimit::kReached) own = kCpuOneSecond;
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned || event.result != 0) return {};
    if (!std::holds_alternative<op::SetCpuLimit>(scenario.steps[event.step].operation)) return {};
    return event.status == told_[event.step] ? "" : "the limit of CPU time is not what it was set or raised to";
  }

 private:
  const Scenario* scenario_{};
  std::array<std::int32_t, kMaxProcesses + 1> of_{};
  std::array<std::int32_t, kMaxSteps> told_{};
};

// What a thread asked for is what it is told, as long as it has neither become another user nor another program.
class ParentDeathSignalIsTold final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (entry.what == Happening::kExecutes) asked(entry.thread).reset();
    if (entry.what != Happening::kPerforms) return {};
    const Operation& o = scenario_->steps[entry.step].operation;
    if (std::holds_alternative<op::Setresuid>(o) || std::holds_alternative<op::Execve>(o)) asked(entry.thread).reset();
    const auto* set = std::get_if<op::SetPdeathsig>(&o);
    if (set != nullptr && set->sig.value >= 0 && set->sig.value <= kLastSignal) asked(entry.thread) = set->sig;
    expected_[entry.step] = asked(entry.thread);
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned) return {};
    const auto& expected = expected_[event.step];
    if (!std::holds_alternative<op::GetPdeathsig>(scenario.steps[event.step].operation) || !expected) return {};
    return event.result == expected->value ? "" : "the parent-death signal is not told";
  }

 private:
  std::optional<Signo>& asked(ThreadId t) { return asked_[static_cast<std::size_t>(slot_of(t))]; }

  const Scenario* scenario_{};
  std::array<std::optional<Signo>, kThreadSlots> asked_{};
  std::array<std::optional<Signo>, kMaxSteps> expected_{};
};

class ParentDeathSignalIsOnesOwn final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    const auto of = [&](ThreadId t) -> std::int32_t& { return signal_[static_cast<std::size_t>(slot_of(t))]; };
    if (entry.what == Happening::kExecutes) of(entry.thread) = of(entry.info.pid.thread());
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned || event.result < 0) return {};
    const Operation& operation = scenario.steps[event.step].operation;
    std::int32_t& own = signal_[static_cast<std::size_t>(slot_of(event.thread))];
    if (const auto* set = std::get_if<op::SetPdeathsig>(&operation)) own = set->sig.value;
    if (!std::holds_alternative<op::GetPdeathsig>(operation) || event.result == 0 || event.result == own) return {};
    return to_text(Signo{event.result}) + " was never asked for";
  }

 private:
  std::array<std::int32_t, kThreadSlots> signal_{};
};

}  // namespace

std::span<const InvariantText> source_invariants() {
  static const std::array kTexts{
      invariant<AtOnce<failed_write>>("FailedWriteSignalsItsThread",
                                      "A write that fails for want of readers or of room sends its thread a signal.",
                                      "POSIX.1-2024 write(); pipe(7); setrlimit(2)"),
      invariant<AtOnce<quiet_write>>("QuietWriteSignalsNobody",
                                     "MSG_NOSIGNAL and a write that is cut short at RLIMIT_FSIZE bring no signal.",
                                     "POSIX.1-2024 send(), write(); setrlimit(2)"),
      invariant<AtOnce<forged_siginfo>>("SiginfoArrivesAsPassed",
                                        "Nobody corrects the sender that a siginfo from user mode names.",
                                        "rt_sigqueueinfo(2)"),
      invariant<Settled<strange_arguments>>(
          "StrangeArgumentsAreRefused",
          "No call succeeds with flags or parts of a siginfo that it does not know, or "
          "must not take from this caller.",
          "pidfd_send_signal(2); kernel/signal.c post_copy_siginfo_from_user()"),
      invariant<Settled<owner_is_of_the_user>>(
          "OwnerIsOfTheSameUser", "No owner of a descriptor is told on behalf of a user that is not its own.",
          "fs/fcntl.c sigio_perm()"),
      invariant<RefusedInputIsToldBySigio>("RefusedInputIsToldBySigio",
                                           "Input is told by SIGIO when the chosen signal does not fit the queue.",
                                           "F_SETSIG(2const); fs/fcntl.c send_sigio_to_task()"),
      invariant<AtOnce<reached_limit>>(
          "ReachedCpuLimitIsTold",
          "Who reaches the soft RLIMIT_CPU is sent SIGXCPU at once, and SIGKILL at the hard one.",
          "POSIX.1-2024 setrlimit(); getrlimit(2)"),
      invariant<CpuLimitIsKept>(
          "CpuLimitIsKept",
          "The soft RLIMIT_CPU is what was set, one second after it was reached, and the maker's at birth.",
          "getrlimit(2); kernel/fork.c copy_signal()"),
      invariant<ParentDeathSignalIsTold>("ParentDeathSignalIsTold",
                                         "A thread is told the parent-death signal that it has asked for.",
                                         "PR_GET_PDEATHSIG(2const)"),
      invariant<ParentDeathSignalIsOnesOwn>("ParentDeathSignalIsOnesOwn",
                                            "A thread's parent-death signal is the one that it asked for itself.",
                                            "PR_SET_PDEATHSIG(2const)"),
  };
  return kTexts;
}

}  // namespace sigconform
