// Frames and messages as bytes: see protocol.h.
#include "subjects/protocol.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#define XXH_INLINE_ALL
#include <xxhash.h>

// A fingerprint of the files that decide the wire format; the build sets it.
#ifndef SIGCONFORM_WIRE_FINGERPRINT
#error "SIGCONFORM_WIRE_FINGERPRINT is not set"
#endif

namespace sigconform::protocol {

namespace {

constexpr std::uint32_t kMagic = 0x66'63'67'73;  // "sgcf" in the order of the bytes
constexpr std::size_t kBabbleShown = 16;

struct Header {
  std::uint32_t magic;
  FrameKind kind;
  std::uint64_t version;
  std::uint32_t id;
  std::uint32_t length;    // of the payload
  std::uint64_t checksum;  // of this header with checksum 0, then the payload
};
static_assert(sizeof(Header) == 32);

std::uint64_t checksum_of(Header header, std::span<const std::byte> payload) {
  header.checksum = 0;
  const std::uint64_t seed = XXH3_64bits(&header, sizeof header);
  return XXH3_64bits_withSeed(payload.data(), payload.size(), seed);
}

std::string hex(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::byte b : bytes) {
    if (!text.empty()) text += ' ';
    text += kDigits[std::to_integer<unsigned>(b) >> 4];
    text += kDigits[std::to_integer<unsigned>(b) & 15];
  }
  return text;
}

// Why these bytes cannot begin a frame, or empty. Babble is told by its first bytes: there may never be more.
std::string why_bad(std::span<const std::byte> bytes) {
  Header header{};
  std::memcpy(&header, bytes.data(), std::min(bytes.size(), sizeof header));
  if (bytes.size() >= sizeof header.magic && header.magic != kMagic) {
    return "not a frame, but " + hex(bytes.first(std::min(bytes.size(), kBabbleShown)));
  }
  if (bytes.size() < sizeof header) return {};
  if (header.version != SIGCONFORM_WIRE_FINGERPRINT) {
    return "of another build than this program; use the executor that was built with it";
  }
  if (header.kind < FrameKind::kHello || header.kind > FrameKind::kWitness) {
    return "a frame of unknown kind " + std::to_string(static_cast<std::uint32_t>(header.kind));
  }
  if (header.length > kMaxPayload) return "a frame of " + std::to_string(header.length) + " bytes, more than any has";
  return {};
}

// A cursor over a payload. Reading past its end gives zeroes and makes `good` false.
class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::uint8_t u8() {
    std::uint8_t value = 0;
    copy(&value, 1);
    return value;
  }
  bool flag() {
    const std::uint8_t value = u8();
    if (value > 1) good_ = false;
    return value == 1;
  }
  std::string text() {
    std::uint32_t length = 0;
    copy(&length, sizeof length);
    if (length > kMaxDetail || length > bytes_.size()) {
      good_ = false;
      return {};
    }
    std::string value(length, '\0');
    copy(value.data(), length);
    return value;
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] std::span<const std::byte> rest() const { return bytes_; }

 private:
  void copy(void* to, std::size_t size) {
    if (size > bytes_.size()) {
      good_ = false;
      return;
    }
    if (size != 0) std::memcpy(to, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
  }
  std::span<const std::byte> bytes_;
  bool good_{true};
};

void put(Bytes& out, std::uint8_t value) { out.push_back(std::byte{value}); }
void put(Bytes& out, bool value) { put(out, static_cast<std::uint8_t>(value ? 1 : 0)); }
void put(Bytes& out, std::string_view text) {
  const auto length = static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), kMaxDetail));
  const auto head = std::as_bytes(std::span(&length, 1));
  const auto body = std::as_bytes(std::span(text.data(), length));
  out.insert(out.end(), head.begin(), head.end());
  out.insert(out.end(), body.begin(), body.end());
}

}  // namespace

void append_frame(Bytes& out, FrameKind kind, std::uint32_t id, std::span<const std::byte> payload) {
  Header header{kMagic, kind, SIGCONFORM_WIRE_FINGERPRINT, id, static_cast<std::uint32_t>(payload.size()), 0};
  header.checksum = checksum_of(header, payload);
  const auto head = std::as_bytes(std::span(&header, 1));
  out.insert(out.end(), head.begin(), head.end());
  out.insert(out.end(), payload.begin(), payload.end());
}

