// What several invariants call by the same name: classes of signals, and who is whose. They say it again, instead of
// asking the model, which they check; so this must not include what decides there.
#pragma once

#include "model/world.h"

#include <cstdint>

namespace sigconform {

inline constexpr SignalSet kKillAndStop = SignalSet::of(kSigKill, kSigStop);
inline constexpr SignalSet kStopSignals = SignalSet::of(kSigStop, kSigTstp, kSigTtin, kSigTtou);
inline constexpr SignalSet kSynchronousSignals = SignalSet::of(kSigIll, kSigTrap, kSigBus, kSigFpe, kSigSegv, kSigSys);
// Those whose default action is to do nothing, and with those that stop or continue.
inline constexpr SignalSet kIgnoredUnlessCaught = SignalSet::of(kSigCont, kSigChld, kSigWinch, kSigUrg);
inline constexpr SignalSet kHarmlessByDefault = kIgnoredUnlessCaught | kStopSignals;

// What a call that fails with this error returns.
constexpr std::int32_t minus(Errno error) { return -static_cast<std::int32_t>(error); }

[[nodiscard]] inline bool is_caught(const SigAction& action) {
  return action.handler == Handler::kLog || action.handler == Handler::kPark;
}

// nullptr: nobody has that number, or has it any more.
[[nodiscard]] inline const Process* process_in(const World& w, ProcessId id) {
  const ProcessRef p = w.process_at[id.index];
  return p == kNoOne ? nullptr : &w.process(p);
}

[[nodiscard]] inline ProcessId parent_in(const World& w, const Process& g) {
  return g.real_parent == kNoOne ? kInit : w.task(g.real_parent).id.process;
}

}  // namespace sigconform
