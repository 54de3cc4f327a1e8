// The status line; see progress.h.
#include "cli/progress.h"

#include "cli/values.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <algorithm>
#include <cstdlib>

namespace sigconform::cli {
namespace {

constexpr const char* kRed = "\033[31m";
constexpr const char* kPlain = "\033[0m";
constexpr const char* kClearLine = "\r\033[K";
constexpr std::size_t kColumnsIfUnknown = 80;

std::size_t width_of(std::FILE* stream) {
  winsize size{};
  if (ioctl(fileno(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kColumnsIfUnknown;
  return size.ws_col;
}

// At most `most` columns: a line that wraps could not be rewritten.
std::string cut(std::string text, std::size_t most) {
  while (columns(text) > most) {
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0U) == 0x80U) text.pop_back();
    text.pop_back();
  }
  return text;
}

// fmt::print would throw when nobody reads any more, which is no reason to end.
void write(std::FILE* stream, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

bool may_colour() {
  const char* const no_colour = std::getenv("NO_COLOR");
  return no_colour == nullptr || *no_colour == '\0';
}

}  // namespace

double seconds_left(const Progress& progress, const Bounds& bounds) {
  double left = -1;
  if (bounds.time_max.count() > 0)
    left = std::max(0.0, static_cast<double>(bounds.time_max.count()) / 1000 - progress.seconds);
  if (bounds.scenarios_max > 0 && progress.scenarios > 0) {
    const auto more = static_cast<double>(bounds.scenarios_max - std::min(bounds.scenarios_max, progress.scenarios));
    const double by_count = more * progress.seconds / static_cast<double>(progress.scenarios);
    left = left < 0 ? by_count : std::min(left, by_count);
  }
  return left;
}

std::string progress_text(const Progress& progress, const Bounds& bounds) {
  std::string text = bounds.place + grouped(progress.scenarios);
  if (bounds.scenarios_max > 0) text += " of " + grouped(bounds.scenarios_max);
  text += " scenarios";
  if (progress.seconds > 0) {
    const double rate = static_cast<double>(progress.scenarios) / progress.seconds;
    text += fmt::format(" · {}/s", grouped(static_cast<std::uint64_t>(rate)));
  }
  text += fmt::format(" · {} · {}", counted(progress.findings, "finding"), duration_text(progress.seconds));
  if (!progress.besides.empty()) text += " · " + progress.besides;
  const double left = seconds_left(progress, bounds);
  if (left < 0 || (left == 0 && !progress.besides.empty())) return text;
  text += fmt::format(" · about {} left", duration_text(left));
  return bounds.runs_after == 0 ? text
                                : text + fmt::format(", and {} after that", counted(bounds.runs_after, "subject"));
}

ProgressLine::ProgressLine(std::FILE* stream, const Bounds& bounds)
    : ProgressLine(stream, bounds, isatty(fileno(stream)) != 0, may_colour()) {}

ProgressLine::ProgressLine(std::FILE* stream, const Bounds& bounds, bool terminal, bool colours)
    : stream_(stream), bounds_(bounds), terminal_(terminal), colours_(colours && terminal) {}

void ProgressLine::update(const Progress& progress) {
  const std::scoped_lock lock(mutex_);
  const std::string text = progress_text(progress, bounds_);
  if (terminal_) {
    const bool red = colours_ && progress.findings > 0;
    write(stream_,
          fmt::format("{}{}{}{}", kClearLine, red ? kRed : "", cut(text, width_of(stream_) - 1), red ? kPlain : ""));
    shown_ = true;
  } else if (progress.seconds >= next_plain_) {
    write(stream_, text + "\n");
    while (next_plain_ <= progress.seconds) next_plain_ += kPlainLineSeconds;
  }
}

void ProgressLine::note(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  clear();
  write(stream_, fmt::format("{}{}{}\n", colours_ ? kRed : "", text, colours_ ? kPlain : ""));
}

void ProgressLine::end() {
  const std::scoped_lock lock(mutex_);
  clear();
  std::fflush(stream_);
}

void ProgressLine::clear() {
  if (shown_) std::fputs(kClearLine, stream_);
  shown_ = false;
}

}  // namespace sigconform::cli
