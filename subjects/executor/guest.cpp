// See guest.h. Must not know what comes over the line.
#include "subjects/executor/guest.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <termios.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace sigconform::executor {

namespace {

std::string failed(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

void write_to(const std::string& file, const char* text) {
  const int fd = open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  [[maybe_unused]] const ssize_t written = write(fd, text, std::strlen(text));
  close(fd);
}

// Before Linux 6.12 the kernel takes the CPU from real-time threads for 5 % of each second. This guest is ours.
void switch_off_throttling() { write_to("/proc/sys/kernel/sched_rt_runtime_us", "-1"); }

// A kernel names groups of version 2 in /proc/self/cgroup once the hierarchy has been mounted somewhere; where it has
// none (CONFIG_CGROUPS), what needs them is found to be missing later, and why.
void mount_cgroups() { [[maybe_unused]] const int mounted = mount("cgroup2", "/cgroup", "cgroup2", 0, nullptr); }

// What a file of /sys says, as a number.
unsigned long number_in(const std::string& file) {
  const int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  std::array<char, 32> text{};
  if (fd >= 0) [[maybe_unused]]
    const ssize_t got = read(fd, text.data(), text.size() - 1);
  if (fd >= 0) close(fd);
  return std::strtoul(text.data(), nullptr, 0);
}

// The file that is the memory of qemu's ivshmem-plain; empty when there is no such device.
std::string memory_of_device() {
  constexpr unsigned long kVendor = 0x1af4;
  constexpr unsigned long kDevice = 0x1110;
  const std::string devices = "/sys/bus/pci/devices/";
  std::string found;
  DIR* const directory = opendir(devices.c_str());
  while (const dirent* const entry = directory == nullptr ? nullptr : readdir(directory)) {
    const std::string device = devices + entry->d_name;
    if (number_in(device + "/vendor") != kVendor || number_in(device + "/device") != kDevice) continue;
    // Boards without firmware leave it switched off, and what is read there is all ones.
    write_to(device + "/enable", "1");
    found = device + "/resource2";
  }
  if (directory != nullptr) closedir(directory);
  return found;
}

// Null where there is none. User-Mode Linux has a device of its own for it.
SharedLine* shared_memory() {
  [[maybe_unused]] const int mounted = mount("sys", "/sys", "sysfs", 0, nullptr);
  for (const std::string& file : {memory_of_device(), std::string("/dev/mmapper")}) {
    const int fd = file.empty() ? -1 : open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (fd < 0) continue;
    void* const at = mmap(nullptr, kSharedLineBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (at == MAP_FAILED) continue;
    // Puppets have no use for it, and the kernel would copy its page tables to each.
    madvise(at, kSharedLineBytes, MADV_DONTFORK);
    return static_cast<SharedLine*>(at);
  }
  return nullptr;
}

}  // namespace

std::string become_guest_init(const char* line_name, SharedLine*& shared) {
  // Some kernels mount it themselves.
  if (mount("dev", "/dev", "devtmpfs", 0, nullptr) != 0 && errno != EBUSY) return failed("mounting /dev");
  if (mount("proc", "/proc", "proc", 0, nullptr) != 0) return failed("mounting /proc");
  mount_cgroups();
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
  shared = shared_memory();
  return {};
}

}  // namespace sigconform::executor
