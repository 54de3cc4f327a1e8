// The framed protocol between driver and executor: what a frame is, and the messages. Frames carry a checksum
// and a fingerprint of the build's wire format, so that a serial line's noise, a babbling program and an executor of
// another build are each told apart from an answer. This file decides the bytes; it must not know how they travel, nor
// what a scenario does.
#pragma once

#include "model/wire.h"
#include "subjects/subject.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace sigconform::protocol {

using wire::Bytes;

enum class FrameKind : std::uint32_t {
  kHello = 1,     // executor to driver, once, first
  kScenario = 2,  // driver to executor
  kResult = 3,    // executor to driver, with the id of the scenario
  kAtRest = 4,    // executor to driver, while it runs a scenario: has all that we are come to rest?
  kWitness = 5,   // driver to executor, which does nothing until then: the answer, a Witness
};

// More in one frame is refused. The largest trace, 4096 events and 200 dense observations, takes about 1 MiB.
inline constexpr std::uint32_t kMaxPayload = 4U << 20;
inline constexpr std::uint32_t kMaxDetail = 4096;

struct Frame {
  FrameKind kind{};
  std::uint32_t id{};
  Bytes payload;
};

void append_frame(Bytes& out, FrameKind kind, std::uint32_t id, std::span<const std::byte> payload);

// Takes bytes as they come and gives frames as they are complete.
class FrameReader {
 public:
  void feed(std::span<const std::byte> bytes);
  // The next whole frame; nullopt when there is none yet, or none will ever be because of `error`.
  [[nodiscard]] std::optional<Frame> next();
  // Why what came is no frame, as a sentence without a full stop; empty while all is well.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  Bytes buffer_;
  std::size_t begin_{};
  std::string error_;
};

// Payloads. Decoding gives nullopt for anything that encoding never makes.
struct Request {
  Density density{Density::kSparse};
  Scenario scenario;
};
[[nodiscard]] Bytes encode_hello(const Capabilities& capabilities);
[[nodiscard]] std::optional<Capabilities> decode_hello(std::span<const std::byte> payload);
[[nodiscard]] Bytes encode_request(const Scenario& scenario, Density density);
[[nodiscard]] std::optional<Request> decode_request(std::span<const std::byte> payload);
enum class Witness : std::uint8_t {
  kSeen,    // at a moment after the question all of them slept
  kUnseen,  // there was no such moment as long as was looked
  kBlind,   // they cannot be seen from there
};
[[nodiscard]] Bytes encode_witness(Witness witness);
[[nodiscard]] std::optional<Witness> decode_witness(std::span<const std::byte> payload);
[[nodiscard]] Bytes encode_result(const RunResult& result);
[[nodiscard]] std::optional<RunResult> decode_result(std::span<const std::byte> payload);

}  // namespace sigconform::protocol
