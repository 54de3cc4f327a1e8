// A search over states, each visited once; see interleave.h.
#include "properties/interleave.h"

#include "model/moments.h"
#include "properties/oracle.h"
#include "properties/world_hash.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>

namespace sigconform {
namespace {

struct State {
  World world;
  std::size_t shown{};                 // so many of the events
  std::optional<std::uint32_t> until;  // time passes: for the timers that had been armed by then
  bool operator==(const State&) const = default;
};

// Where a state was first reached from, and what happened on the way.
struct Arrival {
  std::size_t from{};  // of the states; its own place for one that the search began with
  Record record;
};

void append(Record& whole, const Record& part) {
  const auto before = static_cast<std::uint16_t>(whole.events.size());
  whole.events.insert(whole.events.end(), part.events.begin(), part.events.end());
  whole.because.insert(whole.because.end(), part.because.begin(), part.because.end());
  whole.hits |= part.hits;
  for (Mark mark : part.marks) {
    mark.events_before = static_cast<std::uint16_t>(mark.events_before + before);
    whole.marks.push_back(mark);
  }
  for (JournalEntry entry : part.journal) {
    entry.events_before = static_cast<std::uint16_t>(entry.events_before + before);
    whole.journal.push_back(entry);
  }
}

class Search {
 public:
  // Looks at so many states at most.
  Search(const Scenario& scenario, const SeenBurst& burst, const Dialect& dialect, std::size_t most, bool keep_ways)
      : scenario_(scenario),
        burst_(burst),
        dialect_(dialect),
        most_(most),
        keep_ways_(keep_ways),
        record_(new_record()) {
    for (std::size_t s = burst.first; s <= burst.last; ++s)
      elapses_ |= std::holds_alternative<op::Elapse>(scenario.steps[s].operation);
  }

  // found(world, its place) for each world that the burst may lead to, once; false from it ends the search.
  template <typename Found>
  bool go(std::span<const World> before, Found found) {
    for (const World& world : before) {
      State begin{world, 0, {}};
      Record record = new_record();
      give(begin.world, scenario_, burst_.first, burst_.last, dialect_, record);
      reach(std::move(begin), states_.size(), record);
    }
    for (std::size_t next = 0; next < states_.size(); ++next) {
      if (states_.size() > most_) return false;
      expand(next);
      if (ends_here(states_[next]) && is_first_end(next) && !found(states_[next].world, next)) return false;
    }
    return true;
  }

  [[nodiscard]] std::size_t looked_at() const { return states_.size(); }

  // Precondition: ways are kept.
  [[nodiscard]] Record way_to(std::size_t place) const {
    std::vector<std::size_t> places{place};
    while (arrivals_[places.back()].from != places.back()) places.push_back(arrivals_[places.back()].from);
    Record whole = new_record();
    for (auto at = places.rbegin(); at != places.rend(); ++at) append(whole, arrivals_[*at].record);
    return whole;
  }

 private:
  [[nodiscard]] Record new_record() const {
    Record record;
    record.keep_marks = record.keep_journal = keep_ways_;
    return record;
  }

  [[nodiscard]] bool ends_here(const State& state) const {
    if (state.shown != burst_.events.size() || (burst_.to_rest && !state.world.run_queue.empty())) return false;
    if (!elapses_) return true;
    if (!state.until) return false;
    World later = state.world;
    UsualChoices usual;
    Record record;
    return !expire_next(later, scenario_, *state.until, usual, dialect_, record);
  }

  // States at the end show the same: without timers, no two of them have the same world.
  bool is_first_end(std::size_t at) {
    if (!elapses_) return true;
    const auto same = [&](std::size_t end) { return states_[end].world == states_[at].world; };
    if (std::ranges::any_of(ends_, same)) return false;
    ends_.push_back(at);
    return true;
  }

  void expand(std::size_t from) {
    for (std::size_t place = 0; place < states_[from].world.run_queue.size(); ++place)
      try_all(from, [&](World& world, Choices& choices, Record& record) {
        run_for_a_moment(world, scenario_, place, choices, dialect_, record);
        return true;
      });
    if (!elapses_) return;
    if (states_[from].until) {
      try_all(from, [&](World& world, Choices& choices, Record& record) {
        return expire_next(world, scenario_, *states_[from].until, choices, dialect_, record);
      });
    } else {
      State passing = states_[from];
      passing.until = passing.world.armed;
      reach(std::move(passing), from, new_record());
    }
  }

  // `happen` with every sequence of choices.
  template <typename Happen>
  void try_all(std::size_t from, Happen happen) {
    ReplayedChoices choices;
    do {
      State state = states_[from];
      record_.clear();
      record_.hits = {};
      if (!happen(state.world, choices, record_)) return;
      const auto expected = burst_.events.subspan(state.shown);
      if (record_.events.size() > expected.size() ||
          !std::equal(record_.events.begin(), record_.events.end(), expected.begin()))
        continue;
      state.shown += record_.events.size();
      reach(std::move(state), from, record_);
    } while (choices.next());
  }

  void reach(State state, std::size_t from, const Record& record) {
    const std::uint64_t hash = hash_of(state.world) + state.shown + (state.until ? *state.until + 1 : 0);
    const auto [begin, end] = by_hash_.equal_range(hash);
    if (std::any_of(begin, end, [&](const auto& entry) { return states_[entry.second] == state; })) return;
    by_hash_.emplace(hash, states_.size());
    states_.push_back(std::move(state));
    if (keep_ways_) arrivals_.push_back({from, record});
  }

