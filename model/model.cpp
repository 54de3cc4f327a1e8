// The model from outside; see model.h.
#include "model/model.h"

#include "model/kernel/birth.h"
#include "model/kernel/kernel.h"

namespace sigconform {
namespace {

ProcessId process_id(std::size_t index) { return ProcessId{static_cast<std::uint8_t>(index + 1)}; }

void to_command_loop(Task& t) {
  t.state = TaskState::kInterruptible;
  t.sleep = Sleep::kCommand;
}

// One process of the layout, made by its parent, with default actions; children of init lead process groups of their
// own.
void make_process(World& w, const ProcessLayout& p, ProcessId id) {
  const ThreadRef parent = w.find(ThreadId{p.parent, {}});
  const ThreadRef leader = copy_process(w, parent, id, {}, Dialect{});
  const auto user = static_cast<std::int8_t>(p.user);
  w.task(leader).cred = {user, user, user, p.capable, p.capable};
  w.sighand_of(w.group_of(leader)).action = {};
  w.group_of(leader).cgroup = id;
  if (p.parent == kInit) {
    w.group_of(leader).pgrp = PidName::of(id);
    w.group_of(leader).pgrp_attached = ++w.attach_count;
  }
  to_command_loop(w.task(leader));
  for (std::uint8_t n = 2; n <= p.threads; ++n) to_command_loop(w.task(copy_thread(w, leader, ThreadIndex{n}, {})));
}

}  // namespace

// Processes come to be in the order in which their makers run: init makes its children in the layout's order, then
// each of them, first made first, makes its own.
World initial_world(const Layout& layout) {
  World w;
  make_init(w);
  boost::container::static_vector<ProcessId, kMaxProcesses + 1> makers{kInit};
  for (std::size_t at = 0; at < makers.size(); ++at) {
    for (std::size_t i = 0; i < layout.size(); ++i) {
      if (layout[i].parent != makers[at]) continue;
      make_process(w, layout[i], process_id(i));
      makers.push_back(process_id(i));
    }
  }
  return w;
}

std::size_t burst_end(const Scenario& scenario, std::size_t first) {
  std::size_t last = first;
  while (last + 1 < scenario.steps.size() && scenario.steps[last + 1].joined) ++last;
  return last;
}

void apply(World& world, const Scenario& scenario, std::size_t first, std::size_t last, Choices& choices,
           const Dialect& dialect, Record& record) {
  Kernel kernel(world, scenario, choices, dialect, record);
  kernel.issue(first, last);
  kernel.quiesce();
  for (std::size_t s = first; s <= last; ++s) {
    if (!std::holds_alternative<op::Elapse>(scenario.steps[s].operation)) continue;
    kernel.elapse();
    break;
  }
  if (record.keep_hits_after) record.hits_after.push_back(record.hits);
}

std::vector<ThreadStatus> statuses_of(const World& world) {
  std::vector<ThreadStatus> out;
  for (int slot = kMaxThreadsPerProcess; slot < kThreadSlots; ++slot)
    if (world.task_at[static_cast<std::size_t>(slot)] != kNoOne) out.push_back(status_of(world, thread_at_slot(slot)));
  return out;
}

Trace predict(const Scenario& scenario, const Dialect& dialect, Choices& choices, Density density, Record* record) {
  Record own;
  Record& r = record ? *record : own;
  r.clear();
  Trace trace;
  trace.event_ends.reserve(scenario.steps.size());
  trace.statuses.resize(scenario.steps.size());
  World world = initial_world(scenario.processes);
  for (std::size_t first = 0; first < scenario.steps.size();) {
    const std::size_t last = burst_end(scenario, first);
    for (std::size_t s = first; s < last; ++s) trace.event_ends.push_back(static_cast<std::uint16_t>(r.events.size()));
    apply(world, scenario, first, last, choices, dialect, r);
    trace.event_ends.push_back(static_cast<std::uint16_t>(r.events.size()));
    if (density == Density::kDense || last + 1 == scenario.steps.size()) trace.statuses[last] = statuses_of(world);
    first = last + 1;
  }
  trace.events = r.events;
  return trace;
}

bool ready(const World& world, ThreadId id) {
  const ThreadRef t = world.find(id);
  return t != kNoOne && world.task(t).state == TaskState::kInterruptible && world.task(t).sleep == Sleep::kCommand;
}

}  // namespace sigconform
