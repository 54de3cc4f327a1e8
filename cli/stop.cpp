// Two signals; see stop.h.
#include "cli/stop.h"

#include "cli/status.h"

#include <unistd.h>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <string_view>

namespace sigconform::cli {
namespace {

std::atomic<bool> stopping{false};
std::atomic<int> status_so_far{kNoVerdict};

// timeout(1) and some shells send the same signal to us and to our process group: what comes within this time of the
// first is not a second wish.
constexpr std::int64_t kSameWishMs = 300;
std::atomic<std::int64_t> first_ms{0};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

std::int64_t now_ms() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

void on_signal(int /*signo*/) {
  const std::int64_t now = now_ms();
  std::int64_t first = 0;
  if (!first_ms.compare_exchange_strong(first, now)) {
    if (now - first < kSameWishMs) return;
    _exit(status_so_far.load());
  }
  stopping.store(true);
  constexpr std::string_view kSaid = "\nsigconform: stopping; once more to stop at once\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kSaid.data(), kSaid.size());
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
