// Invariants of the order in which signals leave their queues, decided from the account of what was pending and from
// the mask at that moment. Written from the manual pages, not from the model.
#include "model/text.h"
#include "properties/invariant_terms.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

// One signal that a thread took, with all that it could have taken instead.
struct Taken {
  JournalEntry entry;
  bool delivered{false};             // to be acted upon; else by a sigtimedwait
  SignalSet own, shared;             // what was deliverable in the two queues
  std::optional<SignalInfo> forced;  // the oldest kernel-like synchronous one, when those have the precedence
  SignalInfo oldest{};               // the oldest of the same number in the same queue
  bool had_any{false};               // `oldest` is meant

  [[nodiscard]] Signo sig() const { return Signo{entry.info.signo}; }
  [[nodiscard]] SignalSet choices() const { return entry.shared ? shared : own; }
  // Taken by the precedence of forced synchronous signals, to which the other rules do not apply.
  [[nodiscard]] bool by_force() const { return delivered && !entry.shared && forced && *forced == entry.info; }
  [[nodiscard]] std::string text() const { return to_text(entry.thread) + " took " + to_text(sig()); }
};

Taken taken(const JournalEntry& entry, const Shadow& before) {
  Taken t;
  t.entry = entry;
  const ShadowThread& thread = before.thread(entry.thread);
  const SignalSet own = signals_in(thread.pending);
  t.own = own - entry.mask;
  t.shared = signals_in(before.process(entry.thread.process).shared) - entry.mask;
  if (!(t.own & kSynchronousSignals).empty()) {
    const auto kernel_like = std::find_if(thread.pending.begin(), thread.pending.end(), [](const ShadowInstance& i) {
      return !i.bare && i.info.code > kSiUser.value && kSynchronousSignals.contains(Signo{i.info.signo});
    });
    if (kernel_like != thread.pending.end()) t.forced = kernel_like->info;
  }
  for (const ShadowInstance& i : before.queue(entry)) {
    if (i.bare || i.info.signo != entry.info.signo) continue;
    t.oldest = i.info;
    t.had_any = true;
    break;
  }
  return t;
}

// Whether a signal was taken to be acted upon shows in the very next entry of the journal.
template <std::string (*check)(const Taken&)>
class OfTaken final : public Invariant {
 public:
  std::string happens(const JournalEntry& entry, const Shadow& before) override {
    std::string broken;
    if (last_) {
      last_->delivered = entry.what == Happening::kDelivered && entry.thread == last_->entry.thread;
      broken = check(*last_);
      last_.reset();
    }
    if (entry.what == Happening::kDequeued) last_ = taken(entry, before);
    return broken;
  }
  std::string settles(const Burst&) override {
    if (!last_) return {};
    std::string broken = check(*last_);
    last_.reset();
    return broken;
  }

 private:
  std::optional<Taken> last_;
};

std::string private_first(const Taken& t) {
  if (!t.entry.shared || t.own.empty()) return {};
  return t.text() + " from its process while " + to_text(t.own.lowest()) + " was pending for itself";
}

std::string synchronous_first(const Taken& t) {
  const SignalSet synchronous = t.choices() & kSynchronousSignals;
  if (synchronous.empty() || kSynchronousSignals.contains(t.sig())) return {};
  return t.text() + " before " + to_text(synchronous.lowest());
}

std::string lowest_first(const Taken& t) {
  if (t.by_force()) return {};
  const SignalSet same_class =
      kSynchronousSignals.contains(t.sig()) ? t.choices() & kSynchronousSignals : t.choices() - kSynchronousSignals;
  if (same_class.empty() || same_class.lowest() >= t.sig()) return {};
  return t.text() + " before " + to_text(same_class.lowest());
}

std::string oldest_first(const Taken& t) {
  if (t.by_force() || !t.had_any || t.oldest == t.entry.info) return {};
  return t.text() + " as " + to_text(t.entry.info) + " although " + to_text(t.oldest) + " came before it";
}

std::string forced_first(const Taken& t) {
  if (!t.delivered || !t.forced || t.by_force()) return {};
  return t.text() + " before the forced " + to_text(*t.forced);
}

std::string unblocked_only(const Taken& t) {
  if (t.by_force() || t.choices().contains(t.sig())) return {};
  return t.text() + (t.delivered ? " although it blocks it" : " although it does not wait for it");
}

}  // namespace

std::span<const InvariantText> dequeue_invariants() {
  static const std::array kTexts{
      invariant<OfTaken<private_first>>("PrivateComesBeforeShared",
                                        "A thread takes what is directed to itself before what its process has.",
                                        "signal(7); kernel/signal.c dequeue_signal()"),
      invariant<OfTaken<synchronous_first>>(
          "SynchronousComesFirst",
          "SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE and SIGSYS leave a queue before all other signals.",
          "signal(7); kernel/signal.c next_signal()"),
      invariant<OfTaken<lowest_first>>("LowestNumberComesFirst",
                                       "Of two deliverable signals of one queue the lower number leaves first.",
                                       "POSIX.1-2024 2.4.1; signal(7); kernel/signal.c next_signal()"),
      invariant<OfTaken<oldest_first>>("OldestInstanceComesFirst",
                                       "Instances of one number leave a queue in the order they came.",
                                       "POSIX.1-2024 2.4.2; signal(7); kernel/signal.c collect_signal()"),
      invariant<OfTaken<forced_first>>(
          "ForcedSynchronousIsDeliveredFirst",
          "A thread's own synchronous signal with si_code > 0 is delivered before everything else.",
          "kernel/signal.c dequeue_synchronous_signal(), since 5.0"),
      invariant<OfTaken<unblocked_only>>(
          "OnlyUnblockedSignalsAreTaken",
          "Only a signal that is not blocked is delivered, and sigtimedwait takes only from its set.",
          "POSIX.1-2024 2.4.1, sigtimedwait(); kernel/signal.c"),
  };
  return kTexts;
}

}  // namespace sigconform
