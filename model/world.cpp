// Questions to a world that change nothing; see world.h.
#include "model/world.h"

#include <algorithm>

namespace sigconform {

std::uint8_t Task::depth() const {
  return static_cast<std::uint8_t>(
      std::count_if(frames.begin(), frames.end(), [](const Frame& f) { return f.entered; }));
}

ThreadRef World::find(ThreadId id) const {
  const ThreadRef t = task_at[static_cast<std::size_t>(slot_of(id))];
  return t == kNoOne || task(t).state == TaskState::kReleased ? kNoOne : t;
}

namespace {

ThreadState shown_state(const Task& t) {
  switch (t.state) {
    case TaskState::kRunnable: return ThreadState::kRunning;
    case TaskState::kInterruptible: return ThreadState::kAsleep;
    case TaskState::kStopped: return ThreadState::kStopped;
    case TaskState::kZombie: return ThreadState::kZombie;
    case TaskState::kReleased: return ThreadState::kAbsent;
  }
  return ThreadState::kOther;
}

}  // namespace

// fs/proc/array.c task_sig(), get_task_state()
ThreadStatus status_of(const World& world, ThreadId id) {
  ThreadStatus s;
  s.thread = id;
  const ThreadRef ref = world.find(id);
  if (ref == kNoOne) return s;
  const Task& t = world.task(ref);
  const Process& g = world.process(t.process);
  s.state = shown_state(t);
  s.pending = t.pending.set;
  s.shared = g.shared_pending.set;
  s.blocked = t.blocked;
  for (int n = 1; n <= kLastSignal; ++n) {
    const Handler handler = world.action_of(g, Signo{n}).handler;
    if (handler == Handler::kIgnore) s.ignored.add(Signo{n});
    if (handler == Handler::kLog || handler == Handler::kPark) s.caught.add(Signo{n});
  }
  s.queued = world.charged[static_cast<std::size_t>(t.cred.real)];
  s.parent = g.real_parent == kNoOne ? PidName{} : PidName::of(world.group_of(g.real_parent).id);
  s.group = g.pgrp;
  s.session = g.session;
  return s;
}

}  // namespace sigconform
