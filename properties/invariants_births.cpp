// Invariants of when something is born and how it is asked for, and of what a death takes along. What a child begins
// with is for invariants_birth.cpp.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <optional>

namespace sigconform {
namespace {

// SIGKILL does not wait to be taken.
class MakerHasNothingToTake final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    if (entry.what != Happening::kBorn) return {};
    const ThreadId maker = entry.info.pid.thread();
    const ShadowThread& t = before.thread(maker);
    const SignalSet left = (signals_in(t.pending) | signals_in(before.process(maker.process).shared)) - t.mask;
    return left.empty() ? "" : to_text(maker) + " makes a child with " + to_text(left.lowest()) + " to take";
  }
};

std::string thread_inherits(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const Event* e = burst.return_of(burst.last);
  const auto* made = o ? std::get_if<op::CloneThread>(o) : nullptr;
  if (made == nullptr || e == nullptr || e->result < 0) return {};
  const ThreadId id{burst.actor().process, made->thread};
  const ThreadRef thread = burst.after.find(id), maker = burst.before.find(burst.actor());
  if (thread == kNoOne || maker == kNoOne || !burst.after.task(thread).frames.empty()) return {};
  const Task &its = burst.after.task(thread), &makers = burst.before.task(maker);
  if (its.blocked != makers.blocked) return to_text(id) + " does not have its maker's mask";
  return its.cred == makers.cred ? "" : to_text(id) + " does not have its maker's users";
}

bool takes(const op::Clone3& o) {
  const auto has = [&](CloneFlags flags) { return o.flags.has(flags); };
  if (has(kCloneDetached) || o.exit_signal.value < 0 || o.exit_signal.value > kLastSignal) return false;
  if (has(kCloneThread)) return false;  // for a process
  if (has(kCloneSighand))
    return has(kCloneVm) && !has(kCloneClearSighand) && !(has(kCloneParent) && o.exit_signal != Signo{0});
  return !has(kCloneParent) || o.exit_signal == Signo{0};
}

std::string births_are_asked_for(const Burst& burst) {
  for (const Event& e : burst.events) {
    if (e.kind != EventKind::kReturned) continue;
    const Operation& o = burst.scenario.steps[e.step].operation;
    if (std::holds_alternative<op::CloneThread>(o) && e.result < 0) return "a thread could not be made";
    const auto* clone = std::get_if<op::Clone3>(&o);
    if (clone && takes(*clone) != (e.result > 0)) return "clone3 answers " + std::to_string(e.result);
  }
  return {};
}

// By exit_group, by SIGKILL, or by a signal that was taken and has no handler.
class DeathIsOfTheWholeProcess final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    if (dies(entry, before)) doomed_.set(entry.thread.process.index);
    return {};
  }
  std::string settles(const Burst& burst) override {
    std::string broken;
    for (const Process& g : burst.after.processes)
      if (doomed_.test(g.id.index) && g.live > 0) broken = to_text(g.id) + " lives on after its death";
    doomed_.reset();
    return broken;
  }

 private:
  [[nodiscard]] bool dies(const JournalEntry& entry, const Shadow& before) const {
    const Signo sig{entry.info.signo};
    switch (entry.what) {
      case Happening::kPerforms: return std::holds_alternative<op::ExitGroup>(scenario_->steps[entry.step].operation);
      case Happening::kQueued:
      case Happening::kQueuedBare: return sig == kSigKill;
      case Happening::kDelivered:
        return !kHarmlessByDefault.contains(sig) &&
               before.action(entry.thread.process, sig).handler == Handler::kDefault;
      default: return false;
    }
  }

  const Scenario* scenario_{};
  std::bitset<kMaxProcesses + 1> doomed_;
};

bool somebody_lives(const Shadow& shadow, ProcessId id) {
  for (std::uint8_t n = 1; n <= kMaxThreadsPerProcess; ++n)
    if (shadow.thread({id, ThreadIndex{n}}).alive) return true;
  return false;
}

// A process may say of itself that it died, and siginfos are forged in the name of init.
class OnlyTheDeadAreToldOf final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    const SignalInfo& i = entry.info;
    const bool told = i.code == kCldExited.value || i.code == kCldKilled.value;
    if (entry.what != Happening::kGenerated || !told || !i.pid.is_thread()) return {};
    const ProcessId dead = i.pid.thread().process;
    if (dead == entry.thread.process || dead == kInit || !somebody_lives(before, dead)) return {};
    return "the death of " + to_text(dead) + ", which lives, is told";
  }
};

class SharedQueueOutlivesThreads final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    const bool dies = entry.what == Happening::kDiedWith && entry.shared;
    if (!dies || !somebody_lives(before, entry.thread.process)) return {};
    return to_text(Signo{entry.info.signo}) + " died with a process that lives";
  }
};

}  // namespace

std::span<const InvariantText> births_and_deaths_invariants() {
  static const std::array kTexts{
      invariant<MakerHasNothingToTake>("MakerHasNothingToTake",
                                       "While something is pending that its maker would take, nothing is born.",
                                       "kernel/fork.c copy_process()"),
      invariant<Settled<thread_inherits>>("ThreadInherits", "A new thread has its maker's mask and users.",
                                          "POSIX.1-2024 pthread_create(); kernel/fork.c copy_process()"),
      invariant<Settled<births_are_asked_for>>(
          "BirthsAreAskedFor",
          "Threads can always be made; clone3 makes a process unless its flags and exit signal contradict each other.",
          "clone(2); kernel/fork.c clone3_args_valid(), copy_process()"),
      invariant<DeathIsOfTheWholeProcess>(
          "DeathIsOfTheWholeProcess",
          "After exit_group, SIGKILL, or a deadly signal that was taken, no thread of the process is left.",
          "POSIX.1-2024 _exit(), 2.4.3; exit_group(2); kernel/signal.c zap_other_threads()"),
      invariant<OnlyTheDeadAreToldOf>(
          "OnlyTheDeadAreToldOf", "SIGCHLD says CLD_EXITED or CLD_KILLED of processes without a living thread only.",
          "POSIX.1-2024 <signal.h>; kernel/exit.c exit_notify()"),
      invariant<SharedQueueOutlivesThreads>("SharedQueueOutlivesThreads",
                                            "What is pending for a process stays so while one of its threads lives.",
                                            "POSIX.1-2024 2.4.1; kernel/exit.c release_task()"),
  };
  return kTexts;
}

}  // namespace sigconform
