// SIGINT and SIGTERM during a long command: the first asks it to stop and report, the second ends it at once.
#pragma once

#include <atomic>

namespace sigconform::cli {

// Installs the handlers, and ignores SIGPIPE: a reader who goes away must not cost the result files.
// True after the first signal.
[[nodiscard]] const std::atomic<bool>* stop_on_signals();

// What the second signal ends the process with: the status by what is known so far.
void set_status_so_far(int status);

}  // namespace sigconform::cli
