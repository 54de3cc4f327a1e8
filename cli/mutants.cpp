// sigconform mutants: every variation point flipped, one at a time; how soon is it noticed, and by what? It must not
// know how mutants are hunted.
#include "properties/mutants.h"

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/settle.h"
#include "cli/status.h"
#include "cli/stop.h"
#include "cli/subjects.h"
#include "cli/values.h"
#include "model/text.h"
#include "properties/separate.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstdio>
#include <mutex>
#include <thread>

namespace sigconform::cli {
namespace {

std::vector<const VariationPoint*> wanted_points(const std::vector<std::string>& ids) {
  std::vector<const VariationPoint*> out;
  for (const VariationPoint& p : variation_points())
    if (ids.empty() || std::find(ids.begin(), ids.end(), p.id) != ids.end()) out.push_back(&p);
  return out;
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

std::string line_of(const MutantResult& r, std::size_t width) {
  const std::string id = padded(std::string(r.point->id), width);
  if (!r.found)
    return fmt::format("NOT FOUND  {}  {} in {}\n", id, counted(r.scenarios, "scenario"), duration_text(r.seconds));
  return fmt::format("found      {}  {:>7.3f} s  {:>8}  {:>8}  by {}\n", id, r.seconds,
                     counted(r.scenarios, "scenario"), counted(r.scenario.steps.size(), "step"), r.by);
}

// Mutants that workers take, and what became of them.
class Table {
 public:
  Table(std::vector<const VariationPoint*> points, std::size_t width) : points_(std::move(points)), width_(width) {}

  const VariationPoint* take() {
    const std::scoped_lock lock(mutex_);
    return next_ < points_.size() ? points_[next_++] : nullptr;
  }
  void done(MutantResult result) {
    const std::scoped_lock lock(mutex_);
    print(line_of(result, width_));
    results_.push_back(std::move(result));
  }
  void failed(const std::exception_ptr& error) {
    const std::scoped_lock lock(mutex_);
    if (!error_) error_ = error;
    next_ = points_.size();
  }
  std::vector<MutantResult> results() {
    if (error_) std::rethrow_exception(error_);
    return std::move(results_);
  }

 private:
  std::mutex mutex_;
  std::vector<const VariationPoint*> points_;
  std::size_t width_;
  std::size_t next_ = 0;
  std::vector<MutantResult> results_;
  std::exception_ptr error_;
};

template <typename Value>
double median(std::vector<Value> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<double>(*middle);
}

// Time, scenarios and length of those that were found.
std::string figures(const std::vector<MutantResult>& results) {
  std::vector<double> seconds;
  std::vector<std::uint64_t> scenarios;
  std::vector<std::size_t> steps;
  for (const MutantResult& r : results) {
    if (!r.found) continue;
    seconds.push_back(r.seconds);
    scenarios.push_back(r.scenarios);
    steps.push_back(r.scenario.steps.size());
  }
  if (seconds.empty()) return {};
  return fmt::format(
      "\nto the first detection: {:.3f} s and {} scenarios in the median, {:.3f} s at most; minimised to {} steps in\n"
      "the median, {} at most\n",
      median(seconds), median(scenarios), *std::max_element(seconds.begin(), seconds.end()), median(steps),
      *std::max_element(steps.begin(), steps.end()));
}

std::string_view reason(const MutantResult& r, const std::string& subject) {
  return subject == "model" ? why_unnoticed(*r.point) : std::string_view();
}

// Why it was not found, and what would have had to be generated.
std::string survivor_text(const MutantResult& r, const MutantsOptions& options) {
  std::string out = fmt::format("{}\n{}", r.point->id, hanging("", 4, std::string(r.point->flipped)));
  const std::string_view why = reason(r, options.subject);
  out += hanging("", 4, why.empty() ? std::string("no reason is known") : fmt::format("no property: {}", why));
  const Dialect dialect = options.model.values();
  const auto scenario = find_separating(*r.point, dialect, dialect, options.seed, kDefaultSeparatingScenarios);
  return out + (scenario ? "    this would show it:\n" + to_text(*scenario)
                         : fmt::format("    nothing shows it in {} random scenarios\n",
                                       grouped(kDefaultSeparatingScenarios)));
}

struct Survivors {
  std::string text;
  std::size_t found{};
};
Survivors survivors(const std::vector<MutantResult>& results, const MutantsOptions& options) {
  Survivors out;
  for (const MutantResult& r : results) {
    if (r.found)
      ++out.found;
    else
      out.text += "\n" + survivor_text(r, options);
  }
  return out;
}

std::vector<MutantResult> hunt_all(const MutantsOptions& options, int jobs, const std::atomic<bool>* stop) {
  const std::vector<const VariationPoint*> points = wanted_points(options.points);
  std::size_t width = 0;
  for (const VariationPoint* p : points) width = std::max(width, p->id.size());
  const bool on_model = options.subject == "model";
  const MutantOptions hunt{options.seed, options.time, options.model.values()};
  Table table(points, width);
  {
    std::vector<std::jthread> workers;
    for (int job = 0; job < jobs; ++job) {
      workers.emplace_back([&, job] {
        try {
          const auto subject = on_model ? nullptr : start_subject(options.subject, Density::kSparse, job);
          while (const VariationPoint* point = stop->load() ? nullptr : table.take()) {
            MutantResult result =
                on_model ? hunt_on_model(*point, hunt, stop) : hunt_on_subject(*point, *subject, hunt, stop);
            if (!result.found && stop->load()) break;  // it was not given its time
            table.done(std::move(result));
          }
        } catch (...) {
          table.failed(std::current_exception());
        }
      });
    }
  }
  return table.results();
}

// Fills in what was not given.
MutantsOptions settled(const MutantsOptions& given) {
  MutantsOptions options = given;
  const bool on_model = options.subject == "model";
  if (options.time.count() == 0) options.time = on_model ? kDefaultMutantTimeOnModel : kDefaultMutantTime;
  options.model = settle(options.model, *start_subject(options.subject, Density::kDense)).model;
  return options;
}

}  // namespace

int perform(const MutantsOptions& given) {
  const int jobs = effective_jobs("mutants", given.subject, given.jobs);
  const MutantsOptions options = settled(given);
  const std::size_t mutants = wanted_points(options.points).size();
  print(fmt::format("sigconform mutants · {} · {} from {}{} · seed {} · at most {} each\n\n", options.subject,
                    counted(mutants, "mutant"), options.model.dialect, options.model.changes(), options.seed,
                    duration_text(std::chrono::duration<double>(options.time).count())));
  const std::atomic<bool>* const stop = stop_on_signals();
  const std::vector<MutantResult> results = hunt_all(options, jobs, stop);
  print(figures(results));
  const auto [alive, found] = survivors(results, options);
  if (!alive.empty()) print("\nnot found\n" + alive);
  print(fmt::format("\nfound {} of {}\n", found, mutants));
  if (results.size() < mutants) return kNoVerdict;
  const bool all_excused = std::all_of(results.begin(), results.end(), [&](const MutantResult& r) {
    return r.found || !reason(r, options.subject).empty();
  });
  return all_excused ? kConforms : kDiverges;
}

}  // namespace sigconform::cli
