// Where everything of a timeline stands on the page: columns, lanes and their rows, wrapped texts, in pixels. It must
// not know with what it is drawn.
#pragma once

#include "reports/timeline.h"

#include <string>
#include <string_view>
#include <vector>

namespace sigconform {

inline constexpr double kTimelineCharacter = 7.25;  // width of one, in the monospaced font of 12 px
inline constexpr double kTimelineLine = 16;         // height of a line of text
inline constexpr double kTimelineBar = 18;          // of a row of bars
inline constexpr double kTimelineTrack = 22;        // of a row of pending signals
inline constexpr double kTimelineHead = 34;         // above the first lane

struct TimelineCell {
  std::vector<std::string> above;                           // the operation
  std::vector<std::pair<TimelineText, std::string>> below;  // everything else, a line each
  [[nodiscard]] bool empty() const { return above.empty() && below.empty(); }
};

struct TimelineColumn {
  double x{}, width{};
  // Where the operation stands on its lane.
  [[nodiscard]] double anchor() const { return x + 14; }
};

struct TimelineRow {
  double top{}, line{}, below{}, tracks{}, bottom{};
  std::size_t bars{1};  // rows of bars; the line runs through the first
};

// A signal that is pending for a while, or that ends where it was sent, below its lane.
struct TimelineTrack {
  std::size_t signal{};  // of Timeline::signals
  std::size_t row{};
  double from{}, to{};
  std::string label;
};

struct TimelineLayout {
  double width{}, height{};
  std::vector<TimelineColumn> columns;           // one a step
  std::vector<TimelineRow> rows;                 // one a lane
  std::vector<std::vector<TimelineCell>> cells;  // [lane][step]
  std::vector<double> sent_at;                   // one a signal: where its arrow leaves
  std::vector<double> taken_at;                  // where it comes in
  std::vector<std::size_t> label_line;           // one a signal: lines of text between its name and its target
  std::vector<TimelineTrack> tracks;
};

// It goes from one lane to another.
[[nodiscard]] inline bool has_arrow(const TimelineSignal& signal) { return signal.from != signal.to; }
// It is shown below its target's lane: it is pending between steps, or ends without being taken where nobody sees it.
[[nodiscard]] bool has_track(const TimelineSignal& signal);
[[nodiscard]] std::string label_of(const TimelineSignal& signal);

// The words of a text on lines of at most so many characters, and not too many lines.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

[[nodiscard]] TimelineLayout layout_of(const Timeline& timeline);

}  // namespace sigconform
