// Random scenarios; see generate.h.
#include "generators/generate.h"

#include "generators/draw.h"
#include "generators/motif.h"
#include "model/model.h"
#include "model/simplify.h"

#include <algorithm>

namespace sigconform {
namespace {

inline constexpr int kStartThreadsMax = 16;  // the rest is for births
inline constexpr int kMotifPercent = 14;     // of the scenarios hold a motif
inline constexpr int kDrawsMax = 12;         // tries to find an operation that makes sense

Layout draw_layout(Rng& rng, const GeneratorOptions& options) {
  Layout layout;
  const int processes = rng.between(1, std::clamp(options.processes, 1, kMaxProcesses));
  const int users = rng.chance(60) ? 1 : rng.between(1, kMaxUsers);
  const int capable_percent = rng.chance(50) ? 0 : rng.between(10, 60);
  const int child_percent = rng.between(0, 90);
  int threads = 0;
  for (int i = 0; i < processes && threads < kStartThreadsMax; ++i) {
    ProcessLayout p;
    if (i > 0 && rng.chance(child_percent)) p.parent = ProcessId{static_cast<std::uint8_t>(rng.between(1, i))};
    p.user = static_cast<std::uint8_t>(rng.between(1, users));
    p.capable = rng.chance(capable_percent);
    const int most = std::clamp(options.threads, 1, std::min(kMaxThreadsPerProcess, kStartThreadsMax - threads));
    p.threads = static_cast<std::uint8_t>(rng.chance(40) ? 1 : rng.between(1, most));
    threads += p.threads;
    layout.push_back(p);
  }
  return layout;
}

FreeNames free_names(const Layout& layout) {
  FreeNames names;
  names.next_process = static_cast<std::uint8_t>(layout.size() + 1);
  names.threads_left = kMaxThreads - 1;  // init is one
  names.next_thread.fill(2);
  for (std::size_t i = 0; i < layout.size(); ++i) {
    names.next_thread[i + 1] = static_cast<std::uint8_t>(layout[i].threads + 1);
    names.threads_left -= layout[i].threads;
  }
  return names;
}

// A thread that would take an operation up now; seldom any thread. {} when nobody is awake.
std::optional<ThreadId> draw_actor(Rng& rng, const World& world) {
  boost::container::static_vector<ThreadId, kMaxThreads> awake;
  for (const Task& t : world.tasks)
    if (ready(world, t.id) && t.id.process != kInit) awake.push_back(t.id);
  if (awake.empty()) return std::nullopt;
  if (rng.chance(3)) {
    const auto any = static_cast<ThreadRef>(rng.between(1, static_cast<int>(world.tasks.size()) - 1));
    return world.task(any).id;
  }
  return rng.one_of(awake);
}

std::optional<Operation> draw_operation(Rng& rng, const Swarm& swarm, const World& world, FreeNames& names,
                                        ThreadId actor, int step) {
  Draw draw(rng, swarm, world, names, actor);
  for (int tries = 0; tries < kDrawsMax; ++tries)
    if (auto drawn = draw.operation(draw_kind(rng, swarm), step)) return drawn;
  return std::nullopt;
}

}  // namespace

std::uint64_t scenario_seed(std::uint64_t run_seed, std::uint64_t index) {
  return Rng(Rng(run_seed).next() ^ (index * 0xd1342543de82ef95u)).next();
}

namespace {

// A scenario in the making, with the world that its steps so far have led to.
class Composer {
 public:
  Composer(std::uint64_t seed, const GeneratorOptions& options)
      : rng_(seed), swarm_(draw_swarm(rng_, options.chapters)), wanted_(0), names_{} {
    scenario_.processes = draw_layout(rng_, options);
    world_ = initial_world(scenario_.processes);
    names_ = free_names(scenario_.processes);
    const int most = std::clamp(options.operations, 1, kMaxSteps);
    wanted_ = static_cast<std::size_t>(rng_.chance(70) ? most : rng_.between(1, most));
    scenario_.steps.reserve(wanted_);
  }

