// An executor at the other end of a line as a subject: drives it several scenarios ahead, and gives one result for each
// whatever becomes of the executor. It decides deadlines, restarts and blame; it must not know what a scenario does,
// nor what the executor runs on.
#include "subjects/executor_subject.h"

#include "subjects/launch.h"
#include "subjects/protocol.h"

#include <poll.h>
#include <sys/socket.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

namespace sigconform {

namespace {

using Clock = std::chrono::steady_clock;
using protocol::Bytes;
using protocol::Frame;
using protocol::FrameKind;

// Scenarios that the executor has been given beyond the one it runs, so that it never waits for us.
constexpr std::size_t kAhead = 32;
// Executors that one run may lose in a row without a single result, before it gives up.
constexpr int kMaxLossesInRow = 5;
constexpr std::size_t kReadBytes = 65536;

// Why an executor is of no more use.
struct Loss {
  Outcome outcome;
  std::string detail;
};

// One executor, from its start to its loss: frames in and out, with a deadline.
class Line {
 public:
  explicit Line(const std::vector<std::string>& command) : process_(command) {}

  void send(FrameKind kind, std::uint32_t id, const Bytes& payload) { protocol::append_frame(out_, kind, id, payload); }

  // The next frame. Throws Loss.
  Frame receive(Clock::time_point deadline) {
    for (;;) {
      if (std::optional<Frame> frame = reader_.next()) return std::move(*frame);
      if (!reader_.error().empty()) lose(Outcome::kGarbled, "the executor's answer is " + reader_.error());
      wait(deadline);
    }
  }

  [[noreturn]] void lose(Outcome outcome, const std::string& what) {
    throw Loss{outcome, what + " (executor " + process_.end() + ")"};
  }

  [[nodiscard]] ExecutorProcess& process() { return process_; }

 private:
  // Moves bytes in both directions as far as they go, sleeping until some do.
  void wait(Clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) lose(Outcome::kDeadline, "no answer in time");
    const short writing = sent_ < out_.size() ? POLLOUT : 0;
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

  void write_some() {
    const ssize_t sent = ::send(process_.line(), out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    // A failure means that it is dead: reading will tell, after what it still said.
    sent_ =
        sent < 0 ? (errno == EAGAIN || errno == EINTR ? sent_ : out_.size()) : sent_ + static_cast<std::size_t>(sent);
    if (sent_ < out_.size()) return;
    out_.clear();
    sent_ = 0;
  }

  void read_some() {
    const ssize_t got = recv(process_.line(), in_.data(), in_.size(), 0);
    if (got > 0) return reader_.feed(std::span(in_).first(static_cast<std::size_t>(got)));
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    lose(Outcome::kDied, "the executor is gone");
  }

  ExecutorProcess process_;
  protocol::FrameReader reader_;
  Bytes out_;
  std::size_t sent_{};
  bool errors_open_{true};
  std::array<std::byte, kReadBytes> in_{};
};

class ExecutorSubject final : public Subject {
 public:
  explicit ExecutorSubject(ExecutorSpec spec) : spec_(std::move(spec)) {
    try {
      start();
    } catch (const Loss& loss) {
      throw SubjectUnavailable(spec_.name + " does not start: " + loss.detail + "\n  started as: " + command_line());
    }
    if (capabilities_.missing.empty()) return;
    std::string lacks;
    for (const Capabilities::Missing& missing : capabilities_.missing) {
      lacks += (lacks.empty() ? "" : "; ") + missing.what + ": " + missing.why;
    }
    throw SubjectUnavailable(spec_.name + " lacks what scenarios need: " + lacks);
  }

  [[nodiscard]] std::string name() const override { return spec_.name; }
  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }

  [[nodiscard]] std::vector<RunResult> run(std::span<const Scenario> scenarios, Density density) override {
    std::vector<RunResult> results;
    results.reserve(scenarios.size());
    int losses = 0;
    while (results.size() < scenarios.size()) {
      const std::size_t before = results.size();
      try {
        if (line_ == nullptr) start();
        run_rest(scenarios, density, results);
      } catch (const Loss& loss) {
        line_.reset();
        losses = results.size() > before ? 1 : losses + 1;
        blame(loss, losses, scenarios.size(), results);
      } catch (const SubjectUnavailable& gone) {
        blame({Outcome::kDied, gone.what()}, kMaxLossesInRow, scenarios.size(), results);
      }
    }
    return results;
  }

 private:
  // The scenario that was being run is to blame for a loss, and the rest is run without it; but when executors keep
  // dying, all that is left is given up.
  static void blame(const Loss& loss, int losses, std::size_t wanted, std::vector<RunResult>& results) {
    const std::size_t end = losses >= kMaxLossesInRow ? wanted : results.size() + 1;
    while (results.size() < end) results.push_back({loss.outcome, loss.detail, {}});
  }

  void start() {
    line_ = std::make_unique<Line>(spec_.command);
    const Frame hello = line_->receive(Clock::now() + spec_.start_deadline);
    std::optional<Capabilities> found = protocol::decode_hello(hello.payload);
    if (hello.kind != FrameKind::kHello || !found) line_->lose(Outcome::kGarbled, "the executor did not say hello");
    capabilities_ = std::move(*found);
  }

  // Appends results until all are there. Throws Loss; the next scenario was then being run.
  void run_rest(std::span<const Scenario> scenarios, Density density, std::vector<RunResult>& results) {
    std::size_t sent = results.size();
    while (results.size() < scenarios.size()) {
      for (; sent < std::min(scenarios.size(), results.size() + 1 + kAhead); sent++) {
        line_->send(FrameKind::kScenario, static_cast<std::uint32_t>(sent),
                    protocol::encode_request(scenarios[sent], density));
      }
      const Frame frame = line_->receive(Clock::now() + spec_.scenario_deadline);
      std::optional<RunResult> result = protocol::decode_result(frame.payload);
      if (frame.kind != FrameKind::kResult || frame.id != results.size() || !result) {
        line_->lose(Outcome::kGarbled, "what the executor sent is not the result of this scenario");
      }
      results.push_back(std::move(*result));
    }
  }

  [[nodiscard]] std::string command_line() const {
    std::string text;
    for (const std::string& word : spec_.command) text += (text.empty() ? "" : " ") + word;
    return text;
  }

  ExecutorSpec spec_;
  std::unique_ptr<Line> line_;
  Capabilities capabilities_;
};

}  // namespace

std::unique_ptr<Subject> start_executor(ExecutorSpec spec) {
  return std::make_unique<ExecutorSubject>(std::move(spec));
}

}  // namespace sigconform
