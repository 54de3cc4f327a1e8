// Lanes, texts and bars; see timeline.h.
#include "reports/timeline.h"

#include "model/text.h"
#include "reports/proof.h"
#include "reports/timeline_signals.h"

#include <algorithm>
#include <array>

namespace sigconform {
namespace {

// Alive or a zombie: it has a state to show.
bool is_there(ThreadState state) { return state != ThreadState::kAbsent && state != ThreadState::kZombie; }

std::vector<TimelineLane> lanes_of(const AllowedWay& way) {
  std::vector<TimelineLane> lanes;
  const auto look = [&lanes](const World& world, std::optional<std::size_t> step) {
    for (const ThreadStatus& status : statuses_of(world)) {
      const std::optional<std::size_t> known = lane_of(lanes, status.thread);
      if (!known) lanes.push_back({status.thread, step, {}});
      TimelineLane& lane = known ? lanes[*known] : lanes.back();
      if (!is_there(status.state) && !lane.dead) lane.dead = step.value_or(0);
    }
  };
  look(way.start, {});
  for (const WayBurst& burst : way.bursts) look(burst.after, burst.last);
  std::sort(lanes.begin(), lanes.end(),
            [](const TimelineLane& a, const TimelineLane& b) { return slot_of(a.thread) < slot_of(b.thread); });
  return lanes;
}

TimelineText kind_of(const Event& event) {
  switch (event.kind) {
    case EventKind::kHandler: return TimelineText::kHandler;
    case EventKind::kBorn: return TimelineText::kBirth;
    case EventKind::kReturned: break;
  }
  return TimelineText::kReturn;
}

// Without the thread, which the lane says.
std::string without(ThreadId thread, std::string text) {
  const std::string name = to_text(thread) + "  ";
  if (text.starts_with(name)) text.erase(0, name.size());
  return text;
}

class Texts {
 public:
  Texts(const Scenario& scenario, const Trace& observed, const Divergence* divergence, Timeline& out)
      : scenario_(scenario), observed_(observed), divergence_(divergence), out_(out) {}

  void add(const WayBurst& burst) {
    for (std::size_t s = burst.first; s <= burst.last; ++s)
      put(scenario_.steps[s].actor, s, TimelineText::kOperation, to_text(scenario_.steps[s].operation));
    const std::size_t begin = burst.first == 0 ? 0 : observed_.event_ends[burst.first - 1];
    bool told = divergence_ == nullptr || divergence_->step < burst.first || divergence_->step > burst.last;
    for (std::size_t i = begin; i < observed_.event_ends[burst.last]; ++i) {
      const Event& event = observed_.events[i];
      const bool own = event.kind == EventKind::kReturned && event.step >= burst.first && event.step <= burst.last;
      const std::size_t step = own ? event.step : burst.last;
      if (!told && divergence_->observed && event == *divergence_->observed)
        told = true, diverges(step);
      else
        put(event.thread, step, kind_of(event), without(event.thread, event_text(event, scenario_, step)));
    }
    if (!told) diverges(burst.last);
    if (burst.as_seen) deaths(burst);
  }

 private:
  void put(ThreadId thread, std::size_t step, TimelineText kind, std::string text) {
    if (const std::optional<std::size_t> lane = lane_of(out_.lanes, thread))
      out_.entries.push_back({*lane, step, kind, std::move(text)});
  }

  void diverges(std::size_t step) {
    const ThreadId seen = divergence_->observed ? divergence_->observed->thread : divergence_->thread;
    const ThreadId allowed = divergence_->allowed ? divergence_->allowed->thread : seen;
    const std::optional<std::size_t> lane = lane_of(out_.lanes, seen);
    if (!lane) return;
    out_.divergence = {*lane, step, observed_text(*divergence_, scenario_), allowed_text(*divergence_, scenario_)};
    put(seen, step, TimelineText::kObserved, without(seen, out_.divergence->observed));
    put(allowed, step, TimelineText::kAllowed, without(allowed, out_.divergence->allowed));
  }