void FrameReader::feed(std::span<const std::byte> bytes) {
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
  begin_ = 0;
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

std::optional<Frame> FrameReader::next() {
  const auto bytes = std::span<const std::byte>(buffer_).subspan(begin_);
  if (!error_.empty() || bytes.empty()) return std::nullopt;
  error_ = why_bad(bytes);
  if (!error_.empty() || bytes.size() < sizeof(Header)) return std::nullopt;
  Header header;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (bytes.size() - sizeof header < header.length) return std::nullopt;
  const auto payload = bytes.subspan(sizeof header, header.length);
  if (header.checksum != checksum_of(header, payload)) {
    error_ = "a frame with a wrong checksum";
    return std::nullopt;
  }
  begin_ += sizeof header + header.length;
  return Frame{header.kind, header.id, Bytes(payload.begin(), payload.end())};
}

Bytes encode_hello(const Capabilities& c) {
  Bytes out;
  put(out, std::string_view(c.kernel));
  put(out, std::string_view(c.machine));
  put(out, static_cast<std::uint8_t>(c.scheduling));
  for (const bool flag : {c.pid_namespace, c.thread_status, c.private_users}) put(out, flag);
  for (const auto* list : {&c.missing, &c.partly_missing}) {
    put(out, static_cast<std::uint8_t>(list->size()));
    for (const Capabilities::Missing& missing : *list) {
      put(out, std::string_view(missing.what));
      put(out, std::string_view(missing.why));
    }
  }
  return out;
}

std::optional<Capabilities> decode_hello(std::span<const std::byte> payload) {
  Cursor in(payload);
  Capabilities c;
  c.kernel = in.text();
  c.machine = in.text();
  const std::uint8_t scheduling = in.u8();
  if (scheduling >= kSchedulings) return std::nullopt;
  c.scheduling = static_cast<Scheduling>(scheduling);
  for (bool* flag : {&c.pid_namespace, &c.thread_status, &c.private_users}) *flag = in.flag();
  for (auto* list : {&c.missing, &c.partly_missing}) {
    for (int left = in.u8(); left > 0 && in.good(); left--) {
      Capabilities::Missing missing;
      missing.what = in.text();
      missing.why = in.text();
      list->push_back(missing);
    }
  }
  if (!in.good() || !in.rest().empty()) return std::nullopt;
  return c;
}

Bytes encode_request(const Scenario& scenario, Density density) {
  Bytes out;
  put(out, static_cast<std::uint8_t>(density));
  wire::encode(scenario, out);
  return out;
}

std::optional<Request> decode_request(std::span<const std::byte> payload) {
  Cursor in(payload);
  const bool dense = in.flag();
  std::optional<Scenario> scenario = wire::decode_scenario(in.rest());
  if (!in.good() || !scenario) return std::nullopt;
  return Request{dense ? Density::kDense : Density::kSparse, std::move(*scenario)};
}

Bytes encode_witness(Witness witness) {
  Bytes out;
  put(out, static_cast<std::uint8_t>(witness));
  return out;
}

std::optional<Witness> decode_witness(std::span<const std::byte> payload) {
  Cursor in(payload);
  const std::uint8_t witness = in.u8();
  if (!in.good() || !in.rest().empty() || witness > static_cast<std::uint8_t>(Witness::kBlind)) return std::nullopt;
  return static_cast<Witness>(witness);
}

Bytes encode_result(const RunResult& result) {
  Bytes out;
  put(out, static_cast<std::uint8_t>(result.outcome));
  put(out, std::string_view(result.detail));
  wire::encode(result.trace, out);
  return out;
}

std::optional<RunResult> decode_result(std::span<const std::byte> payload) {
  Cursor in(payload);
  const std::uint8_t outcome = in.u8();
  RunResult result;
  result.detail = in.text();
  std::optional<Trace> trace = wire::decode_trace(in.rest());
  if (!in.good() || !trace || outcome > static_cast<std::uint8_t>(Outcome::kSkipped)) return std::nullopt;
  result.outcome = static_cast<Outcome>(outcome);
  result.trace = std::move(*trace);
  return result;
}

}  // namespace sigconform::protocol
