// The executor's end of the line to the driver: standard input and output, or memory that both share, for which these
// only carry wake-ups. It must not know what is said.
#pragma once

#include "subjects/shared_line.h"

#include <cstddef>
#include <span>

namespace sigconform::executor {

class Line {
 public:
  // `shared` may be null.
  explicit Line(SharedLine* shared);

  // Sleeps until there is something, and gives as much of it as there is room for; 0 when the driver is gone.
  [[nodiscard]] std::size_t receive(std::span<std::byte> to);
  // All of it. False when the driver is gone.
  [[nodiscard]] bool send(std::span<const std::byte> bytes);

 private:
  [[nodiscard]] bool put(std::span<const std::byte> bytes);

  SharedLine* shared_;
};

}  // namespace sigconform::executor
