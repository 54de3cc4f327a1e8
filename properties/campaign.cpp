// Running many scenarios; see campaign.h.
#include "properties/campaign.h"

#include "model/model.h"
#include "properties/ledger.h"

#include <algorithm>
#include <span>
#include <thread>

namespace sigconform {
namespace {

// Scenarios in a row that were not run to their end, before the subject is held to be no more.
inline constexpr int kUnansweredMax = 32;
// Scenarios are sent to a subject so many at once, more where they take no time and fewer where they take long, to run
// or to judge: a batch is settled to its end, whatever the time.
inline constexpr std::uint64_t kBatchMax = 32;
inline constexpr std::chrono::milliseconds kQuickBatch{250}, kSlowBatch{1'000};

class Worker {
 public:
  Worker(const CampaignOptions& options, Ledger& ledger) : options_(options), ledger_(ledger) {}

  void run(Subject& subject) {
    std::uint64_t first = 0;
    while (const std::uint64_t count = ledger_.take(first, batch_)) {
      std::vector<Place> places;
      std::vector<Scenario> scenarios;
      for (std::uint64_t nth = first; nth < first + count; ++nth) {
        const std::uint64_t i = options_.shard.index(nth);
        const std::uint64_t seed = options_.scope ? i : scenario_seed(options_.seed, i);
        std::optional<Scenario> scenario =
            options_.scope ? sequence(*options_.scope, i) : generate(seed, options_.generator);
        if (!scenario) continue;
        places.push_back({i, seed});
        scenarios.push_back(std::move(*scenario));
      }
      if (!run(scenarios, places, subject)) return;
    }
  }

 private:
  // Of a scenario in the run.
  struct Place {
    std::uint64_t index, seed;
  };

  // One batch. False when the subject is no more.
  bool run(std::span<const Scenario> scenarios, std::span<const Place> places, Subject& subject) {
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<RunResult> results = subject.run(scenarios, Density::kSparse);
    looked_into_ = {};
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
      settle(scenarios[i], places[i], results[i], subject);
      unanswered_ = answered(results[i]) ? 0 : unanswered_ + 1;
      if (unanswered_ >= kUnansweredMax) {
        ledger_.gone(results[i].detail);
        return false;
      }
    }
    const auto took = std::chrono::steady_clock::now() - begin - looked_into_;
    if (took < kQuickBatch) batch_ = std::min(batch_ * 2, kBatchMax);
    if (took > kSlowBatch) batch_ = std::max<std::uint64_t>(batch_ / 2, 1);
    return true;
  }

  // Not: it, or what was to run it, ended.
  static bool answered(const RunResult& r) {
    return r.outcome == Outcome::kCompleted || r.outcome == Outcome::kUnsettled || r.outcome == Outcome::kSkipped;
  }

  void lost(const Scenario& scenario, Place at, const RunResult& result, Subject& subject) {
    if (!ledger_.claim_loss())
      return ledger_.incident(
          {result.outcome, "one more that ended the subject: " + result.detail, at.seed, scenario, at.index});
    ledger_.turns_to(Occupation::kLooksIntoLoss);
    std::optional<Loss> loss = confirm_loss(scenario, at.seed, subject, ledger_.allowance());
    ledger_.turns_to(Occupation::kRunsScenarios);
    if (!loss)
      return ledger_.incident({result.outcome,
                               "not when run alone on a fresh subject, but once in the run: " + result.detail, at.seed,
                               scenario, at.index});
    loss->index = at.index;
    ledger_.lost(std::move(*loss));
  }

  void skip(const Scenario& scenario, const std::string& why) {
    Record record;
    UsualChoices usual;
    (void)predict(scenario, ledger_.dialect(), usual, Density::kSparse, &record);
    ledger_.skipped(why, record.hits);
  }

  void settle(const Scenario& scenario, Place at, const RunResult& result, Subject& subject) {
    if (result.outcome == Outcome::kSkipped) return skip(scenario, result.detail);
    if (result.lost) return lost(scenario, at, result, subject);
    if (result.outcome != Outcome::kCompleted) {
      ledger_.incident({result.outcome, result.detail, at.seed, scenario, at.index});
      return;
    }
    const Dialect dialect = ledger_.dialect();
    Record record;
    record.keep_hits_after = true;
    const Judgement judgement = judge(scenario, result.trace, dialect, &record);
    if (judgement.verdict == Verdict::kInconclusive) {
      ledger_.incident(
          {Outcome::kCompleted, "more possibilities than the oracle's bounds allow", at.seed, scenario, at.index});
      return;
    }
    ledger_.judged(scenario, at.index, judgement, record);
    if (judgement.verdict == Verdict::kConforms) return;
    const Divergence& first = judgement.divergences.front();
    if (!ledger_.claim({at.index, first.signature(scenario)}, first.rule)) return;
    const auto begin = std::chrono::steady_clock::now();
    look_into(scenario, at, first, dialect, subject);
    looked_into_ += std::chrono::steady_clock::now() - begin;
  }

  void look_into(const Scenario& scenario, Place at, const Divergence& first, const Dialect& dialect,
                 Subject& subject) {
    CampaignOptions judging = options_;
    judging.dialect = dialect;
    ledger_.turns_to(Occupation::kMinimises);
    auto findings = investigate(scenario, at.seed, subject, judging, ledger_.allowance());
    ledger_.turns_to(Occupation::kExplains);
    if (findings.empty())
      ledger_.incident({Outcome::kUnsettled, "diverged once (" + first.signature(scenario) + "), not when looked into",
                        at.seed, scenario, at.index});
    for (std::size_t i = 0; i < findings.size(); ++i) {
      findings[i].origin = {at.index, static_cast<int>(i), at.seed};
      ledger_.found(std::move(findings[i]), subject);
    }
    ledger_.turns_to(Occupation::kRunsScenarios);
  }

  const CampaignOptions& options_;
  Ledger& ledger_;
  int unanswered_{};  // in a row
  std::uint64_t batch_{1};
  std::chrono::steady_clock::duration looked_into_{};  // so long of the batch was spent on its findings
};

}  // namespace

CampaignResult run_campaign(const CampaignOptions& options, const StartSubject& start,
                            const std::function<void(const Progress&)>& progress,
                            const std::function<void(const Finding&)>& on_finding, const std::atomic<bool>* stop,
                            const std::function<void(const Loss&)>& on_loss) {
  Ledger ledger(options, on_finding, on_loss, stop);
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

bool take_in(CampaignResult& result, Finding finding) {
  for (Finding& known : result.findings) {
    if (known.cause() != finding.cause()) continue;
    const bool shorter = finding.scenario.steps.size() < known.scenario.steps.size();
    if (shorter) {
      finding.first_seed = known.first_seed;
      std::swap(known, finding);
    }
    result.further.push_back(std::move(finding));
    return shorter;
  }
  result.findings.push_back(std::move(finding));
  return true;
}

void count_seen(CampaignResult& result) {
  for (Finding& finding : result.findings) {
    const auto blamed = result.blamed.find(finding.divergence.rule);
    finding.seen = blamed == result.blamed.end() ? 0 : blamed->second;
  }
}

Flips deviations(const CampaignResult& result) {
  if (!result.adopted.empty()) return result.adopted;
  Flips all;
  for (const Finding& finding : result.findings)
    for (const PointSetting& flip : finding.explanation.flips)
      if (std::find(all.begin(), all.end(), flip) == all.end()) all.push_back(flip);
  return all;
}

}  // namespace sigconform
