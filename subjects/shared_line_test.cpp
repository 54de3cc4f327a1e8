// A ring of bytes: what goes in comes out, in order and whole; who must be woken; and nonsense is told from bytes.
#include "subjects/shared_line.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <cstring>
#include <memory>
#include <numeric>
#include <thread>
#include <vector>

namespace sigconform {
namespace {

std::vector<std::byte> pattern(std::size_t size) {
  std::vector<std::byte> bytes(size);
  std::uint32_t value = 1;
  for (std::byte& b : bytes) {
    value = value * 1664525 + 1013904223;
    b = std::byte(value >> 24);
  }
  return bytes;
}

TEST(SharedLine, BytesComeOutInOrderAcrossTheEndOfTheRing) {
  const auto ring = std::make_unique<Ring>();
  std::vector<std::byte> out(100'000);
  for (int round = 0; round < 10; round++) {
    const std::vector<std::byte> in = pattern(out.size() - static_cast<std::size_t>(round));
    ASSERT_EQ(ring->put(in), in.size());
    ASSERT_EQ(ring->take(out), in.size());
    EXPECT_TRUE(std::equal(in.begin(), in.end(), out.begin()));
  }
}

TEST(SharedLine, FullRingTakesNoMoreAndEmptyOneGivesNothing) {
  const auto ring = std::make_unique<Ring>();
  std::vector<std::byte> out(1 << 20);
  EXPECT_EQ(ring->take(out), 0U);
  const std::size_t room = ring->put(out).value();
  EXPECT_GT(room, 0U);
  EXPECT_LT(room, out.size());
  EXPECT_EQ(ring->put(out), 0U);
  EXPECT_TRUE(ring->writer_may_sleep());
  EXPECT_EQ(ring->take(out), room);
}

TEST(SharedLine, WhoeverSleepsIsWokenOnce) {
  const auto ring = std::make_unique<Ring>();
  EXPECT_FALSE(ring->must_wake_reader());
  EXPECT_TRUE(ring->reader_may_sleep());
  EXPECT_EQ(ring->put(pattern(1)), 1U);
  EXPECT_TRUE(ring->must_wake_reader());
  EXPECT_FALSE(ring->must_wake_reader());
  EXPECT_FALSE(ring->reader_may_sleep()) << "there is a byte to read";
  EXPECT_FALSE(ring->writer_may_sleep()) << "there is room";
}

TEST(SharedLine, NonsenseIsNoBytes) {
  const auto ring = std::make_unique<Ring>();
  const std::uint32_t far = 1U << 30;
  std::memcpy(static_cast<void*>(ring.get()), &far, sizeof far);  // the count of bytes written
  std::vector<std::byte> out(16);
  EXPECT_EQ(ring->take(out), std::nullopt);
  EXPECT_EQ(ring->put(out), std::nullopt);
}

// Neither side polls: each sleeps only as it is allowed to, on a counter that only a wake-up moves.
TEST(SharedLine, NoWakeUpIsLost) {
  const auto ring = std::make_unique<Ring>();
  const std::vector<std::byte> in = pattern(8'000'000);
  std::vector<std::byte> out(in.size());
  std::atomic<int> to_reader{0};
  std::atomic<int> to_writer{0};
  std::thread writer([&] {
    for (std::span<const std::byte> left = in; !left.empty();) {
      const int seen = to_writer;
      const std::size_t put = ring->put(left.first(std::min<std::size_t>(left.size(), 3001))).value();
      left = left.subspan(put);
      if (put > 0 && ring->must_wake_reader()) ++to_reader, to_reader.notify_one();
      if (put == 0 && ring->writer_may_sleep()) to_writer.wait(seen);
    }
  });
  for (std::span<std::byte> left = out; !left.empty();) {
    const int seen = to_reader;
    const std::size_t taken = ring->take(left.first(std::min<std::size_t>(left.size(), 777))).value();
    left = left.subspan(taken);
    if (taken > 0 && ring->must_wake_writer()) ++to_writer, to_writer.notify_one();
    if (taken == 0 && ring->reader_may_sleep()) to_reader.wait(seen);
  }
  writer.join();
  EXPECT_TRUE(in == out);
}

}  // namespace
}  // namespace sigconform
