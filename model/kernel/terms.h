// The terms that the deciding functions share: what senders say of themselves, classes of signals, how a thread sleeps,
// and how a system call ends. It must not know who decides what.
#pragma once

#include "model/model.h"

namespace sigconform {

// Senders other than a system call's caller (SEND_SIG_PRIV): no pid, no uid, SI_KERNEL.
[[nodiscard]] constexpr SignalInfo kernel_info(Signo sig) { return {sig.value, 0, kSiKernel.value, {}, {}, 0}; }

// Senders that are a thread: kill(), and SEND_SIG_NOINFO.
[[nodiscard]] inline SignalInfo user_info(const Task& sender, Signo sig, SiCode code, SigValue value) {
  return {sig.value, 0, code.value, PidName::of(sender.id.process), UserName{sender.cred.real}, value.value};
}
// Whether `code` could be a kernel's or tkill's: only the target itself may be lied to.
[[nodiscard]] constexpr bool forbidden_code(SiCode code) { return code.value >= 0 || code == kSiTkill; }

// PIDTYPE_PID queues to the thread, PIDTYPE_TGID to its thread group; kGroups (PIDTYPE_PGID, PIDTYPE_MAX) as well, for
// each of several groups.
enum class Scope : std::uint8_t { kThread, kGroup, kGroups };

[[nodiscard]] constexpr bool sig_kernel_only(Signo s) { return s == kSigKill || s == kSigStop; }
// Whether a signal has that number, or it is 0, which only asks. Where signals 63 and 64 cannot be had, they have none.
[[nodiscard]] inline bool is_number_of_signal(Signo sig, const Dialect& dialect) {
  return sig.value >= 0 && sig.value <= (dialect.signals_reach_64 ? kLastSignal : kLastSignal - 2);
}
inline constexpr SignalSet kUnblockable = SignalSet::of(kSigKill, kSigStop);
inline constexpr SignalSet kStopSignals = SignalSet::of(kSigStop, kSigTstp, kSigTtin, kSigTtou);
inline constexpr SignalSet kIgnoredByDefault = SignalSet::of(kSigCont, kSigChld, kSigWinch, kSigUrg);
inline constexpr SignalSet kRealtimeSignals{~SignalSet{}.bits << (kFirstRealtime - 1)};
inline constexpr SignalSet kCoredumpSignals =
    SignalSet::of(kSigQuit, kSigIll, kSigTrap, kSigAbrt, kSigFpe, kSigSegv, kSigBus, kSigSys, kSigXcpu, kSigXfsz);
inline constexpr SignalSet kSynchronousSignals = SignalSet::of(kSigSegv, kSigBus, kSigIll, kSigTrap, kSigFpe, kSigSys);

// sig_sicodes, and NSIGPOLL for signals that have no codes of their own: what si_code from 1 to this holds is known.
[[nodiscard]] inline std::int32_t last_known_code(Signo sig, const Dialect& dialect) {
  if (sig == kSigIll) return 11;
  if (sig == kSigFpe) return 15;
  if (sig == kSigSegv) return dialect.shadow_stack_is_known ? 10 : 9;
  if (sig == kSigBus) return 5;
  if (sig == kSigTrap) return dialect.trap_perf_is_known ? 6 : 5;
  if (sig == kSigSys) return dialect.user_dispatch_is_known ? 2 : 1;
  return 6;
}

// What was sent by kill(), tkill() or the kernel itself, or says so.
[[nodiscard]] inline bool has_no_value_of_its_own(const SignalInfo& info) {
  return info.code == kSiUser.value || info.code == kSiTkill.value || info.code == kSiKernel.value;
}

// Asleep until its child execs or exits.
[[nodiscard]] inline bool in_vfork(const Task& t) {
  return t.state == TaskState::kKillable && t.sleep == Sleep::kVfork;
}

// Asleep in do_freezer_trap(), for as long as its control group is frozen.
[[nodiscard]] inline bool is_frozen(const Task& t) {
  return t.state == TaskState::kInterruptible && t.sleep == Sleep::kFrozen;
}

// How a system call ended.
struct Outcome {
  enum class Kind : std::uint8_t {
    kReturned,          // `event` and `because` say what user mode sees
    kYielded,           // the same, but the caller is on the run queue and another thread comes first
    kPutOff,            // the caller is last on the run queue, in the middle of the call
    kSilent,            // nothing to see (a test action that leaves a handler)
    kAsleep,            // the caller sleeps in it
    kRestartNoHandler,  // ERESTARTNOHAND
    kRestart,           // ERESTARTSYS
    kRestartAlways,     // ERESTARTNOINTR
    kDied,              // the caller is no more
  };
  Kind kind{Kind::kReturned};
  Rule because{};
  Event event{};
  SignalInfo second{};  // of a read that took two signals
};

// A signal taken from a queue, with the rule that chose it.
struct Dequeued {
  Signo sig{};  // {0}: none
  SignalInfo info{};
  Rule because{};
  TimerRef timer{kNoTimer};  // whose entry it was
};

}  // namespace sigconform
