// Rounds over /proc; see rest.h.
#include "subjects/rest.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform {

namespace {

namespace fs = std::filesystem;

// A thread that slept, and how often it had given up the CPU by then.
struct Sleeper {
  pid_t id{};
  std::uint64_t switches{};
  bool operator==(const Sleeper&) const = default;
};

// nullopt when the file is not there (any more), or cannot be read.
std::optional<std::string> content_of(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::string text;
  std::array<char, 4096> buffer{};
  ssize_t got = 0;
  while ((got = read(file, buffer.data(), buffer.size())) > 0)
    text.append(buffer.data(), static_cast<std::size_t>(got));
  close(file);
  return got == 0 ? std::optional(std::move(text)) : std::nullopt;
}

std::optional<std::uint64_t> number_in(std::string_view status, std::string_view name) {
  const std::size_t at = status.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t begin = status.find_first_of("0123456789", at + name.size());
  std::uint64_t number = 0;
  if (begin == std::string_view::npos) return std::nullopt;
  std::from_chars(status.data() + begin, status.data() + status.size(), number);
  return number;
}

// Whether a thread that sleeps uninterruptibly does so in vfork, for as long as its child likes: what else sleeps so is
// soon to go on.
bool waits_for_child(const std::string& thread) {
  const std::optional<std::string> call = content_of(thread + "/syscall");
  if (!call) return false;
  std::istringstream words(*call);
  long number = -1;
  std::uint64_t flags = 0;
  words >> std::dec >> number >> std::hex >> flags;
#ifdef SYS_vfork
  if (number == SYS_vfork) return true;
#endif
  return number == SYS_clone && (flags & CLONE_VFORK) != 0;
}

// Past its death a thread still has to release what is dead by it, itself perhaps (proc_pid_syscall(5)). What is being
// released (X) is gone at once.
bool still_exits(const std::string& thread) {
  const std::optional<std::string> call = content_of(thread + "/syscall");
  return call && call->starts_with("running");
}

// One look at all of a process and its descendants.
class Round {
 public:
  // False when somebody runs, or dies while being looked at.
  bool look_at(pid_t process) {
    std::error_code failed;
    fs::directory_iterator tasks("/proc/" + std::to_string(process) + "/task", failed);
    std::vector<pid_t> children;
    for (; !failed && tasks != fs::directory_iterator(); tasks.increment(failed))
      if (!look_at_thread(tasks->path().string(), children)) return false;
    if (failed) return false;
    for (const pid_t child : children)
      if (!look_at(child)) return false;
    return true;
  }
  [[nodiscard]] const std::vector<Sleeper>& sleepers() const { return sleepers_; }

 private:
  // Its children are read last: had it made one since, it would have run.
  bool look_at_thread(const std::string& folder, std::vector<pid_t>& children) {
    const std::optional<std::string> status = content_of(folder + "/status");
    if (!status) return false;
    const std::size_t state = status->find("\nState:\t");
    constexpr std::size_t kLetter = 8;
    constexpr std::string_view kAsleep = "STtZ";
    const char letter = state == std::string::npos ? '?' : (*status)[state + kLetter];
    if (kAsleep.find(letter) == std::string_view::npos && !(letter == 'D' && waits_for_child(folder))) return false;
    if (letter == 'Z' && still_exits(folder)) return false;
    const auto given_up = number_in(*status, "\nvoluntary_ctxt_switches:");
    const auto taken_away = number_in(*status, "\nnonvoluntary_ctxt_switches:");
    const std::optional<std::string> list = content_of(folder + "/children");
    if (!given_up || !taken_away || !list) return false;
    sleepers_.push_back({static_cast<pid_t>(*number_in(*status, "\nPid:")), *given_up + *taken_away});
    std::istringstream numbers(*list);
    for (pid_t child = 0; numbers >> child;) children.push_back(child);
    return true;
  }

  std::vector<Sleeper> sleepers_;
};

}  // namespace

bool seen_at_rest(pid_t root, std::chrono::steady_clock::time_point deadline) {
  do {
    Round first, second;
    if (first.look_at(root) && second.look_at(root) && first.sleepers() == second.sleepers()) return true;
    sched_yield();
  } while (std::chrono::steady_clock::now() < deadline);
  return false;
}

}  // namespace sigconform
