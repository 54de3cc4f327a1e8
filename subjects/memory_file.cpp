// Files and folders in memory; see memory_file.h.
#include "subjects/memory_file.h"

#include "subjects/launch.h"
#include "subjects/subject.h"

#include <linux/mount.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace sigconform {

namespace {

std::string path_of(int fd) { return "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(fd); }

// A file system that is mounted nowhere: only its descriptor leads there. -1 where that is refused.
int detached_tmpfs() {
  const auto context = static_cast<int>(syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC));
  if (context < 0) return -1;
  const bool made = syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) == 0;
  const int tree = made ? static_cast<int>(syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0)) : -1;
  close(context);
  return tree;
}

}  // namespace

MemoryFile::MemoryFile(const char* name, const std::string& content) : fd_(memfd_create(name, MFD_CLOEXEC)) {
  std::size_t done = 0;
  while (fd_ >= 0 && done < content.size()) {
    const ssize_t written = write(fd_, content.data() + done, content.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    done += static_cast<std::size_t>(written);
  }
  if (fd_ >= 0 && done == content.size()) return;
  const std::string why = std::strerror(errno);
  if (fd_ >= 0) close(fd_);
  throw SubjectUnavailable("no memory for " + std::string(name) + ": " + why);
}

MemoryFile::~MemoryFile() {
  if (!mapped_.empty()) munmap(mapped_.data(), mapped_.size());
  close(fd_);
}

std::string MemoryFile::path() const { return path_of(fd_); }

std::span<std::byte> MemoryFile::map() {
  if (!mapped_.empty()) return mapped_;
  const off_t size = lseek(fd_, 0, SEEK_END);
  void* const at = mmap(nullptr, static_cast<std::size_t>(size), PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
  if (at == MAP_FAILED) unavailable_by_errno("mapping a file in memory");
  mapped_ = {static_cast<std::byte*>(at), static_cast<std::size_t>(size)};
  return mapped_;
}

TemporaryFolder::TemporaryFolder() : mount_(detached_tmpfs()) {
  if (mount_ >= 0) return;
  folder_ = std::filesystem::temp_directory_path() / "sigconform-XXXXXX";
  if (mkdtemp(folder_.data()) == nullptr) unavailable_by_errno("making the folder " + folder_);
}

TemporaryFolder::~TemporaryFolder() {
  if (mount_ >= 0) close(mount_);
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

std::string TemporaryFolder::path() const { return mount_ >= 0 ? path_of(mount_) : folder_; }

}  // namespace sigconform
