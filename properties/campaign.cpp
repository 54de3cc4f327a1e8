// Running many scenarios; see campaign.h.
#include "properties/campaign.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

namespace sigconform {
namespace {

inline constexpr std::uint64_t kBatch = 32;       // scenarios sent to a subject at once
inline constexpr int kInvestigationsPerRule = 3;  // of scenarios whose divergence is blamed on the same rule
inline constexpr std::chrono::milliseconds kProgressEvery{250};

using Clock = std::chrono::steady_clock;

// What all workers write to. Every member function is safe to call from any of them.
class Ledger {
 public:
  Ledger(const CampaignOptions& options, const std::function<void(const Finding&)>& on_finding,
         const std::atomic<bool>* stop)
      : options_(options), on_finding_(on_finding), stop_(stop), begin_(Clock::now()) {}

  // The next batch: indexes [first, first + count). 0 when there is nothing more to do.
  std::uint64_t take(std::uint64_t& first) {
    const std::lock_guard lock(mutex_);
    if (ended_ || stopped() || late()) return 0;
    first = next_;
    const std::uint64_t left = options_.scenarios_max == 0 ? kBatch : options_.scenarios_max - next_;
    const std::uint64_t count = std::min(kBatch, left);
    next_ += count;
    return count;
  }

  void judged(const Scenario& scenario, const Judgement& judgement, const Record& record) {
    const std::lock_guard lock(mutex_);
    ++result_.scenarios;
    result_.operations += scenario.steps.size();
    result_.unusual += judgement.unusual ? 1 : 0;
    for (const Step& s : scenario.steps) ++result_.operation_counts[s.operation.index()];
    result_.rules |= record.hits;
    const bool conforms = judgement.verdict == Verdict::kConforms;
    const RuleSet agreed = conforms && !record.hits_after.empty() ? record.hits_after.back() : RuleSet{};
    for (std::size_t r = 0; r < kRules; ++r) {
      result_.rule_hits[r] += record.hits.test(r) ? 1 : 0;
      result_.rule_agreed[r] += agreed.test(r) ? 1 : 0;
    }
    if (conforms) result_.examples.offer(scenario, record.hits_after);
    if (options_.count_pairs) result_.rule_pairs.add(record.hits);
  }

  void skipped() {
    const std::lock_guard lock(mutex_);
    ++result_.skipped;
  }

  void incident(Incident incident) {
    const std::lock_guard lock(mutex_);
    ++result_.inconclusive;
    if (result_.incidents.size() < kIncidentsKept) result_.incidents.push_back(std::move(incident));
  }

  // Whether a divergence blamed on this rule is still worth an investigation.
  bool claim(Rule rule) {
    const std::lock_guard lock(mutex_);
    ++seen_[rule];
    if (static_cast<int>(result_.findings.size()) >= options_.findings_max) return false;
    return investigations_[rule]++ < kInvestigationsPerRule;
  }

  void found(Finding finding) {
    const std::lock_guard lock(mutex_);
    for (Finding& known : result_.findings) {
      if (known.divergence.cause(known.scenario) != finding.divergence.cause(finding.scenario)) continue;
      if (finding.scenario.steps.size() >= known.scenario.steps.size()) return;
      finding.first_seed = known.first_seed;
      known = finding;
      if (on_finding_) on_finding_(known);
      return;
    }
    result_.findings.push_back(std::move(finding));
    if (on_finding_) on_finding_(result_.findings.back());
  }

  void failed(const std::exception_ptr& error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
    ended_ = true;
  }
  void worker_done() {
    const std::lock_guard lock(mutex_);
    ++done_;
    changed_.notify_all();
  }

  // Until all workers are done.
  void wait(int workers, const std::function<void(const Progress&)>& progress) {
    std::unique_lock lock(mutex_);
    while (done_ < workers) {
      changed_.wait_for(lock, kProgressEvery);
      const Progress now{result_.scenarios, result_.operations, result_.findings.size(), seconds()};
      lock.unlock();
      if (progress) progress(now);
      lock.lock();
    }
  }

