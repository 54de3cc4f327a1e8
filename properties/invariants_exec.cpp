// Invariants of exec: what a new image has of the old one, and what it has not.
#include "model/text.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

// A step that was one exec, and came to a new image: the thread before it and the leader after it.
struct Executed {
  const Task& before;
  const Task& after;
  const Process& process_after;
  const SigHand& actions_before;
  const SigHand& actions_after;
};
std::optional<Executed> executed(const Burst& burst) {
  const Operation* o = burst.single_operation();
  if (o == nullptr || !std::holds_alternative<op::Execve>(*o)) return std::nullopt;
  const bool succeeded = std::any_of(burst.journal.begin(), burst.journal.end(),
                                     [](const JournalEntry& j) { return j.what == Happening::kExecutes; });
  if (!succeeded) return std::nullopt;
  const ThreadRef before = burst.before.find(burst.actor());
  const Process& now = burst.after.process(burst.before.task(before).process);
  if (now.live == 0) return std::nullopt;  // what was pending ended it at once
  const Process& then = burst.before.group_of(before);
  return Executed{burst.before.task(before), burst.after.task(now.leader), now, burst.before.sighand_of(then),
                  burst.after.sighand_of(now)};
}

std::string knows_no_handlers(const Burst& burst) {
  const auto e = executed(burst);
  if (!e) return {};
  for (std::size_t i = 0; i < kLastSignal; ++i) {
    const bool ignored = e->actions_before.action[i].handler == Handler::kIgnore;
    const SigAction wanted{ignored ? Handler::kIgnore : Handler::kDefault, {}, {}};
    if (e->actions_after.action[i] != wanted)
      return to_text(e->after.id) + " has another action for " + to_text(Signo{static_cast<std::int32_t>(i) + 1}) +
             " than exec leaves";
  }
  return {};
}

std::string keeps_its_thread(const Burst& burst) {
  const auto e = executed(burst);
  if (!e) return {};
  const std::string who = to_text(e->after.id);
  if (e->after.blocked != e->before.blocked) return who + " has another mask after exec";
  const Cred &old = e->before.cred, &now = e->after.cred;
  if (now.real != old.real || now.effective != old.effective) return who + " has other users after exec";
  if (now.saved != old.effective) return who + " could go back to a saved user after exec";
  if (now.cap_kill || now.cap_setuid) return who + " has capabilities after exec";
  const Signo pdeath = old.real == old.effective ? e->before.pdeath_signal : Signo{};
  if (e->after.pdeath_signal != pdeath) return who + " has another parent-death signal after exec";
  return {};
}

std::string is_alone(const Burst& burst) {
  const auto e = executed(burst);
  if (!e || e->process_after.threads.size() <= 1) return {};
  return to_text(e->after.id) + " has siblings after exec";
}

// Nothing but what says that it is of a timer is flushed between the moment of exec and whatever happens next.
class ExecKeepsPending final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    const bool flushed = entry.what == Happening::kFlushed && executing_ == entry.thread.process;
    if (flushed && entry.info.code == kSiTimer.value) return {};
    if (flushed)
      return to_text(Signo{entry.info.signo}) + " is no longer pending for " + to_text(entry.thread) + " after exec";
    executing_.reset();
    if (entry.what == Happening::kExecutes) executing_ = entry.thread.process;
    return {};
  }
  std::string seen(const Event&, const Shadow&, const Scenario&) override {
    executing_.reset();
    return {};
  }

 private:
  std::optional<ProcessId> executing_;
};

}  // namespace

std::span<const InvariantText> exec_invariants() {
  static const std::array kTexts{
      invariant<Settled<knows_no_handlers>>(
          "ExecKnowsNoHandlers", "After exec what was ignored is ignored, all else has SIG_DFL, without flags.",
          "POSIX.1-2024 exec; kernel/signal.c flush_signal_handlers()"),
      invariant<Settled<keeps_its_thread>>(
          "ExecKeepsItsThread",
          "exec keeps mask, real and effective user, and with equal users the parent-death signal, but no capability.",
          "POSIX.1-2024 exec; capabilities(7); fs/exec.c begin_new_exec()"),
      invariant<Settled<is_alone>>("ExecIsAlone", "After exec a process has one thread.",
                                   "POSIX.1-2024 exec; fs/exec.c de_thread()"),
      invariant<ExecKeepsPending>(
          "ExecKeepsPending",
          "exec leaves pending what is pending for its thread and process, signals of timers aside.",
          "POSIX.1-2024 exec"),
  };
  return kTexts;
}

}  // namespace sigconform
