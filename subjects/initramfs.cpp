// Writing the archive; see initramfs.h. The format is that of
// Documentation/driver-api/early-userspace/buffer-format.rst. Must not know what the guest does with it.
#include "subjects/initramfs.h"

#include "subjects/subject.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <array>
#include <cstdio>
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

std::string initramfs_with(const std::string& executor) {
  std::ifstream in(executor, std::ios::binary);
  const std::string program{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in || program.empty()) throw SubjectUnavailable("the executor " + executor + " cannot be read");
  constexpr unsigned kFolder = S_IFDIR | 0755;
  std::string archive;
  append_entry(archive, {"dev", kFolder});
  // Opened by the kernel before init mounts anything.
  append_entry(archive, {"dev/console", S_IFCHR | 0600, 5, 1});
  for (const std::string_view folder : {"proc", "sys", "cgroup"}) append_entry(archive, {folder, kFolder});
  append_entry(archive, {"init", S_IFREG | 0755, 0, 0, program});
  append_entry(archive, {"TRAILER!!!", 0});
  return archive;
}

}  // namespace sigconform
