// Random scenarios; see generate.h.
#include "generators/generate.h"

#include "generators/draw.h"
#include "model/model.h"
#include "model/simplify.h"

#include <algorithm>

namespace sigconform {
namespace {

inline constexpr int kStartThreadsMax = 16;  // the rest is for births
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

Scenario generate(std::uint64_t seed, const GeneratorOptions& options) {
  Rng rng(seed);
  const Swarm swarm = draw_swarm(rng);
  Scenario s;
  s.processes = draw_layout(rng, options);
  const int most = std::clamp(options.operations, 1, kMaxSteps);
  const int wanted = rng.chance(70) ? most : rng.between(1, most);
  s.steps.reserve(static_cast<std::size_t>(wanted));
  World world = initial_world(s.processes);
  FreeNames names = free_names(s.processes);
  UsualChoices usual;
  const Dialect dialect;
  Record record;
  while (static_cast<int>(s.steps.size()) < wanted) {
    const auto actor = draw_actor(rng, world);
    if (!actor) break;
    const std::size_t first = s.steps.size();
    do {
      const auto drawn = draw_operation(rng, swarm, world, names, *actor, static_cast<int>(s.steps.size()));
      if (!drawn) break;
      s.steps.push_back({*actor, *drawn, s.steps.size() > first});
    } while (static_cast<int>(s.steps.size()) < wanted && rng.chance(swarm.burst_percent));
    if (s.steps.size() == first) break;
    apply(world, s, first, s.steps.size() - 1, usual, dialect, record);
    record.clear();
  }
  return s;
}

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
