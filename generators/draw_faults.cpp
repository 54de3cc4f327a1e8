// Drawing faults; see draw.h. Which fault is made is decided here, by what its thread would survive; must not know what
// a fault leads to.
#include "generators/draw.h"

namespace sigconform {

// One that the actor survives, mostly; where it has no handler for any fault, one of the palette's, seldom.
template <>
std::optional<Operation> Draw::of<op::Fault>() {
  const Task* t = actor_task();
  for (int tries = 0; t && tries < 6; ++tries) {
    const auto kind = static_cast<FaultKind>(rng_.below(static_cast<int>(FaultKind::kFilteredCall) + 1));
    const Signo sig = signal_of(kind);
    const Handler handler = world_.action_of(world_.process(t->process), sig).handler;
    const bool handled = (handler == Handler::kLog || handler == Handler::kPark) && !t->blocked.contains(sig);
    if (handled || rng_.chance(swarm_.fatal_percent)) return op::Fault{kind};
  }
  return std::nullopt;
}

}  // namespace sigconform