  CampaignResult finish() {
    if (error_) std::rethrow_exception(error_);
    result_.seconds = seconds();
    result_.interrupted = stopped();
    for (Finding& f : result_.findings) f.seen = seen_[f.divergence.rule];
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool stopped() const { return stop_ && stop_->load(); }
  [[nodiscard]] bool late() const {
    return options_.time_max.count() != 0 && Clock::now() - begin_ >= options_.time_max;
  }
  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

  const CampaignOptions& options_;
  const std::function<void(const Finding&)>& on_finding_;
  const std::atomic<bool>* stop_;
  const Clock::time_point begin_;
  std::mutex mutex_;
  std::condition_variable changed_;
  CampaignResult result_;
  std::map<Rule, std::uint64_t> seen_;
  std::map<Rule, int> investigations_;
  std::exception_ptr error_;
  std::uint64_t next_ = 0;
  int done_ = 0;
  bool ended_ = false;
};

class Worker {
 public:
  Worker(const CampaignOptions& options, Ledger& ledger) : options_(options), ledger_(ledger) {}

  void run(Subject& subject) {
    std::uint64_t first = 0;
    while (const std::uint64_t count = ledger_.take(first)) {
      std::vector<std::uint64_t> seeds;
      std::vector<Scenario> scenarios;
      for (std::uint64_t i = 0; i < count; ++i) {
        seeds.push_back(scenario_seed(options_.seed, first + i));
        scenarios.push_back(generate(seeds.back(), options_.generator));
      }
      const auto results = subject.run(scenarios, Density::kSparse);
      for (std::size_t i = 0; i < scenarios.size(); ++i) settle(scenarios[i], seeds[i], results[i], subject);
    }
  }

 private:
  void settle(const Scenario& scenario, std::uint64_t seed, const RunResult& result, Subject& subject) {
    if (result.outcome == Outcome::kSkipped) return ledger_.skipped();
    if (result.outcome != Outcome::kCompleted) {
      ledger_.incident({result.outcome, result.detail, seed, scenario});
      return;
    }
    Record record;
    record.keep_hits_after = true;
    const Judgement judgement = judge(scenario, result.trace, options_.dialect, &record);
    if (judgement.verdict == Verdict::kInconclusive) {
      ledger_.incident({Outcome::kCompleted, "more possibilities than the oracle's bounds allow", seed, scenario});
      return;
    }
    ledger_.judged(scenario, judgement, record);
    if (judgement.verdict == Verdict::kConforms || !ledger_.claim(judgement.divergences.front().rule)) return;
    auto findings = investigate(scenario, seed, subject, options_);
    if (findings.empty()) {
      const std::string signature = judgement.divergences.front().signature(scenario);
      ledger_.incident({Outcome::kUnsettled, "diverged once (" + signature + "), not when observed after every step",
                        seed, scenario});
    }
    for (Finding& f : findings) ledger_.found(std::move(f));
  }

  const CampaignOptions& options_;
  Ledger& ledger_;
};

}  // namespace

CampaignResult run_campaign(const CampaignOptions& options, const StartSubject& start,
                            const std::function<void(const Progress&)>& progress,
                            const std::function<void(const Finding&)>& on_finding, const std::atomic<bool>* stop) {
  Ledger ledger(options, on_finding, stop);
  std::vector<std::jthread> workers;
  for (int job = 0; job < options.jobs; ++job) {
    // A subject is started by the thread that drives it: its processes die with that thread.
    workers.emplace_back([&, job] {
      try {
        const auto subject = start(job);
        Worker(options, ledger).run(*subject);
      } catch (...) {
        ledger.failed(std::current_exception());
      }
      ledger.worker_done();
    });
  }
  ledger.wait(options.jobs, progress);
  workers.clear();
  return ledger.finish();
}

}  // namespace sigconform
