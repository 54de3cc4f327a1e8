// Reading and naming: see observe.h.
#include "subjects/executor/observe.h"

#include "model/input.h"
#include "subjects/executor/arena.h"

#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <climits>

namespace sigconform::executor {

namespace {

// A status file is about 1,500 bytes; a list of CPUs or nodes may make it longer on a large machine.
constexpr std::size_t kStatusBytes = 8192;

// Goes through "Name:\tvalue\n" lines in the order of the file.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}
  // The value of the next line of this name ("State:"), to be read by the functions below. False: no such line.
  bool find(std::string_view name) {
    while (!rest_.empty()) {
      const std::size_t end = std::min(rest_.find('\n'), rest_.size() - 1);
      const std::string_view line = rest_.substr(0, end);
      rest_.remove_prefix(end + 1);
      if (line.starts_with(name)) {
        value_ = line.substr(name.size());
        while (!value_.empty() && (value_[0] == '\t' || value_[0] == ' ')) value_.remove_prefix(1);
        return !value_.empty();
      }
    }
    return false;
  }
  [[nodiscard]] char letter() const { return value_[0]; }
  bool decimal(std::string_view name, std::int32_t& number) {
    if (!find(name)) return false;
    number = 0;
    for (const char c : value_) {
      if (c < '0' || c > '9') break;
      number = number * 10 + (c - '0');
    }
    return true;
  }
  bool hexadecimal(std::string_view name, SignalSet& set) {
    if (!find(name)) return false;
    set.bits = 0;
    for (const char c : value_) {
      const int digit = c >= 'a' ? c - 'a' + 10 : c - '0';
      set.bits = set.bits << 4 | static_cast<unsigned>(digit & 15);
    }
    return true;
  }

