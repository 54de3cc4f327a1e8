// Birth, death, waiting for children, process groups, limits and users, as the kernel takes them. Must not know what
// a scenario expects of them.
#include "subjects/executor/arena.h"
#include "subjects/executor/calls.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <climits>

namespace sigconform::executor {

namespace {

std::int32_t tid_or_nobody(ThreadId thread) {
  const std::int32_t tid = load(g_arena->slots[slot_of(thread)].tid);
  return tid != 0 ? tid : kNobodyPid;
}

std::uint32_t number_of(UserArg user) {
  return user.code < 0 ? UINT32_MAX : static_cast<std::uint32_t>(g_arena->user_base + user.code);
}

int number_of(IdType type) {
  switch (type) {
    case IdType::kAll: return P_ALL;
    case IdType::kPid: return P_PID;
    case IdType::kPgid: return P_PGID;
    case IdType::kInvalid: break;
  }
  return 99;
}

constexpr std::uint64_t kNoLimit = UINT64_MAX;  // RLIM64_INFINITY
constexpr std::uint64_t kFarSeconds = 1000;     // of CPU time: beyond the end of any scenario
struct CpuSeconds {
  std::uint64_t soft, hard;
};

CpuSeconds seconds_of(CpuLimit limit) {
  switch (limit) {
    case CpuLimit::kFar: return {kFarSeconds, kNoLimit};
    case CpuLimit::kReached: return {0, kNoLimit};
    case CpuLimit::kHardReached: return {0, 0};
    case CpuLimit::kAboveHard: return {kFarSeconds, kFarSeconds - 1};
    case CpuLimit::kQuery:
    case CpuLimit::kNone: break;
  }
  return {kNoLimit, kNoLimit};
}

std::int32_t seen_of(std::uint64_t soft) {
  switch (soft) {
    case kNoLimit: return kCpuUnlimited;
    case 1: return kCpuOneSecond;
    case kFarSeconds: return kCpuFar;
    case 0: return kCpuNothing;
    default: return -1;
  }
}

}  // namespace

std::int32_t number_of(PidArg pid) {
  switch (pid.kind) {
    case PidArg::Kind::kTask: return tid_or_nobody(pid.task);
    case PidArg::Kind::kGroup: return -tid_or_nobody({pid.task.process, ThreadIndex{1}});
    case PidArg::Kind::kZero: return 0;
    case PidArg::Kind::kMinusOne: return -1;
    case PidArg::Kind::kNobody: return kNobodyPid;
    case PidArg::Kind::kMinusNobody: return -kNobodyPid;
    case PidArg::Kind::kIntMin: return INT_MIN;
  }
  return INT_MIN;
}

long run(const op::Fork& o, ThreadId, Event&) { return fork_puppet({o.child, ThreadIndex{1}}); }
long run(const op::Vfork& o, ThreadId self, Event& seen) {
  return vfork_puppet(self, {o.child, ThreadIndex{1}}, seen.step);
}
long run(const op::CloneThread& o, ThreadId self, Event&) { return clone_puppet({self.process, o.thread}, o.call); }
long run(const op::Clone3& o, ThreadId, Event& seen) {
  return clone3_puppet({o.child, ThreadIndex{1}}, o.flags, o.exit_signal, seen.step);
}
long run(const op::Execve& o, ThreadId self, Event& seen) {
  static const char* const kNothing[] = {nullptr};
  switch (o.file) {
    case ExecFile::kSelf: return exec_puppet(self, seen.step);
    case ExecFile::kMissing: return call(SYS_execve, "/no/such/file", kNothing, kNothing);
    case ExecFile::kDirectory: return call(SYS_execve, "/", kNothing, kNothing);
    case ExecFile::kBadAddress: return call(SYS_execve, nullptr, kNothing, kNothing);
  }
  return -ENOSYS;
}
long run(const op::Exit& o, ThreadId, Event&) { return call(SYS_exit, o.code.value); }
long run(const op::ExitGroup& o, ThreadId, Event&) { return call(SYS_exit_group, o.code.value); }

long run(const op::SetPdeathsig& o, ThreadId, Event&) { return call(SYS_prctl, PR_SET_PDEATHSIG, o.sig.value); }

long run(const op::GetPdeathsig&, ThreadId, Event&) {
  int signal;
  poison(signal);
  const long result = call(SYS_prctl, PR_GET_PDEATHSIG, &signal);
  return result == 0 ? signal : result;
}

long run(const op::SetChildSubreaper& o, ThreadId, Event&) {
  return call(SYS_prctl, PR_SET_CHILD_SUBREAPER, o.on == Switch::kOn ? 1 : 0);
}

long run(const op::Wait4& o, ThreadId, Event& seen) {
  std::int32_t status;
  poison(status);
  const long result = call(SYS_wait4, number_of(o.pid), &status, o.options.bits, nullptr);
  if (result > 0) seen.status = status;
  return result;
}

long run(const op::Waitid& o, ThreadId, Event& seen) {
  KernelSignalInfo info;
  poison(info);
  const long result = call(SYS_waitid, number_of(o.type), number_of(o.id), &info, o.options.bits, nullptr);
  // The kernel writes six fields here, not 128 bytes: of the value only its low half, which is si_status. Nothing to
  // report (WNOHANG) is said by two zeroes.
  if (result == 0 && (info.signo != 0 || info.pid != 0)) {
    seen.info = info_of(info);
    seen.info.value &= 0xffff'ffff;
  }
  return result;
}

long run(const op::Setpgid& o, ThreadId, Event&) { return call(SYS_setpgid, number_of(o.pid), number_of(o.pgid)); }
long run(const op::Setsid&, ThreadId, Event&) { return call(SYS_setsid); }

long run(const op::Setrlimit& o, ThreadId, Event&) {
  const struct { std::uint64_t soft, hard; } limit{o.limit.value, kDefaultQueueLimit};
  return call(SYS_prlimit64, 0, RLIMIT_SIGPENDING, &limit, nullptr);
}

// A limit that is reached is so at a tick of the clock: the caller uses the CPU until the kernel has raised the soft
// limit, or for ever where the hard one is reached.
long run(const op::SetCpuLimit& o, ThreadId, Event& seen) {
  constexpr int kTurns = 20'000;
  const CpuSeconds wanted = seconds_of(o.limit);
  CpuSeconds old;
  poison(old);
  const long result = call(SYS_prlimit64, 0, RLIMIT_CPU, o.limit == CpuLimit::kQuery ? nullptr : &wanted, &old);
  if (result != 0) return result;
  seen.status = seen_of(old.soft);
  for (CpuSeconds now = wanted; now.soft == 0;) {
    for (int i = 0; i < kTurns; i++) asm volatile("" ::: "memory");
    call(SYS_prlimit64, 0, RLIMIT_CPU, nullptr, &now);
  }
  return result;
}

long run(const op::Setresuid& o, ThreadId, Event&) {
  const long result = call(SYS_setresuid, number_of(o.real), number_of(o.effective), number_of(o.saved));
  // Changing the effective uid may have made the memory dumpable again (fs.suid_dumpable): see settle_user.
  call(SYS_prctl, PR_SET_DUMPABLE, 0);
  return result;
}

long run(const op::DropCapabilities&, ThreadId, Event&) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct nothing[_LINUX_CAPABILITY_U32S_3] = {};
  return call(SYS_capset, &header, nothing);
}

long run(const op::Freeze& o, ThreadId, Event&) {
  const char* const text = o.on == Switch::kOn ? "1" : "0";
  const long written = call(SYS_pwrite64, g_arena->freeze_fd[o.cgroup.index], text, 1, 0);
  return written == 1 ? 0 : written;
}

}  // namespace sigconform::executor
