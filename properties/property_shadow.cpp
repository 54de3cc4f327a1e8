// Following a run from its journal; see property_shadow.h.
#include "properties/property_shadow.h"

#include "model/text.h"
#include "properties/invariant_terms.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace sigconform {
namespace {

constexpr SignalSet kNeverBlocked = SignalSet::of(kSigKill, kSigStop);

ShadowQueue queue_of(const SigPending& pending) {
  ShadowQueue queue;
  for (const QueueEntry& q : pending.list) queue.push_back({q.info, false});
  return queue;
}

// What x86 keeps of sa_flags. That there is no restorer shows, too.
ActionFlags kept(ActionFlags flags) { return {flags.bits & (0xd8000807U | kNoRestorer.bits)}; }

bool is_on(const ShadowThread& t) {
  return !t.frames.empty() && t.frames.back().area != 0 && t.frames.back().area == t.stack.area &&
         !t.stack.flags.has(kSsAutoDisarm);
}

bool ends_handler(const Operation& o) {
  return std::holds_alternative<op::Return>(o) || std::holds_alternative<op::ReturnWithMask>(o) ||
         std::holds_alternative<op::LeaveHandler>(o);
}

}  // namespace

const SignalSet* mask_of_wait(const Operation& o) {
  if (const auto* block = std::get_if<op::BlockUnder>(&o)) return &block->mask;
  if (const auto* poll = std::get_if<op::PollUnder>(&o)) return &poll->mask;
  return nullptr;
}

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
    processes_[g.id.index].actions = g.id.index;
    actions_[g.id.index] = world.sighand_of(g).action;
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
    case Happening::kBorn:
      born(entry.thread, entry.info.pid.thread(), {static_cast<std::uint32_t>(entry.info.value)});
      return {};
    case Happening::kExecutes: executes(entry.thread, entry.info.pid.thread()); return {};
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
    case Happening::kLost: lost(entry); return {};
    case Happening::kMaskIsBack: end_wait(thread(entry.thread)); return {};
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

void Shadow::born(ThreadId child, ThreadId maker, CloneFlags flags) {
  thread(child) = ShadowThread{};
  thread(child).alive = true;
  thread(child).mask = thread(maker).mask;
  const bool shares = child.process == maker.process || flags.has(kCloneVm);
  if (!shares || flags.has(kCloneVfork)) thread(child).stack = thread(maker).stack;
  if (child.process == maker.process) return;
  const std::uint8_t makers = process(maker.process).actions, own = child.process.index;
  processes_[own] = {flags.has(kCloneSighand) ? makers : own, {}};
  actions_[own] = actions_[makers];
  if (!flags.has(kCloneClearSighand)) return;
  for (SigAction& a : actions_[own]) a = {a.handler == Handler::kIgnore ? Handler::kIgnore : Handler::kDefault, {}, {}};
}

// A process that shares a table of actions goes on with a copy, in the place that bears its name. Others that use that
// place move with it to the first of them.
void Shadow::move_out(ProcessId id) {
  const std::uint8_t own = id.index, old = process(id).actions;
  std::optional<std::uint8_t> heir;
  for (std::uint8_t p = 1; p < processes_.size(); ++p)
    if (p != own && processes_[p].actions == own) {
      if (!heir) actions_[*(heir = p)] = actions_[own];
      processes_[p].actions = *heir;
    }
  processes_[own].actions = own;
  if (old != own) actions_[own] = actions_[old];
}

// A new image: under the leader's name, outside of all handlers, with actions that know no handlers.
void Shadow::executes(ThreadId now, ThreadId before) {
  if (now != before) thread(now) = std::exchange(thread(before), ShadowThread{});
  thread(now).frames.clear();
  thread(now).suspended.reset();
  thread(now).stack = {0, AltStack::kQuery, thread(now).stack.flags};
  move_out(now.process);
  for (SigAction& action : actions_[now.process.index])
    action = {action.handler == Handler::kIgnore ? Handler::kIgnore : Handler::kDefault, {}, {}};
}

// What the operations that are about masks and actions should do at once.
void Shadow::performs(ThreadId actor, const Operation& operation) {
  ShadowThread& t = thread(actor);
  if (const auto* mask = std::get_if<op::RtSigprocmask>(&operation)) {
    if (mask->how == MaskHow::kBlock) t.mask |= mask->set;
    if (mask->how == MaskHow::kUnblock) t.mask = t.mask - mask->set;
    if (mask->how == MaskHow::kSetMask) t.mask = mask->set;
    t.mask = t.mask - kNeverBlocked;
  } else if (const SignalSet* during = mask_of_wait(operation)) {
    if (!t.suspended) t.suspended = t.mask;  // begun anew without a handler, it still goes back to the first mask
    t.mask = *during - kNeverBlocked;
  } else if (const auto* act = std::get_if<op::RtSigaction>(&operation)) {
    if (act->handler == Handler::kQuery || !act->sig.valid() || kNeverBlocked.contains(act->sig)) return;
    action(actor.process, act->sig) = {act->handler, kept(act->flags), act->mask - kNeverBlocked};
  } else if (const auto* fault = std::get_if<op::Fault>(&operation)) {
    // What cannot be handled now is handled by default.
    const Signo sig = signal_of(fault->kind);
    SigAction& installed = action(actor.process, sig);
    if (t.mask.contains(sig) || installed.handler == Handler::kIgnore) installed.handler = Handler::kDefault;
    t.mask.remove(sig);
  } else if (const auto* changed = std::get_if<op::ReturnWithMask>(&operation)) {
    if (t.frames.empty() || !t.frames.back().action.flags.has(kSaSiginfo)) return;
    t.frames.back().saved = changed->mask - kNeverBlocked;
    // A handler that comes next begins with that mask.
    if (t.frames.size() > 1 && !t.frames[t.frames.size() - 2].entered)
      t.frames[t.frames.size() - 2].during = t.frames.back().saved;
  } else if (const auto* stack = std::get_if<op::Sigaltstack>(&operation)) {
    set_stack(t, *stack);
  }
}

