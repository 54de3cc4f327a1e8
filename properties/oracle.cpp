// Judging traces; see oracle.h.
#include "properties/oracle.h"

#include "model/text.h"
#include "properties/blame.h"
#include "properties/explains.h"
#include "properties/interleave.h"

#include <fmt/core.h>
#include <algorithm>

namespace sigconform {
namespace {

using Events = std::span<const Event>;

// The interval of a burst begins where the step before it ended.
Events burst_events(const Trace& trace, std::size_t first, std::size_t last) {
  const std::size_t begin = first == 0 ? 0 : trace.event_ends[first - 1];
  return {trace.events.data() + begin, trace.events.data() + trace.event_ends[last]};
}

// The first thread whose status differs; threads that are gone and threads that are not listed are the same.
struct StatusDifference {
  ThreadStatus observed, allowed;
};
// `late`: whether a thread that dies may be interrupted before it gives back what was queued for it, when nobody can
// see it any more (kernel/exit.c release_task()): then more may be charged than is queued.
std::optional<StatusDifference> status_difference(const std::vector<ThreadStatus>& observed,
                                                  const std::vector<ThreadStatus>& allowed, bool late) {
  const auto find = [](const std::vector<ThreadStatus>& all, ThreadId id) {
    const auto at = std::find_if(all.begin(), all.end(), [id](const ThreadStatus& s) { return s.thread == id; });
    if (at != all.end()) return *at;
    ThreadStatus absent;
    absent.thread = id;
    return absent;
  };
  for (const auto* side : {&allowed, &observed})
    for (const ThreadStatus& s : *side) {
      const ThreadStatus o = find(observed, s.thread);
      ThreadStatus a = find(allowed, s.thread);
      if (late) a.queued = std::max(a.queued, o.queued);
      if (o != a) return StatusDifference{o, a};
    }
  return std::nullopt;
}

// Statuses that were observed are never empty: they list every thread that the scenario names.
bool observed_here(const Trace& observed, std::size_t step) {
  return step < observed.statuses.size() && !observed.statuses[step].empty();
}

// One burst of the observed trace against the model.
class Follower {
 public:
  // `moments`: see interleaved_worlds().
  Follower(const Scenario& scenario, const Trace& observed, const Dialect& dialect, std::size_t& moments)
      : scenario_(scenario), observed_(observed), dialect_(dialect), moments_(moments) {}

  // The usual path only. True when it explains everything.
  bool usual_explains(Record& record) const {
    UsualChoices usual;
    World world = initial_world(scenario_.processes);
    for (std::size_t first = 0; first < scenario_.steps.size();) {
      const std::size_t last = burst_end(scenario_, first);
      const std::size_t begin = record.events.size();
      apply(world, scenario_, first, last, usual, dialect_, record);
      if (!explains(world, Events(record.events).subspan(begin), observed_, first, last)) {
        if (record.keep_hits_after) record.hits_after.pop_back();
        return false;
      }
      first = last + 1;
    }
    return true;
  }

  // False as soon as nothing explains the trace, or the bounds do not suffice.
  bool some_worlds_explain() {
    worlds_ = {initial_world(scenario_.processes)};
    for (std::size_t first = 0; first < scenario_.steps.size();) {
      const std::size_t last = burst_end(scenario_, first);
      std::vector<World> next;
      if (!explaining_worlds(first, last, next) || next.empty()) return false;
      worlds_ = std::move(next);
      first = last + 1;
    }
    return true;
  }

  Judgement follow_all() {
    Judgement out;
    worlds_ = {initial_world(scenario_.processes)};
    for (std::size_t first = 0; first < scenario_.steps.size();) {
      const std::size_t last = burst_end(scenario_, first);
      std::vector<World> next;
      if (!explaining_worlds(first, last, next)) {
        if (out.divergences.empty()) out.verdict = Verdict::kInconclusive;
        return out;
      }
      if (next.empty()) {
        if (in_step_) out.divergences.push_back(describe(first, last));
        in_step_ = false;
        out.verdict = Verdict::kDiverges;
        resynchronise(first, last, next);
      } else {
        in_step_ = true;
      }
      worlds_ = std::move(next);
      first = last + 1;
    }
    out.unusual = out.verdict == Verdict::kConforms;
    return out;
  }

 private:
  // All worlds after the burst that explain it. False when there are more possibilities than the bounds allow.
  bool explaining_worlds(std::size_t first, std::size_t last, std::vector<World>& next) {
    if (dialect_.preemptible()) return interleaved(first, last, next);
    std::size_t branches = 0;
    for (const World& before : worlds_) {
      ReplayedChoices choices;
      do {
        if (++branches > kBranchesMax) return false;
        World world = before;
        Record record;
        apply(world, scenario_, first, last, choices, dialect_, record);
        if (!explains(world, record.events, observed_, first, last)) continue;
        if (std::find(next.begin(), next.end(), world) == next.end()) next.push_back(std::move(world));
        if (next.size() > kWorldsMax) return false;
      } while (choices.next());
    }
    return true;
  }

