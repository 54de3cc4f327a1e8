// One draw for each strong type, and scenarios, events and statuses made of them. It must not know any codec: what it
// draws is judged by why_invalid alone.
#include "model/testing/arbitrary.h"

#include "model/names.h"
#include "model/reflection.h"
#include "model/text.h"

#include <array>
#include <limits>
#include <ostream>
#include <vector>

namespace sigconform::testing {
namespace {

std::uint8_t from_to(SplitMix& random, unsigned first, unsigned last) {
  return static_cast<std::uint8_t>(first + random.below(last - first + 1));
}

template <typename Enum>
Enum up_to(SplitMix& random, Enum last) {
  return static_cast<Enum>(random.below(static_cast<std::uint64_t>(last) + 1));
}

template <std::size_t n>
std::uint32_t any_bits(SplitMix& random, const std::array<NamedNumber, n>& names) {
  std::uint32_t bits = 0;
  for (std::uint64_t i = random.below(4); i > 0; --i) bits |= static_cast<std::uint32_t>(names[random.below(n)].number);
  return bits;
}

ThreadId any_thread(SplitMix& random) {
  return {ProcessId{from_to(random, 1, kMaxProcesses)}, ThreadIndex{from_to(random, 1, kMaxThreadsPerProcess)}};
}

void draw(SplitMix& random, Signo& v) { v.value = static_cast<std::int32_t>(random.below(73)) - 2; }
void draw(SplitMix& random, SignalSet& v) {
  v = {};
  for (std::uint64_t i = random.below(5); i > 0; --i) v.bits |= std::uint64_t{1} << random.below(64);
  if (random.one_in(4)) v.bits = random.next();
  if (random.one_in(4)) v = ~v;
}
void draw(SplitMix& random, ProcessId& v) { v.index = from_to(random, 1, kMaxProcesses); }
void draw(SplitMix& random, ThreadIndex& v) { v.index = from_to(random, 2, kMaxThreadsPerProcess); }
void draw(SplitMix& random, PidArg& v) {
  v = PidArg::special(up_to(random, PidArg::Kind::kIntMin));
  if (v.kind != PidArg::Kind::kTask && v.kind != PidArg::Kind::kGroup) return;
  v.task = random.one_in(8) ? ThreadId{} : any_thread(random);
  if (v.kind == PidArg::Kind::kGroup) v.task.thread = ThreadIndex{1};
}
void draw(SplitMix& random, UserArg& v) {
  const std::int64_t user = from_to(random, 0, kMaxUsers);
  v.code = static_cast<std::int8_t>(user == 0 ? -1 : user);
}
void draw(SplitMix& random, SiCode& v) {
  v.value = static_cast<std::int32_t>(random.one_in(2) ? kSiCodeNames[random.below(8)].number : random.integer());
}
void draw(SplitMix& random, SigValue& v) { v.value = random.integer(); }
template <Worded Enum>
void draw(SplitMix& random, Enum& v) {
  v = up_to(random, kLastOf<Enum>);
}
template <NamedBits Flags>
void draw(SplitMix& random, Flags& v) {
  v.bits = any_bits(random, kBitNames<Flags>);
}
void draw(SplitMix& random, WaitOptions& v) {
  v.bits = any_bits(random, kBitNames<WaitOptions>);
  if (random.one_in(8)) v.bits ^= static_cast<std::uint32_t>(random.next());
}
void draw(SplitMix& random, CloneFlags& v) {
  v.bits = any_bits(random, kBitNames<CloneFlags>);
  if (v.has(kCloneThread | kCloneSighand | kCloneVm)) v.bits &= ~kCloneThread.bits;
}
void draw(SplitMix& random, ExitCode& v) { v.value = static_cast<std::int32_t>(random.integer()); }
void draw(SplitMix& random, QueueLimit& v) {
  v.value = static_cast<std::uint32_t>(random.one_in(2) ? random.below(4) : random.below(2 * kDefaultQueueLimit + 1));
}

// Which names are still to be given.
class Births {
 public:
  [[nodiscard]] bool room() const { return count_ < kMaxThreads; }
  // False when the name was given before, or no more threads may be made.
  bool give(ThreadId t) {
    bool& taken = given_[static_cast<std::size_t>(slot_of(t))];
    if (taken || !room()) return false;
    ++count_;
    return taken = true;
  }
  bool allow(ThreadId actor, const Operation& operation) {
    const auto born = birth_of(actor, operation);
    return !born || give(*born);
  }

