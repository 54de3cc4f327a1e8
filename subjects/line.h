// The driver's end of the line to one executor, from its start to its loss: frames in and out, with a deadline. It
// decides when an executor is lost, and says how; it must not know what the frames say, nor what becomes of the loss.
#pragma once

#include "subjects/launch.h"
#include "subjects/protocol.h"
#include "subjects/rest.h"
#include "subjects/shared_line.h"

#include <array>
#include <chrono>
#include <string>

namespace sigconform {

// Why an executor is of no more use.
struct LineLoss {
  Outcome outcome;
  std::string detail;
};

class Line {
 public:
  using Clock = std::chrono::steady_clock;

  // `shared` is null, or memory that the executor finds by itself, if it can: then only wake-ups go over its standard
  // input and output. Throws SubjectUnavailable.
  Line(const Launch& launch, SharedLine* shared);

  void send(protocol::FrameKind kind, std::uint32_t id, const protocol::Bytes& payload);
  // The next frame. Throws LineLoss.
  [[nodiscard]] protocol::Frame receive(Clock::time_point deadline);
  // See seen_at_rest; of the command.
  [[nodiscard]] bool at_rest(Clock::time_point deadline) const { return seen_at_rest(process_.root(), deadline); }
  // Ends the executor and throws what became of it.
  [[noreturn]] void lose(Outcome outcome, const std::string& what);

 private:
  static constexpr std::size_t kReadBytes = 65536;

  [[nodiscard]] bool through_memory() const { return shared_ != nullptr && shared_->attached != 0; }
  void wait(Clock::time_point deadline);
  void write_some();
  void put_some();
  void read_some();
  void take_all();
  void wake();

  ExecutorProcess process_;
  SharedLine* shared_;
  protocol::FrameReader reader_;
  protocol::Bytes out_;
  std::size_t sent_{};
  bool errors_open_{true};
  bool gone_{false};  // there is nothing more to come
  std::array<std::byte, kReadBytes> in_{};
};

}  // namespace sigconform