  const Scenario& scenario_;
  const SeenBurst& burst_;
  const Dialect& dialect_;
  std::size_t most_;
  bool keep_ways_;
  bool elapses_{false};
  Record record_;
  std::deque<State> states_;       // which a growing vector would move
  std::vector<Arrival> arrivals_;  // one a state, when ways are kept
  std::vector<std::size_t> ends_;  // states where a burst with timers is over, each world once
  std::unordered_multimap<std::uint64_t, std::size_t> by_hash_;
};

// A whole scenario on its way.
struct Passage {
  World world;
  std::size_t next_step{};
  std::optional<std::uint32_t> until;
  bool elapses{};  // the last burst that was given lets time pass
  std::vector<Event> events;
  bool operator==(const Passage&) const = default;
};

// All passages, each once.
class Passages {
 public:
  Passages(const Scenario& scenario, const Dialect& dialect, std::size_t most)
      : scenario_(scenario), dialect_(dialect), most_(most) {}

  std::vector<Trace> go() {
    reach({.world = initial_world(scenario_.processes), .next_step = 0, .until = {}, .elapses = false, .events = {}});
    for (std::size_t next = 0; next < passages_.size(); ++next) {
      if (passages_.size() > kInterleavingsMax || traces_.size() > most_) return {};
      expand(next);
    }
    return traces_.size() > most_ ? std::vector<Trace>{} : std::move(traces_);
  }

 private:
  void expand(std::size_t from) {
    for (std::size_t place = 0; place < passages_[from].world.run_queue.size(); ++place)
      try_all(from, [&](Passage& at, Choices& choices, Record& record) {
        run_for_a_moment(at.world, scenario_, place, choices, dialect_, record);
        return true;
      });
    if (!passages_[from].elapses) return give_next(from);
    const bool expired = try_all(from, [&](Passage& at, Choices& choices, Record& record) {
      if (!at.until) at.until = at.world.armed;
      return expire_next(at.world, scenario_, *at.until, choices, dialect_, record);
    });
    if (expired) return;
    Passage passed = passages_[from];
    passed.until.reset();
    passed.elapses = false;
    reach(std::move(passed));
  }

  void give_next(std::size_t from) {
    Passage at = passages_[from];
    if (at.next_step == scenario_.steps.size()) return end(at);
    const std::size_t last = burst_end(scenario_, at.next_step);
    Record record;
    give(at.world, scenario_, at.next_step, last, dialect_, record);
    for (; at.next_step <= last; ++at.next_step)
      at.elapses |= std::holds_alternative<op::Elapse>(scenario_.steps[at.next_step].operation);
    reach(std::move(at));
  }

  void end(const Passage& at) {
    if (!at.world.run_queue.empty()) return;
    Trace trace;
    trace.events = at.events;
    trace.statuses.push_back(statuses_of(at.world));
    const auto same = [&](const Trace& t) { return t.events == trace.events && t.statuses == trace.statuses; };
    if (std::ranges::none_of(traces_, same)) traces_.push_back(std::move(trace));
  }

  // False when nothing happened.
  template <typename Happen>
  bool try_all(std::size_t from, Happen happen) {
    ReplayedChoices choices;
    do {
      Passage at = passages_[from];
      Record record;
      if (!happen(at, choices, record)) return false;
      at.events.insert(at.events.end(), record.events.begin(), record.events.end());
      reach(std::move(at));
    } while (choices.next());
    return true;
  }

  void reach(Passage at) {
    const std::uint64_t hash = hash_of(at.world) + at.events.size() * (kMaxSteps + 1) + at.next_step;
    const auto [begin, end] = by_hash_.equal_range(hash);
    if (std::any_of(begin, end, [&](const auto& entry) { return passages_[entry.second] == at; })) return;
    by_hash_.emplace(hash, passages_.size());
    passages_.push_back(std::move(at));
  }

  const Scenario& scenario_;
  const Dialect& dialect_;
  std::size_t most_;
  std::deque<Passage> passages_;
  std::vector<Trace> traces_;
  std::unordered_multimap<std::uint64_t, std::size_t> by_hash_;
};

}  // namespace

std::vector<Trace> interleaved_traces(const Scenario& scenario, const Dialect& dialect, std::size_t most) {
  return Passages(scenario, dialect, most).go();
}

bool interleaved_worlds(const Scenario& scenario, const SeenBurst& burst, std::span<const World> before,
                        const Dialect& dialect, std::size_t& moments, std::vector<World>& out) {
  Search search(scenario, burst, dialect, std::min(moments, kMomentsMax), false);
  const bool all = search.go(before, [&out](const World& world, std::size_t) {
    out.push_back(world);
    return out.size() <= kWorldsMax;
  });
  moments -= std::min(moments, search.looked_at());
  return all;
}

bool interleaved_ways(const Scenario& scenario, const SeenBurst& burst, const World& before, const Dialect& dialect,
                      std::vector<InterleavedWay>& out) {
  Search search(scenario, burst, dialect, kMomentsMax, true);
  return search.go(std::span(&before, 1), [&](const World& world, std::size_t place) {
    out.push_back({world, search.way_to(place)});
    return out.size() <= kWorldsMax;
  });
}

}  // namespace sigconform
