// See guest.h. Must not know what comes over the line.
#include "subjects/executor/guest.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <termios.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>

namespace sigconform::executor {

namespace {

std::string failed(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

// Before Linux 6.12 the kernel takes the CPU from real-time threads for 5 % of each second. This guest is ours.
void switch_off_throttling() {
  const int fd = open("/proc/sys/kernel/sched_rt_runtime_us", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  [[maybe_unused]] const ssize_t written = write(fd, "-1", 2);
  close(fd);
}

}  // namespace

std::string become_guest_init(const char* line_name) {
  // Some kernels mount it themselves.
  if (mount("dev", "/dev", "devtmpfs", 0, nullptr) != 0 && errno != EBUSY) return failed("mounting /dev");
  if (mount("proc", "/proc", "proc", 0, nullptr) != 0) return failed("mounting /proc");
  switch_off_throttling();
  const int line = open(line_name, O_RDWR | O_NOCTTY);
  if (line < 0) return failed(line_name);
  termios settings{};
  if (tcgetattr(line, &settings) != 0) return failed(line_name);
  cfmakeraw(&settings);
  cfsetspeed(&settings, B115200);
  if (tcsetattr(line, TCSANOW, &settings) != 0) return failed(line_name);
  if (dup2(line, STDIN_FILENO) < 0 || dup2(line, STDOUT_FILENO) < 0) return failed("dup2");
  close(line);
  return {};
}

}  // namespace sigconform::executor
