// Tasks and thread groups in words; see steps_state.h.
#include "reports/steps_state.h"

#include "model/text.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

std::vector<std::string> pending_texts(const SigPending& pending) {
  std::vector<std::string> out;
  SignalSet bare = pending.set;
  for (const QueueEntry& entry : pending.list) {
    out.push_back(to_text(entry.info));
    bare.remove(Signo{entry.info.signo});
  }
  for (; !bare.empty(); bare.remove(bare.lowest())) out.push_back(to_text(bare.lowest()) + " (no siginfo)");
  return out;
}

std::string sleep_text(const Task& task, const Scenario& scenario) {
  const auto in_call = [&] {
    return fmt::format("blocked in {} (step {})", name_of(scenario.steps[task.sleep_step].operation),
                       task.sleep_step + 1);
  };
  switch (task.sleep) {
    case Sleep::kCommand:
      return task.depth() == 0 ? "waits for its next step" : "in a handler, waits for its next step";
    case Sleep::kGetSignal: return "stopped";
    case Sleep::kFrozen: return "frozen";
    case Sleep::kForever: return "sleeps for ever";
    case Sleep::kNone:
    case Sleep::kNew:
    case Sleep::kTaken:
    case Sleep::kExitNotify:
    case Sleep::kExit: return "may run";
    case Sleep::kSigtimedwait:
    case Sleep::kBlocked:
    case Sleep::kBlockedUnder:
    case Sleep::kPoll:
    case Sleep::kSignalfd:
    case Sleep::kWait:
    case Sleep::kExec:
    case Sleep::kVfork:
    case Sleep::kBirth:
    case Sleep::kFreeze: break;
  }
  return in_call();
}

std::string state_text(const Task& task, const Scenario& scenario) {
  std::string out;
  switch (task.state) {
    case TaskState::kRunnable: out = "may run"; break;
    case TaskState::kStopped: out = "stopped"; break;
    case TaskState::kZombie: out = "zombie"; break;
    case TaskState::kReleased: return "gone";
    case TaskState::kInterruptible: out = sleep_text(task, scenario); break;
    case TaskState::kKillable: out = sleep_text(task, scenario) + ", only what is fatal wakes it"; break;
  }
  if (!task.script.empty() && task.state != TaskState::kZombie)
    out += fmt::format("; {} given to it and not taken up yet", counted(task.script.size(), "step"));
  return out;
}

std::vector<std::string> handler_texts(const Task& task) {
  std::vector<std::string> out;
  for (const Frame& frame : task.frames)
    out.push_back(fmt::format("{}, return restores mask {}{}", to_text(frame.info), to_text(frame.saved_mask),
                              frame.entered ? "" : ", not entered yet"));
  return out;
}

// As the text form of rt_sigaction says it.
std::string action_text(Signo signo, const SigAction& action) {
  const std::string text = to_text(Operation{op::RtSigaction{signo, action.handler, action.flags, action.mask}});
  return text.substr(std::min(text.find(' ') + 1, text.size()));
}

std::vector<std::string> action_texts(const SigHand& hand) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < hand.action.size(); ++i)
    if (hand.action[i] != SigAction{})
      out.push_back(action_text(Signo{static_cast<std::int32_t>(i) + 1}, hand.action[i]));
  return out;
}

std::string state_text(const World& world, const Process& process) {
  if (process.dead) return "gone";
  const std::string parent =
      process.real_parent == kNoOne ? "nobody" : to_text(PidName::of(world.group_of(process.real_parent).id));
  std::string out =
      fmt::format("child of {} · group {} · session {}", parent, to_text(process.pgrp), to_text(process.session));
  if (process.stop_stopped) out += " · stopped";
  if (process.group_exit) out += " · dying";
  if (process.queue_limit != kDefaultQueueLimit) out += fmt::format(" · queue limit {}", process.queue_limit);
  if (process.child_subreaper) out += " · subreaper";
  if (world.frozen_cgroups.test(process.cgroup.index)) out += fmt::format(" · in a frozen control group");
  return out;
}

}  // namespace

std::vector<ThreadView> thread_views(const World& world, const Scenario& scenario) {
  std::vector<ThreadView> out;
  for (int slot = kMaxThreadsPerProcess; slot < kThreadSlots; ++slot) {
    const ThreadRef ref = world.task_at[static_cast<std::size_t>(slot)];
    if (ref == kNoOne) continue;
    const Task& task = world.task(ref);
    const ThreadId id = thread_at_slot(slot);
    if (task.id != id || task.state == TaskState::kReleased)
      out.push_back({id, "gone", {}, {}, {}, false});
    else
      out.push_back({id, state_text(task, scenario), pending_texts(task.pending), to_text(task.blocked),
                     handler_texts(task), false});
  }
  return out;
}

std::vector<ProcessView> process_views(const World& world) {
  std::vector<ProcessView> out;
  for (std::uint8_t index = 1; index <= kMaxProcesses; ++index) {
    const ProcessRef ref = world.process_at[index];
    if (ref == kNoOne) continue;
    const Process& process = world.process(ref);
    if (process.dead)
      out.push_back({process.id, state_text(world, process), {}, {}, false});
    else
      out.push_back({process.id, state_text(world, process), pending_texts(process.shared_pending),
                     process.sighand == kNoOne ? std::vector<std::string>{} : action_texts(world.sighand_of(process)),
                     false});
  }
  return out;
}

}  // namespace sigconform
