// copy_process(), as far as signals see it; see birth.h.
#include "model/kernel/birth.h"

namespace sigconform {
namespace {

Task& add_task(World& w, ThreadId id, ProcessRef process) {
  const auto ref = static_cast<ThreadRef>(w.tasks.size());
  Task& t = w.tasks.emplace_back();
  t.id = id;
  t.process = process;
  w.task_at[static_cast<std::size_t>(slot_of(id))] = ref;
  Process& g = w.process(process);
  g.threads.push_back(ref);
  ++g.live;
  ++g.quick_threads;
  return t;
}

ProcessRef add_process(World& w, ProcessId id) {
  const auto ref = static_cast<ProcessRef>(w.processes.size());
  Process& p = w.processes.emplace_back();
  p.id = id;
  p.leader = p.curr_target = static_cast<ThreadRef>(w.tasks.size());
  p.pgrp_attached = ++w.attach_count;
  w.process_at[id.index] = ref;
  return ref;
}

// What no Linux does: the child has the timers of its maker.
void inherit_timers(World& w, ProcessRef from, ProcessRef to) {
  w.process(to).itimers = w.process(from).itimers;
  for (std::size_t i = 0, count = w.timers.size(); i < count; ++i) {
    if (w.timers[i].owner != from || !w.timers[i].valid) continue;
    PosixTimer copy = w.timers[i];
    copy.owner = to;
    copy.target = w.process(to).leader;
    copy.queued = copy.parked = false;
    ++w.charged[static_cast<std::size_t>(copy.charged_to)];
    w.timers.push_back(copy);
  }
}

}  // namespace

ThreadRef make_init(World& w) {
  const ProcessRef ref = add_process(w, kInit);
  Task& t = add_task(w, ThreadId{kInit, {}}, ref);
  t.cred = {0, 0, 0, true, true};
  t.state = TaskState::kInterruptible;
  t.sleep = Sleep::kForever;
  Process& p = w.process(ref);
  p.unkillable = true;
  p.action_of(kSigChld).handler = Handler::kIgnore;
  p.pgrp = p.session = PidName::of(kInit);
  p.session_leader = true;
  return p.leader;
}

// Mask, actions, credentials, limit, group and session come from the maker; nothing is pending, no frame is shared
// that would matter (the child begins a command loop of its own).
ThreadRef copy_process(World& w, ThreadRef parent, ProcessId id, const Dialect& dialect) {
  const ProcessRef from = w.task(parent).process;
  const ProcessRef ref = add_process(w, id);
  Task& t = add_task(w, ThreadId{id, {}}, ref);
  t.blocked = w.task(parent).blocked;
  t.cred = w.task(parent).cred;
  Process& child = w.process(ref);
  const Process& maker = w.process(from);
  child.action = maker.action;
  child.queue_limit = maker.queue_limit;
  child.pgrp = maker.pgrp;
  child.session = maker.session;
  child.real_parent = parent;
  w.task(parent).children.push_back(ref);
  if (!dialect.fork_clears_pending) {
    child.shared_pending = maker.shared_pending;
    t.pending = w.task(parent).pending;
    for (SigPending* queue : {&child.shared_pending, &t.pending})
      for (QueueEntry& q : queue->list) {
        q.timer = kNoTimer;
        ++w.charged[static_cast<std::size_t>(q.charged_to)];
      }
  }
  child.timer_ids = maker.timer_ids;
  if (!dialect.fork_clears_timers) inherit_timers(w, from, ref);
  return child.leader;
}

ThreadRef copy_thread(World& w, ThreadRef maker, ThreadIndex index) {
  const ThreadId id{w.task(maker).id.process, index};
  Task& t = add_task(w, id, w.task(maker).process);
  t.blocked = w.task(maker).blocked;
  t.cred = w.task(maker).cred;
  return w.task_at[static_cast<std::size_t>(slot_of(id))];
}

}  // namespace sigconform
