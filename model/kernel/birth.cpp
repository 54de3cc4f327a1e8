// copy_process(), as far as signals see it; see birth.h.
#include "model/kernel/birth.h"

#include <algorithm>

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

// A table of actions that nobody uses, taken into use.
SigHandRef new_sighand(World& w) {
  SigHandRef ref = 0;
  while (ref < static_cast<SigHandRef>(w.sighands.size()) && w.sighands[static_cast<std::size_t>(ref)].users != 0)
    ++ref;
  if (ref == static_cast<SigHandRef>(w.sighands.size())) w.sighands.emplace_back();
  w.sighands[static_cast<std::size_t>(ref)].users = 1;
  return ref;
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

// What no Linux does: the child has what is pending for its maker.
void inherit_pending(World& w, const SigPending& from, SigPending& to) {
  to = from;
  for (QueueEntry& q : to.list) {
    q.timer = kNoTimer;
    ++w.charged[static_cast<std::size_t>(q.charged_to)];
  }
}

// What no Linux does: the child has the timers of its maker.
void inherit_timers(World& w, ProcessRef from, ProcessRef to) {
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

// What no Linux does: the numbers of its maker's timers are taken in the child, too.
void inherit_timer_numbers(const World& w, ProcessRef from, Process& child) {
  child.next_timer_id = w.process(from).next_timer_id;
  child.places_lost = w.process(from).places_lost;
  for (const PosixTimer& timer : w.timers)
    if (timer.owner == from && timer.valid) child.places_lost.set(static_cast<std::size_t>(timer.place));
}

}  // namespace

ThreadRef make_init(World& w) {
  const ProcessRef ref = add_process(w, kInit);
  w.files.emplace_back();
  Task& t = add_task(w, ThreadId{kInit, {}}, ref);
  t.cred = {0, 0, 0, true, true};
  t.state = TaskState::kInterruptible;
  t.sleep = Sleep::kForever;
  Process& p = w.process(ref);
  p.unkillable = true;
  p.sighand = new_sighand(w);
  w.action_of(p, kSigChld).handler = Handler::kIgnore;
  p.pgrp = p.session = PidName::of(kInit);
  p.session_leader = true;
  return p.leader;
}

namespace {

// copy_sighand(): shared, or copied; of a copy CLONE_CLEAR_SIGHAND leaves only what is ignored.
void copy_sighand(World& w, const Process& maker, Process& child, CloneFlags flags, const Dialect& dialect) {
  if (flags.has(kCloneSighand) && dialect.sighand_is_shared) {
    child.sighand = maker.sighand;
    ++w.sighand_of(child).users;
    return;
  }
  child.sighand = new_sighand(w);
  if (dialect.fork_inherits_actions) w.sighand_of(child).action = w.sighand_of(maker).action;
  if (flags.has(kCloneClearSighand)) flush_signal_handlers(w.sighand_of(child), dialect);
}

// Not where memory is shared by two that both go on (sas_ss_reset()).
bool keeps_altstack(CloneFlags flags, const Dialect& dialect) {
  if (flags.has(kCloneVfork)) return dialect.vfork_keeps_altstack;
  return flags.has(kCloneVm) ? !dialect.altstack_not_shared : dialect.fork_keeps_altstack;
}

}  // namespace

// Mask, actions, credentials, limit, group and session come from the maker; nothing is pending, no frame is shared
// that would matter (the child begins a command loop of its own).
ThreadRef copy_process(World& w, ThreadRef maker, ProcessId id, CloneArguments arguments, const Dialect& dialect) {
  const ProcessRef from = w.task(maker).process;
  const ProcessRef ref = add_process(w, id);
  Task& t = add_task(w, ThreadId{id, {}}, ref);
  if (keeps_altstack(arguments.flags, dialect)) t.altstack = w.task(maker).altstack;
  if (dialect.fork_inherits_mask) t.blocked = w.task(maker).blocked;
  t.cred = w.task(maker).cred;
  if (!dialect.fork_clears_pdeath) t.pdeath_signal = w.task(maker).pdeath_signal;
  Process& child = w.process(ref);
  const Process& makers = w.process(from);
  copy_sighand(w, makers, child, arguments.flags, dialect);
  child.files = makers.files;
  if (dialect.frozen_reaches_children) child.cgroup = makers.cgroup;
  t.trap_freeze = w.frozen_cgroups.test(child.cgroup.index);
  if (dialect.fork_inherits_limit) child.queue_limit = makers.queue_limit;
  if (dialect.fork_inherits_cpu_limit) child.cpu_limit = makers.cpu_limit;
  child.child_subreaper = makers.child_subreaper && !dialect.subreaper_is_not_inherited;
  child.pgrp = dialect.fork_inherits_group ? makers.pgrp : PidName::of(id);
  child.session = makers.session;
  const bool siblings = arguments.flags.has(kCloneParent);
  child.parent_exec_id = siblings ? makers.parent_exec_id : makers.exec_id;
  child.exit_signal = siblings ? makers.exit_signal : arguments.exit_signal;
  child.real_parent = siblings && dialect.clone_parent_is_followed ? makers.real_parent : maker;
  w.task(child.real_parent).children.push_back(ref);
  if (!dialect.fork_clears_pending) {
    inherit_pending(w, makers.shared_pending, child.shared_pending);
    inherit_pending(w, w.task(maker).pending, t.pending);
  }
  child.timer_ids = makers.timer_ids;
  if (!dialect.fork_clears_itimers) child.itimers = makers.itimers;
  if (!dialect.fork_clears_timers) inherit_timers(w, from, ref);
  if (!dialect.fork_frees_timer_ids) inherit_timer_numbers(w, from, child);
  return child.leader;
}

void unshare_sighand(World& w, Process& g) {
  SigHand& shared = w.sighand_of(g);
  if (shared.users == 1) return;
  --shared.users;
  const auto action = shared.action;
  g.sighand = new_sighand(w);
  w.sighand_of(g).action = action;
}

void unshare_files(World& w, Process& g) {
  const auto is_used = [&](FilesRef ref) {
    return ref == 0 || std::any_of(w.processes.begin(), w.processes.end(), [&](const Process& other) {
             return &other != &g && other.live > 0 && other.files == ref;
           });
  };
  const Files open = w.files[static_cast<std::size_t>(g.files)];
  FilesRef ref = 0;
  while (is_used(ref)) ++ref;
  if (ref == static_cast<FilesRef>(w.files.size())) w.files.emplace_back();
  g.files = ref;
  w.files[static_cast<std::size_t>(ref)] = open;
}

void release_sighand(World& w, Process& g) {
  SigHand& sighand = w.sighand_of(g);
  if (--sighand.users == 0) sighand = {};
  g.sighand = kNoOne;
}

void flush_signal_handlers(SigHand& sighand, const Dialect& dialect) {
  for (SigAction& action : sighand.action) {
    const bool keep = action.handler == Handler::kIgnore && dialect.cleared_actions_keep_ignoring;
    action = {keep ? Handler::kIgnore : Handler::kDefault, {}, {}};
  }
}

ThreadRef copy_thread(World& w, ThreadRef maker, ThreadIndex index, const Dialect& dialect) {
  const ThreadId id{w.task(maker).id.process, index};
  Task& t = add_task(w, id, w.task(maker).process);
  if (dialect.thread_inherits_mask) t.blocked = w.task(maker).blocked;
  if (!dialect.thread_clears_pending) inherit_pending(w, w.task(maker).pending, t.pending);
  t.cred = w.task(maker).cred;
  if (!dialect.altstack_not_shared) t.altstack = w.task(maker).altstack;
  t.trap_freeze = w.frozen_cgroups.test(w.process(t.process).cgroup.index);
  return w.task_at[static_cast<std::size_t>(slot_of(id))];
}

}  // namespace sigconform
