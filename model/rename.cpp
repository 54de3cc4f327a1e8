// Other names for the threads, processes and signals of a scenario, and its hash: what a minimiser does to whole
// scenarios. It must not know which renamings are worth trying.
#include "model/names.h"
#include "model/reflection.h"
#include "model/simplify.h"
#include "model/wire.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace sigconform {
namespace {

// One overload for each kind of renaming and each strong type that it touches; other fields stay as they are. That a
// new type of field mentions nothing is said here by adding it to `mentions_nothing`.
template <typename Field>
inline constexpr bool mentions_nothing = Worded<Field> || NamedBits<Field>;
template <>
inline constexpr bool mentions_nothing<UserArg> = true;
template <>
inline constexpr bool mentions_nothing<SiCode> = true;
template <>
inline constexpr bool mentions_nothing<SigValue> = true;
template <>
inline constexpr bool mentions_nothing<ExitCode> = true;
template <>
inline constexpr bool mentions_nothing<QueueLimit> = true;

template <typename T>
void replace(T& value, T from, T to) {
  if (value == from) value = to;
}

struct RenameThread {
  ThreadId from;
  ThreadId to;
  ThreadId actor{};  // of the step at hand, before it is renamed

  void operator()(PidArg& v) const {
    if (v.kind == PidArg::Kind::kTask) replace(v.task, from, to);
  }
  void operator()(ThreadIndex& v) const {
    if (actor.process == from.process && to.process == from.process) replace(v, from.thread, to.thread);
  }
  void operator()(ProcessId& v) const {
    if (from.leader() && to.leader()) replace(v, from.process, to.process);
  }
  void operator()(ThreadId& v) const { replace(v, from, to); }
  void operator()(Signo&) const {}
  void operator()(SignalSet&) const {}
};

struct RenameProcess {
  ProcessId from;
  ProcessId to;
  ThreadId actor{};

  void operator()(PidArg& v) const {
    if (v.kind == PidArg::Kind::kTask || v.kind == PidArg::Kind::kGroup) replace(v.task.process, from, to);
  }
  void operator()(ThreadIndex&) const {}  // follows the actor
  void operator()(ProcessId& v) const { replace(v, from, to); }
  void operator()(ThreadId& v) const { replace(v.process, from, to); }
  void operator()(Signo&) const {}
  void operator()(SignalSet&) const {}
};

struct RenameSignal {
  Signo from;
  Signo to;
  ThreadId actor{};

  void operator()(PidArg&) const {}
  void operator()(ThreadIndex&) const {}
  void operator()(ProcessId&) const {}
  void operator()(ThreadId&) const {}
  void operator()(Signo& v) const { replace(v, from, to); }
  void operator()(SignalSet& v) const {
    if (!v.contains(from)) return;
    v.remove(from);
    v.add(to);  // nothing, when it names no signal
  }
};

// Descriptors are words, which no other renaming looks at.
struct RenameDescriptor {
  Descriptor from;
  Descriptor to;

  [[nodiscard]] static Watched watched(Descriptor fd) {
    return static_cast<Watched>(static_cast<int>(Watched::kFd1) + static_cast<int>(fd));
  }
  void operator()(Descriptor& v) const { replace(v, from, to); }
  void operator()(Watched& v) const { replace(v, watched(from), watched(to)); }
  template <typename Field>
  void operator()(Field&) const {}
};

template <typename Renaming>
Scenario renamed(Scenario scenario, Renaming renaming) {
  for (Step& step : scenario.steps) {
    renaming.actor = step.actor;
    renaming(step.actor);
    std::visit(
        [&](auto& op) {
          reflection::for_each_field(op, [&](std::string_view, auto& field) {
            if constexpr (!mentions_nothing<std::remove_reference_t<decltype(field)>>) renaming(field);
          });
        },
        step.operation);
  }
  return scenario;
}

}  // namespace

Scenario rename(const Scenario& scenario, ThreadId from, ThreadId to) {
  return renamed(scenario, RenameThread{from, to});
}

Scenario rename(const Scenario& scenario, ProcessId from, ProcessId to) {
  Scenario result = renamed(scenario, RenameProcess{from, to});
  for (ProcessLayout& process : result.processes) replace(process.parent, from, to);
  return result;
}

Scenario rename(const Scenario& scenario, Signo from, Signo to) { return renamed(scenario, RenameSignal{from, to}); }

Scenario rename(const Scenario& scenario, Descriptor from, Descriptor to) {
  Scenario result = scenario;
  const RenameDescriptor renaming{from, to};
  for (Step& step : result.steps)
    std::visit(
        [&](auto& op) { reflection::for_each_field(op, [&](std::string_view, auto& field) { renaming(field); }); },
        step.operation);
  return result;
}

std::uint64_t hash_of(const Scenario& scenario) {
  wire::Bytes bytes;
  bytes.reserve(512);
  wire::encode(scenario, bytes);
  return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace sigconform
