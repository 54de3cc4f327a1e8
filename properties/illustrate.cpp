// One pass over random scenarios, then minimising; see illustrate.h.
#include "properties/illustrate.h"

#include "generators/candidates.h"
#include "generators/generate.h"
#include "generators/minimize.h"
#include "model/model.h"
#include "model/text.h"
#include "model/versions.h"
#include "properties/coverage.h"
#include "properties/example.h"
#include "properties/separate.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <thread>

namespace sigconform {
namespace {

// From how many scenarios each example is made small; the minimiser ends where no single change helps any more.
inline constexpr std::size_t kBeginnings = 4;
// In so many scenarios that apply a rule those that show it are looked for.
inline constexpr int kTries = 2000;
inline constexpr int kTriesForEvents = 200;
inline constexpr std::uint64_t kScenariosBetweenNews = 256;

std::vector<std::vector<const VariationPoint*>> points_by_rule() {
  std::vector<std::vector<const VariationPoint*>> out(kRules);
  for (const VariationPoint& point : variation_points()) out[static_cast<std::size_t>(point.rule)].push_back(&point);
  return out;
}

struct Beginning {
  Scenario scenario;
  const VariationPoint* point{};
  Sight sight{};
};

constexpr std::array kSights{Sight::kEvents, Sight::kStatuses};

// What is known of a rule after the pass.
struct Candidates {
  std::array<std::vector<Beginning>, kSights.size()> showing;  // kBeginnings at most of each
  int tries{};
};

class Pass {
 public:
  Pass(const Dialect& dialect, const RuleSet& wanted)
      : dialect_(dialect), points_(points_by_rule()), open_(wanted), candidates_(kRules) {}

  // False: nothing is left to look for.
  bool look(const Scenario& scenario, std::uint64_t index) {
    UsualChoices usual;
    Record record;
    record.keep_hits_after = true;
    (void)predict(scenario, dialect_, usual, Density::kSparse, &record);
    met_.offer(scenario, record.hits_after, index);
    const RuleSet candidates = record.hits & open_;
    for (std::size_t r = 0; candidates.any() && r < kRules; ++r)
      if (candidates.test(r)) add(r, scenario);
    return open_.any();
  }

  [[nodiscard]] const Candidates& of(std::size_t rule) const { return candidates_[rule]; }
  [[nodiscard]] const Scenario& shortest(std::size_t rule) const { return met_.of(static_cast<Rule>(rule)); }

 private:
  void add(std::size_t rule, const Scenario& scenario) {
    Candidates& its = candidates_[rule];
    bool enough = true;
    for (std::size_t i = 0; i < kSights.size(); ++i) {
      std::vector<Beginning>& showing = its.showing[i];
      for (const VariationPoint* point : points_[rule]) {
        if (showing.size() == kBeginnings) break;
        const auto at = shown_at(static_cast<Rule>(rule), *point, scenario, dialect_, kSights[i]);
        if (at) showing.push_back({truncated(scenario, *at + 1), point, kSights[i]});
        if (at) break;
      }
      enough = enough && showing.size() == kBeginnings;
    }
    // Where only /proc shows it there is no use in looking for more.
    const bool in_vain = its.tries >= kTriesForEvents && its.showing[1].size() == kBeginnings;
    if (++its.tries == kTries || enough || in_vain) open_.reset(rule);
  }

