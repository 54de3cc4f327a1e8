// Invariants of alternate stacks and of the frames that lie on them: where handlers run, what sigaltstack says, and
// what becomes of a signal that there is no place for.
#include "model/text.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace sigconform {
namespace {

bool on_stack(const ShadowThread& t) {
  return !t.frames.empty() && t.frames.back().area != 0 && t.frames.back().area == t.stack.area &&
         !t.stack.flags.has(kSsAutoDisarm);
}

class HandlerRunsOnItsStack final : public Invariant {
 public:
  std::string seen(const Event& event, const Shadow& before, const Scenario&) override {
    const ShadowThread& thread = before.thread(event.thread);
    if (event.kind != EventKind::kHandler || thread.frames.empty()) return {};
    if (event.stack.area == thread.frames.back().area) return {};
    return "the handler of " + to_text(Signo{event.info.signo}) + " runs on stack " + std::to_string(event.stack.area) +
           " instead of " + std::to_string(thread.frames.back().area);
  }
};

// What is told of a stack.
StackSeen told_of(const ShadowThread& t) {
  StackSeen told{t.stack.area, t.stack.stack, {t.stack.flags.bits & kSsAutoDisarm.bits}};
  if (told.stack == AltStack::kQuery) told.flags = told.flags | kSsDisable;
  if (on_stack(t)) told.flags = told.flags | kSsOnStack;
  return told;
}

// The call's answer follows from its arguments and from where the thread runs.
class SigaltstackAnswers final : public Invariant {
 public:
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned) return {};
    const auto* call = std::get_if<op::Sigaltstack>(&scenario.steps[event.step].operation);
    if (call == nullptr || event.result == expected_[event.step]) return {};
    return "sigaltstack answers " + std::to_string(event.result) + " instead of " +
           std::to_string(expected_[event.step]);
  }
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    if (entry.what != Happening::kPerforms) return {};
    const auto* call = std::get_if<op::Sigaltstack>(&scenario_->steps[entry.step].operation);
    if (call == nullptr || call->stack == AltStack::kQuery) return {};
    const std::uint32_t mode = call->flags.bits & ~kSsAutoDisarm.bits;
    const bool too_small = mode != kSsDisable.bits && call->stack == AltStack::kTooSmall;
    const Errno error = on_stack(before.thread(entry.thread)) ? Errno::kPerm
                        : mode > kSsDisable.bits              ? Errno::kInval
                        : too_small                           ? Errno::kNoMem
                                                              : Errno{};
    expected_[entry.step] = -static_cast<std::int32_t>(error);
    return {};
  }
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }

 private:
  const Scenario* scenario_ = nullptr;
  std::array<std::int32_t, kMaxSteps> expected_{};
};

// What the thread's stack was when it made the call.
class SigaltstackReportsTheStack final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    if (entry.what != Happening::kPerforms ||
        !std::holds_alternative<op::Sigaltstack>(scenario_->steps[entry.step].operation))
      return {};
    old_[entry.step] = told_of(before.thread(entry.thread));
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    if (event.kind != EventKind::kReturned || event.result != 0) return {};
    if (!std::holds_alternative<op::Sigaltstack>(scenario.steps[event.step].operation)) return {};
    return event.stack == old_[event.step] ? "" : "sigaltstack reports another stack than was set";
  }

 private:
  const Scenario* scenario_ = nullptr;
  std::array<StackSeen, kMaxSteps> old_{};
};

// Whoever is made by vfork or clone3 tells once which stack it has, before it does anything else.
class ChildTellsItsStack final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string seen(const Event& event, const Shadow& before, const Scenario& scenario) override {
    if (event.kind != EventKind::kBorn) return {};
    const auto child = birth_of(scenario.steps[event.step].actor, scenario.steps[event.step].operation);
    if (child != event.thread || std::exchange(told_[event.step], true))
      return to_text(event.thread) + " tells of another's birth, or twice";
    const ShadowThread& t = before.thread(event.thread);
    return event.stack == told_of(t) ? "" : to_text(event.thread) + " tells of a stack that its maker did not have";
  }
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    if (entry.what == Happening::kExecutes) executed_.insert(entry.thread);
    if (entry.what != Happening::kPerforms || !before.thread(entry.thread).frames.empty()) return {};
    for (std::size_t step = 0; step < scenario_->steps.size(); ++step) {
      const Operation& o = scenario_->steps[step].operation;
      if (!std::holds_alternative<op::Vfork>(o) && !std::holds_alternative<op::Clone3>(o)) continue;
      if (birth_of(scenario_->steps[step].actor, o) == entry.thread && !told_[step] &&
          !executed_.contains(entry.thread))
        return to_text(entry.thread) + " begins without telling of its birth";
    }
    return {};
  }

 private:
  const Scenario* scenario_ = nullptr;
  std::array<bool, kMaxSteps> told_{};
  std::set<ThreadId> executed_;  // in the handler of a signal that came before it could tell
};

