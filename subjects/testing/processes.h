// For tests: processes of this machine by a word of their command line, and waiting for their end. It must not know
// what they are.
#pragma once

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace sigconform::testing {

// Those with `mark` somewhere in their arguments, but for this one; the dead have none.
inline std::vector<pid_t> processes_with(const std::string& mark) {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos || std::stoi(name) == getpid()) continue;
    std::ifstream file(entry.path() / "cmdline");
    std::ostringstream words;  // what can be read of a process that ends meanwhile
    words << file.rdbuf();
    if (words.str().find(mark) != std::string::npos) found.push_back(std::stoi(name));
  }
  return found;
}

// Waits for each to die by its pidfd. Those that do not are the answer.
inline std::vector<pid_t> left_of(const std::string& mark) {
  constexpr int kPatienceMs = 10'000;
  for (std::vector<pid_t> left = processes_with(mark); !left.empty(); left = processes_with(mark)) {
    for (const pid_t pid : left) {
      pollfd fd{static_cast<int>(syscall(SYS_pidfd_open, pid, 0)), POLLIN, 0};
      if (fd.fd < 0) continue;  // gone meanwhile
      const bool died = poll(&fd, 1, kPatienceMs) == 1;
      close(fd.fd);
      if (!died) return left;
    }
  }
  return {};
}

inline void wait_ms(long ms) {
  const timespec moment{ms / 1000, ms % 1000 * 1'000'000};
  ppoll(nullptr, 0, &moment, nullptr);
}

}  // namespace sigconform::testing
