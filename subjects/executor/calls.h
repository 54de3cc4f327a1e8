// The operations as system calls: one `run` each, found by overload, so that a missing one does not compile; and what
// they share. The bodies stand in the calls_*.cpp, by subject.
#pragma once

#include "model/observation.h"
#include "model/operations.h"
#include "subjects/executor/loop.h"
#include "subjects/executor/perform.h"
#include "subjects/executor/puppet.h"
#include "subjects/executor/syscalls.h"

#include <cstddef>
#include <cstdint>

namespace sigconform::executor {

// Each performs the operation as thread `self`, returns the kernel's answer and fills what else was seen.
long run(const op::Kill& o, ThreadId self, Event& seen);
long run(const op::Tkill& o, ThreadId self, Event& seen);
long run(const op::Tgkill& o, ThreadId self, Event& seen);
long run(const op::RtSigqueueinfo& o, ThreadId self, Event& seen);
long run(const op::RtTgsigqueueinfo& o, ThreadId self, Event& seen);
long run(const op::QueueSiginfo& o, ThreadId self, Event& seen);
long run(const op::PidfdSendSignal& o, ThreadId self, Event& seen);
long run(const op::Write& o, ThreadId self, Event& seen);
long run(const op::NotifyOwner& o, ThreadId self, Event& seen);
long run(const op::RtSigaction& o, ThreadId self, Event& seen);
long run(const op::RtSigprocmask& o, ThreadId self, Event& seen);
long run(const op::RtSigpending& o, ThreadId self, Event& seen);
long run(const op::RtSigtimedwait& o, ThreadId self, Event& seen);
long run(const op::Block& o, ThreadId self, Event& seen);
long run(const op::BlockUnder& o, ThreadId self, Event& seen);
long run(const op::Poll& o, ThreadId self, Event& seen);
long run(const op::PollUnder& o, ThreadId self, Event& seen);
long run(const op::CreateSignalfd& o, ThreadId self, Event& seen);
long run(const op::Signalfd4& o, ThreadId self, Event& seen);
long run(const op::ReadSignalfd& o, ThreadId self, Event& seen);
long run(const op::CloseSignalfd& o, ThreadId self, Event& seen);
long run(const op::RtSigtimedwaitUnwritable& o, ThreadId self, Event& seen);
long run(const op::PassBadSet& o, ThreadId self, Event& seen);
long run(const op::Return& o, ThreadId self, Event& seen);
long run(const op::ReturnWithMask& o, ThreadId self, Event& seen);
long run(const op::LeaveHandler& o, ThreadId self, Event& seen);
long run(const op::Sigaltstack& o, ThreadId self, Event& seen);
long run(const op::Fork& o, ThreadId self, Event& seen);
long run(const op::Vfork& o, ThreadId self, Event& seen);
long run(const op::CloneThread& o, ThreadId self, Event& seen);
long run(const op::Clone3& o, ThreadId self, Event& seen);
long run(const op::Execve& o, ThreadId self, Event& seen);
long run(const op::Exit& o, ThreadId self, Event& seen);
long run(const op::ExitGroup& o, ThreadId self, Event& seen);
long run(const op::SetPdeathsig& o, ThreadId self, Event& seen);
long run(const op::GetPdeathsig& o, ThreadId self, Event& seen);
long run(const op::SetChildSubreaper& o, ThreadId self, Event& seen);
long run(const op::Wait4& o, ThreadId self, Event& seen);
long run(const op::Waitid& o, ThreadId self, Event& seen);
long run(const op::Setpgid& o, ThreadId self, Event& seen);
long run(const op::Setsid& o, ThreadId self, Event& seen);
long run(const op::Setrlimit& o, ThreadId self, Event& seen);
long run(const op::SetCpuLimit& o, ThreadId self, Event& seen);
long run(const op::Setresuid& o, ThreadId self, Event& seen);
long run(const op::DropCapabilities& o, ThreadId self, Event& seen);
long run(const op::Fault& o, ThreadId self, Event& seen);
long run(const op::Setitimer& o, ThreadId self, Event& seen);
long run(const op::Getitimer& o, ThreadId self, Event& seen);
long run(const op::TimerCreate& o, ThreadId self, Event& seen);
long run(const op::TimerSettime& o, ThreadId self, Event& seen);
long run(const op::TimerGettime& o, ThreadId self, Event& seen);
long run(const op::TimerGetoverrun& o, ThreadId self, Event& seen);
long run(const op::TimerDelete& o, ThreadId self, Event& seen);
long run(const op::Elapse& o, ThreadId self, Event& seen);
long run(const op::Freeze& o, ThreadId self, Event& seen);

// Written to every output buffer first, so that what the kernel leaves unwritten shows.
template <typename T>
inline void poison(T& buffer) {
  __builtin_memset(static_cast<void*>(&buffer), kPoison, sizeof buffer);
}

// A siginfo as from the calling process.
[[nodiscard]] KernelSignalInfo own_info(Signo sig, SiCode code, SigValue value);

inline constexpr std::size_t kSetSize = sizeof(SignalSet);

// An address at which nothing is ever mapped, below vm.mmap_min_addr.
[[nodiscard]] inline void* nowhere() { return std::bit_cast<void*>(std::uintptr_t{8}); }

// A pid as the kernel takes it: what has died keeps its old number, what was never made is nobody.
[[nodiscard]] std::int32_t number_of(PidArg pid);

}  // namespace sigconform::executor
