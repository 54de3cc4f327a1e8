// Drawing operations that wait, and descriptors to wait for; see draw.h.
#include "generators/draw.h"

namespace sigconform {

const Files& Draw::files() const {
  const ThreadRef t = world_.find(actor_);
  return t == kNoOne ? world_.files.front() : world_.files_of(t);
}

// One that is open, or not, where there is such a one.
Descriptor Draw::descriptor(bool open) {
  boost::container::static_vector<Descriptor, kDescriptors> fitting;
  for (std::size_t i = 0; i < kDescriptors; ++i)
    if ((files()[i].serial != 0) == open) fitting.push_back(static_cast<Descriptor>(i));
  if (fitting.empty() || odd()) return static_cast<Descriptor>(rng_.below(static_cast<int>(kDescriptors)));
  return rng_.one_of(fitting);
}

Watched Draw::watched() {
  const int kind = rng_.below(100);
  if (kind < 20) return Watched::kIdle;
  if (kind < 40) return Watched::kReady;
  return static_cast<Watched>(static_cast<int>(Watched::kFd1) + static_cast<int>(descriptor(true)));
}

PollTime Draw::poll_time() {
  return rng_.chance(swarm_.forever_percent) && someone_else_ready() ? PollTime::kForever : PollTime::kZero;
}

// What the actor blocks is what can be waited for; of that a part, or any set.
SignalSet Draw::wanted_set() {
  const Task* t = actor_task();
  if (t == nullptr || (t->blocked & swarm_.palette_set).empty() || rng_.chance(40)) return set();
  const SignalSet blocked = t->blocked & swarm_.palette_set;
  return rng_.chance(50) ? blocked : SignalSet::of(blocked.lowest());
}

SignalfdFlags Draw::signalfd_flags() {
  if (odd()) return SignalfdFlags{1};
  return {(rng_.chance(40) ? kSfdNonblock.bits : 0) | (rng_.chance(10) ? kSfdCloexec.bits : 0)};
}

template <>
std::optional<Operation> Draw::of<op::Poll>() {
  return op::Poll{static_cast<PollCall>(rng_.below(static_cast<int>(PollCall::kEpollWait) + 1)), watched(),
                  poll_time()};
}

template <>
std::optional<Operation> Draw::of<op::PollUnder>() {
  const auto call = static_cast<MaskedPollCall>(rng_.below(static_cast<int>(MaskedPollCall::kEpollPwait) + 1));
  return op::PollUnder{call, watched(), poll_time(), rng_.chance(50) ? set() : SignalSet{}};
}

template <>
std::optional<Operation> Draw::of<op::CreateSignalfd>() {
  return op::CreateSignalfd{descriptor(false), wanted_set(), signalfd_flags()};
}

template <>
std::optional<Operation> Draw::of<op::Signalfd4>() {
  return op::Signalfd4{descriptor(true), wanted_set(), signalfd_flags()};
}

// A read that may block is for when somebody else can end it.
template <>
std::optional<Operation> Draw::of<op::ReadSignalfd>() {
  const Descriptor fd = descriptor(true);
  const SignalFile& file = files()[static_cast<std::size_t>(fd)];
  if (file.serial != 0 && !file.nonblock && !someone_else_ready()) return std::nullopt;
  if (odd() || rng_.chance(6))
    return op::ReadSignalfd{fd, rng_.chance(50) ? ReadBuffer::kShort : ReadBuffer::kUnwritable};
  return op::ReadSignalfd{fd, rng_.chance(60) ? ReadBuffer::kOne : ReadBuffer::kTwo};
}

template <>
std::optional<Operation> Draw::of<op::CloseSignalfd>() {
  return op::CloseSignalfd{descriptor(true)};
}

template <>
std::optional<Operation> Draw::of<op::RtSigtimedwaitUnwritable>() {
  return op::RtSigtimedwaitUnwritable{wanted_set()};
}

template <>
std::optional<Operation> Draw::of<op::PassBadSet>() {
  return op::PassBadSet{static_cast<SetCall>(rng_.below(static_cast<int>(SetCall::kEpollPwait) + 1)),
                        rng_.chance(50) ? BadSet::kSize : BadSet::kAddress};
}

}  // namespace sigconform
