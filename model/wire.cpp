// The binary form, field by field. Records (a step, an event, a thread's status) are built in a small buffer on the
// stack and appended whole; events and statuses begin with a mask of the parts that are not zero, because most parts
// of most events are and a guest's serial line is slow. Decoding is strict: whatever encode would not have written is
// refused, so the executor never runs what the driver did not mean. It must not know how frames are sent.
#include "model/wire.h"

#include "model/names.h"
#include "model/reflection.h"

#include <array>
#include <bit>
#include <concepts>
#include <cstring>
#include <type_traits>

namespace sigconform::wire {
namespace {

inline constexpr std::size_t kMaxRecordBytes = 128;  // the largest record is an event with all parts, 79 bytes
inline constexpr std::size_t kMaxEvents = 0xffff;    // event_ends are 16 bits wide
inline constexpr std::size_t kMaxStatusSets = kMaxSteps + 1;
inline constexpr std::uint8_t kJoined = 0x80;  // in the byte of the operation's kind
inline constexpr std::uint8_t kParks = 0x80;   // in the byte of the event's kind
static_assert(kOperationKinds < kJoined);

class Record {
 public:
  template <std::integral T>
  void put(T value) {
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(bytes_.data() + size_, &value, sizeof value);
      size_ += sizeof value;
    } else {
      const auto bits = static_cast<std::make_unsigned_t<T>>(value);
      for (std::size_t i = 0; i < sizeof value; ++i) bytes_[size_++] = static_cast<std::byte>(bits >> (8 * i));
    }
  }
  template <typename T>
  requires std::is_enum_v<T>
  void put(T value) { put(static_cast<std::underlying_type_t<T>>(value)); }
  void append_to(Bytes& out) const {
    out.insert(out.end(), bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
  }

 private:
  std::array<std::byte, kMaxRecordBytes> bytes_;  // written before read, up to size_
  std::size_t size_{0};
};

// Reads what Record wrote. After the first failure everything reads as zero and ok() stays false, so that callers
// check once at the end of a record.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_{bytes} {}
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return ok_ && bytes_.empty(); }
  void require(bool condition) { ok_ = ok_ && condition; }

  template <std::integral T>
  void get(T& value) {
    value = 0;
    require(bytes_.size() >= sizeof value);
    if (!ok_) return;
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(&value, bytes_.data(), sizeof value);
    } else {
      std::make_unsigned_t<T> bits = 0;
      for (std::size_t i = sizeof value; i-- > 0;)
        bits = static_cast<std::make_unsigned_t<T>>((bits << 8) | std::to_integer<std::uint8_t>(bytes_[i]));
      value = static_cast<T>(bits);
    }
    bytes_ = bytes_.subspan(sizeof value);
  }
  // Reads an enumerator and refuses what lies above `last`, which no switch over it would expect.
  template <typename T>
  requires std::is_enum_v<T>
  void get(T& value, T last) {
    std::underlying_type_t<T> code{};
    get(code);
    require(code <= static_cast<std::underlying_type_t<T>>(last));
    value = ok_ ? static_cast<T>(code) : T{};
  }

 private:
  std::span<const std::byte> bytes_;
  bool ok_{true};
};

// One `write` and one `read` for each strong type: the only place that knows its width.

void write(Record& r, Signo v) { r.put(v.value); }
void write(Record& r, SignalSet v) { r.put(v.bits); }
void write(Record& r, ProcessId v) { r.put(v.index); }
void write(Record& r, ThreadIndex v) { r.put(v.index); }
void write(Record& r, ThreadId v) {
  write(r, v.process);
  write(r, v.thread);
}
void write(Record& r, PidName v) { r.put(v.code); }
void write(Record& r, UserName v) { r.put(v.code); }
void write(Record& r, PidArg v) {
  r.put(v.kind);
  write(r, v.task);
}
void write(Record& r, UserArg v) { r.put(v.code); }
void write(Record& r, SiCode v) { r.put(v.value); }
void write(Record& r, SigValue v) { r.put(v.value); }
template <Worded Enum>
void write(Record& r, Enum v) {
  r.put(v);
}
template <NamedBits Flags>
void write(Record& r, Flags v) {
  r.put(v.bits);
}
void write(Record& r, ExitCode v) { r.put(v.value); }
void write(Record& r, QueueLimit v) { r.put(v.value); }
void write(Record& r, const SignalInfo& v) {
  r.put(v.signo);
  r.put(v.error);
  r.put(v.code);
  write(r, v.pid);
  write(r, v.uid);
  r.put(v.value);
  write(r, v.address);
}
void write(Record& r, const ActionSeen& v) {
  write(r, v.handler);
  write(r, v.flags);
  write(r, v.mask);
}

