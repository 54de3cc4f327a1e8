// What can be seen of a run: the events that puppets record (returns of system calls, entries of handlers), and
// the state of every thread as /proc shows it. The model predicts these values, a subject delivers them, the
// oracle compares them field by field. Trivially copyable: they cross the wire as they are.
#pragma once

#include "model/call_words.h"
#include "model/scenario.h"
#include "model/vocabulary.h"

#include <cstdint>
#include <vector>

namespace sigconform {

// The fields of siginfo_t that every kernel promises, at their fixed offsets. `value` is the 8 bytes at the
// place of si_value; for SIGCHLD with a CLD_ code its low half is si_status. Where si_addr lies, which is in the place
// of si_pid and si_uid, a known address is `address` and those two are 0; any other stays in them. For SIGSYS of a
// filter `value` is 0 when si_syscall and si_arch are those of the call, and else what they differ by. si_utime and
// si_stime are counts of clock ticks, of which any value is allowed, and are not here.
struct SignalInfo {
  std::int32_t signo{};
  std::int32_t error{};
  std::int32_t code{};
  PidName pid{};
  UserName uid{};
  std::int64_t value{};
  FaultAddress address{FaultAddress::kNone};
  bool operator==(const SignalInfo&) const = default;
};

// The siginfo of a POSIX timer has the timer's id (its process's first is 0) and an overrun where others have a pid and
// a uid. Here they stand as foreign ones, which no sender's are.
[[nodiscard]] constexpr PidName timer_id_name(std::int32_t id) { return {kForeignPid + id}; }
[[nodiscard]] constexpr UserName overrun_name(std::int32_t overrun) { return {kForeignUid + overrun}; }
[[nodiscard]] constexpr bool is_of_timer(const SignalInfo& info) {
  return info.code == kSiTimer.value && info.pid.code >= kForeignPid;
}

// What a timer has left, as the calls that tell it store it. How long that is depends on when one asks, and any time
// within these bounds is allowed.
inline constexpr std::int32_t kLeftNothing = 0;
inline constexpr std::int32_t kLeftShort = 1;    // armed for `soon`: below kLongTimeSeconds
inline constexpr std::int32_t kLeftLong = 2;     // everything above
inline constexpr std::int32_t kLeftRepeats = 4;  // added to these: it has an interval
inline constexpr int kLongTimeSeconds = 100;

enum class EventKind : std::uint8_t {
  kReturned,  // a system call (or test action) returned to its caller
  kHandler,   // a handler was entered
  kBorn,      // a process that vfork or clone3 made has begun, before it takes operations
};

// What rt_sigaction reports of an action that was installed.
struct ActionSeen {
  Handler handler{Handler::kDefault};
  ActionFlags flags{};  // SA_RESTORER removed
  SignalSet mask{};
  bool operator==(const ActionSeen&) const = default;
};

// The alternate stack that sigaltstack reports, or that a handler runs on.
struct StackSeen {
  std::uint8_t area{};               // which of the thread's stacks; 0: the ordinary one, or none
  AltStack stack{AltStack::kQuery};  // kReturned: as it was given; kQuery: none
  StackFlags flags{};                // kReturned: as reported
  bool operator==(const StackSeen&) const = default;
};

// The soft RLIMIT_CPU that a process had. What was reached moves on by itself, to one second of CPU time.
inline constexpr std::int32_t kCpuUnlimited = 0;
inline constexpr std::int32_t kCpuOneSecond = 1;
inline constexpr std::int32_t kCpuFar = 2;
inline constexpr std::int32_t kCpuNothing = 3;  // 0 seconds: reached, and still there

// One event. Fields that an event does not have are zero. A read of a signalfd that takes two signals gives two events,
// which differ in the siginfo.
struct Event {
  EventKind kind{EventKind::kReturned};
  ThreadId thread{};
  std::uint8_t step{};    // kReturned: index of the step whose operation returned. kBorn: of the one that made it
  bool parks{false};      // kHandler: the handler takes further operations
  std::uint8_t depth{};   // kHandler: handlers entered and not left on the thread, this one included
  std::int32_t result{};  // kReturned: the value, or -errno; a pid or tid is a PidName code
  std::int32_t status{};  // kReturned: wait4's status word, when it reaped or reported something; what a timer has
                          // (getitimer, timer_gettime) or had (setitimer, timer_settime) left; kTimeLeft;
                          // set_cpu_limit's old limit
  SignalInfo info{};      // kHandler with SA_SIGINFO; sigtimedwait, waitid and reads of a signalfd that
                          // succeeded. Without SA_SIGINFO only signo is set.
  SignalSet mask{};       // kHandler: blocked inside the handler. kReturned: old mask, or the pending set
  SignalSet saved{};      // kHandler with SA_SIGINFO: the mask that its return will restore
  ActionSeen action{};    // kReturned of rt_sigaction that succeeded: the old action
  StackSeen stack{};      // kHandler: where it runs. kReturned of sigaltstack that succeeded: the old one.
                          // kBorn: the one that it inherited, which it then gives up
  bool operator==(const Event&) const = default;
};

enum class ThreadState : std::uint8_t {
  kAbsent,           // never created, or dead and reaped
  kAsleep,           // waiting for an operation, or in a system call: S
  kStopped,          // T
  kZombie,           // Z
  kRunning,          // R: not quiescent; never predicted
  kOther,            // anything else (t, X; D where it is no rest): never predicted by now
  kUninterruptible,  // D: waiting for a vfork child
};

// One thread as /proc/PID/task/TID/status shows it. For kAbsent all else is zero; for a zombie the sets and the
// count are what the kernel still shows.
struct ThreadStatus {
  ThreadId thread{};
  ThreadState state{ThreadState::kAbsent};
  SignalSet pending{};    // SigPnd: private to the thread
  SignalSet shared{};     // ShdPnd: of its thread group
  SignalSet blocked{};    // SigBlk
  SignalSet ignored{};    // SigIgn
  SignalSet caught{};     // SigCgt
  std::int32_t queued{};  // SigQ: entries charged to the thread's real user
  PidName parent{};       // PPid
  PidName group{};        // NSpgid
  PidName session{};      // NSsid
  bool operator==(const ThreadStatus&) const = default;
};

// All that was seen of one scenario.
struct Trace {
  // events[event_ends[i-1] .. event_ends[i]) were recorded during step i, before the next step was given.
  // A joined step and the steps that it is joined to share one interval: the steps but the last have empty ones.
  std::vector<Event> events;
  std::vector<std::uint16_t> event_ends;  // one a step
  // Status of every thread that was ever named, in slot order: after the last step, and (dense observation)
  // after every step i in statuses[i]; sparse observation leaves all but the last empty.
  std::vector<std::vector<ThreadStatus>> statuses;
};

enum class Density : std::uint8_t { kSparse, kDense };

}  // namespace sigconform
