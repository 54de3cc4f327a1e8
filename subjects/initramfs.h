// The initial file system of a guest: an archive with the executor as /init and the folders that it mounts on. It must
// not know how a guest is started.
#pragma once

#include <memory>
#include <string>

namespace sigconform {

// A file in memory, gone when this is.
class MemoryFile {
 public:
  // Throws SubjectUnavailable.
  MemoryFile(const char* name, const std::string& content);
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile();
  // A path by which any process of this PID namespace can open it while this program lives.
  [[nodiscard]] std::string path() const;

 private:
  int fd_{-1};
};

// In the format that the kernel unpacks (cpio, "newc"). Throws SubjectUnavailable when the file cannot be read.
[[nodiscard]] std::string initramfs_with(const std::string& executor);

}  // namespace sigconform