void write(Record& r, const StackSeen& v) {
  r.put(v.area);
  write(r, v.stack);
  write(r, v.flags);
}

void read(Reader& r, Signo& v) { r.get(v.value); }
void read(Reader& r, SignalSet& v) { r.get(v.bits); }
void read(Reader& r, ProcessId& v) { r.get(v.index); }
void read(Reader& r, ThreadIndex& v) { r.get(v.index); }
void read(Reader& r, ThreadId& v) {
  read(r, v.process);
  read(r, v.thread);
  r.require(v.process.index <= kMaxProcesses && v.thread.index >= 1 && v.thread.index <= kMaxThreadsPerProcess);
}
void read(Reader& r, PidName& v) { r.get(v.code); }
void read(Reader& r, UserName& v) { r.get(v.code); }
void read(Reader& r, PidArg& v) {
  r.get(v.kind, PidArg::Kind::kIntMin);
  read(r, v.task);
}
void read(Reader& r, UserArg& v) { r.get(v.code); }
void read(Reader& r, SiCode& v) { r.get(v.value); }
void read(Reader& r, SigValue& v) { r.get(v.value); }
template <Worded Enum>
void read(Reader& r, Enum& v) {
  r.get(v, kLastOf<Enum>);
}
template <NamedBits Flags>
void read(Reader& r, Flags& v) {
  r.get(v.bits);
}
void read(Reader& r, ExitCode& v) { r.get(v.value); }
void read(Reader& r, QueueLimit& v) { r.get(v.value); }
void read(Reader& r, SignalInfo& v) {
  r.get(v.signo);
  r.get(v.error);
  r.get(v.code);
  read(r, v.pid);
  read(r, v.uid);
  r.get(v.value);
  read(r, v.address);
}
void read(Reader& r, ActionSeen& v) {
  read(r, v.handler);
  read(r, v.flags);
  read(r, v.mask);
}
void read(Reader& r, StackSeen& v) {
  r.get(v.area);
  read(r, v.stack);
  read(r, v.flags);
}
void read(Reader& r, std::int32_t& v) { r.get(v); }
void write(Record& r, std::int32_t v) { r.put(v); }

// A part that is written only when it is not zero; bit `index` of the mask says whether it is there.
template <typename... Part>
std::uint8_t mask_of(const Part&... parts) {
  static_assert(sizeof...(Part) <= 8);
  unsigned mask = 0;
  unsigned bit = 1;
  ((mask |= (parts == Part{} ? 0U : bit), bit <<= 1), ...);
  return static_cast<std::uint8_t>(mask);
}
template <typename... Part>
void write_parts(Record& r, const Part&... parts) {
  r.put(mask_of(parts...));
  ((parts == Part{} ? void() : write(r, parts)), ...);
}
template <typename... Part>
void read_parts(Reader& r, Part&... parts) {
  std::uint8_t mask{};
  r.get(mask);
  unsigned bit = 1;
  (((mask & bit) != 0 ? read(r, parts) : void(), bit <<= 1), ...);
  r.require(mask == mask_of(parts...));  // a part that is there and zero has a shorter form: not encode's
}

void write(Record& r, const Step& step) {
  const unsigned kind = static_cast<unsigned>(step.operation.index()) | (step.joined ? kJoined : 0U);
  r.put(static_cast<std::uint8_t>(kind));
  write(r, step.actor);
  std::visit(
      [&](const auto& op) {
        reflection::for_each_field(op, [&](std::string_view, const auto& field) { write(r, field); });
      },
      step.operation);
}

void read(Reader& r, Step& step) {
  std::uint8_t kind{};
  r.get(kind);
  step.joined = (kind & kJoined) != 0;
  kind &= static_cast<std::uint8_t>(~kJoined);
  r.require(kind < kOperationKinds);
  if (!r.ok()) return;
  read(r, step.actor);
  step.operation = reflection::make_operation(kind);
  std::visit([&](auto& op) { reflection::for_each_field(op, [&](std::string_view, auto& field) { read(r, field); }); },
             step.operation);
}

void write(Record& r, const Event& e) {
  const unsigned kind = static_cast<unsigned>(e.kind) | (e.parks ? kParks : 0U);
  r.put(static_cast<std::uint8_t>(kind));
  write(r, e.thread);
  r.put(e.step);
  r.put(e.depth);
  write_parts(r, e.result, e.status, e.info, e.mask, e.saved, e.action, e.stack);
}