// A wait under a mask of its own ends without a handler.
void Shadow::end_wait(ShadowThread& t) {
  if (!t.suspended) return;
  t.mask = *t.suspended;
  t.suspended.reset();
}

// A caught signal gets a frame, and the mask that its handler is to run with.
void Shadow::delivered(const JournalEntry& entry) {
  const Signo sig{entry.info.signo};
  SigAction& installed = action(entry.thread.process, sig);
  ShadowThread& t = thread(entry.thread);
  // What the mask of a wait blocks can only come out once the mask from before is back.
  if (t.suspended && t.mask.contains(sig)) t.mask = *t.suspended;
  if (!is_caught(installed)) return;
  ShadowFrame frame;
  frame.info = entry.info;
  frame.action = installed;
  frame.saved = t.suspended.value_or(t.mask);
  frame.during = t.mask | installed.mask;
  frame.before = t.mask;
  frame.suspended = t.suspended;
  frame.stack = t.stack;
  frame.area = t.frames.empty() ? 0 : t.frames.back().area;
  if (installed.flags.has(kSaOnStack) && t.stack.area != 0 && !is_on(t)) frame.area = t.stack.area;
  t.suspended.reset();
  if (t.stack.flags.has(kSsAutoDisarm)) t.stack = {0, AltStack::kQuery, kSsDisable};
  if (!installed.flags.has(kSaNoDefer)) frame.during.add(sig);
  frame.during = frame.during - kNeverBlocked;
  t.mask = frame.during;
  if (installed.flags.has(kSaResetHand)) installed.handler = Handler::kDefault;
  t.frames.push_back(frame);
}

// There was no place for the frame: all but the action is as it was, and SIGSEGV cannot be refused.
void Shadow::lost(const JournalEntry& entry) {
  ShadowThread& t = thread(entry.thread);
  const ShadowFrame frame = t.frames.back();
  t.frames.pop_back();
  t.mask = frame.before;
  t.suspended = frame.suspended;
  t.stack = frame.stack;
  SigAction& segv = action(entry.thread.process, kSigSegv);
  if (entry.info.signo == kSigSegv.value || t.mask.contains(kSigSegv) || segv.handler == Handler::kIgnore)
    segv.handler = Handler::kDefault;
  t.mask.remove(kSigSegv);
}

void Shadow::set_stack(ShadowThread& t, const op::Sigaltstack& call) {
  const std::uint32_t mode = call.flags.bits & ~kSsAutoDisarm.bits;
  if (call.stack == AltStack::kQuery || is_on(t) || mode > kSsDisable.bits) return;
  int area = 1;
  const auto holds = [&](const ShadowFrame& f) { return f.area == area; };
  while (std::any_of(t.frames.begin(), t.frames.end(), holds)) ++area;
  if (mode == kSsDisable.bits)
    t.stack = {0, AltStack::kQuery, call.flags};
  else if (call.stack == AltStack::kUnmapped)
    t.stack = {0, call.stack, call.flags};
  else if (call.stack != AltStack::kTooSmall && area < kStackAreas)
    t.stack = {static_cast<std::uint8_t>(area), call.stack, call.flags};
}

// By a long jump: frames whose handlers had not begun lie between two that had.
void Shadow::left(ShadowThread& t) {
  do t.frames.pop_back();
  while (!t.frames.empty() && !t.frames.back().entered);
}

std::string Shadow::follow(const Event& event, const Scenario& scenario) {
  ShadowThread& t = thread(event.thread);
  if (event.kind == EventKind::kBorn) {
    t.stack = {0, AltStack::kQuery, kSsDisable};
    return {};
  }
  if (event.kind == EventKind::kHandler) {
    if (t.frames.empty() || t.frames.back().entered)
      return "the handler of " + to_text(Signo{event.info.signo}) + " runs in " + to_text(event.thread) +
             " although no signal was delivered for it";
    t.frames.back().entered = true;
    if (event.parks) return {};
  } else if (t.suspended && mask_of_wait(scenario.steps[event.step].operation) != nullptr) {
    end_wait(t);
    return {};
  } else if (t.frames.empty() || !ends_handler(scenario.steps[event.step].operation)) {
    return {};
  } else if (std::holds_alternative<op::LeaveHandler>(scenario.steps[event.step].operation)) {
    left(t);
    return {};
  }
  t.mask = t.frames.back().saved;
  // What exec leaves of a stack may be neither a stack nor disabled, and sigaltstack would not take it.
  const StackSeen& stack = t.frames.back().stack;
  if (stack.stack != AltStack::kQuery || stack.flags.has(kSsDisable)) t.stack = stack;
  t.frames.pop_back();
  return {};
}

}  // namespace sigconform
