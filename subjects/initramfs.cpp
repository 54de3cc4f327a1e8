// Writing the archive; see initramfs.h. The format is that of
// Documentation/driver-api/early-userspace/buffer-format.rst. Must not know what the guest does with it.
#include "subjects/initramfs.h"

#include "subjects/subject.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>

namespace sigconform {

namespace {

constexpr std::size_t kAlign = 4;

void pad(std::string& archive) { archive.append((kAlign - archive.size() % kAlign) % kAlign, '\0'); }

struct Entry {
  std::string_view name;
  unsigned mode;
  unsigned device_major{}, device_minor{};
  std::string_view content{};
};

void append_entry(std::string& archive, const Entry& entry) {
  // magic, then inode, mode, uid, gid, links, time, size, device, special device, name size, checksum: 8 digits each
  std::array<char, 6 + 13 * 8 + 1> header;
  std::snprintf(header.data(), header.size(), "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", 0U,
                entry.mode, 0U, 0U, 1U, 0U, entry.content.size(), 0U, 0U, entry.device_major, entry.device_minor,
                entry.name.size() + 1, 0U);
  archive.append(header.data()).append(entry.name).push_back('\0');
  pad(archive);
  archive.append(entry.content);
  pad(archive);
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

MemoryFile::~MemoryFile() { close(fd_); }

std::string MemoryFile::path() const { return "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(fd_); }

std::string initramfs_with(const std::string& executor) {
  std::ifstream in(executor, std::ios::binary);
  const std::string program{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in || program.empty()) throw SubjectUnavailable("the executor " + executor + " cannot be read");
  constexpr unsigned kFolder = S_IFDIR | 0755;
  std::string archive;
  append_entry(archive, {"dev", kFolder});
  // Opened by the kernel before init mounts anything.
  append_entry(archive, {"dev/console", S_IFCHR | 0600, 5, 1});
  append_entry(archive, {"proc", kFolder});
  append_entry(archive, {"init", S_IFREG | 0755, 0, 0, program});
  append_entry(archive, {"TRAILER!!!", 0});
  return archive;
}

}  // namespace sigconform
