// Names of signals, processes, threads, users, codes and errors, as text.h promises them. Plain string building,
// without any library, because the executor links it too. It must not know operations' fields or the grammar.
#include "model/names.h"

#include "model/reflection.h"
#include "model/text.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace sigconform {
namespace {

inline constexpr std::array<std::string_view, 32> kStandardSignals{
    "",          "SIGHUP",  "SIGINT",    "SIGQUIT", "SIGILL",   "SIGTRAP", "SIGABRT", "SIGBUS",
    "SIGFPE",    "SIGKILL", "SIGUSR1",   "SIGSEGV", "SIGUSR2",  "SIGPIPE", "SIGALRM", "SIGTERM",
    "SIGSTKFLT", "SIGCHLD", "SIGCONT",   "SIGSTOP", "SIGTSTP",  "SIGTTIN", "SIGTTOU", "SIGURG",
    "SIGXCPU",   "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO",   "SIGPWR",  "SIGSYS"};

// Those that the system calls of operations.h can be expected to return, and their neighbours.
inline constexpr std::array<std::string_view, 41> kErrors{
    "",        "EPERM",  "ENOENT", "ESRCH",  "EINTR",  "EIO",     "ENXIO",        "E2BIG",  "ENOEXEC", "EBADF",
    "ECHILD",  "EAGAIN", "ENOMEM", "EACCES", "EFAULT", "ENOTBLK", "EBUSY",        "EEXIST", "EXDEV",   "ENODEV",
    "ENOTDIR", "EISDIR", "EINVAL", "ENFILE", "EMFILE", "ENOTTY",  "ETXTBSY",      "EFBIG",  "ENOSPC",  "ESPIPE",
    "EROFS",   "EMLINK", "EPIPE",  "EDOM",   "ERANGE", "EDEADLK", "ENAMETOOLONG", "ENOLCK", "ENOSYS",  "ENOTEMPTY",
    "ELOOP"};

// Restart codes never reach user space; a kernel that leaks one has a bug worth its right name.
inline constexpr std::array<NamedNumber, 9> kRareErrors{{{"ETIME", 62},
                                                         {"EOVERFLOW", 75},
                                                         {"EOPNOTSUPP", 95},
                                                         {"ETIMEDOUT", 110},
                                                         {"ERESTARTSYS", 512},
                                                         {"ERESTARTNOINTR", 513},
                                                         {"ERESTARTNOHAND", 514},
                                                         {"ENOIOCTLCMD", 515},
                                                         {"ERESTART_RESTARTBLOCK", 516}}};

inline constexpr std::array<std::string_view, 7> kChildCodes{
    "", "CLD_EXITED", "CLD_KILLED", "CLD_DUMPED", "CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED"};

}  // namespace

std::string_view standard_signal_name(Signo signal) {
  const bool standard = signal.valid() && !signal.realtime();
  return standard ? kStandardSignals[static_cast<std::size_t>(signal.value)] : std::string_view{};
}

std::optional<Signo> signal_named(std::string_view name) {
  if (!name.starts_with("SIG")) return std::nullopt;
  for (int n = 1; n < kFirstRealtime; ++n)
    if (kStandardSignals[static_cast<std::size_t>(n)] == name) return Signo{n};
  const std::string_view digits = name.substr(3);
  int number{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = error == std::errc{} && end == digits.data() + digits.size();
  if (whole && Signo{number}.realtime()) return Signo{number};
  return std::nullopt;
}

std::string to_text(ProcessId process) {
  return process == kInit ? std::string{"init"} : "P" + std::to_string(process.index);
}

std::string to_text(ThreadId thread) {
  return "P" + std::to_string(thread.process.index) + ".T" + std::to_string(thread.thread.index);
}

std::string to_text(PidName pid) {
  if (pid.is_thread()) return pid.thread().leader() ? to_text(pid.thread().process) : to_text(pid.thread());
  if (pid.code == 0) return "0";
  if (pid.code >= kForeignPid) return "pid " + std::to_string(pid.code - kForeignPid);
  return "pid code " + std::to_string(pid.code);
}

std::string to_text(UserName user) {
  if (user == kRoot) return "root";
  if (user.code >= 1 && user.code <= kMaxUsers) return "u" + std::to_string(user.code);
  if (user.code >= kForeignUid) return "uid " + std::to_string(user.code - kForeignUid);
  return "uid code " + std::to_string(user.code);
}

std::string to_text(SiCode code, Signo context) {
  const bool child = code.value >= kCldExited.value && code.value <= kCldContinued.value;
  if (context == kSigChld && child) return std::string{kChildCodes[static_cast<std::size_t>(code.value)]};
  for (const NamedNumber& named : kSiCodeNames)
    if (named.number == code.value) return std::string{named.name};
  return std::to_string(code.value);
}

std::string to_text(ThreadState state) {
  const auto i = static_cast<std::size_t>(state);
  return i < kThreadStateWords.size() ? std::string{kThreadStateWords[i]} : "state " + std::to_string(i);
}

std::string errno_name(std::int32_t error) {
  if (error >= 1 && error < static_cast<std::int32_t>(kErrors.size()))
    return std::string{kErrors[static_cast<std::size_t>(error)]};
  for (const NamedNumber& named : kRareErrors)
    if (named.number == error) return std::string{named.name};
  return "errno " + std::to_string(error);
}

std::string_view operation_name(std::size_t kind) { return reflection::kNames[kind]; }
std::string_view name_of(const Operation& operation) { return operation_name(operation.index()); }

}  // namespace sigconform