 private:
  std::string_view rest_;
  std::string_view value_;
};

ThreadState state_of(char letter) {
  switch (letter) {
    case 'S': return ThreadState::kAsleep;
    case 'T': return ThreadState::kStopped;
    case 'D': return ThreadState::kUninterruptible;
    case 'Z': return ThreadState::kZombie;
    case 'R': return ThreadState::kRunning;
    default: return ThreadState::kOther;
  }
}

// "17/status" from a number. /proc/TID/status is the thread's own, as /proc/PID/task/TID/status is, at half the cost.
template <std::size_t N>
void print_path(char (&path)[32], std::int32_t tid, const char (&file)[N]) {
  char digits[16];
  int n = 0;
  do {
    digits[n++] = static_cast<char>('0' + tid % 10);
    tid /= 10;
  } while (tid != 0);
  char* to = path;
  while (n > 0) *to++ = digits[--n];
  __builtin_memcpy(to, file, N);
}

// Bytes read; 0 when the thread is gone; -1 when the file cannot be read for another reason.
ssize_t read_status(std::int32_t tid, char (&buffer)[kStatusBytes]) {
  char path[32];
  print_path(path, tid, "/status");
  const int fd = openat(g_arena->proc_fd, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT || errno == ESRCH ? 0 : -1;
  const ssize_t got = read(fd, buffer, sizeof buffer);
  const bool gone = got < 0 ? errno == ESRCH : !is_of(tid, {buffer, static_cast<std::size_t>(got)});
  close(fd);
  return gone ? 0 : got;
}

struct ResultIsPid {
  template <typename Op>
  bool operator()(const Op&) const {
    return false;
  }
  bool operator()(const op::Fork&) const { return true; }
  bool operator()(const op::Vfork&) const { return true; }
  bool operator()(const op::CloneThread&) const { return true; }
  bool operator()(const op::Clone3&) const { return true; }
  bool operator()(const op::Wait4&) const { return true; }
  bool operator()(const op::Setsid&) const { return true; }
};

}  // namespace

NamedSlots named_slots(const Scenario& scenario) {
  NamedSlots named;
  for (std::uint8_t i = 0; i < scenario.processes.size(); i++) {
    for (std::uint8_t t = 1; t <= scenario.processes[i].threads; t++) {
      named.set(static_cast<std::size_t>(slot_of({ProcessId{static_cast<std::uint8_t>(i + 1)}, ThreadIndex{t}})));
    }
  }
  for (const Step& step : scenario.steps) {
    if (const auto born = birth_of(step.actor, step.operation)) named.set(static_cast<std::size_t>(slot_of(*born)));
  }
  return named;
}

bool parse_status(std::string_view text, ThreadStatus& status) {
  Fields in(text);
  if (!in.find("State:")) return false;
  status.state = state_of(in.letter());
  return in.decimal("PPid:", status.parent.code) && in.decimal("NSpgid:", status.group.code) &&
         in.decimal("NSsid:", status.session.code) && in.decimal("SigQ:", status.queued) &&
         in.hexadecimal("SigPnd:", status.pending) && in.hexadecimal("ShdPnd:", status.shared) &&
         in.hexadecimal("SigBlk:", status.blocked) && in.hexadecimal("SigIgn:", status.ignored) &&
         in.hexadecimal("SigCgt:", status.caught);
}

bool is_of(std::int32_t tid, std::string_view text) {
  std::int32_t number = 0;
  return Fields(text).decimal("Pid:", number) && number == tid;
}

bool read_statuses(const NamedSlots& named, std::vector<ThreadStatus>& statuses) {
  statuses.clear();
  char buffer[kStatusBytes];
  for (int slot = 0; slot < kThreadSlots; slot++) {
    if (!named.test(static_cast<std::size_t>(slot))) continue;
    ThreadStatus& status = statuses.emplace_back();
    status.thread = thread_at_slot(slot);
    const std::int32_t tid = load(g_arena->slots[slot].tid);
    const ssize_t got = tid != 0 ? read_status(tid, buffer) : 0;
    if (got == 0) continue;
    if (got < 0 || !parse_status({buffer, static_cast<std::size_t>(got)}, status)) return false;
    status.parent = name_of_pid(status.parent.code);
    status.group = name_of_pid(status.group.code);
    status.session = name_of_pid(status.session.code);
  }
  return true;
}

ThreadState read_state(int slot) {
  char buffer[kStatusBytes];
  const std::int32_t tid = load(g_arena->slots[slot].tid);
  const ssize_t got = tid != 0 ? read_status(tid, buffer) : 0;
  if (got <= 0) return ThreadState::kAbsent;
  Fields in({buffer, static_cast<std::size_t>(got)});
  return in.find("State:") ? state_of(in.letter()) : ThreadState::kAbsent;
}

bool still_exits(int slot) {
  constexpr std::string_view kRunning = "running";
  char path[32], buffer[kRunning.size()];
  print_path(path, load(g_arena->slots[slot].tid), "/syscall");
  const int fd = openat(g_arena->proc_fd, path, O_RDONLY | O_CLOEXEC);
  const ssize_t got = fd < 0 ? 0 : read(fd, buffer, sizeof buffer);
  if (fd >= 0) close(fd);
  if (got > 0 && std::string_view(buffer, static_cast<std::size_t>(got)) == kRunning) return true;
  return read_state(slot) != ThreadState::kZombie;
}

PidName name_of_pid(std::int32_t number) {
  if (number == 0) return {0};
  for (int slot = 0; slot < kThreadSlots; slot++) {
    if (load(g_arena->slots[slot].tid) == number) return PidName::of(thread_at_slot(slot));
  }
  return {static_cast<std::int32_t>(std::clamp<std::int64_t>(std::int64_t{kForeignPid} + number, INT_MIN, INT_MAX))};
}

UserName name_of_user(std::uint32_t number) {
  if (number == 0) return kRoot;
  const std::int64_t user = std::int64_t{number} - g_arena->user_base;
  if (user >= 1 && user <= kMaxUsers) return {static_cast<std::int32_t>(user)};
  return {static_cast<std::int32_t>(std::min<std::int64_t>(std::int64_t{kForeignUid} + number, INT_MAX))};
}

void name_numbers(Event& event, const Operation* operation) {
  if (operation != nullptr && event.result > 0 && std::visit(ResultIsPid{}, *operation)) {
    event.result = name_of_pid(event.result).code;
  }
  if (is_of_timer(event.info)) return;
  event.info.pid = name_of_pid(event.info.pid.code);
  event.info.uid = name_of_user(static_cast<std::uint32_t>(event.info.uid.code));
  const std::int64_t from_first = event.info.value - kAsyncDescriptor;
  if (tells_of_input(event.info) && from_first >= 0 && from_first % kDescriptorsOfSlot == 0 &&
      from_first / kDescriptorsOfSlot < kThreadSlots)
    event.info.value = kAsyncDescriptor;
}

}  // namespace sigconform::executor
