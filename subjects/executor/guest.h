// The executor as the init of a guest: what an init must do before scenarios can run. It must not know scenarios.
#pragma once

#include <string>

namespace sigconform::executor {

// Mounts /dev and /proc, and makes the terminal `line` standard input and output. Empty, or what failed.
[[nodiscard]] std::string become_guest_init(const char* line);

}  // namespace sigconform::executor
