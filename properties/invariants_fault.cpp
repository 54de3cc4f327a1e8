// Invariants of faults: that nobody escapes them, and what their handlers are told.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <array>
#include <optional>

namespace sigconform {
namespace {

// An invariant that is told of faults when they are made.
class OfFaults : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }

 protected:
  // The fault that begins with this entry, if one does.
  [[nodiscard]] const op::Fault* made(const JournalEntry& entry) const {
    if (entry.what != Happening::kPerforms) return nullptr;
    return std::get_if<op::Fault>(&scenario_->steps[entry.step].operation);
  }

 private:
  const Scenario* scenario_{};
};

// Its signal goes to the thread itself, which does nothing before a handler runs for it or it is dead.
class FaultIsTakenAtOnce final : public OfFaults {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    std::optional<Signo>& open = open_[static_cast<std::size_t>(slot_of(entry.thread))];
    if (const op::Fault* fault = made(entry)) {
      open = signal_of(fault->kind);
      maker_ = entry.thread;
      return {};
    }
    if (entry.what == Happening::kGenerated && maker_) {
      const ThreadId maker = *maker_;
      maker_.reset();
      if (entry.thread != maker || entry.shared)
        return "the signal of a fault of " + to_text(maker) + " went elsewhere";
    }
    if (entry.what == Happening::kPerforms && open) return to_text(entry.thread) + " goes on after a fault";
    if (entry.what == Happening::kDelivered || entry.what == Happening::kExits) open.reset();
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario&) override {
    if (!open_[static_cast<std::size_t>(slot_of(event.thread))]) return {};
    return to_text(event.thread) + " goes on after a fault";
  }

 private:
  std::array<std::optional<Signo>, kThreadSlots> open_{};  // the signal of a fault that nothing was done about yet
  std::optional<ThreadId> maker_;                          // of a fault whose signal is to be sent next
};

// Where the signal of a fault is blocked, ignored or handled by default the process dies of it. (Of another one, or of
// none yet, when an older synchronous signal that seems to be the kernel's is taken first.)
class FaultEndsWhomItCannotReach final : public OfFaults {
 public:
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    const op::Fault* const fault = made(entry);
    if (fault == nullptr) return {};
    const Signo sig = signal_of(fault->kind);
    const ShadowThread& thread = before.thread(entry.thread);
    for (const ShadowInstance& i : thread.pending)
      if (!i.bare && i.info.code > kSiUser.value && kSynchronousSignals.contains(Signo{i.info.signo})) return {};
    const Handler handler = before.action(entry.thread.process, sig).handler;
    if (thread.mask.contains(sig) || handler == Handler::kDefault || handler == Handler::kIgnore)
      doomed_[entry.thread.process.index] = sig;
    return {};
  }
  std::string settles(const Burst& burst) override {
    for (const Process& g : burst.after.processes) {
      const std::optional<Signo> by = doomed_[g.id.index];
      if (by && (!g.group_exit || g.group_exit_code != by->value))
        return to_text(g.id) + " did not die of " + to_text(*by) + ", which it could not handle";
    }
    return {};
  }

 private:
  std::array<std::optional<Signo>, kMaxProcesses + 1> doomed_{};
};

// What is sent for a fault has a siginfo that says what was wrong, and where, and is not lost.
class FaultTellsWhere final : public OfFaults {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    if (const op::Fault* fault = made(entry)) {
      fault_ = *fault;
      return {};
    }
    if (!fault_) return {};
    const FaultKind kind = fault_->kind;
    if (entry.what == Happening::kQueuedBare) return "the siginfo of a fault is lost";
    if (entry.what != Happening::kGenerated) return fault_.reset(), std::string{};
    const SignalInfo& i = entry.info;
    const bool breakpoint = kind == FaultKind::kBreakpoint;
    if (i.code > 0 && (i.code == kSiKernel.value) == breakpoint && (i.address == FaultAddress::kNone) == breakpoint &&
        i.address != FaultAddress::kElsewhere && i.error == (kind == FaultKind::kFilteredCall ? kFilterData : 0) &&
        i.pid == PidName{} && i.uid == kRoot && Signo{i.signo} == signal_of(kind))
      return {};
    return "a fault is said to be " + to_text(i);
  }

 private:
  std::optional<op::Fault> fault_;
};

}  // namespace

std::span<const InvariantText> fault_invariants() {
  static const std::array kTexts{
      invariant<FaultIsTakenAtOnce>(
          "FaultIsTakenAtOnce", "The thread that made a fault does nothing more before it handles a signal or dies.",
          "POSIX.1-2024 2.4.1; kernel/signal.c force_sig_info_to_task()"),
      invariant<FaultEndsWhomItCannotReach>(
          "FaultEndsWhomItCannotReach", "A process that blocks, ignores or does not handle a fault dies of its signal.",
          "signal(7); kernel/signal.c force_sig_info_to_task()"),
      invariant<FaultTellsWhere>("FaultTellsWhere",
                                 "A fault's siginfo says what was wrong and where, beyond the limit too, and what a "
                                 "filter said.",
                                 "sigaction(2); seccomp(2); kernel/signal.c force_sig_fault()"),
  };
  return kTexts;
}

}  // namespace sigconform