  const Dialect dialect_;
  const std::vector<std::vector<const VariationPoint*>> points_;
  RuleSet open_;
  std::vector<Candidates> candidates_;
  Examples met_;
};

// What takes a reader longer than its step does, where the rule is not about it; a plain step counts 100.
struct Effort {
  std::string_view operation;
  std::uint64_t more;
};
constexpr std::array kEfforts{Effort{"vfork", 150},
                              Effort{"execve", 150},
                              Effort{"freeze", 150},
                              Effort{"return_with_mask", 150},
                              Effort{"rt_sigtimedwait_unwritable", 60},
                              Effort{"queue_siginfo", 40},
                              Effort{"pidfd_send_signal", 40},
                              Effort{"block_under", 40},
                              Effort{"clone3", 40},
                              Effort{"notify_owner", 40}};

// To read what /proc shows takes more than to read an answer.
inline constexpr std::uint64_t kStatusesEffort = 150;
inline constexpr std::uint64_t kJoinedEffort = 60;

std::uint64_t effort_of(const Scenario& scenario, Sight sight) {
  std::uint64_t effort = scenario.steps.size() * 100 + scenario.processes.size();
  if (sight == Sight::kStatuses) effort += kStatusesEffort;
  for (const Step& step : scenario.steps) {
    if (step.joined) effort += kJoinedEffort;
    for (const Effort& each : kEfforts) effort += each.operation == name_of(step.operation) ? each.more : 0;
  }
  return effort;
}

Illustration plainest(Rule rule, const Candidates& candidates, const Scenario& met, const NamedDialect& named,
                      const Dialect& dialect) {
  Illustration out{{}, 0, nullptr, Sight::kEvents, named.name};
  for (const std::vector<Beginning>& showing : candidates.showing)
    for (const Beginning& beginning : showing) {
      const StillFails shows = [&](const Scenario& c) {
        return shown_at(rule, *beginning.point, c, dialect, beginning.sight);
      };
      Scenario small = minimize(beginning.scenario, beginning.scenario.steps.size() - 1, shows).scenario;
      if (out.shown_by != nullptr && effort_of(small, beginning.sight) >= effort_of(out.scenario, out.sight)) continue;
      out = {std::move(small), 0, beginning.point, beginning.sight, named.name};
    }
  if (out.shown_by == nullptr && !met.steps.empty()) out.scenario = smaller_example(rule, met, dialect);
  if (!out.scenario.steps.empty()) out.applied = *first_applied(rule, out.scenario, dialect);
  return out;
}

const NamedDialect& named_dialect(std::string_view name) {
  const std::span<const NamedDialect> all = version_dialects();
  return *std::find_if(all.begin(), all.end(), [name](const NamedDialect& d) { return d.name == name; });
}

class Illustrator {
 public:
  Illustrator(const IllustrateOptions& options, const Illustrating& progress)
      : options_(options), progress_(progress), out_(kRules) {}

  void go(const NamedDialect& named) {
    RuleSet wanted;
    for (std::size_t r = 0; r < kRules; ++r) wanted.set(r, out_[r].scenario.steps.empty());
    const Dialect dialect = *find_dialect(named.name);
    for (const VariationPoint& point : variation_points())
      if (!(dialect.*point.point)) wanted.reset(static_cast<std::size_t>(point.rule));
    if (wanted.none()) return;
    Pass pass(dialect, wanted);
    for (std::uint64_t i = 0; i < options_.scenarios_max; ++i) {
      if (i % kScenariosBetweenNews == 0) progress_("scenarios", i, options_.scenarios_max);
      if (!pass.look(scenario(i), i)) break;
    }
    make_small(pass, wanted, named, dialect);
  }

  std::vector<Illustration> take() { return std::move(out_); }

 private:
  // Every other one is about a chapter; some rules are met more often where scenarios are about everything.
  [[nodiscard]] Scenario scenario(std::uint64_t index) const {
    GeneratorOptions about;
    if (index % 2 == 0) about.chapters.set(index / 2 % kChapters);
    return generate(scenario_seed(options_.seed, index), about);
  }

  void make_small(const Pass& pass, const RuleSet& wanted, const NamedDialect& named, const Dialect& dialect) {
    std::atomic<std::size_t> next{0};
    std::uint64_t done = 0;
    const auto work = [&] {
      for (std::size_t r = next++; r < kRules; r = next++) {
        if (!wanted.test(r)) continue;
        out_[r] = plainest(static_cast<Rule>(r), pass.of(r), pass.shortest(r), named, dialect);
        const std::scoped_lock lock(mutex_);
        progress_("examples", ++done, wanted.count());
      }
    };
    std::vector<std::jthread> others;
    for (int i = 1; i < options_.jobs; ++i) others.emplace_back(work);
    work();
  }

  const IllustrateOptions options_;
  const Illustrating& progress_;
  std::vector<Illustration> out_;
  std::mutex mutex_;
};

}  // namespace

std::optional<std::size_t> shown_at(Rule rule, const VariationPoint& point, const Scenario& scenario,
                                    const Dialect& dialect, Sight sight) {
  Dialect flipped = dialect;
  flipped.*point.point = !(flipped.*point.point);
  const std::optional<std::size_t> at =
      sight == Sight::kEvents ? events_part_at(scenario, dialect, flipped) : parts_at(scenario, dialect, flipped);
  if (!at) return std::nullopt;
  const std::optional<std::size_t> applied = first_applied(rule, scenario, dialect);
  return applied && *applied <= *at ? at : std::nullopt;
}

std::vector<Illustration> illustrate(const IllustrateOptions& options, const Illustrating& progress) {
  Illustrator illustrator(options, progress);
  illustrator.go(version_dialects().back());
  illustrator.go(named_dialect(kDefaultDialect));
  return illustrator.take();
}

}  // namespace sigconform
