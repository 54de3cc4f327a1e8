// Invariants of waiting calls that signals come upon: whether they fail or begin anew, and what their own masks let in.
// Written from signal(7), "Interruption of system calls", not from the model.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <array>
#include <optional>
#include <vector>

namespace sigconform {
namespace {

// What a handler does to a waiting call. Without one, none of them fails.
enum class Interruption : std::uint8_t {
  kUnlessRestart,  // it fails unless the handler has SA_RESTART
  kAlways,         // it fails
  kNotSaid,        // no waiting call, or one that even a stop ends
};

Interruption interruption_of(const Operation& o) {
  if (std::holds_alternative<op::Wait4>(o) || std::holds_alternative<op::Waitid>(o) ||
      std::holds_alternative<op::ReadSignalfd>(o))
    return Interruption::kUnlessRestart;
  if (const auto* block = std::get_if<op::Block>(&o)) {
    if (block->call == BlockingCall::kEpollWait) return Interruption::kNotSaid;
    const bool restarts = block->call == BlockingCall::kFutex || block->call == BlockingCall::kRead;
    return restarts ? Interruption::kUnlessRestart : Interruption::kAlways;
  }
  const auto* under = std::get_if<op::BlockUnder>(&o);
  return under && under->call != MaskedCall::kEpollPwait ? Interruption::kAlways : Interruption::kNotSaid;
}

// Follows the calls that each thread is in, innermost last, and the first handler over each.
class FirstHandlerDecides final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    auto& calls = calls_[static_cast<std::size_t>(slot_of(entry.thread))];
    if (entry.what == Happening::kExecutes) calls.clear();
    if (entry.what == Happening::kDelivered && !calls.empty())
      delivered(entry, before.action(entry.thread.process, Signo{entry.info.signo}), calls.back());
    if (entry.what != Happening::kPerforms) return {};
    const bool again = !calls.empty() && calls.back().step == entry.step;
    const Call call = again ? calls.back() : Call{};
    if (again) calls.pop_back();
    calls.push_back({entry.step, false, {}});
    const Interruption kind = interruption_of(scenario_->steps[entry.step].operation);
    if (!again || !call.first || kind == Interruption::kNotSaid) return {};
    if (kind == Interruption::kUnlessRestart && call.first->has(kSaRestart)) return {};
    return "a call begins anew although a handler without SA_RESTART ran, or the call is of those that always fail";
  }
  std::string seen(const Event& event, const Shadow&, const Scenario& scenario) override {
    auto& calls = calls_[static_cast<std::size_t>(slot_of(event.thread))];
    if (event.kind != EventKind::kReturned || calls.empty() || calls.back().step != event.step) return {};
    const Call call = calls.back();
    calls.pop_back();
    const Interruption kind = interruption_of(scenario.steps[event.step].operation);
    if (event.result != -static_cast<std::int32_t>(Errno::kIntr) || kind == Interruption::kNotSaid) return {};
    if (!call.first) return "a call fails with EINTR although no handler ran";
    const bool restarts = kind == Interruption::kUnlessRestart && call.first->has(kSaRestart);
    return restarts ? "a call fails with EINTR although the handler has SA_RESTART" : "";
  }

 private:
  struct Call {
    std::uint8_t step{};
    bool decided{false};
    std::optional<ActionFlags> first{};  // of the first handler over it
  };
  // What is delivered once the mask from before the call is back finds it begun anew already.
  void delivered(const JournalEntry& entry, const SigAction& action, Call& call) const {
    if (call.decided || !is_caught(action)) return;
    const SignalSet* wait = mask_of_wait(scenario_->steps[call.step].operation);
    call.decided = true;
    if (wait == nullptr || entry.mask == *wait - SignalSet::of(kSigKill, kSigStop)) call.first = action.flags;
  }

  const Scenario* scenario_{};
  std::array<std::vector<Call>, kThreadSlots> calls_;
};

// A wait for a descriptor under a mask of its own, and whether the first handler over it needed that mask.
class SuccessfulWaitLetsNothingIn final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    std::optional<Wait>& wait = waits_[static_cast<std::size_t>(slot_of(entry.thread))];
    const ShadowThread& thread = before.thread(entry.thread);
    if (entry.what == Happening::kPerforms &&
        std::holds_alternative<op::PollUnder>(scenario_->steps[entry.step].operation))
      wait = Wait{entry.step, thread.suspended.value_or(thread.mask), false, false};
    const Signo sig{entry.info.signo};
    if (entry.what != Happening::kDelivered || !wait || wait->handled) return {};
    if (!is_caught(before.action(entry.thread.process, sig))) return {};
    wait->handled = true;
    wait->let_in = wait->mask.contains(sig);
    return {};
  }
  std::string seen(const Event& event, const Shadow&, const Scenario&) override {
    std::optional<Wait>& wait = waits_[static_cast<std::size_t>(slot_of(event.thread))];
    if (event.kind != EventKind::kReturned || !wait || wait->step != event.step) return {};
    const bool let_in = wait->let_in && event.result >= 0;
    wait.reset();
    return let_in ? "a wait succeeds after a handler that only its own mask let in" : "";
  }

 private:
  struct Wait {
    std::uint8_t step{};
    SignalSet mask{};  // from before it
    bool handled{false}, let_in{false};
  };
  const Scenario* scenario_{};
  std::array<std::optional<Wait>, kThreadSlots> waits_{};
};

}  // namespace

std::span<const InvariantText> restart_invariants() {
  static const std::array kTexts{
      invariant<FirstHandlerDecides>("FirstHandlerDecidesRestart",
                                     "A waiting call fails with EINTR only after a handler, and begins anew after one "
                                     "only if it may and the first "
                                     "has SA_RESTART.",
                                     "POSIX.1-2024 sigaction(); signal(7), Interruption of system calls"),
      invariant<SuccessfulWaitLetsNothingIn>(
          "SuccessfulWaitLetsNothingIn",
          "A wait under a mask of its own that succeeds has let in no signal that the mask from before blocks.",
          "POSIX.1-2024 pselect(); kernel/signal.c restore_saved_sigmask_unless(), but for 5.0 and 5.1"),
  };
  return kTexts;
}

}  // namespace sigconform
