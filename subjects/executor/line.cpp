// The executor's end of the line; see line.h.
#include "subjects/executor/line.h"

#include <poll.h>
#include <unistd.h>
#include <array>
#include <cerrno>

namespace sigconform::executor {

namespace {

// After a read or write that failed: whether it may be done again, then or once the line is ready. A line may be
// non-blocking (whoever shares it may have made it so); gVisor's is now and then, although nobody did.
bool may_go_on(int fd, short ready) {
  if (errno == EINTR) return true;
  if (errno != EAGAIN) return false;
  pollfd line{fd, ready, 0};
  return poll(&line, 1, -1) >= 0 || errno == EINTR;
}

// 0 when the driver is gone.
std::size_t read_some(std::span<std::byte> to) {
  for (;;) {
    const ssize_t got = read(STDIN_FILENO, to.data(), to.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (!may_go_on(STDIN_FILENO, POLLIN)) return 0;
  }
}

bool write_all(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0 && may_go_on(STDOUT_FILENO, POLLOUT)) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

// Until the driver wakes us: it may have done so for something that we have long seen, and then we look again.
bool await_wake_up() {
  std::array<std::byte, 64> wake_ups;
  return read_some(wake_ups) > 0;
}

bool wake() {
  constexpr std::byte kWake{'w'};
  return write_all({&kWake, 1});
}

}  // namespace

Line::Line(SharedLine* shared) : shared_(shared) {
  if (shared_ != nullptr) shared_->attached = 1;
}

std::size_t Line::receive(std::span<std::byte> to) {
  if (shared_ == nullptr) return read_some(to);
  for (;;) {
    const std::size_t taken = shared_->to_executor.take(to).value_or(0);
    if (taken > 0) return !shared_->to_executor.must_wake_writer() || wake() ? taken : 0;
    if (shared_->to_executor.reader_may_sleep() && !await_wake_up()) return 0;
  }
}

bool Line::send(std::span<const std::byte> bytes) { return shared_ == nullptr ? write_all(bytes) : put(bytes); }

bool Line::put(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::size_t put = shared_->to_driver.put(bytes).value_or(0);
    bytes = bytes.subspan(put);
    if (put > 0 && shared_->to_driver.must_wake_reader() && !wake()) return false;
    if (put == 0 && shared_->to_driver.writer_may_sleep() && !await_wake_up()) return false;
  }
  return true;
}

}  // namespace sigconform::executor
