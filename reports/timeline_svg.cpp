// Lines, bars, arrows and texts; see timeline_svg.h.
#include "reports/timeline_svg.h"

#include "model/text.h"
#include "reports/layout.h"
#include "reports/markup.h"
#include "reports/timeline_layout.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

std::string px(double value) { return fmt::format("{:.1f}", value); }

std::string_view class_of(TimelineText kind) {
  switch (kind) {
    case TimelineText::kObserved: return "tl-text tl-observed";
    case TimelineText::kAllowed: return "tl-text tl-allowed";
    case TimelineText::kHandler: return "tl-text tl-entered";
    case TimelineText::kOperation: return "tl-text tl-operation";
    case TimelineText::kReturn:
    case TimelineText::kBirth:
    case TimelineText::kDeath: break;
  }
  return "tl-text";
}

std::string_view class_of(TimelineState state) {
  switch (state) {
    case TimelineState::kBlocked: return "tl-bar tl-blocked";
    case TimelineState::kStopped: return "tl-bar tl-stopped";
    case TimelineState::kHandler: break;
  }
  return "tl-bar tl-handler";
}

std::string_view word_of(TimelineState state) {
  switch (state) {
    case TimelineState::kBlocked: return "blocked in ";
    case TimelineState::kStopped: return "";
    case TimelineState::kHandler: break;
  }
  return "handler ";
}

// "P1.T1 sends SIGHUP in step 2; P1.T2 takes it in step 4"
std::string sentence_of(const TimelineSignal& signal, const Timeline& timeline) {
  const std::string from = signal.from ? to_text(timeline.lanes[*signal.from].thread) + " sends " : "a timer sends ";
  std::string out = fmt::format("{}{} to {} in step {}", from, to_text(signal.signo),
                                to_text(timeline.lanes[signal.to].thread), signal.sent + 1);
  if (signal.fate == SignalFate::kTaken)
    return out +
           fmt::format("; {} takes it in step {}", to_text(timeline.lanes[signal.taker].thread), signal.ended + 1);
  out += fmt::format("; {}", name_of(signal.fate));
  return signal.ended == signal.sent || signal.fate == SignalFate::kPending
             ? out
             : out + fmt::format(" in step {}", signal.ended + 1);
}

std::string description(const Timeline& timeline) {
  std::string out;
  for (std::size_t step = 0; step < timeline.steps; ++step) {
    out += fmt::format("Step {}.", step + 1);
    for (const TimelineEntry& entry : timeline.entries) {
      if (entry.step != step) continue;
      const char* const word = entry.kind == TimelineText::kObserved  ? "diverges, observed "
                               : entry.kind == TimelineText::kAllowed ? "where is allowed "
                                                                      : "";
      out += fmt::format(" {} {}{};", to_text(timeline.lanes[entry.lane].thread), word, entry.text);
    }
    out += "\n";
  }
  for (const TimelineSignal& signal : timeline.signals) out += sentence_of(signal, timeline) + ".\n";
  return out;
}

class Drawing {
 public:
  Drawing(const Timeline& timeline, bool alone) : timeline_(timeline), alone_(alone), at_(layout_of(timeline)) {}

  std::string draw(std::string_view id, std::string_view title) {
    const std::string title_id = fmt::format("{}-title", id), text_id = fmt::format("{}-text", id);
    svg_.open("svg", {{"class", "timeline"},
                      {"role", "img"},
                      {"aria-labelledby", title_id + " " + text_id},
                      {"xmlns", "http://www.w3.org/2000/svg"},
                      {"viewBox", fmt::format("0 0 {} {}", px(at_.width), px(at_.height))},
                      {"width", px(at_.width)},
                      {"height", px(at_.height)}});
    svg_.leaf("title", {{"id", title_id}}, title).leaf("desc", {{"id", text_id}}, description(timeline_));
    if (alone_) sheet();
    head();
    for (std::size_t lane = 0; lane < timeline_.lanes.size(); ++lane) draw_lane(lane);
    for (const TimelineBar& bar : timeline_.bars) draw_bar(bar);
    for (const TimelineTrack& track : at_.tracks) draw_track(track);
    for (std::size_t i = 0; i < timeline_.signals.size(); ++i) draw_arrow(i);
    for (std::size_t lane = 0; lane < timeline_.lanes.size(); ++lane)
      for (std::size_t step = 0; step < timeline_.steps; ++step) draw_cell(lane, step);
    svg_.close("svg");
    return svg_.take();
  }

