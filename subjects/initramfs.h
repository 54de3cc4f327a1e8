// The initial file system of a guest: an archive with the executor as /init and the folders that it mounts on. It must
// not know how a guest is started.
#pragma once

#include <string>

namespace sigconform {

// In the format that the kernel unpacks (cpio, "newc"). Throws SubjectUnavailable when the file cannot be read.
[[nodiscard]] std::string initramfs_with(const std::string& executor);

}  // namespace sigconform
