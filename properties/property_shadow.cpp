// Following a run from its journal; see property_shadow.h.
#include "properties/property_shadow.h"

#include "model/text.h"

#include <algorithm>
#include <variant>

namespace sigconform {
namespace {

constexpr SignalSet kNeverBlocked = SignalSet::of(kSigKill, kSigStop);

ShadowQueue queue_of(const SigPending& pending) {
  ShadowQueue queue;
  for (const QueueEntry& q : pending.list) queue.push_back({q.info, false});
  return queue;
}

bool is_caught(const SigAction& action) { return action.handler == Handler::kLog || action.handler == Handler::kPark; }

}  // namespace

SignalSet signals_in(const ShadowQueue& queue) {
  SignalSet set;
  for (const ShadowInstance& i : queue) set.add(Signo{i.info.signo});
  return set;
}

Shadow::Shadow(const World& world) {
  for (const Task& t : world.tasks) {
    ShadowThread& shadow = thread(t.id);
    shadow.alive = true;
    shadow.mask = t.blocked;
    shadow.pending = queue_of(t.pending);
  }
  for (const Process& g : world.processes) {
    processes_[g.id.index].action = g.action;
    processes_[g.id.index].shared = queue_of(g.shared_pending);
  }
}

SignalSet Shadow::pending_in(ProcessId id) const {
  SignalSet set = signals_in(process(id).shared);
  for (int n = 1; n <= kMaxThreadsPerProcess; ++n)
    set |= signals_in(thread({id, ThreadIndex{static_cast<std::uint8_t>(n)}}).pending);
  return set;
}

// The oldest instance with the entry's siginfo leaves the queue; without one, a bare instance.
std::string Shadow::removed(const JournalEntry& entry) {
  ShadowQueue& q = queue(entry);
  auto at = std::find_if(q.begin(), q.end(), [&](const ShadowInstance& i) { return !i.bare && i.info == entry.info; });
  if (at == q.end())
    at = std::find_if(q.begin(), q.end(),
                      [&](const ShadowInstance& i) { return i.bare && i.info.signo == entry.info.signo; });
  if (at == q.end())
    return to_text(Signo{entry.info.signo}) + " left a queue of " + to_text(entry.thread) + " in which it never was";
  q.erase(at);
  return {};
}

std::string Shadow::follow(const JournalEntry& entry, const Scenario& scenario) {
  const Signo sig{entry.info.signo};
  switch (entry.what) {
    case Happening::kPerforms: performs(entry.thread, scenario.steps[entry.step].operation); return {};
    case Happening::kBorn: born(entry.thread, entry.info.pid.thread()); return {};
    case Happening::kExits:
      thread(entry.thread).alive = false;
      thread(entry.thread).frames.clear();
      return {};
    case Happening::kRequeued:
    case Happening::kQueued: {
      // An instance whose siginfo was lost has no life of its own beside one that has it.
      ShadowQueue& q = queue(entry);
      std::erase_if(q, [&](const ShadowInstance& i) { return i.bare && i.info.signo == sig.value; });
      q.push_back({entry.info, false});
      return {};
    }
    case Happening::kQueuedBare:
      if (sig != kSigKill && !signals_in(queue(entry)).contains(sig)) queue(entry).push_back({entry.info, true});
      return {};
    case Happening::kDequeued:
    case Happening::kFlushed:
    case Happening::kDiedWith: return sig == kSigKill ? std::string{} : removed(entry);
    case Happening::kDelivered: delivered(entry); return {};
    case Happening::kCoalesced:
      // The instance of the same timer that is pending tells of this expiry too.
      for (ShadowInstance& i : queue(entry))
        if (is_of_timer(entry.info) && is_of_timer(i.info) && i.info.pid == entry.info.pid) i.info = entry.info;
      return {};
    case Happening::kWoken:
    case Happening::kGenerated:
    case Happening::kIgnored:
    case Happening::kRefused:
    case Happening::kDropped: return {};
  }
  return {};
}

void Shadow::born(ThreadId child, ThreadId maker) {
  thread(child) = ShadowThread{};
  thread(child).alive = true;
  thread(child).mask = thread(maker).mask;
  if (child.process != maker.process) processes_[child.process.index] = {processes_[maker.process.index].action, {}};
}

// What the operations that are about masks and actions should do at once.
void Shadow::performs(ThreadId actor, const Operation& operation) {
  ShadowThread& t = thread(actor);
  if (const auto* mask = std::get_if<op::RtSigprocmask>(&operation)) {
    if (mask->how == MaskHow::kBlock) t.mask |= mask->set;
    if (mask->how == MaskHow::kUnblock) t.mask = t.mask - mask->set;
    if (mask->how == MaskHow::kSetMask) t.mask = mask->set;
    t.mask = t.mask - kNeverBlocked;
  } else if (const auto* suspend = std::get_if<op::BlockUnder>(&operation)) {
    if (!t.suspended) t.suspended = t.mask;  // begun anew without a handler, it still goes back to the first mask
    t.mask = suspend->mask - kNeverBlocked;
  } else if (const auto* act = std::get_if<op::RtSigaction>(&operation)) {
    if (act->handler == Handler::kQuery || !act->sig.valid() || kNeverBlocked.contains(act->sig)) return;
    processes_[actor.process.index].action[static_cast<std::size_t>(act->sig.value - 1)] = {act->handler, act->flags,
                                                                                            act->mask - kNeverBlocked};
  }
}

// A caught signal gets a frame, and the mask that its handler is to run with.
void Shadow::delivered(const JournalEntry& entry) {
  const Signo sig{entry.info.signo};
  SigAction& action = processes_[entry.thread.process.index].action[static_cast<std::size_t>(sig.value - 1)];
  if (!is_caught(action)) return;
  ShadowThread& t = thread(entry.thread);
  // What the mask of a wait blocks can only come out once the mask from before is back.
  if (t.suspended && t.mask.contains(sig)) t.mask = *t.suspended;
  ShadowFrame frame{entry.info, action, t.suspended.value_or(t.mask), t.mask | action.mask, false};
  t.suspended.reset();
  if (!action.flags.has(kSaNoDefer)) frame.during.add(sig);
  frame.during = frame.during - kNeverBlocked;
  t.mask = frame.during;
  if (action.flags.has(kSaResetHand)) action.handler = Handler::kDefault;
  t.frames.push_back(frame);
}

std::string Shadow::follow(const Event& event, const Scenario& scenario) {
  ShadowThread& t = thread(event.thread);
  if (event.kind == EventKind::kHandler) {
    if (t.frames.empty() || t.frames.back().entered)
      return "the handler of " + to_text(Signo{event.info.signo}) + " runs in " + to_text(event.thread) +
             " although no signal was delivered for it";
    t.frames.back().entered = true;
    if (event.parks) return {};
  } else if (t.suspended && std::holds_alternative<op::BlockUnder>(scenario.steps[event.step].operation)) {
    t.mask = *t.suspended;  // it ended without a handler
    t.suspended.reset();
    return {};
  } else if (!std::holds_alternative<op::Return>(scenario.steps[event.step].operation) || t.frames.empty()) {
    return {};
  }
  t.mask = t.frames.back().saved;
  t.frames.pop_back();
  return {};
}

}  // namespace sigconform
