// Two signals; see stop.h.
#include "cli/stop.h"

#include "cli/status.h"

#include <unistd.h>
#include <csignal>
#include <string_view>

namespace sigconform::cli {
namespace {

std::atomic<bool> stopping{false};
std::atomic<int> status_so_far{kNoVerdict};

void on_signal(int /*signo*/) {
  if (stopping.exchange(true)) _exit(status_so_far.load());
  constexpr std::string_view kSaid = "\nsigconform: stopping; once more to stop at once\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kSaid.data(), kSaid.size());
}

}  // namespace

const std::atomic<bool>* stop_on_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, nullptr);
  return &stopping;
}

void set_status_so_far(int status) { status_so_far.store(status); }

}  // namespace sigconform::cli
