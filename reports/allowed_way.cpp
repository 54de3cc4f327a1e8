// A search that keeps the way to each world; see allowed_way.h.
#include "reports/allowed_way.h"

#include "properties/explains.h"
#include "properties/interleave.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace sigconform {
namespace {

Record detailed_record() {
  Record record;
  record.keep_marks = record.keep_journal = true;
  return record;
}

// A world that a burst may have led to, and from which of the worlds before.
struct Node {
  World after;
  Record record;
  std::size_t from{};
};
using Layer = std::vector<Node>;

class Search {
 public:
  Search(const Scenario& scenario, const Trace& observed, const Dialect& dialect)
      : scenario_(scenario), observed_(observed), dialect_(dialect) {}

  AllowedWay go() {
    way_.start = initial_world(scenario_.processes);
    for (std::size_t first = 0; first < scenario_.steps.size();) {
      const std::size_t last = burst_end(scenario_, first);
      std::optional<Layer> next = way_.complete ? explaining(first, last) : std::nullopt;
      if (!next) way_.complete = false;
      if (next && !next->empty()) {
        layers_.push_back({first, last, std::move(*next)});
      } else {
        settle();
        way_.bursts.push_back(usual(first, last));
      }
      first = last + 1;
    }
    settle();
    return std::move(way_);
  }

 private:
  struct Burst {
    std::size_t first, last;
    Layer nodes;
  };

  [[nodiscard]] const World& settled() const { return way_.bursts.empty() ? way_.start : way_.bursts.back().after; }

  // Everything that the burst may lead to and that shows what was seen. Nothing: there is more than can be followed.
  [[nodiscard]] std::optional<Layer> explaining(std::size_t first, std::size_t last) const {
    Layer out;
    const std::size_t worlds = layers_.empty() ? 1 : layers_.back().nodes.size();
    std::size_t branches = 0;
    for (std::size_t i = 0; i < worlds; ++i) {
      const World& before = layers_.empty() ? settled() : layers_.back().nodes[i].after;
      const bool all = dialect_.preemptible() ? interleaved(first, last, before, i, out)
                                              : ordered(first, last, before, i, branches, out);
      if (!all) return std::nullopt;
    }
    return out;
  }

  bool ordered(std::size_t first, std::size_t last, const World& before, std::size_t from, std::size_t& branches,
               Layer& out) const {
    ReplayedChoices choices;
    do {
      if (++branches > kBranchesMax) return false;
      Node node{before, detailed_record(), from};
      apply(node.after, scenario_, first, last, choices, dialect_, node.record);
      if (explains(node.after, node.record.events, observed_, first, last)) add(std::move(node), out);
      if (out.size() > kWorldsMax) return false;
    } while (choices.next());
    return true;
  }

  bool interleaved(std::size_t first, std::size_t last, const World& before, std::size_t from, Layer& out) const {
    const std::size_t begin = first == 0 ? 0 : observed_.event_ends[first - 1];
    const SeenBurst burst{first,
                          last,
                          {observed_.events.data() + begin, observed_.events.data() + observed_.event_ends[last]},
                          last + 1 == scenario_.steps.size()};
    std::vector<InterleavedWay> ways;
    if (!interleaved_ways(scenario_, burst, before, dialect_, ways)) return false;
    for (InterleavedWay& w : ways)
      if (explains(w.after, w.record.events, observed_, first, last))
        add({std::move(w.after), std::move(w.record), from}, out);
    return out.size() <= kWorldsMax;
  }

  static void add(Node node, Layer& out) {
    if (std::none_of(out.begin(), out.end(), [&](const Node& other) { return other.after == node.after; }))
      out.push_back(std::move(node));
  }

  [[nodiscard]] WayBurst usual(std::size_t first, std::size_t last) const {
    UsualChoices choices;
    WayBurst burst{first, last, settled(), detailed_record(), false};
    apply(burst.after, scenario_, first, last, choices, dialect_, burst.record);
    burst.as_seen = explains(burst.after, burst.record.events, observed_, first, last);
    return burst;
  }

  // Of all ways that are open the first becomes the one that is taken.
  void settle() {
    std::vector<WayBurst> taken;
    std::size_t node = 0;
    for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
      Node& n = layer->nodes[node];
      taken.push_back({layer->first, layer->last, std::move(n.after), std::move(n.record), true});
      node = n.from;
    }
    std::move(taken.rbegin(), taken.rend(), std::back_inserter(way_.bursts));
    layers_.clear();
  }

  const Scenario& scenario_;
  const Trace& observed_;
  const Dialect& dialect_;
  AllowedWay way_;
  std::vector<Burst> layers_;  // since it was last settled
};

}  // namespace

AllowedWay allowed_way(const Scenario& scenario, const Trace& observed, const Dialect& dialect) {
  return Search(scenario, observed, dialect).go();
}

}  // namespace sigconform
