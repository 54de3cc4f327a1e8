// How the values of the specification are spelled in C. The tables of names are the model's own, so that the C
// program and the text form use the same words.
#include "reports/c_spelling.h"

#include "model/names.h"

#include <cstdio>
#include <limits>
#include <span>

namespace sigconform {

namespace {

// c_runtime.c has these numbers in its own words.
static_assert(kMaxProcesses == 8 && kMaxThreadsPerProcess == 8 && kThreadSlots == 72);
static_assert(kMaxUsers == 3 && kDefaultQueueLimit == 1000 && kNobodyPid == 30000);
static_assert(kForeignPid == 1'000'000 && kForeignUid == 1'000'000);

constexpr const char* kOr = " | ";

void append(std::string& to, const std::string& word, const char* separator) {
  if (!to.empty()) to += separator;
  to += word;
}

std::string hex(std::uint32_t bits) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%xu", bits);
  return text;
}

// `avoid` is the name that is not used of two for the same bit.
std::string bits_by_name(std::uint32_t bits, std::span<const NamedNumber> names, std::string_view avoid) {
  std::string text;
  for (const NamedNumber& named : names) {
    const auto bit = static_cast<std::uint32_t>(named.number);
    if ((bits & bit) == 0 || named.name == avoid) continue;
    append(text, std::string(named.name), kOr);
    bits &= ~bit;
  }
  if (bits != 0) append(text, hex(bits), kOr);
  return text.empty() ? "0" : text;
}

}  // namespace

std::string c_signal(Signo signal) {
  const std::string_view name = standard_signal_name(signal);
  return name.empty() ? std::to_string(signal.value) : std::string(name);
}

std::string c_set(SignalSet set) {
  if (set.empty()) return "0";
  const bool inverted = set.size() > kLastSignal / 2;
  const SignalSet listed = inverted ? ~set : set;
  std::string text;
  for (Signo s{1}; s.value <= kLastSignal; ++s.value) {
    if (listed.contains(s)) append(text, "BIT(" + c_signal(s) + ")", kOr);
  }
  if (!inverted) return text;
  if (listed.empty()) return "~0ul";
  return listed.size() == 1 ? "~" + text : "~(" + text + ")";
}

std::string c_thread(ThreadId thread) {
  if (thread.process == kInit) return "INIT";
  return "P" + std::to_string(thread.process.index) + "_T" + std::to_string(thread.thread.index);
}

std::string c_name(PidName name) {
  if (name.is_thread()) {
    const ThreadId thread = name.thread();
    if (thread.process == kInit || !thread.leader()) return c_thread(thread);
    return "P" + std::to_string(thread.process.index);
  }
  if (name.code >= kForeignPid) return "FOREIGN + " + std::to_string(name.code - kForeignPid);
  return std::to_string(name.code);
}

std::string c_user(UserName user) {
  if (user == kRoot) return "ROOT";
  if (user.code > 0 && user.code <= kMaxUsers) return "U" + std::to_string(user.code);
  if (user.code >= kForeignUid) return "FOREIGN + " + std::to_string(user.code - kForeignUid);
  return std::to_string(user.code);
}

std::string c_pid(PidArg pid) {
  switch (pid.kind) {
    case PidArg::Kind::kTask: return "pid_of(" + c_name(PidName::of(pid.task)) + ")";
    case PidArg::Kind::kGroup: return "-pid_of(" + c_name(PidName::of(pid.task)) + ")";
    case PidArg::Kind::kZero: return "0";
    case PidArg::Kind::kMinusOne: return "-1";
    case PidArg::Kind::kNobody: return "NOBODY";
    case PidArg::Kind::kMinusNobody: return "-NOBODY";
    case PidArg::Kind::kIntMin: return "INT_MIN";
  }
  return "0";
}

std::string c_uid(UserArg user) {
  return user.code < 0 ? "uid_of(KEEP)" : "uid_of(U" + std::to_string(user.code) + ")";
}

std::string c_code(SiCode code, Signo context) {
  static constexpr std::array<const char*, 6> kChild{"CLD_EXITED",  "CLD_KILLED",  "CLD_DUMPED",
                                                     "CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED"};
  if (context == kSigChld && code >= kCldExited && code <= kCldContinued) {
    return kChild[static_cast<std::size_t>(code.value - 1)];
  }
  for (const NamedNumber& named : kSiCodeNames) {
    if (named.number == code.value) return std::string(named.name);
  }
  return c_long(code.value);
}

std::string c_long(std::int64_t value) {
  if (value == std::numeric_limits<std::int64_t>::min()) return "LONG_MIN";
  if (value == std::numeric_limits<std::int32_t>::min()) return "INT_MIN";
  return std::to_string(value);
}

