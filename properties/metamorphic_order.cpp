// Laws about the order and the grouping of steps, and about how a run is observed.
#include "properties/metamorphic.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <utility>

namespace sigconform {

Applied applied(const Apply& apply_burst, const World& before, const Scenario& scenario, std::size_t first,
                std::size_t last, const Dialect& dialect) {
  Applied a{before, {}};
  a.record.keep_journal = true;
  UsualChoices usual;
  apply_burst(a.world, scenario, first, last, usual, dialect, a.record);
  return a;
}

Trace dense_trace(const Apply& apply_burst, const Scenario& scenario, const Dialect& dialect) {
  Trace trace;
  UsualChoices usual;
  Record record;
  World world = initial_world(scenario.processes);
  trace.statuses.resize(scenario.steps.size());
  for (std::size_t first = 0; first < scenario.steps.size();) {
    const std::size_t last = burst_end(scenario, first);
    trace.event_ends.insert(trace.event_ends.end(), last - first, static_cast<std::uint16_t>(record.events.size()));
    apply_burst(world, scenario, first, last, usual, dialect, record);
    trace.event_ends.push_back(static_cast<std::uint16_t>(record.events.size()));
    trace.statuses[last] = statuses_of(world);
    first = last + 1;
  }
  trace.events = record.events;
  return trace;
}

std::vector<Law> all_laws() {
  std::vector<Law> all;
  for (const auto chapter : {order_laws(), sending_laws(), naming_laws()})
    all.insert(all.end(), chapter.begin(), chapter.end());
  return all;
}

namespace {

bool same(const Trace& a, const Trace& b) {
  return a.events == b.events && a.event_ends == b.event_ends && a.statuses == b.statuses;
}

std::string deterministic(const Scenario& s, const Dialect& dialect, const Apply& run) {
  return same(dense_trace(run, s, dialect), dense_trace(run, s, dialect)) ? "" : "two runs of one scenario differ";
}

std::string dense_is_sparse(const Scenario& s, const Dialect& dialect, const Apply& run) {
  UsualChoices usual;
  const Trace walked = dense_trace(run, s, dialect), sparse = predict(s, dialect, usual, Density::kSparse);
  if (!same(walked, predict(s, dialect, usual, Density::kDense)))
    return "prediction differs from what is seen on the way";
  if (walked.events != sparse.events || walked.event_ends != sparse.event_ends) return "looking at it changes the run";
  return s.steps.empty() || walked.statuses.back() == sparse.statuses.back() ? "" : "the last look differs";
}

std::string past_is_fixed(const Scenario& s, const Dialect& dialect, const Apply& run) {
  const Trace whole = dense_trace(run, s, dialect);
  for (const std::size_t about : {s.steps.size() / 3, s.steps.size() * 2 / 3}) {
    Scenario prefix = s;
    std::size_t steps = about;
    while (steps < s.steps.size() && s.steps[steps].joined) ++steps;
    prefix.steps.resize(steps);
    const Trace past = dense_trace(run, prefix, dialect);
    const bool kept = std::equal(past.events.begin(), past.events.end(), whole.events.begin(),
                                 whole.events.begin() + static_cast<std::ptrdiff_t>(past.events.size())) &&
                      std::equal(past.event_ends.begin(), past.event_ends.end(), whole.event_ends.begin()) &&
                      std::equal(past.statuses.begin(), past.statuses.end(), whole.statuses.begin());
    if (!kept) return "the first " + std::to_string(steps) + " steps go otherwise when more follow";
  }
  return {};
}

// Whether a step woke or made anyone but its own actor.
bool wakes_others(const Record& record, ThreadId actor) {
  return std::any_of(record.journal.begin(), record.journal.end(), [&](const JournalEntry& j) {
    return j.what == Happening::kBorn || (j.what == Happening::kWoken && j.thread != actor);
  });
}

// Steps of one thread that wake nobody else, given one after the other or all at once.
std::string burst_is_its_steps(const Scenario& s, const Dialect& dialect, const Apply& run) {
  Scenario alone = s, together = s;
  return at_each_burst(run, s, dialect, [&](const World& world, std::size_t first, std::size_t) -> std::string {
    const ThreadId actor = s.steps[first].actor;
    Applied single{world, {}};
    std::vector<Event> events;
    std::size_t end = first;
    for (; end < s.steps.size() && s.steps[end].actor == actor && ready(single.world, actor); ++end) {
      if (std::holds_alternative<op::Elapse>(s.steps[end].operation)) break;  // it comes last in any burst
      alone.steps[end].joined = false;
      Applied next = applied(run, single.world, alone, end, end, dialect);
      if (wakes_others(next.record, actor)) break;
      events.insert(events.end(), next.record.events.begin(), next.record.events.end());
      single.world = std::move(next.world);
    }
    if (end < first + 2) return {};
    for (std::size_t i = first; i < end; ++i) together.steps[i].joined = i > first;
    const Applied burst = applied(run, world, together, first, end - 1, dialect);
    if (burst.world == single.world && burst.record.events == events) return {};
    return step_text(s, end - 1) + ": the steps from " + std::to_string(first) + " on go otherwise as one burst";
  });
}

using Processes = std::bitset<kMaxProcesses + 1>;

// Every process that had any part in what happened.
void add_touched(const Record& record, Processes& touched) {
  for (const JournalEntry& j : record.journal) touched.set(j.thread.process.index);
  for (const Event& e : record.events) touched.set(e.thread.process.index);
}

// An action that processes share is the matter of all of them.
void add_sharers(const World& w, Processes& touched) {
  Processes all = touched;
  for (const Process& g : w.processes)
    for (const Process& sharer : w.processes)
      if (touched.test(g.id.index) && !g.dead && sharer.sighand == g.sighand) all.set(sharer.id.index);
  touched = all;
}

// Deaths, stops and continues are the parent's matter too, even when it does not want to hear of them.
constexpr SignalSet kJobControl = SignalSet::of(kSigStop, kSigTstp, kSigTtin, kSigTtou, kSigCont);
bool tells_a_parent(const Record& record) {
  return std::any_of(record.journal.begin(), record.journal.end(), [](const JournalEntry& j) {
    const bool job = j.what == Happening::kGenerated || j.what == Happening::kDelivered;
    return j.what == Happening::kExits || (job && kJobControl.contains(Signo{j.info.signo}));
  });
}

// Operations whose effect depends only on the caller's process, and on that of the one task that they name.
bool is_local(const Operation& o, Processes& touched) {
  const auto names = [&](PidArg arg) {
    if (arg.kind == PidArg::Kind::kTask) touched.set(arg.task.process.index);
    return arg.kind == PidArg::Kind::kTask;
  };
  if (const auto* k = std::get_if<op::Kill>(&o)) return names(k->pid);
  if (const auto* k = std::get_if<op::Tkill>(&o)) return names(k->tid);
  if (const auto* k = std::get_if<op::Tgkill>(&o)) return names(k->tgid) && names(k->tid);
  if (const auto* k = std::get_if<op::RtSigqueueinfo>(&o)) return names(k->pid);
  if (const auto* k = std::get_if<op::RtTgsigqueueinfo>(&o)) return names(k->tgid) && names(k->tid);
  return std::holds_alternative<op::RtSigaction>(o) || std::holds_alternative<op::RtSigprocmask>(o) ||
         std::holds_alternative<op::RtSigpending>(o) || std::holds_alternative<op::RtSigtimedwait>(o) ||
         std::holds_alternative<op::Return>(o);
}

// Neighbouring steps of different processes that share nothing, in either order. Queue limits are
// shared by all processes of a user: where they could matter nothing is said.
std::string independent_commute(const Scenario& s, const Dialect& dialect, const Apply& run) {
  for (const Step& step : s.steps)
    if (std::holds_alternative<op::Setrlimit>(step.operation)) return {};
  return at_each_burst(run, s, dialect, [&](const World& world, std::size_t a, std::size_t last) -> std::string {
    const std::size_t b = a + 1;
    if (last != a || b >= s.steps.size() || burst_end(s, b) != b) return {};
    const ThreadId one = s.steps[a].actor, other = s.steps[b].actor;
    Processes touched_a, touched_b;
    if (one.process == other.process || !is_local(s.steps[a].operation, touched_a) ||
        !is_local(s.steps[b].operation, touched_b))
      return {};
    touched_a.set(one.process.index);
    touched_b.set(other.process.index);
    const Applied a1 = applied(run, world, s, a, a, dialect), a2 = applied(run, a1.world, s, b, b, dialect);
    add_touched(a1.record, touched_a);
    add_touched(a2.record, touched_b);
    add_sharers(world, touched_a);
    add_sharers(world, touched_b);
    if (tells_a_parent(a1.record) || tells_a_parent(a2.record)) return {};
    if ((touched_a & touched_b).any()) return {};
    const Applied b1 = applied(run, world, s, b, b, dialect), b2 = applied(run, b1.world, s, a, a, dialect);
    if (a2.world == b2.world && a1.record.events == b2.record.events && a2.record.events == b1.record.events) return {};
    return step_text(s, a) + " and " + step_text(s, b) + " do not commute";
  });
}

}  // namespace

std::span<const Law> order_laws() {
  static const std::array kLaws{
      law("SameScenarioSameTrace", "The same scenario with the same choices gives the same trace.",
          "design: the model is a pure value", deterministic),
      law("DenseAndSparseAgree", "Looking after every step changes nothing of what is seen.", "design: observation",
          dense_is_sparse),
      law("LaterStepsDoNotChangeThePast", "What a scenario begins with does not depend on what follows.",
          "design: scenarios", past_is_fixed),
      law("QuietBurstIsItsSteps",
          "Steps of one thread that wake nobody else are the same given one by one and all at once.", "design: bursts",
          burst_is_its_steps),
      law("IndependentStepsCommute", "Neighbouring steps of processes that share nothing may be given in either order.",
          "POSIX.1-2024 2.4: signals act on the process they are sent to", independent_commute),
  };
  return kLaws;
}

}  // namespace sigconform
