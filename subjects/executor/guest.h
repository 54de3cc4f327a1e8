// The executor as the init of a guest: what an init must do before scenarios can run. It must not know scenarios.
#pragma once

#include "subjects/shared_line.h"

#include <string>

namespace sigconform::executor {

// Mounts what scenarios need, and makes the terminal `line` standard input and output. `shared` becomes the memory that
// this guest shares with the driver, where it has some. Empty, or what failed.
[[nodiscard]] std::string become_guest_init(const char* line, SharedLine*& shared);

}  // namespace sigconform::executor
