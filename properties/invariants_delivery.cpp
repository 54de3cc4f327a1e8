// Invariants of what comes of a delivery: who is ended by it, what is left when a handler begins, what a siginfo can
// say, and that the calls about actions and masks tell what was in force. Must not know in which order signals come.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

class SiginfoIsAsSent final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    if (entry.what != Happening::kDequeued) return {};
    const SignalInfo nothing{entry.info.signo, 0, kSiUser.value, {}, {}, 0};
    const ShadowQueue& queue = before.queue(entry);
    const bool possible = std::any_of(queue.begin(), queue.end(), [&](const ShadowInstance& i) {
      return i.bare ? i.info.signo == entry.info.signo && entry.info == nothing : i.info == entry.info;
    });
    return possible ? "" : to_text(entry.thread) + " took " + to_text(entry.info) + ", which nobody sent";
  }
};

// Follows what each thread acts upon, from the delivery to whatever the thread does next.
class IgnoredEndsNobody final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    std::optional<Signo>& ignored = ignored_[static_cast<std::size_t>(slot_of(entry.thread))];
    switch (entry.what) {
      case Happening::kDelivered: {
        const Signo sig{entry.info.signo};
        const Handler handler = before.action(entry.thread.process, sig).handler;
        const bool harmless = handler == Handler::kDefault && kIgnoredUnlessCaught.contains(sig);
        ignored = handler == Handler::kIgnore || harmless ? std::optional(sig) : std::nullopt;
        return {};
      }
      case Happening::kExits:
        return ignored ? to_text(entry.thread) + " ends with " + to_text(*ignored) + ", which it ignores" : "";
      case Happening::kWoken:
      case Happening::kPerforms:
      case Happening::kDequeued: ignored.reset(); return {};
      default: return {};
    }
  }
  std::string seen(const Event& event, const Shadow&, const Scenario&) override {
    ignored_[static_cast<std::size_t>(slot_of(event.thread))].reset();
    return {};
  }
  std::string settles(const Burst&) override {
    ignored_ = {};
    return {};
  }

 private:
  std::array<std::optional<Signo>, kThreadSlots> ignored_{};
};

class HandlerBeginsLast final : public Invariant {
 public:
  std::string seen(const Event& event, const Shadow& before, const Scenario&) override {
    if (event.kind != EventKind::kHandler) return {};
    const SignalSet pending =
        signals_in(before.thread(event.thread).pending) | signals_in(before.process(event.thread.process).shared);
    const SignalSet left = pending - event.mask;
    if (left.empty()) return {};
    return "the handler of " + to_text(Signo{event.info.signo}) + " begins while " + to_text(left.lowest()) +
           " is pending that it does not block";
  }
};

// What was in force when the call was made.
class SettingsAreTold final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    if (entry.what != Happening::kPerforms) return {};
    masks_[entry.step] = before.thread(entry.thread).mask;
    const auto* set = std::get_if<op::RtSigaction>(&scenario_->steps[entry.step].operation);
    if (set == nullptr || !set->sig.valid()) return {};
    const SigAction& action = before.action(entry.thread.process, set->sig);
    actions_[entry.step] = {action.handler, {action.flags.bits & ~kNoRestorer.bits}, action.mask};
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned || event.result != 0) return {};
    const Operation& o = scenario.steps[event.step].operation;
    if (std::holds_alternative<op::RtSigaction>(o) && event.action != actions_[event.step])
      return "rt_sigaction reports another action than was in force";
    if (std::holds_alternative<op::RtSigprocmask>(o) && event.mask != masks_[event.step])
      return "rt_sigprocmask reports " + to_text(event.mask) + " instead of " + to_text(masks_[event.step]);
    return {};
  }

 private:
  const Scenario* scenario_{};
  std::array<SignalSet, kMaxSteps> masks_{};
  std::array<ActionSeen, kMaxSteps> actions_{};
};

// One SIGKILL for another process, none of whose threads is in a call that takes signals.
std::string killed_takes_nothing(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const auto* kill = o ? std::get_if<op::Kill>(o) : nullptr;
  if (kill == nullptr || kill->sig != kSigKill || kill->pid.kind != PidArg::Kind::kTask) return {};
  const ProcessId victim = kill->pid.task.process;
  if (victim == burst.actor().process) return {};
  const bool taking = std::any_of(burst.before.tasks.begin(), burst.before.tasks.end(), [&](const Task& t) {
    return t.id.process == victim && (t.sleep == Sleep::kSigtimedwait || t.sleep == Sleep::kSignalfd);
  });
  for (const JournalEntry& j : burst.journal)
    if (!taking && j.what == Happening::kDequeued && j.thread.process == victim)
      return to_text(j.thread) + " takes " + to_text(Signo{j.info.signo}) + " while it is being killed";
  return {};
}

}  // namespace

std::span<const InvariantText> delivery_invariants() {
  static const std::array kTexts{
      invariant<SiginfoIsAsSent>("SiginfoIsAsSent",
                                 "The siginfo of what is taken is one that was sent, or, where it was lost, SI_USER "
                                 "from pid 0 and uid 0.",
                                 "kernel/signal.c collect_signal()"),
      invariant<IgnoredEndsNobody>("IgnoredEndsNobody",
                                   "No thread dies of a signal that it ignores, by SIG_IGN or by default.",
                                   "POSIX.1-2024 2.4.3, <signal.h>; signal(7)"),
      invariant<HandlerBeginsLast>("HandlerBeginsLast",
                                   "When a handler begins nothing is pending for its thread that it does not block.",
                                   "kernel/entry/common.c exit_to_user_mode_loop()"),
      invariant<SettingsAreTold>("SettingsAreTold",
                                 "rt_sigaction and rt_sigprocmask report what was in force before them.",
                                 "POSIX.1-2024 sigaction(), pthread_sigmask()"),
      invariant<Settled<killed_takes_nothing>>(
          "KilledTakesNothing",
          "A process that SIGKILL ends takes nothing of what is pending for it, unless it waits for signals.",
          "kernel/signal.c get_signal(), since 5.0"),
  };
  return kTexts;
}

}  // namespace sigconform
