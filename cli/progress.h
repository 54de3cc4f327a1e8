// Live progress on standard error: one line that is rewritten on a terminal, a plain line now and then elsewhere.
// It must not know what is run.
#pragma once

#include "properties/campaign.h"

#include <chrono>
#include <cstdio>
#include <mutex>
#include <string>
#include <string_view>

namespace sigconform::cli {

struct Bounds {
  std::uint64_t scenarios_max{};         // 0: none
  std::chrono::milliseconds time_max{};  // 0: none
  std::string place{};                   // of this run among several: "2 of 3, uml: "
  std::size_t runs_after{};              // that come after it
};

// "12,345 of 200,000 scenarios · 1,934/s · 0 findings · 6.4 s · about 97 s left, and 2 subjects after that"; before
// what is left, what is done besides.
[[nodiscard]] std::string progress_text(const Progress& progress, const Bounds& bounds);
// Seconds to the end; negative when there is no telling yet.
[[nodiscard]] double seconds_left(const Progress& progress, const Bounds& bounds);

inline constexpr double kPlainLineSeconds = 10;

// May be called from several threads.
class ProgressLine {
 public:
  // Looks at the stream once: a terminal? and at NO_COLOR.
  ProgressLine(std::FILE* stream, const Bounds& bounds);
  ProgressLine(std::FILE* stream, const Bounds& bounds, bool terminal, bool colours);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() { end(); }

  void update(const Progress& progress);
  // A line of its own that stays.
  void note(std::string_view text);
  // Takes the rewritten line away.
  void end();

 private:
  void clear();

  std::mutex mutex_;
  std::FILE* stream_;
  Bounds bounds_;
  bool terminal_;
  bool colours_;
  bool shown_{false};
  double next_plain_{kPlainLineSeconds};
};

}  // namespace sigconform::cli