class NoFrameWithoutPlace final : public Invariant {
 public:
  std::string seen(const Event& event, const Shadow& before, const Scenario&) override {
    const ShadowThread& t = before.thread(event.thread);
    if (event.kind != EventKind::kHandler || t.frames.empty()) return {};
    const ShadowFrame& frame = t.frames.back();
    if (frame.action.flags.has(kNoRestorer)) return "a handler without a restorer runs";
    if (frame.action.flags.has(kSaOnStack) && frame.stack.stack == AltStack::kUnmapped)
      return "a handler runs although there is no memory for its frame";
    const auto same = std::count_if(t.frames.begin(), t.frames.end(), [&](const ShadowFrame& f) {
      return f.area == frame.area && f.stack.stack == AltStack::kSnug && f.stack.area == frame.area &&
             !f.stack.flags.has(kSsAutoDisarm);
    });
    return same > 1 ? "a stack with room for one frame holds two" : "";
  }
};

// A signal that is lost for want of a place is followed by a forced SIGSEGV at once.
class LostSignalBecomesSigsegv final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    const bool owed = owed_;
    owed_ = entry.what == Happening::kLost;
    if (!owed || entry.what == Happening::kWoken) return {};
    const bool forced =
        entry.what == Happening::kGenerated && entry.info.signo == kSigSegv.value && entry.info.code == kSiKernel.value;
    return forced ? "" : "a signal was lost for want of a place for its frame, and nothing came of it";
  }
  std::string settles(const Burst&) override {
    return owed_ ? "a signal was lost for want of a place for its frame, and nothing came of it" : "";
  }

 private:
  bool owed_ = false;
};

}  // namespace

std::span<const InvariantText> stack_invariants() {
  static const std::array kTexts{
      invariant<HandlerRunsOnItsStack>(
          "HandlerRunsOnItsStack",
          "A handler runs on the alternate stack with SA_ONSTACK, and else where what it interrupts runs.",
          "POSIX.1-2024 sigaction(), sigaltstack(); arch get_sigframe()"),
      invariant<SigaltstackAnswers>(
          "SigaltstackAnswers",
          "sigaltstack refuses while the thread runs on the stack, unknown flags, and stacks that are too small.",
          "POSIX.1-2024 sigaltstack(); kernel/signal.c do_sigaltstack()"),
      invariant<SigaltstackReportsTheStack>(
          "SigaltstackReportsTheStack",
          "sigaltstack reports what was set last, with what handlers and their returns made of it.",
          "POSIX.1-2024 sigaltstack(); sigaltstack(2); kernel/signal.c restore_altstack()"),
      invariant<ChildTellsItsStack>("ChildTellsItsStack",
                                    "A child of vfork, and one that shares no memory, begins with its maker's "
                                    "alternate stack, any other with none.",
                                    "POSIX.1-2024 fork(); sigaltstack(2); kernel/fork.c copy_process()"),
      invariant<NoFrameWithoutPlace>(
          "NoFrameWithoutPlace",
          "No handler runs without a restorer, or where its alternate stack is no memory, and no "
          "two on a stack with room for one.",
          "arch/x86/kernel/signal.c get_sigframe(), x64_setup_rt_frame()"),
      invariant<LostSignalBecomesSigsegv>("LostSignalBecomesSigsegv",
                                          "A signal whose frame has no place is followed by SIGSEGV with SI_KERNEL.",
                                          "kernel/signal.c force_sigsegv()"),
  };
  return kTexts;
}

}  // namespace sigconform