 private:
  void text(double x, double y, std::string_view css, std::string_view words) {
    svg_.leaf("text", {{"class", std::string(css)}, {"x", px(x)}, {"y", px(y)}}, words);
  }

  void line(std::string_view css, double x1, double y1, double x2, double y2) {
    svg_.empty("line", {{"class", std::string(css)}, {"x1", px(x1)}, {"y1", px(y1)}, {"x2", px(x2)}, {"y2", px(y2)}});
  }

  // A triangle whose tip is there; `way` is the direction in which it points, down or up.
  void tip(std::string_view css, double x, double y, double way) {
    svg_.empty("path",
               {{"class", std::string(css)}, {"d", fmt::format("M{} {}l-4 {}h8z", px(x), px(y), px(-8 * way))}});
  }

  void cross(double x, double y) {
    svg_.empty("path", {{"class", "tl-cross"}, {"d", fmt::format("M{} {}l8 8m0 -8l-8 8", px(x - 4), px(y - 4))}});
  }

  void sheet() {
    svg_.open("style").raw(timeline_colours()).raw(timeline_style()).close("style");
    svg_.empty("rect", {{"class", "tl-sheet"}, {"width", px(at_.width)}, {"height", px(at_.height)}});
  }

  void head() {
    for (std::size_t step = 0; step < timeline_.steps; ++step) {
      const TimelineColumn& column = at_.columns[step];
      svg_.empty("rect", {{"class", step % 2 == 1 ? "tl-column tl-band" : "tl-column"},
                          {"data-step", std::to_string(step + 1)},
                          {"x", px(column.x)},
                          {"y", "0"},
                          {"width", px(column.width)},
                          {"height", px(at_.height)}});
      const bool here = timeline_.divergence && timeline_.divergence->step == step;
      text(column.x + 8, 20, here ? "tl-number tl-here" : "tl-number",
           fmt::format("{}{}{}", timeline_.joined[step] ? "+ " : "", step + 1, here ? " ▼ diverges" : ""));
    }
    if (!timeline_.divergence) return;
    const TimelineColumn& column = at_.columns[timeline_.divergence->step];
    const TimelineRow& row = at_.rows[timeline_.divergence->lane];
    svg_.empty("rect", {{"class", "tl-divergence"},
                        {"x", px(column.x + 2)},
                        {"y", px(row.top + 2)},
                        {"width", px(column.width - 4)},
                        {"height", px(row.bottom - row.top - 4)},
                        {"rx", "4"}});
  }

  void draw_lane(std::size_t index) {
    const TimelineLane& lane = timeline_.lanes[index];
    const TimelineRow& row = at_.rows[index];
    const bool other = index == 0 || timeline_.lanes[index - 1].thread.process != lane.thread.process;
    line(other ? "tl-process" : "tl-thread", 0, row.top, at_.width, row.top);
    text(6, row.line + 4, "tl-name", to_text(lane.thread));
    const double from = lane.born ? at_.columns[*lane.born].anchor() : 56;
    const double to = lane.dead ? at_.columns[*lane.dead].anchor() + 10 : at_.width - 6;
    line("tl-life", from, row.line, to, row.line);
    if (lane.dead) line("tl-end", to, row.line - 7, to, row.line + 7);
  }

  void draw_bar(const TimelineBar& bar) {
    const TimelineRow& row = at_.rows[bar.lane];
    const bool handler = bar.state == TimelineState::kHandler;
    const std::size_t place = handler ? static_cast<std::size_t>(bar.depth) - 1 : row.bars - 1;
    const double from = at_.columns[bar.from].anchor() + 9;
    const double to = bar.to ? at_.columns[*bar.to].anchor() + 18 : at_.width - 6;
    const double y = row.line - kTimelineBar / 2 + static_cast<double>(place) * kTimelineBar + 1;
    svg_.empty("rect", {{"class", fmt::format("{}{}", class_of(bar.state), bar.expected ? " tl-expected" : "")},
                        {"x", px(from)},
                        {"y", px(y)},
                        {"width", px(to - from)},
                        {"height", px(kTimelineBar - 2)},
                        {"rx", "3"}});
    const auto fits = static_cast<std::size_t>(std::max(0.0, (to - from - 10) / 6.3));
    std::string words = fmt::format("{}{}{}", bar.expected ? "allowed: " : "", word_of(bar.state), bar.text);
    if (columns(words) > fits) words = bar.text;
    if (columns(words) <= fits) text(from + 6, y + 12, "tl-bar-text", words);
  }