void read(Reader& r, Event& e) {
  std::uint8_t kind{};
  r.get(kind);
  e.parks = (kind & kParks) != 0;
  kind &= static_cast<std::uint8_t>(~kParks);
  r.require(kind <= static_cast<std::uint8_t>(EventKind::kBorn));
  e.kind = r.ok() ? static_cast<EventKind>(kind) : EventKind{};
  read(r, e.thread);
  r.get(e.step);
  r.require(e.step < kMaxSteps);
  r.get(e.depth);
  read_parts(r, e.result, e.status, e.info, e.mask, e.saved, e.action, e.stack);
}

void write(Record& r, const ThreadStatus& s) {
  write(r, s.thread);
  r.put(s.state);
  // parent, group and session are present in every living thread, so they share no mask with the rarer sets.
  write_parts(r, s.pending, s.shared, s.blocked, s.ignored, s.caught, s.queued);
  write_parts(r, s.parent, s.group, s.session);
}

void read(Reader& r, ThreadStatus& s) {
  read(r, s.thread);
  r.get(s.state, ThreadState::kUninterruptible);
  read_parts(r, s.pending, s.shared, s.blocked, s.ignored, s.caught, s.queued);
  read_parts(r, s.parent, s.group, s.session);
}

template <std::integral T>
void append(Bytes& out, T value) {
  Record r;
  r.put(value);
  r.append_to(out);
}

template <typename T>
void append_all(Bytes& out, const std::vector<T>& values) {
  for (const T& value : values) {
    Record r;
    write(r, value);
    r.append_to(out);
  }
}

// Reads a 16-bit count, which at most `bound` may be, and that many values.
template <typename T>
void read_all(Reader& r, std::vector<T>& values, std::size_t bound) {
  std::uint16_t count{};
  r.get(count);
  r.require(count <= bound);
  if (!r.ok()) return;
  for (std::size_t i = 0; i < count && r.ok(); ++i) read(r, values.emplace_back());
}

void read(Reader& r, std::uint16_t& v) { r.get(v); }

}  // namespace

void encode(const Scenario& scenario, Bytes& out) {
  append(out, static_cast<std::uint8_t>(scenario.processes.size()));
  for (const ProcessLayout& process : scenario.processes) {
    Record r;
    write(r, process.parent);
    r.put(process.user);
    r.put(static_cast<std::uint8_t>(process.capable));
    r.put(process.threads);
    r.append_to(out);
  }
  append(out, static_cast<std::uint16_t>(scenario.steps.size()));
  append_all(out, scenario.steps);
}

std::optional<Scenario> decode_scenario(std::span<const std::byte> bytes) {
  Reader r{bytes};
  Scenario scenario;
  std::uint8_t processes{};
  r.get(processes);
  r.require(processes <= kMaxProcesses);
  for (int i = 0; r.ok() && i < processes; ++i) {
    ProcessLayout process;
    std::uint8_t capable{};
    read(r, process.parent);
    r.get(process.user);
    r.get(capable);
    r.get(process.threads);
    r.require(capable <= 1);
    process.capable = capable == 1;
    scenario.processes.push_back(process);
  }
  read_all(r, scenario.steps, kMaxSteps);
  if (!r.at_end() || !why_invalid(scenario).empty()) return std::nullopt;
  return scenario;
}

void encode(const Trace& trace, Bytes& out) {
  append(out, static_cast<std::uint16_t>(trace.events.size()));
  append_all(out, trace.events);
  append(out, static_cast<std::uint16_t>(trace.event_ends.size()));
  for (const std::uint16_t end : trace.event_ends) append(out, end);
  append(out, static_cast<std::uint16_t>(trace.statuses.size()));
  for (const auto& statuses : trace.statuses) {
    append(out, static_cast<std::uint16_t>(statuses.size()));
    append_all(out, statuses);
  }
}

std::optional<Trace> decode_trace(std::span<const std::byte> bytes) {
  Reader r{bytes};
  Trace trace;
  read_all(r, trace.events, kMaxEvents);
  read_all(r, trace.event_ends, kMaxSteps);
  std::size_t begin = 0;
  for (const std::uint16_t end : trace.event_ends) {
    r.require(begin <= end && end <= trace.events.size());
    begin = end;
  }
  std::uint16_t status_sets{};
  r.get(status_sets);
  r.require(status_sets <= kMaxStatusSets);
  for (int i = 0; r.ok() && i < status_sets; ++i) read_all(r, trace.statuses.emplace_back(), kMaxThreads);
  if (!r.at_end()) return std::nullopt;
  return trace;
}

}  // namespace sigconform::wire
