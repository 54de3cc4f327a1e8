// A shape of invariants: what an operation does before anything else happens. Must not know any operation.
#pragma once

#include "properties/property_walk.h"

#include <utility>

namespace sigconform {

// Shows a check what happens next after an operation has begun: `next` is nullptr when that is nothing before it
// returns, or in this burst.
template <std::string (*check)(const Operation& begun, ThreadId actor, const JournalEntry* next)>
class AtOnce final : public Invariant {
 public:
  void begins(const Scenario& scenario, const World&) override { scenario_ = &scenario; }
  std::string happens(const JournalEntry& entry, const Shadow&) override {
    std::string broken = begun_ == nullptr ? std::string{} : check(*begun_, actor_, &entry);
    begun_ = entry.what == Happening::kPerforms ? &scenario_->steps[entry.step].operation : nullptr;
    actor_ = entry.thread;
    return broken;
  }
  std::string seen(const Event&, const Shadow&, const Scenario&) override { return nothing(); }
  std::string settles(const Burst&) override { return nothing(); }

 private:
  std::string nothing() {
    return begun_ == nullptr ? std::string{} : check(*std::exchange(begun_, nullptr), actor_, nullptr);
  }

  const Scenario* scenario_{};
  const Operation* begun_{};
  ThreadId actor_{};
};

}  // namespace sigconform
