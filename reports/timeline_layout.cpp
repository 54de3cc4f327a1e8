// Widths from texts, heights from what a lane has; see timeline_layout.h.
#include "reports/timeline_layout.h"

#include "model/text.h"
#include "reports/layout.h"

#include <algorithm>
#include <utility>

namespace sigconform {
namespace {

constexpr std::size_t kWrapAt = 25;   // characters of a cell's line
constexpr std::size_t kLinesMax = 7;  // of one text
constexpr double kLaneNames = 64;     // left of the first column
constexpr double kPadding = 8;        // left of a cell's text
constexpr double kColumnMin = 84;
constexpr double kArrowFirst = 20;  // right of the anchor
constexpr double kArrowApart = 13;

// The next piece of a text that a line should not be broken in: a word, or a flag with the bar behind it.
std::string_view next_piece(std::string_view text, std::size_t width) {
  std::size_t end = 0;
  while (end < text.size() && text[end] != ' ' && (end == 0 || text[end - 1] != '|')) ++end;
  std::size_t bytes = 0;
  for (std::size_t characters = 0; bytes < end; ++bytes) {
    const bool begins = (static_cast<unsigned char>(text[bytes]) & 0xC0U) != 0x80U;
    if (begins && characters++ == width) break;
  }
  return text.substr(0, bytes);
}

void add_lines(std::vector<std::pair<TimelineText, std::string>>& out, TimelineText kind, std::string_view text) {
  for (std::string& line : wrapped(text, kWrapAt)) out.emplace_back(kind, std::move(line));
}

std::vector<std::vector<TimelineCell>> cells_of(const Timeline& timeline) {
  std::vector<std::vector<TimelineCell>> cells(timeline.lanes.size(), std::vector<TimelineCell>(timeline.steps));
  for (const TimelineEntry& entry : timeline.entries) {
    TimelineCell& cell = cells[entry.lane][entry.step];
    switch (entry.kind) {
      case TimelineText::kOperation: cell.above = wrapped(entry.text, kWrapAt); break;
      case TimelineText::kObserved: add_lines(cell.below, entry.kind, "✗ observed " + entry.text); break;
      case TimelineText::kAllowed: add_lines(cell.below, entry.kind, "✓ allowed " + entry.text); break;
      case TimelineText::kHandler:
      case TimelineText::kBirth:
      case TimelineText::kReturn:
      case TimelineText::kDeath: add_lines(cell.below, entry.kind, entry.text); break;
    }
  }
  return cells;
}

// With what is free on both sides.
double label_width(const std::string& label) { return static_cast<double>(columns(label)) * kTimelineCharacter + 24; }

// It has its name above its target's line.
bool has_label(const TimelineSignal& signal) { return has_arrow(signal) && !has_track(signal); }

std::vector<TimelineColumn> columns_of(const TimelineLayout& layout, const Timeline& timeline,
                                       const std::vector<std::size_t>& arrows) {
  std::vector<TimelineColumn> out;
  double x = kLaneNames;
  for (std::size_t step = 0; step < timeline.steps; ++step) {
    std::size_t characters = 0;
    for (const auto& lane : layout.cells) {
      for (const std::string& line : lane[step].above) characters = std::max(characters, columns(line));
      for (const auto& [kind, line] : lane[step].below) characters = std::max(characters, columns(line));
    }
    const double text = static_cast<double>(characters) * kTimelineCharacter + 2 * kPadding;
    double label = 40;
    for (const TimelineSignal& signal : timeline.signals)
      if (has_label(signal) && signal.sent == step) label = std::max(label, label_width(label_of(signal)));
    const double signals = kArrowFirst + static_cast<double>(arrows[step]) * kArrowApart + label;
    out.push_back({x, std::max({kColumnMin, text, signals})});
    x += out.back().width;
  }
  return out;
}

// How many ends of signals each column has.
std::vector<std::size_t> arrows_of(const Timeline& timeline) {
  std::vector<std::size_t> out(timeline.steps);
  for (const TimelineSignal& signal : timeline.signals) {
    ++out[signal.sent];
    if (signal.fate == SignalFate::kTaken && signal.ended != signal.sent) ++out[signal.ended];
  }
  return out;
}

void place_arrows(const Timeline& timeline, TimelineLayout& out) {
  std::vector<std::size_t> used(timeline.steps);
  const auto next = [&](std::size_t step) {
    return out.columns[step].anchor() + kArrowFirst + kArrowApart * static_cast<double>(used[step]++);
  };
  // What is taken in a step leaves the queue after what is sent there has come in; both in order.
  for (const TimelineSignal& signal : timeline.signals) out.sent_at.push_back(next(signal.sent));
  for (std::size_t i = 0; i < timeline.signals.size(); ++i) {
    const TimelineSignal& signal = timeline.signals[i];
    const bool later = signal.fate == SignalFate::kTaken && signal.ended != signal.sent;
    out.taken_at.push_back(later ? next(signal.ended) : out.sent_at[i]);
  }
}

// Names of signals above their target's line; those of one step and lane stand on lines of their own.
void place_labels(const Timeline& timeline, std::vector<std::vector<std::size_t>>& used, TimelineLayout& out) {
  for (const TimelineSignal& signal : timeline.signals)
    out.label_line.push_back(has_label(signal) ? used[signal.to][signal.sent]++ : 0);
}

double track_end(const TimelineSignal& signal, const TimelineLayout& layout, std::size_t index) {
  if (signal.fate == SignalFate::kPending) return layout.width - 10;
  if (signal.fate == SignalFate::kTaken) return layout.taken_at[index];
  return signal.ended == signal.sent ? layout.sent_at[index] : layout.columns[signal.ended].anchor();
}

// Each in the first row of its lane in which nothing is in its way. Returns how many rows each lane has.
std::vector<std::size_t> place_tracks(const Timeline& timeline, TimelineLayout& out) {
  std::vector<std::vector<double>> free_from(timeline.lanes.size());
  for (std::size_t i = 0; i < timeline.signals.size(); ++i) {
    const TimelineSignal& signal = timeline.signals[i];
    if (!has_track(signal)) continue;
    TimelineTrack track{i, 0, out.sent_at[i], track_end(signal, out, i), label_of(signal)};
    const double label_end = track.from + label_width(track.label);
    std::vector<double>& rows = free_from[signal.to];
    while (track.row < rows.size() && rows[track.row] > track.from) ++track.row;
    if (track.row == rows.size()) rows.push_back(0);
    rows[track.row] = std::max(track.to, label_end) + 4;
    out.width = std::max(out.width, label_end);
    out.tracks.push_back(std::move(track));
  }
  std::vector<std::size_t> counts;
  for (const std::vector<double>& rows : free_from) counts.push_back(rows.size());
  return counts;
}

std::size_t bar_rows(const Timeline& timeline, std::size_t lane) {
  std::size_t handlers = 0, others = 0;
  for (const TimelineBar& bar : timeline.bars) {
    if (bar.lane != lane) continue;
    if (bar.state == TimelineState::kHandler)
      handlers = std::max(handlers, static_cast<std::size_t>(bar.depth));
    else
      others = 1;
  }
  return std::max<std::size_t>(1, handlers + others);
}

void place_rows(const Timeline& timeline, const std::vector<std::size_t>& tracks,
                const std::vector<std::vector<std::size_t>>& labels, TimelineLayout& out) {
  double y = kTimelineHead;
  for (std::size_t lane = 0; lane < timeline.lanes.size(); ++lane) {
    std::size_t above = 0, below = 0;
    for (std::size_t step = 0; step < timeline.steps; ++step) {
      above = std::max({above, out.cells[lane][step].above.size(), labels[lane][step]});
      below = std::max(below, out.cells[lane][step].below.size());
    }
    TimelineRow row;
    row.bars = bar_rows(timeline, lane);
    row.top = y;
    row.line = y + 8 + static_cast<double>(above) * kTimelineLine + kTimelineBar / 2;
    row.below = row.line - kTimelineBar / 2 + static_cast<double>(row.bars) * kTimelineBar + 4;
    row.tracks = row.below + static_cast<double>(below) * kTimelineLine + 4;
    row.bottom = row.tracks + static_cast<double>(tracks[lane]) * kTimelineTrack + 6;
    y = row.bottom;
    out.rows.push_back(row);
  }
  out.height = y + 4;
}

}  // namespace

bool has_track(const TimelineSignal& signal) {
  if (signal.fate == SignalFate::kPending || signal.ended != signal.sent) return true;
  return !has_arrow(signal) && signal.fate != SignalFate::kTaken;
}

std::string label_of(const TimelineSignal& signal) {
  const std::string name = (signal.expected ? "allowed: " : "") + to_text(signal.signo);
  if (signal.fate == SignalFate::kTaken) return has_track(signal) ? name + " pending" : name;
  return name + " " + std::string(name_of(signal.fate));
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  bool spaced = false;
  while (!text.empty()) {
    if (text.front() == ' ') {
      spaced = !lines.back().empty();
      text.remove_prefix(1);
      continue;
    }
    const std::string_view piece = next_piece(text, width);
    text.remove_prefix(piece.size());
    if (!lines.back().empty() && columns(lines.back()) + (spaced ? 1 : 0) + columns(piece) > width) {
      if (lines.size() == kLinesMax) {
        lines.back() += " …";
        return lines;
      }
      lines.emplace_back();
      spaced = false;
    }
    if (spaced) lines.back() += ' ';
    lines.back() += piece;
    spaced = false;
  }
  return lines;
}

TimelineLayout layout_of(const Timeline& timeline) {
  TimelineLayout out;
  out.cells = cells_of(timeline);
  out.columns = columns_of(out, timeline, arrows_of(timeline));
  out.width = (out.columns.empty() ? kLaneNames : out.columns.back().x + out.columns.back().width) + 16;
  place_arrows(timeline, out);
  // Names of signals stand above the operation, which stands above the line.
  std::vector<std::vector<std::size_t>> labels(timeline.lanes.size(), std::vector<std::size_t>(timeline.steps));
  for (std::size_t lane = 0; lane < labels.size(); ++lane)
    for (std::size_t step = 0; step < timeline.steps; ++step) labels[lane][step] = out.cells[lane][step].above.size();
  place_labels(timeline, labels, out);
  place_rows(timeline, place_tracks(timeline, out), labels, out);
  return out;
}

}  // namespace sigconform