  [[nodiscard]] std::string signal_class(const TimelineSignal& signal, std::string_view css) const {
    return fmt::format("{}{}", css, signal.expected ? " tl-expected" : "");
  }

  void draw_track(const TimelineTrack& track) {
    const TimelineSignal& signal = timeline_.signals[track.signal];
    const TimelineRow& row = at_.rows[signal.to];
    const double y = row.tracks + static_cast<double>(track.row) * kTimelineTrack + 16;
    line(signal_class(signal, "tl-drop"), track.from, row.line, track.from, y);
    line(signal_class(signal, "tl-pending"), track.from, y, std::max(track.to, track.from + 8), y);
    text(track.from + 6, y - 4, "tl-signal", track.label);
    if (signal.fate == SignalFate::kTaken) {
      const double end = at_.rows[signal.taker].line;
      line(signal_class(signal, "tl-arrow"), track.to, y, track.to, end < y ? end + 8 : end - 8);
      tip(signal_class(signal, "tl-tip"), track.to, end, end < y ? -1 : 1);
    } else if (signal.fate == SignalFate::kPending) {
      svg_.empty("circle", {{"class", "tl-open"}, {"cx", px(track.to)}, {"cy", px(y)}, {"r", "4"}});
    } else {
      cross(std::max(track.to, track.from + 12), y);
    }
  }

  void draw_arrow(std::size_t index) {
    const TimelineSignal& signal = timeline_.signals[index];
    const double x = at_.sent_at[index], to = at_.rows[signal.to].line;
    if (!has_arrow(signal)) return draw_loop(signal, index);
    const double from = signal.from ? at_.rows[*signal.from].line : at_.rows[signal.to].top + 4;
    const double way = from < to ? 1 : -1;
    line(signal_class(signal, "tl-arrow"), x, from, x, to - 8 * way);
    if (!signal.from) text(x - 4, from + 6, "tl-signal", "◷");
    const bool over = signal.fate != SignalFate::kTaken && !has_track(signal);
    over ? cross(x, to - 4 * way) : tip(signal_class(signal, "tl-tip"), x, to, way);
    if (has_track(signal)) return;
    const double up = static_cast<double>(at_.label_line[index]) * kTimelineLine;
    text(x + 6, to - kTimelineBar / 2 - 2 - up, "tl-signal", label_of(signal));
  }

  // To the own thread, and taken at once.
  void draw_loop(const TimelineSignal& signal, std::size_t index) {
    if (has_track(signal)) return;
    const double from = at_.columns[signal.sent].anchor(), to = at_.sent_at[index], y = at_.rows[signal.to].line;
    svg_.empty("path", {{"class", signal_class(signal, "tl-arrow tl-loop")},
                        {"d", fmt::format("M{} {}Q{} {} {} {}", px(from), px(y), px((from + to) / 2), px(y + 22),
                                          px(to), px(y + 7))}});
    tip(signal_class(signal, "tl-tip"), to, y, -1);
  }

  void draw_cell(std::size_t lane, std::size_t step) {
    const TimelineCell& cell = at_.cells[lane][step];
    const TimelineRow& row = at_.rows[lane];
    const TimelineColumn& column = at_.columns[step];
    const double above = row.line - kTimelineBar / 2 - 4 - static_cast<double>(cell.above.size()) * kTimelineLine;
    for (std::size_t i = 0; i < cell.above.size(); ++i)
      text(column.x + 8, above + static_cast<double>(i + 1) * kTimelineLine, class_of(TimelineText::kOperation),
           cell.above[i]);
    for (std::size_t i = 0; i < cell.below.size(); ++i)
      text(column.x + 8, row.below + static_cast<double>(i + 1) * kTimelineLine - 3, class_of(cell.below[i].first),
           cell.below[i].second);
    if (!cell.above.empty())
      svg_.empty("circle", {{"class", "tl-dot"}, {"cx", px(column.anchor())}, {"cy", px(row.line)}, {"r", "4"}});
  }

  const Timeline& timeline_;
  bool alone_;
  TimelineLayout at_;
  Markup svg_;
};

}  // namespace

std::string timeline_svg(const Timeline& timeline, std::string_view id, std::string_view title) {
  return Drawing(timeline, false).draw(id, title);
}

std::string timeline_file(const Timeline& timeline, std::string_view title) {
  return Drawing(timeline, true).draw("timeline", title) + "\n";
}

}  // namespace sigconform
