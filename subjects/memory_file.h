// Files and folders that are gone with this program, however it ends. They must not know what is in them.
#pragma once

#include <cstddef>
#include <span>
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
  // A path by which any process of this PID namespace, or of one below it, can open it while this program lives.
  [[nodiscard]] std::string path() const;
  // The file itself as memory, for as long as this lives. Throws SubjectUnavailable.
  [[nodiscard]] std::span<std::byte> map();

 private:
  int fd_{-1};
  std::span<std::byte> mapped_;
};

// A folder of which nothing is left. Where this process may not mount, it is one in the system's folder for temporary
// files, which is removed when this goes, but not when this program is killed.
class TemporaryFolder {
 public:
  // Throws SubjectUnavailable.
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  // As MemoryFile's.
  [[nodiscard]] std::string path() const;

 private:
  int mount_{-1};
  std::string folder_;  // where there is no mount
};

}  // namespace sigconform
