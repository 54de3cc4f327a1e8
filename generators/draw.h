// Drawing one operation for one actor, with the world at hand: arguments that mean something there, and now and then
// odd ones. Must not know the scenario as a whole.
#pragma once

#include "generators/swarm.h"
#include "model/world.h"

#include <optional>

namespace sigconform {

// Names that births may still use.
struct FreeNames {
  std::uint8_t next_process{};                                // kMaxProcesses + 1: none
  std::array<std::uint8_t, kMaxProcesses + 1> next_thread{};  // kMaxThreadsPerProcess + 1: none
  int threads_left{};
};

[[nodiscard]] inline bool awaits_command(const Task& t) {
  return t.state == TaskState::kInterruptible && t.sleep == Sleep::kCommand;
}

class Draw {
 public:
  Draw(Rng& rng, const Swarm& swarm, const World& world, FreeNames& names, ThreadId actor)
      : rng_(rng), swarm_(swarm), world_(world), names_(names), actor_(actor) {}

  // An operation of that kind, or nullopt when it makes no sense here (no name left, nothing to return from).
  [[nodiscard]] std::optional<Operation> operation(std::size_t kind, int step);

 private:
  template <typename Op>
  std::optional<Operation> of();
  [[nodiscard]] const Task* actor_task() const;
  [[nodiscard]] const Files& files() const;
  [[nodiscard]] bool odd() { return rng_.chance(swarm_.odd_percent); }
  [[nodiscard]] ThreadId some_thread();
  [[nodiscard]] PidArg odd_pid();
  [[nodiscard]] PidArg kill_target();
  [[nodiscard]] PidArg thread_target();
  [[nodiscard]] PidArg child_target();
  [[nodiscard]] Signo signal();
  [[nodiscard]] Signo survivable(PidArg target);
  [[nodiscard]] bool would_end(PidArg target, Signo sig) const;
  [[nodiscard]] SignalSet set();
  [[nodiscard]] SiCode code(bool own_tid);
  [[nodiscard]] SentInfo sent_info(int null_percent);
  [[nodiscard]] SiCode code_of(SentInfo info, bool own_tid);
  void move_to_edge(SentInfo info, PidArg target, Signo& sig, SiCode& code);
  [[nodiscard]] ActionFlags action_flags(Signo sig);
  [[nodiscard]] WaitOptions wait_options(bool waitid);
  [[nodiscard]] CloneFlags clone_flags();
  [[nodiscard]] bool has_clone_children() const;
  [[nodiscard]] UserArg user();
  [[nodiscard]] Descriptor descriptor(bool open);
  [[nodiscard]] Watched watched();
  [[nodiscard]] PollTime poll_time();
  [[nodiscard]] SignalSet wanted_set();
  [[nodiscard]] SignalfdFlags signalfd_flags();
  [[nodiscard]] TimerTime timer_time();
  [[nodiscard]] TimerName timer_name();
  [[nodiscard]] TimerName own_timer();
  [[nodiscard]] TimerRepeat timer_repeat();
  [[nodiscard]] bool someone_else_ready() const;
  [[nodiscard]] bool ready_outside(ProcessId process) const;

  Rng& rng_;
  const Swarm& swarm_;
  const World& world_;
  FreeNames& names_;
  ThreadId actor_;
  int step_{};
};

// One for each operation, in the draw_*.cpp; draw.cpp asks for all of them.
template <>
std::optional<Operation> Draw::of<op::Kill>();
template <>
std::optional<Operation> Draw::of<op::Tkill>();
template <>
std::optional<Operation> Draw::of<op::Tgkill>();
template <>
std::optional<Operation> Draw::of<op::RtSigqueueinfo>();
template <>
std::optional<Operation> Draw::of<op::RtTgsigqueueinfo>();
template <>
std::optional<Operation> Draw::of<op::QueueSiginfo>();
template <>
std::optional<Operation> Draw::of<op::PidfdSendSignal>();
template <>
std::optional<Operation> Draw::of<op::Write>();
template <>
std::optional<Operation> Draw::of<op::NotifyOwner>();
template <>
std::optional<Operation> Draw::of<op::RtSigaction>();
template <>
std::optional<Operation> Draw::of<op::RtSigprocmask>();
template <>
std::optional<Operation> Draw::of<op::RtSigpending>();
template <>
std::optional<Operation> Draw::of<op::RtSigtimedwait>();
template <>
std::optional<Operation> Draw::of<op::Block>();
template <>
std::optional<Operation> Draw::of<op::BlockUnder>();
template <>
std::optional<Operation> Draw::of<op::Poll>();
template <>
std::optional<Operation> Draw::of<op::PollUnder>();
template <>
std::optional<Operation> Draw::of<op::CreateSignalfd>();
template <>
std::optional<Operation> Draw::of<op::Signalfd4>();
template <>
std::optional<Operation> Draw::of<op::ReadSignalfd>();
template <>
std::optional<Operation> Draw::of<op::CloseSignalfd>();
template <>
std::optional<Operation> Draw::of<op::RtSigtimedwaitUnwritable>();
template <>
std::optional<Operation> Draw::of<op::PassBadSet>();
template <>
std::optional<Operation> Draw::of<op::Return>();
template <>
std::optional<Operation> Draw::of<op::ReturnWithMask>();
template <>
std::optional<Operation> Draw::of<op::LeaveHandler>();
template <>
std::optional<Operation> Draw::of<op::Sigaltstack>();
template <>
std::optional<Operation> Draw::of<op::Fork>();
template <>
std::optional<Operation> Draw::of<op::Vfork>();
template <>
std::optional<Operation> Draw::of<op::CloneThread>();
template <>
std::optional<Operation> Draw::of<op::Clone3>();
template <>
std::optional<Operation> Draw::of<op::Execve>();
template <>
std::optional<Operation> Draw::of<op::Exit>();
template <>
std::optional<Operation> Draw::of<op::ExitGroup>();
template <>
std::optional<Operation> Draw::of<op::SetPdeathsig>();
template <>
std::optional<Operation> Draw::of<op::GetPdeathsig>();
template <>
std::optional<Operation> Draw::of<op::SetChildSubreaper>();
template <>
std::optional<Operation> Draw::of<op::Wait4>();
template <>
std::optional<Operation> Draw::of<op::Waitid>();
template <>
std::optional<Operation> Draw::of<op::Setpgid>();
template <>
std::optional<Operation> Draw::of<op::Setsid>();
template <>
std::optional<Operation> Draw::of<op::Setrlimit>();
template <>
std::optional<Operation> Draw::of<op::SetCpuLimit>();
template <>
std::optional<Operation> Draw::of<op::Setresuid>();
template <>
std::optional<Operation> Draw::of<op::DropCapabilities>();
template <>
std::optional<Operation> Draw::of<op::Fault>();
template <>
std::optional<Operation> Draw::of<op::Setitimer>();
template <>
std::optional<Operation> Draw::of<op::Getitimer>();
template <>
std::optional<Operation> Draw::of<op::TimerCreate>();
template <>
std::optional<Operation> Draw::of<op::TimerSettime>();
template <>
std::optional<Operation> Draw::of<op::TimerGettime>();
template <>
std::optional<Operation> Draw::of<op::TimerGetoverrun>();
template <>
std::optional<Operation> Draw::of<op::TimerDelete>();
template <>
std::optional<Operation> Draw::of<op::Elapse>();
template <>
std::optional<Operation> Draw::of<op::Freeze>();

}  // namespace sigconform
