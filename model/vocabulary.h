// The words of the specification: signal numbers and sets, names of processes, threads and users, errno
// values, and the strong types that operations take as arguments. Plain values without behaviour of their own;
// this file must not know processes' state, operations, or any kernel.
#pragma once

#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>

namespace sigconform {

// Bounds on everything a scenario may hold. A larger scenario is refused with a message, never truncated.
inline constexpr int kMaxProcesses = 8;          // P1..P8; P0 is the init of the scenario's PID namespace
inline constexpr int kMaxThreadsPerProcess = 8;  // T1 (the leader) .. T8
inline constexpr int kMaxThreads = 24;           // alive or dead, the whole scenario, init included
inline constexpr int kMaxSteps = 200;            // operations in one scenario
inline constexpr int kMaxUsers = 3;              // u1..u3
inline constexpr int kDefaultQueueLimit = 1000;  // RLIMIT_SIGPENDING that every puppet starts with, soft and hard

// A signal number as a system call takes it: any int, because what the kernel says to bad numbers is tested too.
struct Signo {
  std::int32_t value{};
  constexpr auto operator<=>(const Signo&) const = default;
  // 1..64, the numbers that name a signal.
  [[nodiscard]] constexpr bool valid() const { return value >= 1 && value <= 64; }
  // 32..64 queue; the kernel's SIGRTMIN is 32, whatever the C library reserves.
  [[nodiscard]] constexpr bool realtime() const { return value >= 32 && value <= 64; }
};

inline constexpr Signo kSigHup{1}, kSigInt{2}, kSigQuit{3}, kSigIll{4}, kSigTrap{5}, kSigAbrt{6}, kSigBus{7},
    kSigFpe{8}, kSigKill{9}, kSigUsr1{10}, kSigSegv{11}, kSigUsr2{12}, kSigPipe{13}, kSigAlrm{14}, kSigTerm{15},
    kSigStkflt{16}, kSigChld{17}, kSigCont{18}, kSigStop{19}, kSigTstp{20}, kSigTtin{21}, kSigTtou{22}, kSigUrg{23},
    kSigXcpu{24}, kSigXfsz{25}, kSigVtalrm{26}, kSigProf{27}, kSigWinch{28}, kSigIo{29}, kSigPwr{30}, kSigSys{31};
inline constexpr int kFirstRealtime = 32;
inline constexpr int kLastSignal = 64;

// A set of signals 1..64, laid out as the kernel's sigset_t: signal n is bit n-1.
struct SignalSet {
  std::uint64_t bits{};
  constexpr auto operator<=>(const SignalSet&) const = default;

