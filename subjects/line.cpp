// Moving frames to and from an executor; see line.h.
#include "subjects/line.h"

#include <poll.h>
#include <sys/socket.h>
#include <algorithm>
#include <cerrno>
#include <new>

namespace sigconform {

using protocol::Frame;

namespace {

// A command that has closed its line is about to end, and how it does so says more than that we killed it.
constexpr std::chrono::milliseconds kLastWordsPatience{2'000};

}  // namespace

Line::Line(const Launch& launch, SharedLine* shared)
    : process_(launch), shared_(shared == nullptr ? nullptr : new (shared) SharedLine{}) {
  // We sleep until the executor says something, whichever way.
  if (shared_ != nullptr) [[maybe_unused]]
    const bool sleeps = shared_->to_driver.reader_may_sleep();
}

void Line::send(protocol::FrameKind kind, std::uint32_t id, const protocol::Bytes& payload) {
  protocol::append_frame(out_, kind, id, payload);
}

Frame Line::receive(Clock::time_point deadline) {
  for (;;) {
    if (std::optional<Frame> frame = reader_.next()) return std::move(*frame);
    if (!reader_.error().empty()) lose(Outcome::kGarbled, "the executor's answer is " + reader_.error());
    if (gone_) {
      process_.await_end(kLastWordsPatience);
      lose(Outcome::kDied, "the executor is gone");
    }
    wait(deadline);
  }
}

void Line::lose(Outcome outcome, const std::string& what) {
  throw LineLoss{outcome, what + " (executor " + process_.end() + ")"};
}

// Moves bytes in both directions as far as they go, sleeping until some do.
void Line::wait(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  if (left <= 0) lose(Outcome::kDeadline, "no answer in time");
  if (through_memory()) {
    put_some();
    if (!shared_->to_driver.reader_may_sleep()) return take_all();
  }
  const short writing = !through_memory() && sent_ < out_.size() ? POLLOUT : 0;
  std::array<pollfd, 2> fds{pollfd{process_.line(), static_cast<short>(POLLIN | writing), 0},
                            pollfd{process_.errors(), POLLIN, 0}};
  // Standard error closes when the executor dies, and would then be ready for ever: its line says so better.
  const nfds_t count = errors_open_ ? 2 : 1;
  if (poll(fds.data(), count, static_cast<int>(left)) <= 0) return;
  if (count == 2 && fds[1].revents != 0) {
    process_.read_errors();
    errors_open_ = (fds[1].revents & POLLHUP) == 0;
  }
  if ((fds[0].revents & POLLOUT) != 0) write_some();
  if ((fds[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) read_some();
}

void Line::write_some() {
  const ssize_t sent = ::send(process_.line(), out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
  // A failure means that it is dead: reading will tell, after what it still said.
  sent_ = sent < 0 ? (errno == EAGAIN || errno == EINTR ? sent_ : out_.size()) : sent_ + static_cast<std::size_t>(sent);
  if (sent_ < out_.size()) return;
  out_.clear();
  sent_ = 0;
}

// Until all is in the memory, or the executor will wake us when there is room again.
void Line::put_some() {
  while (sent_ < out_.size()) {
    const auto put = shared_->to_executor.put(std::span(out_).subspan(sent_));
    if (!put) lose(Outcome::kGarbled, "the executor has overwritten the memory of its line");
    sent_ += *put;
    if (*put > 0 && shared_->to_executor.must_wake_reader()) wake();
    if (*put == 0 && shared_->to_executor.writer_may_sleep()) return;
  }
  out_.clear();
  sent_ = 0;
}

void Line::take_all() {
  for (;;) {
    const auto taken = shared_->to_driver.take(in_);
    if (!taken) lose(Outcome::kGarbled, "the executor has overwritten the memory of its line");
    if (*taken == 0) return;
    reader_.feed(std::span(in_).first(*taken));
    if (shared_->to_driver.must_wake_writer()) wake();
  }
}

// Where there is no room for it, there are wake-ups enough.
void Line::wake() {
  constexpr char kWake = 'w';
  [[maybe_unused]] const ssize_t sent = ::send(process_.line(), &kWake, 1, MSG_NOSIGNAL);
}

void Line::read_some() {
  const ssize_t got = recv(process_.line(), in_.data(), in_.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  gone_ = got <= 0;
  if (through_memory()) return take_all();
  if (!gone_) reader_.feed(std::span(in_).first(static_cast<std::size_t>(got)));
}

}  // namespace sigconform
