// The ledger of a campaign: which scenarios are to be run next, what came out, and the dialect that the subject is held
// to, which changes when a deviation is adopted. It must not know how scenarios are run or judged.
#pragma once

#include "properties/campaign.h"

#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>

namespace sigconform {

enum class Occupation : std::uint8_t { kRunsScenarios, kMinimises, kExplains, kLooksIntoLoss };

// What all workers write to. Every member function is safe to call from any of them.
class Ledger {
 public:
  Ledger(const CampaignOptions& options, const std::function<void(const Finding&)>& on_finding,
         const std::function<void(const Loss&)>& on_loss, const std::atomic<bool>* stop);

  // The next batch, of so many at most: the scenarios [first, first + count) of this shard. 0 when there is nothing
  // more to do.
  [[nodiscard]] std::uint64_t take(std::uint64_t& first, std::uint64_t most);
  // For looking into what was found.
  [[nodiscard]] Allowance allowance() const;

  // The campaign's, with what was adopted so far.
  [[nodiscard]] Dialect dialect() const;

  // `index`: of the scenario in the run.
  void judged(const Scenario& scenario, std::uint64_t index, const Judgement& judgement, const Record& record);
  // For want of what `why` names; `met`: the rules that the model meets in that scenario.
  void skipped(const std::string& why, const RuleSet& met);
  void incident(Incident incident);

  // Whether a scenario whose first divergence is this one is still worth an investigation.
  [[nodiscard]] bool claim(const Investigation& investigation, Rule blamed);
  // Explains the finding, takes it in, unless it is one that is known, and adopts what explains it, when asked to.
  void found(Finding finding, Subject& subject);
  // What a worker does from now on, for the progress.
  void turns_to(Occupation occupation);

  // Whether a scenario that ended the subject is still worth an investigation.
  [[nodiscard]] bool claim_loss();
  void lost(Loss loss);
  // There is no subject any more: what was found so far is the result.
  void gone(const std::string& why);

  void failed(const std::exception_ptr& error);
  void worker_done();

  // Until so many workers are done.
  void wait(int workers, const std::function<void(const Progress&)>& progress);
  // Rethrows what a worker failed with.
  [[nodiscard]] CampaignResult finish();

 private:
  [[nodiscard]] bool stopped() const { return stop_ && stop_->load(); }
  [[nodiscard]] bool late() const;
  [[nodiscard]] double seconds() const;
  void know(Finding finding);
  void adopt(const Finding& finding);
  [[nodiscard]] std::string besides() const;
  // Of the same scenario, with the same outcome.
  [[nodiscard]] std::optional<Explanation> explained_before(const Finding& finding) const;

  using Clock = std::chrono::steady_clock;

  const CampaignOptions& options_;
  const std::function<void(const Finding&)>& on_finding_;
  const std::function<void(const Loss&)>& on_loss_;
  const std::atomic<bool>* stop_;
  const Clock::time_point begin_;

  std::mutex adopting_;             // one diagnosis at a time, so that nothing is adopted twice
  std::vector<Evidence> evidence_;  // of all that was adopted

  mutable std::mutex mutex_;  // of all that follows
  std::condition_variable changed_;
  CampaignResult result_;
  Dialect dialect_;
  std::map<std::string, int> investigations_;  // by signature
  int new_findings_ = 0;
  int losses_claimed_ = 0;
  Occupation occupation_ = Occupation::kRunsScenarios;
  std::exception_ptr error_;
  std::uint64_t next_ = 0;
  int done_ = 0;
  bool ended_ = false;
};

}  // namespace sigconform