 private:
  std::array<bool, kThreadSlots> given_{};
  int count_{1};
};

Layout draw_layout(SplitMix& random, Births& births) {
  Layout processes;
  const unsigned count = from_to(random, 1, random.one_in(3) ? kMaxProcesses : 3);
  for (unsigned p = 1; p <= count; ++p) {
    ProcessLayout process;
    process.parent = ProcessId{from_to(random, 0, p - 1)};
    process.user = from_to(random, 1, kMaxUsers);
    process.capable = random.one_in(2);
    const unsigned threads = random.one_in(4) ? from_to(random, 1, kMaxThreadsPerProcess) : from_to(random, 1, 2);
    process.threads = 0;
    for (unsigned t = 1; t <= threads; ++t) {
      const ThreadId thread{ProcessId{static_cast<std::uint8_t>(p)}, ThreadIndex{static_cast<std::uint8_t>(t)}};
      if (births.give(thread)) ++process.threads;
    }
    if (process.threads == 0) break;
    processes.push_back(process);
  }
  return processes;
}

SignalInfo draw_info(SplitMix& random) {
  SignalInfo info;
  info.signo = random.one_in(4) ? kSigChld.value : from_to(random, 1, kLastSignal);
  SiCode code;
  draw(random, code);
  info.code = random.one_in(3) ? from_to(random, 0, 6) : code.value;
  info.error = random.one_in(8) ? static_cast<std::int32_t>(random.below(40)) : 0;
  info.pid = random.one_in(4) ? PidName{static_cast<std::int32_t>(random.below(kForeignPid + 100))}
                              : PidName::of(any_thread(random));
  info.uid = UserName{static_cast<std::int32_t>(random.one_in(4) ? kForeignUid + random.below(9) : random.below(5))};
  info.value = random.one_in(2) ? 0 : random.integer();
  if (random.one_in(4)) info.address = static_cast<FaultAddress>(random.below(kWords<FaultAddress>.size()));
  return info;
}

std::int32_t draw_wait_status(SplitMix& random) {
  const std::int32_t signal = from_to(random, 1, kLastSignal);
  switch (random.below(5)) {
    case 0: return from_to(random, 0, 255) << 8;
    case 1: return signal;
    case 2: return signal | 0x80;
    case 3: return (signal << 8) | 0x7f;
    default: return random.one_in(4) ? static_cast<std::int32_t>(random.next()) : 0xffff;
  }
}

void draw_result(SplitMix& random, const op::RtSigtimedwait&, Event& e) {
  e.result = (e.info = draw_info(random)).signo;
}
void draw_result(SplitMix& random, const op::Waitid&, Event& e) {
  if (!random.one_in(4)) e.info = draw_info(random);
}
void draw_result(SplitMix& random, const op::Wait4&, Event& e) {
  if (random.one_in(4)) return;
  e.result = PidName::of(any_thread(random)).code;
  e.status = draw_wait_status(random);
}
void draw_result(SplitMix& random, const op::RtSigprocmask&, Event& e) { draw(random, e.mask); }
void draw_result(SplitMix& random, const op::RtSigpending&, Event& e) { draw(random, e.mask); }
void draw_result(SplitMix& random, const op::RtSigaction&, Event& e) {
  draw(random, e.action.handler);
  draw(random, e.action.flags);
  draw(random, e.action.mask);
}
void draw_result(SplitMix& random, const op::Sigaltstack&, Event& e) {
  e.stack.area = from_to(random, 0, kStackAreas - 1);
  draw(random, e.stack.stack);
  draw(random, e.stack.flags);
}
void draw_result(SplitMix& random, const op::Fork&, Event& e) { e.result = PidName::of(any_thread(random)).code; }
void draw_result(SplitMix& random, const op::Vfork&, Event& e) { e.result = PidName::of(any_thread(random)).code; }
void draw_result(SplitMix& random, const op::CloneThread&, Event& e) {
  e.result = PidName::of(any_thread(random)).code;
}
void draw_result(SplitMix& random, const op::Clone3&, Event& e) { e.result = PidName::of(any_thread(random)).code; }
void draw_result(SplitMix& random, const op::Setsid&, Event& e) { e.result = PidName::of(any_thread(random)).code; }
template <typename Op>
void draw_result(SplitMix&, const Op&, Event&) {}

}  // namespace

std::uint64_t SplitMix::next() {
  std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

std::int64_t SplitMix::integer() {
  const std::int64_t small = static_cast<std::int64_t>(below(9)) - 4;
  switch (below(4)) {
    case 0: return static_cast<std::int64_t>(next());
    case 1: return std::numeric_limits<std::int64_t>::min() + 4 + small;
    case 2: return std::numeric_limits<std::int32_t>::max() + small;
    default: return small;
  }
}

Operation draw_operation(SplitMix& random) {
  Operation operation = reflection::make_operation(random.below(kOperationKinds));
  std::visit(
      [&](auto& op) { reflection::for_each_field(op, [&](std::string_view, auto& field) { draw(random, field); }); },
      operation);
  return operation;
}

Scenario draw_scenario(SplitMix& random, std::size_t max_steps) {
  Scenario scenario;
  Births births;
  scenario.processes = draw_layout(random, births);
  const std::size_t steps = random.below(max_steps + 1);
  while (scenario.steps.size() < steps) {
    Step step;
    step.joined = !scenario.steps.empty() && random.one_in(4);
    step.actor = step.joined ? scenario.steps.back().actor : any_thread(random);
    step.operation = draw_operation(random);
    if (births.allow(step.actor, step.operation)) scenario.steps.push_back(step);
  }
  return scenario;
}

Event draw_event(SplitMix& random, const Scenario& scenario) {
  Event e;
  if (scenario.steps.empty() || random.one_in(3)) {
    e.kind = EventKind::kHandler;
    e.thread = any_thread(random);
    e.parks = random.one_in(2);
    e.depth = from_to(random, 1, 4);
    e.info.signo = from_to(random, 1, kLastSignal);
    draw(random, e.mask);
    if (random.one_in(4)) e.stack.area = from_to(random, 1, kStackAreas - 1);
    if (random.one_in(2)) {
      e.info = draw_info(random);
      draw(random, e.saved);
    }
    return e;
  }
  e.step = static_cast<std::uint8_t>(random.below(scenario.steps.size()));
  if (random.one_in(8)) {
    e.kind = EventKind::kBorn;
    e.thread = any_thread(random);
    draw_result(random, op::Sigaltstack{}, e);
    return e;
  }
  e.thread = scenario.steps[e.step].actor;
  if (random.one_in(3))
    e.result = -static_cast<std::int32_t>(1 + random.below(600));
  else
    std::visit([&](const auto& op) { draw_result(random, op, e); }, scenario.steps[e.step].operation);
  return e;
}

ThreadStatus draw_status(SplitMix& random) {
  ThreadStatus s;
  s.thread = any_thread(random);
  s.state = up_to(random, ThreadState::kUninterruptible);
  if (s.state == ThreadState::kAbsent) return s;
  for (SignalSet* set : {&s.pending, &s.shared, &s.blocked, &s.ignored, &s.caught})
    if (random.one_in(2)) draw(random, *set);
  s.queued = static_cast<std::int32_t>(random.below(4));
  for (PidName* name : {&s.parent, &s.group, &s.session})
    if (!random.one_in(3)) *name = PidName::of(any_thread(random));
  return s;
}

Trace draw_trace(SplitMix& random) {
  const Scenario scenario = draw_scenario(random);
  Trace trace;
  for (std::size_t i = 0; i < scenario.steps.size(); ++i) {
    for (std::uint64_t n = random.below(4); n > 0; --n) trace.events.push_back(draw_event(random, scenario));
    trace.event_ends.push_back(static_cast<std::uint16_t>(trace.events.size()));
  }
  for (std::uint64_t n = random.below(4); n > 0; --n) {
    auto& statuses = trace.statuses.emplace_back();
    for (std::uint64_t m = random.below(kMaxThreads + 1); m > 0; --m) statuses.push_back(draw_status(random));
  }
  return trace;
}

rc::Gen<Scenario> scenarios() {
  return [](const rc::Random& source, int) {
    SplitMix random{rc::Random{source}.next()};
    return rc::shrinkable::shrinkRecur(draw_scenario(random), [](const Scenario& scenario) {
      std::vector<Scenario> shorter;
      for (std::size_t i = 0; i < scenario.steps.size(); ++i) {
        Scenario candidate = scenario;
        candidate.steps.erase(candidate.steps.begin() + static_cast<std::ptrdiff_t>(i));
        if (why_invalid(candidate).empty()) shorter.push_back(std::move(candidate));
      }
      return rc::seq::fromContainer(std::move(shorter));
    });
  };
}

rc::Gen<Operation> operations() {
  return [](const rc::Random& source, int) {
    SplitMix random{rc::Random{source}.next()};
    return rc::shrinkable::just(draw_operation(random));
  };
}

}  // namespace sigconform::testing

void sigconform::showValue(const Scenario& scenario, std::ostream& out) { out << to_text(scenario); }
void sigconform::op::showValue(const Operation& operation, std::ostream& out) { out << to_text(operation); }