std::string c_error(std::int32_t error) {
  switch (static_cast<Errno>(error)) {
    case Errno::kPerm: return "EPERM";
    case Errno::kNoEnt: return "ENOENT";
    case Errno::kSrch: return "ESRCH";
    case Errno::kIntr: return "EINTR";
    case Errno::kBadf: return "EBADF";
    case Errno::kAgain: return "EAGAIN";
    case Errno::kChild: return "ECHILD";
    case Errno::kNoMem: return "ENOMEM";
    case Errno::kAccess: return "EACCES";
    case Errno::kFault: return "EFAULT";
    case Errno::kInval: return "EINVAL";
    case Errno::kTooBig: return "E2BIG";
    case Errno::kFBig: return "EFBIG";
    case Errno::kPipe: return "EPIPE";
    case Errno::kNoSys: return "ENOSYS";
    case Errno::kOpNotSupp: return "EOPNOTSUPP";
  }
  return std::to_string(error);
}

std::string c_handler(Handler handler) {
  switch (handler) {
    case Handler::kDefault: return "DFL";
    case Handler::kIgnore: return "IGN";
    case Handler::kLog: return "LOG";
    case Handler::kPark: return "PARK";
    case Handler::kQuery: break;
  }
  return "DFL";
}

std::string c_fault(FaultKind kind) {
  switch (kind) {
    case FaultKind::kUnmapped: return "UNMAPPED";
    case FaultKind::kReadOnly: return "READ_ONLY";
    case FaultKind::kBeyondEnd: return "BEYOND_END";
    case FaultKind::kDivision: return "DIVISION";
    case FaultKind::kUndefined: return "UNDEFINED";
    case FaultKind::kBreakpoint: return "BREAKPOINT";
    case FaultKind::kFilteredCall: break;
  }
  return "FILTERED_CALL";
}

std::string c_fault_address(FaultAddress address) {
  switch (address) {
    case FaultAddress::kNone: return "0";
    case FaultAddress::kUnmapped: return c_fault(FaultKind::kUnmapped);
    case FaultAddress::kReadOnly: return c_fault(FaultKind::kReadOnly);
    case FaultAddress::kBeyondEnd: return c_fault(FaultKind::kBeyondEnd);
    case FaultAddress::kDivision: return c_fault(FaultKind::kDivision);
    case FaultAddress::kUndefined: return c_fault(FaultKind::kUndefined);
    case FaultAddress::kFilteredCall: return c_fault(FaultKind::kFilteredCall);
    case FaultAddress::kElsewhere: break;
  }
  return "ELSEWHERE";
}

std::string c_flags(ActionFlags flags) { return bits_by_name(flags.bits, kBitNames<ActionFlags>, {}); }
std::string c_altstack(AltStack stack) {
  switch (stack) {
    case AltStack::kRoomy: return "ROOMY";
    case AltStack::kSnug: return "SNUG";
    case AltStack::kTooSmall: return "TOO_SMALL";
    case AltStack::kUnmapped: return "NO_MEMORY";
    case AltStack::kQuery: break;
  }
  return "NO_STACK";
}
std::string c_stack_flags(StackFlags flags) { return bits_by_name(flags.bits, kBitNames<StackFlags>, {}); }

std::string c_flags(SignalfdFlags flags) { return bits_by_name(flags.bits, kBitNames<SignalfdFlags>, {}); }
std::string c_pidfd_flags(PidfdSignalFlags flags) { return hex(flags.bits); }
std::string c_flags(CloneFlags flags) { return bits_by_name(flags.bits, kBitNames<CloneFlags>, {}); }
std::string c_wait4_options(WaitOptions options) {
  return bits_by_name(options.bits, kBitNames<WaitOptions>, "WSTOPPED");
}
std::string c_waitid_options(WaitOptions options) {
  return bits_by_name(options.bits, kBitNames<WaitOptions>, "WUNTRACED");
}

std::string c_wait_status(std::int32_t status) {
  const int low = status & 0xff;
  const int high = status >> 8;
  if (status == 0xffff) return "CONTINUED";
  if (low == 0x7f) return "STOPPED(" + c_signal({high}) + ")";
  if (low == 0) return "EXITED(" + std::to_string(high) + ")";
  if (high == 0 && (low & 0x80) == 0) return "KILLED(" + c_signal({low}) + ")";
  return std::to_string(status);
}

std::string c_time_left(std::int32_t left) {
  const std::int32_t time = left & ~kLeftRepeats;
  if (time > kLeftLong) return std::to_string(left);
  std::string text = time == kLeftNothing ? "" : time == kLeftShort ? "LEFT_SHORT" : "LEFT_LONG";
  if (time != left) append(text, "LEFT_REPEATS", " + ");
  return text.empty() ? "LEFT_NOTHING" : text;
}

char c_state(ThreadState state) {
  switch (state) {
    case ThreadState::kAbsent: return '-';
    case ThreadState::kAsleep: return 'S';
    case ThreadState::kStopped: return 'T';
    case ThreadState::kZombie: return 'Z';
    case ThreadState::kRunning: return 'R';
    case ThreadState::kUninterruptible: return 'D';
    case ThreadState::kOther: break;
  }
  return '?';
}

std::string c_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (static_cast<unsigned char>(c) < ' ') {
      quoted += ' ';
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string c_comment(std::string_view text) {
  std::string harmless;
  for (const char c : text) {
    const char before = harmless.empty() ? ' ' : harmless.back();
    if ((before == '*' && c == '/') || (before == '/' && c == '*')) harmless += ' ';
    harmless += c;
  }
  return harmless;
}

}  // namespace sigconform
