// For tests: an executor that fails on purpose. It passes scenarios and results on between the driver and a real
// executor, and when a scenario has timer_getoverrun in it, does this instead:
//
//     sigconform-saboteur die|hang|garble EXECUTOR
//
// Or it only makes the line non-blocking, and becomes the executor:
//
//     sigconform-saboteur unblock EXECUTOR
#include "subjects/launch.h"
#include "subjects/protocol.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

namespace {

using namespace sigconform;
using protocol::Bytes;
using protocol::Frame;

bool is_trigger(const Frame& frame) {
  const auto request = protocol::decode_request(frame.payload);
  return request && std::ranges::any_of(request->scenario.steps, [](const Step& s) {
           return std::holds_alternative<op::TimerGetoverrun>(s.operation);
         });
}

[[noreturn]] void fail(std::string_view how) {
  std::fputs("Kernel panic - not syncing: sabotage\r\n---[ end Kernel panic ]---\r\n", stderr);
  if (how == "die") std::exit(3);
  constexpr std::string_view kNonsense = "RIP: 0033:0x401000 and so on, as on a console that got onto the line";
  if (how == "garble") [[maybe_unused]]
    const ssize_t written = write(STDOUT_FILENO, kNonsense.data(), kNonsense.size());
  for (;;) pause();
}

// The next frame; never returns when there is none.
Frame next_frame(int fd, protocol::FrameReader& reader) {
  std::array<std::byte, 65536> buffer;
  for (;;) {
    if (auto frame = reader.next()) return std::move(*frame);
    pollfd readable{fd, POLLIN, 0};
    poll(&readable, 1, -1);
    const ssize_t got = read(fd, buffer.data(), buffer.size());
    if (got <= 0) std::exit(0);
    reader.feed(std::span(buffer).first(static_cast<std::size_t>(got)));
  }
}

void pass_on(int fd, const Frame& frame) {
  Bytes bytes;
  protocol::append_frame(bytes, frame.kind, frame.id, frame.payload);
  for (std::span<const std::byte> left = bytes; !left.empty();) {
    const ssize_t written = write(fd, left.data(), left.size());
    if (written > 0) left = left.subspan(static_cast<std::size_t>(written));
    pollfd writable{fd, POLLOUT, 0};
    if (written < 0 && poll(&writable, 1, -1) < 0) std::exit(1);
  }
}

[[noreturn]] void unblock(char** executor) {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO}) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  execv(executor[0], executor);
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  if (std::string_view(argv[1]) == "unblock") unblock(argv + 2);
  const ExecutorProcess executor({{argv[2]}});
  protocol::FrameReader requests;
  protocol::FrameReader results;
  pass_on(STDOUT_FILENO, next_frame(executor.line(), results));  // hello
  for (;;) {
    const Frame request = next_frame(STDIN_FILENO, requests);
    if (is_trigger(request)) fail(argv[1]);
    pass_on(executor.line(), request);
    pass_on(STDOUT_FILENO, next_frame(executor.line(), results));
  }
}
