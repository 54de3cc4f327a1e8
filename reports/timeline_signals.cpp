// Instances of signals, followed through the journal; see timeline_signals.h.
#include "reports/timeline_signals.h"

#include <algorithm>

namespace sigconform {
namespace {

std::optional<SignalFate> fate_of(Happening what) {
  switch (what) {
    case Happening::kCoalesced: return SignalFate::kCoalesced;
    case Happening::kIgnored: return SignalFate::kIgnored;
    case Happening::kRefused: return SignalFate::kRefused;
    case Happening::kDropped: return SignalFate::kDropped;
    case Happening::kDequeued: return SignalFate::kTaken;
    case Happening::kFlushed:
    case Happening::kDiedWith: return SignalFate::kRemoved;
    default: return std::nullopt;
  }
}

// Whoever is on the CPU when one of these happens.
bool runs(Happening what) {
  return what == Happening::kPerforms || what == Happening::kDequeued || what == Happening::kDelivered ||
         what == Happening::kExits;
}

bool ends_pending(Happening what) {
  return what == Happening::kDequeued || what == Happening::kFlushed || what == Happening::kDiedWith;
}

struct Instance {
  TimelineSignal signal;
  ThreadId target{};
  bool shared{};
  SignalInfo info{};
  bool open{true};
};

class Follower {
 public:
  Follower(const Scenario& scenario, const std::vector<TimelineLane>& lanes) : scenario_(scenario), lanes_(lanes) {}

  void follow(const WayBurst& burst) {
    step_ = burst.first;
    for (const JournalEntry& entry : burst.record.journal) {
      if (entry.what == Happening::kPerforms && entry.step >= burst.first && entry.step <= burst.last)
        step_ = entry.step;
      if (runs(entry.what)) running_ = entry.thread;
      if (entry.what == Happening::kGenerated)
        generated(entry, !burst.as_seen);
      else if (const std::optional<SignalFate> fate = fate_of(entry.what))
        ends_pending(entry.what) ? ended(entry, *fate) : refused(*fate);
    }
    step_ = burst.last;
  }

  [[nodiscard]] std::vector<TimelineSignal> signals() const {
    std::vector<TimelineSignal> out;
    for (const Instance& instance : instances_) {
      TimelineSignal signal = instance.signal;
      const std::optional<std::size_t> to = lane_of(lanes_, instance.target);
      if (!to) continue;
      signal.to = *to;
      if (instance.open) signal.ended = step_;
      out.push_back(signal);
    }
    return out;
  }

 private:
  void generated(const JournalEntry& entry, bool expected) {
    const bool of_timer =
        is_of_timer(entry.info) || std::holds_alternative<op::Elapse>(scenario_.steps[step_].operation);
    Instance instance;
    instance.signal.signo = Signo{entry.info.signo};
    if (!of_timer) instance.signal.from = lane_of(lanes_, running_);
    instance.signal.sent = instance.signal.ended = step_;
    instance.signal.expected = expected;
    instance.target = entry.thread;
    instance.shared = entry.shared;
    instance.info = entry.info;
    instances_.push_back(instance);
  }

  // The one that was generated last goes no further.
  void refused(SignalFate fate) {
    if (instances_.empty() || !instances_.back().open) return;
    instances_.back().signal.fate = fate;
    instances_.back().open = false;
  }

  void ended(const JournalEntry& entry, SignalFate fate) {
    const auto found = pending_instance(entry);
    if (found == instances_.end()) return;
    found->open = false;
    found->signal.fate = fate;
    found->signal.ended = step_;
    if (fate == SignalFate::kTaken) found->signal.taker = lane_of(lanes_, entry.thread).value_or(found->signal.to);
  }

  // The oldest that this may be about: with that siginfo, or, where that was lost, with any.
  [[nodiscard]] std::vector<Instance>::iterator pending_instance(const JournalEntry& entry) {
    const auto may_be = [&entry](const Instance& i) {
      const bool there = entry.shared ? i.target.process == entry.thread.process : i.target == entry.thread;
      return i.open && i.shared == entry.shared && there && i.signal.signo.value == entry.info.signo;
    };
    const auto exact = std::find_if(instances_.begin(), instances_.end(),
                                    [&](const Instance& i) { return may_be(i) && i.info == entry.info; });
    return exact != instances_.end() ? exact : std::find_if(instances_.begin(), instances_.end(), may_be);
  }

  const Scenario& scenario_;
  const std::vector<TimelineLane>& lanes_;
  std::vector<Instance> instances_;
  ThreadId running_{};
  std::size_t step_{};
};

}  // namespace

std::optional<std::size_t> lane_of(const std::vector<TimelineLane>& lanes, ThreadId thread) {
  const auto found =
      std::find_if(lanes.begin(), lanes.end(), [&](const TimelineLane& l) { return l.thread == thread; });
  if (found == lanes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - lanes.begin());
}

std::vector<TimelineSignal> timeline_signals(const Scenario& scenario, const AllowedWay& way,
                                             const std::vector<TimelineLane>& lanes) {
  Follower follower(scenario, lanes);
  for (const WayBurst& burst : way.bursts) follower.follow(burst);
  return follower.signals();
}

}  // namespace sigconform
