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
inline constexpr SiCode kSegvMaperr{1}, kSegvAccerr{2}, kBusAdrerr{2}, kFpeIntdiv{1}, kIllIllopn{2}, kSysSeccomp{1};
inline constexpr SiCode kCldExited{1}, kCldKilled{2}, kCldDumped{3}, kCldTrapped{4}, kCldStopped{5}, kCldContinued{6};

// si_value, as its 64 bits.
struct SigValue {
  std::int64_t value{};
  constexpr auto operator<=>(const SigValue&) const = default;
};

// What puppets and C programs write to their buffers beforehand, so that what the kernel leaves unwritten shows; and an
// si_value of it.
inline constexpr std::uint8_t kPoison = 0xa5;
inline constexpr SigValue kUnwrittenValue{static_cast<std::int64_t>(kPoison * 0x0101'0101'0101'0101ULL)};

// Errors by their Linux numbers (the generic ones, equal on all architectures that we run on).
enum class Errno : std::int32_t {
  kPerm = 1,
  kNoEnt = 2,
  kSrch = 3,
  kIntr = 4,
  kTooBig = 7,
  kBadf = 9,
  kAgain = 11,
  kChild = 10,
  kNoMem = 12,
  kAccess = 13,
  kFault = 14,
  kInval = 22,
  kFBig = 27,
  kPipe = 32,
  kNoSys = 38,
  kOpNotSupp = 95,
};

}  // namespace sigconform