  // The same where threads are preemptible. Once all steps are given everything comes to rest.
  bool interleaved(std::size_t first, std::size_t last, std::vector<World>& next) {
    const SeenBurst burst{first, last, burst_events(observed_, first, last), last + 1 == scenario_.steps.size()};
    if (!interleaved_worlds(scenario_, burst, worlds_, dialect_, moments_, next) || next.size() > kWorldsMax)
      return false;
    std::erase_if(next, [&](const World& world) {
      return observed_here(observed_, last) &&
             status_difference(observed_.statuses[last], statuses_of(world), dialect_.preemptible());
    });
    return true;
  }

  // After a divergence the model's usual way is followed until it explains the trace again.
  void resynchronise(std::size_t first, std::size_t last, std::vector<World>& next) const {
    UsualChoices usual;
    World world = worlds_.front();
    Record record;
    apply(world, scenario_, first, last, usual, dialect_, record);
    next.push_back(std::move(world));
  }

  // What the first world that was possible before this burst allows, against what was seen.
  Divergence describe(std::size_t first, std::size_t last) const {
    UsualChoices usual;
    World world = worlds_.front();
    Record record = marks_before(first);
    const std::size_t begin = record.events.size();
    apply(world, scenario_, first, last, usual, dialect_, record);
    const Events allowed = Events(record.events).subspan(begin);
    const Events seen = burst_events(observed_, first, last);
    Divergence d;
    d.step = last;
    d.alternatives = worlds_.size();
    const auto [s, a] = std::mismatch(seen.begin(), seen.end(), allowed.begin(), allowed.end());
    Rule reason = Rule::kCount;
    if (s == seen.end() && a == allowed.end()) {
      d.kind = DivergenceKind::kStatus;
      const auto difference = status_difference(observed_.statuses[last], statuses_of(world), dialect_.preemptible());
      if (difference) {
        d.observed_status = difference->observed;
        d.allowed_status = difference->allowed;
        d.thread = difference->allowed.thread;
      }
    } else {
      d.kind = DivergenceKind::kEvent;
      if (s != seen.end()) d.observed = *s;
      if (a != allowed.end()) {
        d.allowed = *a;
        reason = record.because[begin + static_cast<std::size_t>(a - allowed.begin())];
      }
      d.thread = d.allowed ? d.allowed->thread : d.observed->thread;
    }
    d.explained_by = explaining_flip(scenario_, observed_, last, dialect_);
    blame(d, record, reason);
    return d;
  }

  // The decisions of the model's usual run up to the burst.
  Record marks_before(std::size_t first) const {
    UsualChoices usual;
    Record record;
    record.keep_marks = true;
    World world = initial_world(scenario_.processes);
    for (std::size_t at = 0; at < first; at = burst_end(scenario_, at) + 1)
      apply(world, scenario_, at, burst_end(scenario_, at), usual, dialect_, record);
    return record;
  }

  const Scenario& scenario_;
  const Trace& observed_;
  const Dialect& dialect_;
  std::size_t& moments_;
  std::vector<World> worlds_;
  bool in_step_ = true;  // the worlds explain the trace up to here
};

}  // namespace

std::string Divergence::signature(const Scenario& scenario) const {
  return fmt::format("{} {} {}", id_of(rule), kind == DivergenceKind::kEvent ? "event" : "status",
                     name_of(scenario.steps[step].operation));
}

bool explains(const World& after, std::span<const Event> shown, const Trace& observed, std::size_t first,
              std::size_t last) {
  const Events seen = burst_events(observed, first, last);
  if (!std::equal(seen.begin(), seen.end(), shown.begin(), shown.end())) return false;
  return !observed_here(observed, last) || !status_difference(observed.statuses[last], statuses_of(after), false);
}

bool allows(const Scenario& scenario, const Trace& observed, const Dialect& dialect, std::size_t& moments) {
  Record record;
  Follower follower(scenario, observed, dialect, moments);
  return follower.usual_explains(record) || follower.some_worlds_explain();
}

bool allows(const Scenario& scenario, const Trace& observed, const Dialect& dialect) {
  std::size_t moments = kMomentsInAll;
  return allows(scenario, observed, dialect, moments);
}

Judgement judge(const Scenario& scenario, const Trace& observed, const Dialect& dialect, Record* record) {
  Record own;
  Record& r = record ? *record : own;
  r.clear();
  std::size_t moments = kMomentsInAll;
  Follower follower(scenario, observed, dialect, moments);
  if (follower.usual_explains(r)) return {};
  return follower.follow_all();
}

std::vector<Trace> allowed_traces(const Scenario& scenario, const Dialect& dialect, std::size_t most, bool* complete) {
  std::vector<Trace> out;
  ReplayedChoices choices;
  std::size_t branches = 0;
  const auto same = [](const Trace& a, const Trace& b) {
    return a.events == b.events && a.event_ends == b.event_ends && a.statuses == b.statuses;
  };
  do {
    if (out.size() == most || ++branches > kBranchesMax) {
      if (complete) *complete = false;
      return out;
    }
    Trace trace = predict(scenario, dialect, choices, Density::kSparse);
    if (std::none_of(out.begin(), out.end(), [&](const Trace& t) { return same(t, trace); }))
      out.push_back(std::move(trace));
  } while (choices.next());
  if (complete) *complete = true;
  return out;
}

}  // namespace sigconform
