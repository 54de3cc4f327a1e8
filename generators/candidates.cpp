// Candidates for the minimiser; see candidates.h.
#include "generators/candidates.h"

#include "model/simplify.h"

#include <algorithm>
#include <array>

namespace sigconform {
namespace {

// A step that lost the one it was joined to begins a burst of its own.
void repair_bursts(Scenario& s) {
  for (std::size_t i = 0; i < s.steps.size(); ++i)
    if (s.steps[i].joined && (i == 0 || s.steps[i - 1].actor != s.steps[i].actor)) s.steps[i].joined = false;
}

constexpr ProcessId kNeverBorn{kMaxProcesses};

ProcessId process_id(std::size_t index) { return ProcessId{static_cast<std::uint8_t>(index)}; }

}  // namespace

Scenario truncated(const Scenario& scenario, std::size_t steps) {
  Scenario s = scenario;
  s.steps.resize(std::min(steps, s.steps.size()));
  return s;
}

Scenario without_steps(const Scenario& scenario, std::size_t at, std::size_t count) {
  Scenario s = scenario;
  const auto begin = s.steps.begin() + static_cast<std::ptrdiff_t>(at);
  const auto left = static_cast<std::size_t>(s.steps.end() - begin);
  // What was joined to a step that goes is joined to the one before it only if that was part of the same burst.
  const bool burst_goes_on = at > 0 && s.steps[at].joined;
  const std::size_t end = at + std::min(count, left);
  if (end < s.steps.size() && s.steps[end].joined && !burst_goes_on) s.steps[end].joined = false;
  s.steps.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(count, left)));
  repair_bursts(s);
  return s;
}

Scenario without_process(const Scenario& scenario, std::size_t i) {
  Scenario s = scenario;
  const ProcessId gone = process_id(i + 1);
  std::erase_if(s.steps, [gone](const Step& step) { return step.actor.process == gone; });
  repair_bursts(s);
  s.processes.erase(s.processes.begin() + static_cast<std::ptrdiff_t>(i));
  for (ProcessLayout& p : s.processes)
    if (p.parent == gone) p.parent = kInit;
  s = rename(s, gone, kNeverBorn);
  for (std::size_t later = i + 2; later < kMaxProcesses; ++later)
    s = rename(s, process_id(later), process_id(later - 1));
  return s;
}

std::vector<Scenario> simpler_layouts(const Scenario& scenario) {
  std::vector<Scenario> out;
  for (std::size_t i = scenario.processes.size(); i-- > 0;)
    if (scenario.processes.size() > 1) out.push_back(without_process(scenario, i));
  for (std::size_t i = 0; i < scenario.processes.size(); ++i) {
    const auto changed = [&](auto change) {
      Scenario s = scenario;
      change(s.processes[i]);
      if (!(s == scenario)) out.push_back(std::move(s));
    };
    changed([](ProcessLayout& p) { p.threads = 1; });
    changed([](ProcessLayout& p) { p.threads = static_cast<std::uint8_t>(std::max(1, p.threads - 1)); });
    changed([](ProcessLayout& p) { p.capable = false; });
    changed([](ProcessLayout& p) { p.user = 1; });
    changed([](ProcessLayout& p) { p.parent = kInit; });
  }
  return out;
}

std::vector<Scenario> simpler_steps(const Scenario& scenario) {
  std::vector<Scenario> out;
  for (std::size_t i = 0; i < scenario.steps.size(); ++i) {
    if (scenario.steps[i].joined) {
      out.push_back(scenario);
      out.back().steps[i].joined = false;
    }
    for (const Operation& o : simpler(scenario.steps[i].operation)) {
      out.push_back(scenario);
      out.back().steps[i].operation = o;
    }
  }
  return out;
}

namespace {

// The births of that thread (or process, for a leader) left out.
Scenario without_birth(Scenario s, ThreadId born) {
  std::erase_if(s.steps, [born](const Step& step) { return birth_of(step.actor, step.operation) == born; });
  repair_bursts(s);
  return s;
}

}  // namespace

std::vector<Scenario> merged_names(const Scenario& scenario) {
  std::vector<Scenario> out;
  const auto add = [&](Scenario s) {
    repair_bursts(s);
    if (!(s == scenario)) out.push_back(std::move(s));
  };
  for (std::size_t from = kMaxProcesses; from >= 2; --from)
    for (std::size_t to = 1; to < from; ++to) {
      // Taken for another process, its own birth left out; or only given a lower name.
      add(rename(without_birth(scenario, {process_id(from), {}}), process_id(from), process_id(to)));
      if (to > scenario.processes.size()) add(rename(scenario, process_id(from), process_id(to)));
    }
  for (std::uint8_t p = 1; p <= kMaxProcesses; ++p)
    for (std::uint8_t from = kMaxThreadsPerProcess; from >= 2; --from)
      for (std::uint8_t to = 1; to < from; ++to) {
        const ThreadId merged{ProcessId{p}, {from}}, kept{ProcessId{p}, {to}};
        add(rename(without_birth(scenario, merged), merged, kept));
        if (to > 1) add(rename(scenario, merged, kept));
      }
  for (std::size_t from = kDescriptors; from-- > 1;)
    for (std::size_t to = 0; to < from; ++to)
      add(rename(scenario, static_cast<Descriptor>(from), static_cast<Descriptor>(to)));
  // A usual signal is only taken for one that is more usual, so that this ends.
  constexpr std::array kUsual{kSigUsr1, kSigUsr2, kSigTerm, Signo{40}};
  for (int n = 1; n <= kLastSignal; ++n)
    for (const Signo usual : kUsual) {
      if (n == usual.value) break;
      add(rename(scenario, Signo{n}, usual));
    }
  return out;
}

std::vector<Scenario> without_pairs(const Scenario& scenario) {
  std::vector<Scenario> out;
  for (std::size_t later = scenario.steps.size(); later-- > 1;)
    for (std::size_t earlier = later; earlier-- > 0;)
      out.push_back(without_steps(without_steps(scenario, later, 1), earlier, 1));
  return out;
}

std::vector<Scenario> moved_without_another(const Scenario& scenario) {
  std::vector<ThreadId> actors;
  for (const Step& step : scenario.steps)
    if (std::find(actors.begin(), actors.end(), step.actor) == actors.end()) actors.push_back(step.actor);
  std::vector<Scenario> out;
  for (std::size_t moved = 0; moved < scenario.steps.size(); ++moved)
    for (const ThreadId actor : actors) {
      if (actor == scenario.steps[moved].actor) continue;
      Scenario s = scenario;
      s.steps[moved].actor = actor;
      repair_bursts(s);
      for (std::size_t gone = scenario.steps.size(); gone-- > 0;)
        if (gone != moved) out.push_back(without_steps(s, gone, 1));
    }
  return out;
}

}  // namespace sigconform
