// Motifs of signalfds that change, or go, under those who sleep on them.
#include "generators/motif.h"
#include "model/model.h"

#include <array>

namespace sigconform {
namespace {

// The sleeper has a signal pending that its signalfd does not give, until its sibling changes the set.
std::vector<Step> changed_set(Rng& rng, ThreadId sleeper, ThreadId sibling) {
  const Signo sig{rng.chance(50) ? kSigUsr1 : Signo{rng.between(kFirstRealtime, kLastSignal)}};
  const Descriptor fd = rng.chance(80) ? Descriptor::kFd1 : Descriptor::kFd2;
  const SignalSet set = SignalSet::of(sig);
  return {
      {sleeper, op::RtSigprocmask{MaskHow::kBlock, set}, false},
      {sleeper, op::CreateSignalfd{fd, rng.chance(50) ? SignalSet{} : SignalSet::of(kSigUsr2), {}}, false},
      {sibling, op::Tgkill{PidArg::of(sleeper.process), PidArg::of(sleeper), sig}, false},
      {sleeper, op::ReadSignalfd{fd, rng.chance(50) ? ReadBuffer::kOne : ReadBuffer::kTwo}, false},
      {sibling, op::Signalfd4{fd, set, {}}, false},
  };
}

// The descriptor is closed while the sleeper waits for it, and a signal makes that look again.
std::vector<Step> closed_descriptor(Rng& rng, ThreadId sleeper, ThreadId other) {
  constexpr std::array kCalls{PollCall::kSelect, PollCall::kSelect, PollCall::kPoll, PollCall::kEpollWait};
  const Signo sig{rng.chance(50) ? kSigUsr1 : Signo{rng.between(kFirstRealtime, kLastSignal)}};
  const auto fd = static_cast<Watched>(static_cast<int>(Watched::kFd1) + rng.below(2));
  const auto file = static_cast<Descriptor>(static_cast<int>(fd) - static_cast<int>(Watched::kFd1));
  const SignalSet set = SignalSet::of(sig);
  return {
      {sleeper, op::RtSigprocmask{MaskHow::kBlock, set}, false},
      {sleeper, op::CreateSignalfd{file, set, {}}, false},
      {sleeper, op::Poll{rng.one_of(kCalls), fd, PollTime::kForever}, false},
      {other, op::CloseSignalfd{file}, false},
      {other, op::Kill{PidArg::of(sleeper.process), sig}, false},
  };
}

}  // namespace

std::vector<Step> waiting_motif(Rng& rng, const World& world) {
  const std::vector<ThreadId> threads = awake_threads(world);
  if (threads.size() < 2) return {};
  const ThreadId sleeper = rng.one_of(threads);
  const bool closes = rng.chance(50);
  for (const ThreadId other : threads) {
    const bool fits = closes ? world.group_of(world.find(other)).files == world.group_of(world.find(sleeper)).files
                             : other.process == sleeper.process;
    if (other == sleeper || !fits) continue;
    return closes ? closed_descriptor(rng, sleeper, other) : changed_set(rng, sleeper, other);
  }
  return {};
}

}  // namespace sigconform