  void deaths(const WayBurst& burst) {
    for (const JournalEntry& entry : burst.record.journal)
      if (entry.what == Happening::kExits) put(entry.thread, burst.last, TimelineText::kDeath, "ends");
  }

  const Scenario& scenario_;
  const Trace& observed_;
  const Divergence* divergence_;
  Timeline& out_;
};

// Asleep in a system call, which is not its command loop.
bool blocked_in_call(const Task& task) {
  if (task.state != TaskState::kInterruptible && task.state != TaskState::kKillable) return false;
  constexpr std::array kElsewhere{Sleep::kCommand, Sleep::kForever,    Sleep::kNew,  Sleep::kGetSignal, Sleep::kFrozen,
                                  Sleep::kTaken,   Sleep::kExitNotify, Sleep::kExit, Sleep::kNone};
  return std::find(kElsewhere.begin(), kElsewhere.end(), task.sleep) == kElsewhere.end();
}

std::vector<TimelineBar> states_of(const Task& task, std::size_t lane, const Scenario& scenario) {
  std::vector<TimelineBar> out;
  if (task.state == TaskState::kZombie || task.state == TaskState::kReleased) return out;
  int depth = 0;
  for (const Frame& frame : task.frames)
    if (frame.entered)
      out.push_back({lane, TimelineState::kHandler, 0, {}, ++depth, to_text(Signo{frame.info.signo}), false});
  if (task.sleep == Sleep::kFrozen)
    out.push_back({lane, TimelineState::kStopped, 0, {}, 1, "frozen", false});
  else if (task.state == TaskState::kStopped)
    out.push_back({lane, TimelineState::kStopped, 0, {}, 1, "stopped", false});
  else if (blocked_in_call(task))
    out.push_back({lane,
                   TimelineState::kBlocked,
                   0,
                   {},
                   1,
                   std::string(name_of(scenario.steps[task.sleep_step].operation)),
                   false});
  return out;
}

bool same_state(const TimelineBar& a, const TimelineBar& b) {
  return a.lane == b.lane && a.state == b.state && a.depth == b.depth && a.text == b.text;
}

// A state that was there after the burst before goes on; the others end with this burst.
void add_bars(const Scenario& scenario, const WayBurst& burst, Timeline& out) {
  std::vector<TimelineBar> now;
  for (const Task& task : burst.after.tasks)
    if (const std::optional<std::size_t> lane = lane_of(out.lanes, task.id))
      for (TimelineBar& bar : states_of(task, *lane, scenario)) now.push_back(std::move(bar));
  for (TimelineBar& bar : out.bars) {
    if (bar.to) continue;
    const auto same = std::find_if(now.begin(), now.end(), [&](const TimelineBar& n) { return same_state(bar, n); });
    if (same == now.end())
      bar.to = burst.last;
    else
      now.erase(same);
  }
  for (TimelineBar& bar : now) {
    bar.from = burst.last;
    bar.expected = !burst.as_seen;
    out.bars.push_back(std::move(bar));
  }
}

}  // namespace

std::string_view name_of(SignalFate fate) {
  switch (fate) {
    case SignalFate::kTaken: return "taken";
    case SignalFate::kPending: return "pending";
    case SignalFate::kCoalesced: return "coalesced with the one pending";
    case SignalFate::kIgnored: return "ignored";
    case SignalFate::kRefused: return "refused";
    case SignalFate::kDropped: return "dropped";
    case SignalFate::kRemoved: break;
  }
  return "removed";
}

Timeline timeline(const Scenario& scenario, const AllowedWay& way, const Trace& observed,
                  const Divergence* divergence) {
  Timeline out;
  out.lanes = lanes_of(way);
  out.steps = scenario.steps.size();
  for (const Step& step : scenario.steps) out.joined.push_back(step.joined);
  Texts texts(scenario, observed, divergence, out);
  for (const WayBurst& burst : way.bursts) {
    texts.add(burst);
    add_bars(scenario, burst, out);
  }
  out.signals = timeline_signals(scenario, way, out.lanes);
  return out;
}

}  // namespace sigconform
