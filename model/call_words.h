// The words of single calls: what each can be asked for beyond pids, signals and sets. Plain values without behaviour
// of their own; this file must not know what a call makes of them.
#pragma once

#include "model/vocabulary.h"

#include <compare>
#include <cstddef>
#include <cstdint>

namespace sigconform {

// What rt_sigaction is asked to install.
enum class Handler : std::uint8_t {
  kDefault,  // SIG_DFL
  kIgnore,   // SIG_IGN
  kLog,      // a handler that records its entry and returns
  kPark,     // a handler that records its entry and then takes further operations, until `return`
  kQuery,    // act == NULL: only asks for the current action
};

// sa_flags by their kernel bits; only the flags named here are used.
struct ActionFlags {
  std::uint32_t bits{};
  constexpr auto operator<=>(const ActionFlags&) const = default;
  [[nodiscard]] constexpr bool has(ActionFlags f) const { return (bits & f.bits) == f.bits; }
  friend constexpr ActionFlags operator|(ActionFlags a, ActionFlags b) { return {a.bits | b.bits}; }
};
inline constexpr ActionFlags kSaNoCldStop{1}, kSaNoCldWait{2}, kSaSiginfo{4}, kSaRestart{0x10000000},
    kSaOnStack{0x08000000}, kSaNoDefer{0x40000000}, kSaResetHand{0x80000000};
// Flags that change nothing here: one that the kernel knows, one that it promises never to know.
inline constexpr ActionFlags kSaExposeTagbits{0x800}, kSaUnsupported{0x400};
// No flag of the kernel's: the action is installed without SA_RESTORER, which goes without saying otherwise.
inline constexpr ActionFlags kNoRestorer{0x00010000};

// rt_sigprocmask's `how`; kQuery passes set == NULL.
enum class MaskHow : std::uint8_t { kBlock, kUnblock, kSetMask, kQuery, kInvalid };

// The stack that sigaltstack is given. Every thread has areas of its own for them; a call takes the first area on which
// none of the thread's handlers runs.
enum class AltStack : std::uint8_t {
  kQuery,     // ss == NULL: only asks for the current one. As observed: there is none
  kRoomy,     // room for all frames of a scenario
  kSnug,      // room for one frame and what its handler does, not for two frames
  kTooSmall,  // one byte less than MINSIGSTKSZ
  kUnmapped,  // large, but no memory is there
};
inline constexpr int kStackAreas = 8;  // of each thread, area 0 being its ordinary stack

// sigaltstack's ss_flags by their kernel bits; unknown bits are allowed on purpose.
struct StackFlags {
  std::uint32_t bits{};
  constexpr auto operator<=>(const StackFlags&) const = default;
  [[nodiscard]] constexpr bool has(StackFlags f) const { return (bits & f.bits) == f.bits; }
  friend constexpr StackFlags operator|(StackFlags a, StackFlags b) { return {a.bits | b.bits}; }
};
inline constexpr StackFlags kSsOnStack{1}, kSsDisable{2}, kSsAutoDisarm{0x80000000};
// What execve is given: this program, or something that cannot be executed.
enum class ExecFile : std::uint8_t { kSelf, kMissing, kDirectory, kBadAddress };

// rt_sigtimedwait's timeout.
enum class WaitTime : std::uint8_t { kZero, kForever, kInvalid };

// System calls that sleep for ever on something that never comes, until a signal ends them.
enum class BlockingCall : std::uint8_t {
  kPause,
  kNanosleep,            // relative
  kClockNanosleep,       // relative
  kClockNanosleepUntil,  // TIMER_ABSTIME
  kFutex,                // FUTEX_WAIT without a timeout
  kFutexTimed,           // with one
  kPoll,
  kSelect,
  kEpollWait,
  kRead,  // from an empty pipe
};

// The same, under a mask of their own.
enum class MaskedCall : std::uint8_t { kSigsuspend, kPpoll, kPselect, kEpollPwait };

// What a thread does that the processor, or a filter of system calls, does not let it do.
enum class FaultKind : std::uint8_t {
  kUnmapped,      // reads where nothing is mapped
  kReadOnly,      // writes to a page that is mapped for reading
  kBeyondEnd,     // reads a mapped page that lies behind the end of its file
  kDivision,      // divides an integer by zero
  kUndefined,     // an instruction that is none
  kBreakpoint,    // an instruction that stops in a debugger
  kFilteredCall,  // a system call that a seccomp filter answers with SECCOMP_RET_TRAP
};

[[nodiscard]] constexpr Signo signal_of(FaultKind kind) {
  switch (kind) {
    case FaultKind::kUnmapped:
    case FaultKind::kReadOnly: return kSigSegv;
    case FaultKind::kBeyondEnd: return kSigBus;
    case FaultKind::kDivision: return kSigFpe;
    case FaultKind::kUndefined: return kSigIll;
    case FaultKind::kBreakpoint: return kSigTrap;
    case FaultKind::kFilteredCall: break;
  }
  return kSigSys;
}

// What si_addr (si_call_addr) points to, by name: the place of a fault of that kind.
enum class FaultAddress : std::uint8_t {
  kNone,  // it is none of these, or there is no si_addr
  kUnmapped,
  kReadOnly,
  kBeyondEnd,
  kDivision,      // the instruction
  kUndefined,     // the instruction
  kFilteredCall,  // behind the instruction
  kElsewhere,     // it is an address, but of none of these, or that of another fault
};

// The data of the SECCOMP_RET_TRAP, which becomes si_errno.
inline constexpr std::int32_t kFilterData = 77;

// A signalfd of the scenario, by its place in the one table of descriptors that all processes share until they exec.
enum class Descriptor : std::uint8_t { kFd1, kFd2, kFd3, kFd4 };
inline constexpr std::size_t kDescriptors = 4;

// signalfd4's flags by their kernel bits; unknown bits are allowed on purpose.
struct SignalfdFlags {
  std::uint32_t bits{};
  constexpr auto operator<=>(const SignalfdFlags&) const = default;
  [[nodiscard]] constexpr bool has(SignalfdFlags f) const { return (bits & f.bits) == f.bits; }
};
inline constexpr SignalfdFlags kSfdNonblock{0x800}, kSfdCloexec{0x80000};

// Where a read of a signalfd puts what it takes.
enum class ReadBuffer : std::uint8_t {
  kOne,         // room for one struct signalfd_siginfo
  kTwo,         // for two
  kShort,       // one byte less than one
  kUnwritable,  // room for one, at an address that cannot be written
};

// What a poll waits for: that something can be read from a descriptor.
enum class Watched : std::uint8_t {
  kIdle,   // a pipe that nobody writes to
  kReady,  // something that can be read at any time
  kFd1,
  kFd2,
  kFd3,
  kFd4,
};

enum class PollTime : std::uint8_t { kZero, kForever };

// Calls that wait for descriptors, and the same under a mask of their own, in the same order.
enum class PollCall : std::uint8_t { kPoll, kSelect, kEpollWait };
enum class MaskedPollCall : std::uint8_t { kPpoll, kPselect, kEpollPwait };

// Calls that are given a set of signals and its size.
enum class SetCall : std::uint8_t {
  kSigaction,
  kSigprocmask,
  kSigpending,
  kSigtimedwait,
  kSigsuspend,
  kSignalfd,
  kPpoll,
  kPselect,
  kEpollPwait,
};
enum class BadSet : std::uint8_t {
  kSize,     // 16 bytes are said to be there
  kAddress,  // nothing is there
};

// What a read of a signalfd returns a signal: sizeof(struct signalfd_siginfo).
inline constexpr std::int32_t kSignalfdInfoBytes = 128;
// What a poll answers with: the revents of the one descriptor (POLLIN, POLLNVAL). 0: it has none.
inline constexpr std::int32_t kPollIn = 1, kPollNotOpen = 32;
// In the status of a relative sleep that failed: the time left was stored, and was more than none and not more than
// was asked for.
inline constexpr std::int32_t kTimeLeft = 1;

// What stands at the place of a siginfo that a system call is given.
enum class SentInfo : std::uint8_t {
  kOwn,          // the caller's pid and real uid, si_errno 0, the signal of the call
  kNull,         // no siginfo at all
  kForged,       // sent as if by init and root, with an si_errno
  kOtherSignal,  // si_signo is not the signal of the call
  kLongTail,     // a byte that the kernel does not know is not zero
  kUnreadable,   // a pointer to nowhere
};
inline constexpr std::int32_t kForgedErrno = 11;

enum class QueueCall : std::uint8_t { kRtSigqueueinfo, kRtTgsigqueueinfo };

// What pidfd_send_signal is given as its pidfd.
enum class PidfdKind : std::uint8_t {
  kProcess,          // pidfd_open(pid)
  kThread,           // pidfd_open(tid, PIDFD_THREAD)
  kSelfThread,       // PIDFD_SELF_THREAD
  kSelfThreadGroup,  // PIDFD_SELF_THREAD_GROUP
  kClosed,           // -1
  kNoPidfd,          // a descriptor of something else
};

// pidfd_send_signal's flags by their kernel bits; unknown bits are allowed on purpose.
struct PidfdSignalFlags {
  std::uint32_t bits{};
  constexpr auto operator<=>(const PidfdSignalFlags&) const = default;
};
inline constexpr PidfdSignalFlags kPidfdSignalThread{1}, kPidfdSignalThreadGroup{2}, kPidfdSignalProcessGroup{4};

// Writing where nothing can be written.
enum class WriteTo : std::uint8_t {
  kBrokenPipe,            // a pipe without readers
  kBrokenSocket,          // a stream socket whose peer is closed
  kBrokenSocketNoSignal,  // with MSG_NOSIGNAL
  kBeyondLimit,           // a file, at RLIMIT_FSIZE
  kTruncateBeyondLimit,   // ftruncate
  kAcrossLimit,           // two bytes, the second one at RLIMIT_FSIZE
};

// What comes over a socket whose owner is told.
enum class AsyncEvent : std::uint8_t { kInput, kUrgent };

// How the owner is set: fcntl F_SETOWN, or F_SETOWN_EX with this type.
enum class OwnerCall : std::uint8_t { kSetOwn, kThread, kProcess, kGroup, kInvalid };
inline constexpr std::int32_t kAsyncDescriptor = 512;  // the socket's number, which arrives as si_fd

// wait4's and waitid's options by their kernel bits; unknown bits are allowed on purpose.
struct WaitOptions {
  std::uint32_t bits{};
  constexpr auto operator<=>(const WaitOptions&) const = default;
  [[nodiscard]] constexpr bool has(WaitOptions f) const { return (bits & f.bits) == f.bits; }
  friend constexpr WaitOptions operator|(WaitOptions a, WaitOptions b) { return {a.bits | b.bits}; }
};
inline constexpr WaitOptions kWNoHang{1}, kWUntraced{2}, kWStopped{2}, kWExited{4}, kWContinued{8},
    kWNoWait{0x01000000}, kWNoThread{0x20000000}, kWAll{0x40000000}, kWClone{0x80000000};

// clone3's flags by their kernel bits, but for CLONE_CLEAR_SIGHAND, which lies beyond 32 bits there and has a bit here
// that clone3 leaves unused. CLONE_DETACHED is one that clone3 refuses.
struct CloneFlags {
  std::uint32_t bits{};
  constexpr auto operator<=>(const CloneFlags&) const = default;
  [[nodiscard]] constexpr bool has(CloneFlags f) const { return (bits & f.bits) == f.bits; }
  friend constexpr CloneFlags operator|(CloneFlags a, CloneFlags b) { return {a.bits | b.bits}; }
};
inline constexpr CloneFlags kCloneClearSighand{1}, kCloneVm{0x100}, kCloneSighand{0x800}, kClonePidfd{0x1000},
    kCloneParent{0x8000}, kCloneThread{0x10000}, kCloneDetached{0x400000};
// What a vfork has besides, and no clone3 of a scenario.
inline constexpr CloneFlags kCloneVfork{0x4000};

// Which system call makes a thread.
enum class ThreadCall : std::uint8_t { kClone, kClone3 };

enum class Switch : std::uint8_t { kOff, kOn };

enum class IdType : std::uint8_t { kAll, kPid, kPgid, kInvalid };

// The argument of exit and exit_group: the whole int, of which the low 8 bits become the status.
struct ExitCode {
  std::int32_t value{};
  constexpr auto operator<=>(const ExitCode&) const = default;
};

// A soft RLIMIT_SIGPENDING, in signals.
struct QueueLimit {
  std::uint32_t value{};
  constexpr auto operator<=>(const QueueLimit&) const = default;
};

// What becomes of a process's RLIMIT_CPU. The limit that it has reached is never near the next one: see kCpuOneSecond.
enum class CpuLimit : std::uint8_t {
  kQuery,        // only asks
  kNone,         // RLIM_INFINITY, as all begin
  kFar,          // not within any scenario
  kReached,      // a soft limit of 0; the caller uses the CPU until the kernel has taken notice
  kHardReached,  // the same, and the hard limit is 0 as well
  kAboveHard,    // a soft limit above the hard one
};

// The POSIX timers of a process, by the names that it gives them; a child knows its parent's names.
enum class TimerName : std::uint8_t { kFirst, kSecond, kThird };
inline constexpr std::size_t kTimerNames = 3;
inline constexpr std::int32_t kNobodysTimer = 1000;  // the id behind a name that was not given yet

// timer_create's sigev_notify; kNull passes no sigevent.
enum class TimerNotify : std::uint8_t { kSignal, kThread, kNone, kNull, kInvalid };

// setitimer's and getitimer's `which`.
enum class Itimer : std::uint8_t { kReal, kVirtual, kProf, kInvalid };
inline constexpr std::size_t kItimers = 3;

// When a timer is to expire for the first time. Whatever it says, it is never a matter of luck.
enum class TimerTime : std::uint8_t {
  kDisarm,
  kNow,   // before the call's return is seen; a CPU clock is made to run until then
  kPast,  // the same; repeating, it has missed kMissedExpiries of them (where times are absolute: timer_settime)
  kSoon,  // during the next `elapse`; on a CPU clock, which stands still then, never
  kFar,   // not within any scenario
  kInvalid,
};
inline constexpr int kMissedExpiries = 2;

// Whether it expires again after that; the next time is far.
enum class TimerRepeat : std::uint8_t { kOnce, kRepeat };

}  // namespace sigconform