  Scenario compose() {
    const bool has_motif = rng_.chance(kMotifPercent) && wanted_ > kMotifStepsMax;
    const auto room = static_cast<int>(wanted_) - kMotifStepsMax;
    const auto motif_from = has_motif ? static_cast<std::size_t>(rng_.below(room)) : wanted_;
    bool motif_done = !has_motif;
    while (scenario_.steps.size() < wanted_) {
      if (!motif_done && scenario_.steps.size() >= motif_from && scenario_.steps.size() + kMotifStepsMax <= wanted_) {
        motif_done = true;
        add_motif();
      } else if (!add_burst()) {
        break;
      }
    }
    return std::move(scenario_);
  }

 private:
  bool add_burst() {
    const auto actor = draw_actor(rng_, world_);
    if (!actor) return false;
    const std::size_t first = scenario_.steps.size();
    do {
      const auto at = static_cast<int>(scenario_.steps.size());
      const auto drawn = draw_operation(rng_, swarm_, world_, names_, *actor, at);
      if (!drawn) break;
      scenario_.steps.push_back({*actor, *drawn, scenario_.steps.size() > first});
    } while (scenario_.steps.size() < wanted_ && rng_.chance(swarm_.burst_percent));
    if (scenario_.steps.size() == first) return false;
    happen(first);
    return true;
  }

  void add_motif() {
    for (const Step& step : draw_motif(rng_, world_, names_)) {
      if (!step.joined) happen(happened_);
      scenario_.steps.push_back(step);
    }
    happen(happened_);
  }

  // The burst that begins at `first` and ends with the last step so far.
  void happen(std::size_t first) {
    if (first < scenario_.steps.size())
      apply(world_, scenario_, first, scenario_.steps.size() - 1, usual_, Dialect{}, record_);
    record_.clear();
    happened_ = scenario_.steps.size();
  }

  Rng rng_;
  Swarm swarm_;
  std::size_t wanted_;
  Scenario scenario_;
  World world_;
  FreeNames names_;
  UsualChoices usual_;
  Record record_;
  std::size_t happened_ = 0;  // steps that the world has seen
};

}  // namespace

Scenario generate(std::uint64_t seed, const GeneratorOptions& options) { return Composer(seed, options).compose(); }

namespace {

// Simpler scenarios for RapidCheck: halves and single steps left out, then fields made simpler.
std::vector<Scenario> simpler_scenarios(const Scenario& s) {
  std::vector<Scenario> out;
  const auto keep = [&](Scenario candidate) {
    if (!candidate.steps.empty()) candidate.steps.front().joined = false;
    if (why_invalid(candidate).empty()) out.push_back(std::move(candidate));
  };
  for (std::size_t chunk = s.steps.size() / 2; chunk >= 1; chunk /= 2) {
    for (std::size_t at = 0; at + chunk <= s.steps.size(); at += chunk) {
      Scenario candidate = s;
      const auto begin = candidate.steps.begin() + static_cast<std::ptrdiff_t>(at);
      candidate.steps.erase(begin, begin + static_cast<std::ptrdiff_t>(chunk));
      keep(std::move(candidate));
    }
  }
  for (std::size_t i = 0; i < s.steps.size(); ++i) {
    for (const Operation& o : simpler(s.steps[i].operation)) {
      Scenario candidate = s;
      candidate.steps[i].operation = o;
      keep(std::move(candidate));
    }
  }
  return out;
}

}  // namespace

rc::Gen<Scenario> scenarios(GeneratorOptions options) {
  return [options](rc::Random random, int) {
    return rc::shrinkable::shrinkRecur(generate(random.next(), options),
                                       [](const Scenario& s) { return rc::seq::fromContainer(simpler_scenarios(s)); });
  };
}

}  // namespace sigconform