  template <typename... Signals>
  [[nodiscard]] static constexpr SignalSet of(Signals... signals) {
    SignalSet set;
    (set.add(signals), ...);
    return set;
  }
  [[nodiscard]] static constexpr std::uint64_t bit(Signo s) {
    return s.valid() ? std::uint64_t{1} << (s.value - 1) : 0;
  }
  [[nodiscard]] constexpr bool contains(Signo s) const { return (bits & bit(s)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits == 0; }
  [[nodiscard]] constexpr int size() const { return std::popcount(bits); }
  // The lowest-numbered member; {0} when empty.
  [[nodiscard]] constexpr Signo lowest() const { return bits == 0 ? Signo{0} : Signo{std::countr_zero(bits) + 1}; }
  constexpr void add(Signo s) { bits |= bit(s); }
  constexpr void remove(Signo s) { bits &= ~bit(s); }
  constexpr SignalSet& operator|=(SignalSet o) {
    bits |= o.bits;
    return *this;
  }
  constexpr SignalSet& operator&=(SignalSet o) {
    bits &= o.bits;
    return *this;
  }
  friend constexpr SignalSet operator|(SignalSet a, SignalSet b) { return {a.bits | b.bits}; }
  friend constexpr SignalSet operator&(SignalSet a, SignalSet b) { return {a.bits & b.bits}; }
  friend constexpr SignalSet operator-(SignalSet a, SignalSet b) { return {a.bits & ~b.bits}; }
  friend constexpr SignalSet operator~(SignalSet a) { return {~a.bits}; }
};

// A process of the scenario: P1..P8. P0 is the namespace's init, which is no puppet.
struct ProcessId {
  std::uint8_t index{};
  constexpr auto operator<=>(const ProcessId&) const = default;
};
inline constexpr ProcessId kInit{0};

// A thread within its process: T1 is the thread-group leader, whose tid is the process's pid.
struct ThreadIndex {
  std::uint8_t index{1};
  constexpr auto operator<=>(const ThreadIndex&) const = default;
};

// A thread of the scenario, written P2.T1.
struct ThreadId {
  ProcessId process{};
  ThreadIndex thread{};
  constexpr auto operator<=>(const ThreadId&) const = default;
  [[nodiscard]] constexpr bool leader() const { return thread.index == 1; }
};
// Dense number of a puppet's place, for tables: 0 (P0.T1) .. kThreadSlots-1.
inline constexpr int kThreadSlots = (kMaxProcesses + 1) * kMaxThreadsPerProcess;
[[nodiscard]] constexpr int slot_of(ThreadId t) {
  return t.process.index * kMaxThreadsPerProcess + (t.thread.index - 1);
}
[[nodiscard]] constexpr ThreadId thread_at_slot(int slot) {
  return {ProcessId{static_cast<std::uint8_t>(slot / kMaxThreadsPerProcess)},
          ThreadIndex{static_cast<std::uint8_t>(slot % kMaxThreadsPerProcess + 1)}};
}

// A pid or tid *as observed*, by name instead of by number, so that the same scenario gives the same
// observation in every run and on every kernel. 0 is pid 0 ("the kernel", or "not visible from here");
// a puppet's tid is slot_of(thread) + 1 (init's is 1); a number that belongs to no puppet is kept as
// kForeignPid + number, so that it can be shown and never equals a puppet's.
struct PidName {
  std::int32_t code{};
  constexpr auto operator<=>(const PidName&) const = default;
  [[nodiscard]] static constexpr PidName of(ThreadId t) { return {slot_of(t) + 1}; }
  [[nodiscard]] static constexpr PidName of(ProcessId p) { return of(ThreadId{p, ThreadIndex{1}}); }
  [[nodiscard]] constexpr bool is_thread() const { return code >= 1 && code <= kThreadSlots; }
  [[nodiscard]] constexpr ThreadId thread() const { return thread_at_slot(code - 1); }
};
inline constexpr std::int32_t kForeignPid = 1'000'000;

// A user as observed: 0 is root (uid 0, as in a siginfo without information), 1..3 are u1..u3, the private
// users of the scenario; any other uid is kept as kForeignUid + uid.
struct UserName {
  std::int32_t code{};
  constexpr auto operator<=>(const UserName&) const = default;
};
inline constexpr UserName kRoot{0};
inline constexpr std::int32_t kForeignUid = 1'000'000;

// A pid_t argument of a system call. kTask is the pid (or tid) of a thread; of a leader that is its process.
struct PidArg {
  enum class Kind : std::uint8_t {
    kTask,         // P2 or P2.T2: that thread's id
    kGroup,        // -P2: minus the process's pid, "the process group that P2 leads"
    kZero,         // 0
    kMinusOne,     // -1
    kNobody,       // a positive pid that nothing has
    kMinusNobody,  // minus that: a process group that does not exist
    kIntMin,       // INT_MIN, whose negation does not exist
  };
  Kind kind{Kind::kZero};
  ThreadId task{};  // meaningful for kTask and kGroup (a leader there), {} otherwise
  constexpr auto operator<=>(const PidArg&) const = default;
  [[nodiscard]] static constexpr PidArg of(ThreadId t) { return {Kind::kTask, t}; }
  [[nodiscard]] static constexpr PidArg of(ProcessId p) { return of(ThreadId{p, ThreadIndex{1}}); }
  [[nodiscard]] static constexpr PidArg group_of(ProcessId p) { return {Kind::kGroup, {p, ThreadIndex{1}}}; }
  [[nodiscard]] static constexpr PidArg special(Kind k) { return {k, {}}; }
};
inline constexpr std::int32_t kNobodyPid = 30'000;  // the number behind kNobody; a scenario never makes so many

// A user argument: uN, or keep (-1, "leave unchanged").
struct UserArg {
  std::int8_t code{-1};  // -1 keeps, 1..3 are u1..u3
  constexpr auto operator<=>(const UserArg&) const = default;
};

// si_code as rt_sigqueueinfo takes it.
struct SiCode {
  std::int32_t value{};
  constexpr auto operator<=>(const SiCode&) const = default;
};
inline constexpr SiCode kSiUser{0}, kSiKernel{0x80}, kSiQueue{-1}, kSiTimer{-2}, kSiMesgq{-3}, kSiAsyncio{-4},
    kSiSigio{-5}, kSiTkill{-6};
inline constexpr SiCode kCldExited{1}, kCldKilled{2}, kCldDumped{3}, kCldTrapped{4}, kCldStopped{5}, kCldContinued{6};

// si_value, as its 64 bits.
struct SigValue {
  std::int64_t value{};
  constexpr auto operator<=>(const SigValue&) const = default;
};

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
    kSaNoDefer{0x40000000}, kSaResetHand{0x80000000};

// rt_sigprocmask's `how`; kQuery passes set == NULL.
enum class MaskHow : std::uint8_t { kBlock, kUnblock, kSetMask, kQuery, kInvalid };

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

// wait4's and waitid's options by their kernel bits; unknown bits are allowed on purpose.
struct WaitOptions {
  std::uint32_t bits{};
  constexpr auto operator<=>(const WaitOptions&) const = default;
  [[nodiscard]] constexpr bool has(WaitOptions f) const { return (bits & f.bits) == f.bits; }
  friend constexpr WaitOptions operator|(WaitOptions a, WaitOptions b) { return {a.bits | b.bits}; }
};
inline constexpr WaitOptions kWNoHang{1}, kWUntraced{2}, kWStopped{2}, kWExited{4}, kWContinued{8},
    kWNoWait{0x01000000}, kWNoThread{0x20000000}, kWAll{0x40000000}, kWClone{0x80000000};

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

// Errors by their Linux numbers (the generic ones, equal on all architectures that we run on).
enum class Errno : std::int32_t {
  kPerm = 1,
  kSrch = 3,
  kIntr = 4,
  kAgain = 11,
  kChild = 10,
  kAccess = 13,
  kFault = 14,
  kInval = 22,
  kNoSys = 38,
};

}  // namespace sigconform
