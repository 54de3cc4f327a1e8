// A line through memory that a guest shares with the driver: two rings of bytes, one in each direction. The serial line
// beside it only wakes whoever sleeps, a byte each time: an emulated serial port costs the guest far more for a byte
// than a scenario costs for a step. It decides who must be woken; it must not know how, nor what is said.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sigconform {

// One writer, one reader. All bytes zero is an empty ring.
class Ring {
 public:
  // Both move as many bytes as there is room for, or as there are. nullopt: the other side has made nonsense of it.
  [[nodiscard]] std::optional<std::size_t> put(std::span<const std::byte> from);
  [[nodiscard]] std::optional<std::size_t> take(std::span<std::byte> to);

  // Each says that it will sleep, unless there is something to do by now; then the other one wakes it.
  [[nodiscard]] bool reader_may_sleep();
  [[nodiscard]] bool writer_may_sleep();
  [[nodiscard]] bool must_wake_reader() { return reader_sleeps_.exchange(0) != 0; }
  [[nodiscard]] bool must_wake_writer() { return writer_sleeps_.exchange(0) != 0; }

 private:
  static constexpr std::uint32_t kBytes = 1U << 18;

  // Bytes written and not yet read, more than kBytes when it is nonsense.
  [[nodiscard]] std::uint32_t filled() const { return written_.load() - read_.load(); }

  std::atomic<std::uint32_t> written_, read_;  // since the start, modulo 2^32
  std::atomic<std::uint32_t> reader_sleeps_, writer_sleeps_;
  std::array<std::byte, kBytes> bytes_;
};

struct SharedLine {
  std::atomic<std::uint32_t> attached;  // by the executor, before it says anything
  Ring to_executor;
  Ring to_driver;
};

// Of the memory: devices want a power of two.
inline constexpr std::size_t kSharedLineBytes = 1U << 20;
static_assert(sizeof(SharedLine) <= kSharedLineBytes);
static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

}  // namespace sigconform
