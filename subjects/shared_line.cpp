// Moving bytes through a ring; see shared_line.h. All that both sides look at is sequentially consistent: one sets its
// flag and then looks at the counters, the other moves a counter and then looks at the flag.
#include "subjects/shared_line.h"

#include <algorithm>
#include <cstring>

namespace sigconform {

std::optional<std::size_t> Ring::put(std::span<const std::byte> from) {
  const std::uint32_t used = filled();
  if (used > kBytes) return std::nullopt;
  const std::uint32_t at = written_.load() % kBytes;
  const std::size_t size = std::min<std::size_t>(from.size(), kBytes - used);
  const std::size_t before_end = std::min<std::size_t>(size, kBytes - at);
  std::memcpy(bytes_.data() + at, from.data(), before_end);
  std::memcpy(bytes_.data(), from.data() + before_end, size - before_end);
  written_ += static_cast<std::uint32_t>(size);
  return size;
}

std::optional<std::size_t> Ring::take(std::span<std::byte> to) {
  const std::uint32_t used = filled();
  if (used > kBytes) return std::nullopt;
  const std::uint32_t at = read_.load() % kBytes;
  const std::size_t size = std::min<std::size_t>(to.size(), used);
  const std::size_t before_end = std::min<std::size_t>(size, kBytes - at);
  std::memcpy(to.data(), bytes_.data() + at, before_end);
  std::memcpy(to.data() + before_end, bytes_.data(), size - before_end);
  read_ += static_cast<std::uint32_t>(size);
  return size;
}

bool Ring::reader_may_sleep() {
  reader_sleeps_ = 1;
  return filled() == 0;
}

bool Ring::writer_may_sleep() {
  writer_sleeps_ = 1;
  return filled() >= kBytes;
}

}  // namespace sigconform
