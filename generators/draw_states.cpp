// Drawing what brings processes into states in which signals reach them late; see draw.h.
#include "generators/draw.h"

#include <algorithm>

namespace sigconform {
namespace {

inline constexpr int kThawPercent = 45;  // where something is frozen
inline constexpr int kOwnPercent = 10;   // of the freezes are of the actor's own group
inline constexpr int kTries = 6;         // to find somebody of another

}  // namespace

// Somebody stays awake who can thaw it again, mostly.
template <>
std::optional<Operation> Draw::of<op::Freeze>() {
  const Task* actor = actor_task();
  if (actor == nullptr) return std::nullopt;
  if (world_.frozen_cgroups.any() && rng_.chance(kThawPercent)) {
    std::uint8_t index = 0;
    while (!world_.frozen_cgroups.test(index)) ++index;
    return op::Freeze{ProcessId{index}, Switch::kOff};
  }
  const ProcessId own = world_.process(actor->process).cgroup;
  ProcessId group = own;
  const bool of_own = rng_.chance(kOwnPercent);
  for (int tries = 0; group == own && tries < kTries && !of_own; ++tries) {
    const ThreadRef t = world_.find(some_thread());
    if (t != kNoOne) group = world_.group_of(t).cgroup;
  }
  if (group.index == 0 || (group == own && !of_own)) return std::nullopt;
  const bool someone_left = std::any_of(world_.tasks.begin(), world_.tasks.end(), [&](const Task& t) {
    return t.id.process != kInit && t.id != actor_ && awaits_command(t) && world_.process(t.process).cgroup != group;
  });
  if (group == own && !someone_left && !odd()) return std::nullopt;
  return op::Freeze{group, odd() ? Switch::kOff : Switch::kOn};
}

}  // namespace sigconform
