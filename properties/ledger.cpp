// Keeping the ledger of a campaign; see ledger.h.
#include "properties/ledger.h"

#include <fmt/core.h>
#include <algorithm>

namespace sigconform {
namespace {

inline constexpr std::chrono::milliseconds kProgressEvery{250};

}  // namespace

Ledger::Ledger(const CampaignOptions& options, const std::function<void(const Finding&)>& on_finding,
               const std::function<void(const Loss&)>& on_loss, const std::atomic<bool>* stop)
    : options_(options),
      on_finding_(on_finding),
      on_loss_(on_loss),
      stop_(stop),
      begin_(Clock::now()),
      dialect_(options.dialect) {}

std::uint64_t Ledger::take(std::uint64_t& first, std::uint64_t most) {
  const std::lock_guard lock(mutex_);
  if (ended_ || stopped() || late()) return 0;
  first = next_;
  const std::uint64_t left = options_.scenarios_max == 0 ? most : options_.shard.share(options_.scenarios_max) - next_;
  const std::uint64_t count = std::min(most, left);
  next_ += count;
  return count;
}

Allowance Ledger::allowance() const {
  Allowance out{.stop = stop_};
  if (options_.time_max.count() != 0) out.until = begin_ + options_.time_max + options_.closing_max;
  return out;
}

Dialect Ledger::dialect() const {
  const std::lock_guard lock(mutex_);
  return dialect_;
}

void Ledger::judged(const Scenario& scenario, std::uint64_t index, const Judgement& judgement, const Record& record) {
  const std::lock_guard lock(mutex_);
  ++result_.scenarios;
  result_.operations += scenario.steps.size();
  result_.unusual += judgement.unusual ? 1 : 0;
  ++result_.step_counts[scenario.steps.size()];
  ++result_.process_counts[scenario.processes.size()];
  for (const Step& s : scenario.steps) ++result_.operation_counts[s.operation.index()];
  result_.rules |= record.hits;
  const bool conforms = judgement.verdict == Verdict::kConforms;
  const RuleSet agreed = conforms && !record.hits_after.empty() ? record.hits_after.back() : RuleSet{};
  for (std::size_t r = 0; r < kRules; ++r) {
    result_.rule_hits[r] += record.hits.test(r) ? 1 : 0;
    result_.rule_agreed[r] += agreed.test(r) ? 1 : 0;
  }
  if (conforms) result_.examples.offer(scenario, record.hits_after, index);
  if (options_.count_pairs) result_.rule_pairs.add(record.hits);
}

void Ledger::skipped(const std::string& why, const RuleSet& met) {
  const std::lock_guard lock(mutex_);
  ++result_.skipped;
  result_.unsupported[why] |= met;
}

void Ledger::incident(Incident incident) {
  const std::lock_guard lock(mutex_);
  ++result_.inconclusive;
  if (result_.incidents.size() < kIncidentsKept) result_.incidents.push_back(std::move(incident));
}

bool Ledger::claim(const Investigation& investigation, Rule blamed) {
  const std::lock_guard lock(mutex_);
  ++result_.blamed[blamed];
  if (new_findings_ >= options_.findings_max || allowance().over()) {
    if (blamed < Rule::kCount) ++result_.rule_unexamined[static_cast<std::size_t>(blamed)];
    return false;
  }
  int& so_far = investigations_[investigation.signature];
  if (so_far >= kInvestigationsPerSignature) return false;
  ++so_far;
  result_.investigations.push_back(investigation);
  return true;
}

void Ledger::found(Finding finding, Subject& subject) {
  if (!options_.adopt) {
    if (std::optional<Explanation> same = explained_before(finding))
      explain(finding, std::move(*same));
    else
      explain(finding, {}, subject, allowance().at_most(kInvestigationTimeMax));
    return know(std::move(finding));
  }
  const std::lock_guard adopting(adopting_);
  finding.judged_by = dialect();
  const Judgement now = judge(finding.scenario, finding.observed, finding.judged_by);
  if (now.divergences.empty()) return;  // adopted meanwhile
  finding.divergence = now.divergences.front();
  explain(finding, evidence_, subject, allowance().at_most(kInvestigationTimeMax));
  adopt(finding);
  know(std::move(finding));
}

std::optional<Explanation> Ledger::explained_before(const Finding& finding) const {
  const std::lock_guard lock(mutex_);
  for (const auto* all : {&result_.findings, &result_.further})
    for (const Finding& other : *all)
      if (other.scenario == finding.scenario && other.observed.events == finding.observed.events)
        return other.explanation;
  return std::nullopt;
}

void Ledger::adopt(const Finding& finding) {
  const Explanation& why = finding.explanation;
  // What explains one scenario may do so by chance, and so may one of two points.
  if (why.flips.size() != 1 || why.confirmed == 0) return;
  evidence_ = why.evidence;
  const std::lock_guard lock(mutex_);
  dialect_ = with(dialect_, why.flips);
  result_.adopted = settings_between(options_.dialect, dialect_);
  investigations_.clear();  // what had a signature may have been what is now adopted
}

void Ledger::know(Finding finding) {
  const std::lock_guard lock(mutex_);
  const std::string cause = finding.cause();
  const std::size_t before = result_.findings.size();
  const bool is_new = !options_.is_known || !options_.is_known(finding);
  const bool changed = take_in(result_, std::move(finding));
  if (is_new && result_.findings.size() != before) ++new_findings_;
  if (!changed || !on_finding_) return;
  const auto known = std::find_if(result_.findings.begin(), result_.findings.end(),
                                  [&](const Finding& f) { return f.cause() == cause; });
  on_finding_(*known);
}

void Ledger::turns_to(Occupation occupation) {
  const std::lock_guard lock(mutex_);
  occupation_ = occupation;
}

std::string Ledger::besides() const {
  const std::size_t next = result_.findings.size() + 1;
  switch (occupation_) {
    case Occupation::kMinimises: return fmt::format("minimising finding {}", next);
    case Occupation::kExplains: return fmt::format("explaining finding {}", next);
    case Occupation::kLooksIntoLoss: return "repeating what ended the subject";
    case Occupation::kRunsScenarios: break;
  }
  return {};
}

bool Ledger::claim_loss() {
  const std::lock_guard lock(mutex_);
  return losses_claimed_++ < options_.losses_max;
}

void Ledger::lost(Loss loss) {
  const std::lock_guard lock(mutex_);
  for (const Loss& known : result_.losses)
    if (known.scenario == loss.scenario) return;
  result_.losses.push_back(std::move(loss));
  if (on_loss_) on_loss_(result_.losses.back());
}

void Ledger::gone(const std::string& why) {
  const std::lock_guard lock(mutex_);
  if (result_.gone.empty()) result_.gone = why;
  ended_ = true;
}

void Ledger::failed(const std::exception_ptr& error) {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = error;
  ended_ = true;
}

void Ledger::worker_done() {
  const std::lock_guard lock(mutex_);
  ++done_;
  changed_.notify_all();
}

void Ledger::wait(int workers, const std::function<void(const Progress&)>& progress) {
  std::unique_lock lock(mutex_);
  while (done_ < workers) {
    changed_.wait_for(lock, kProgressEvery);
    const Progress now{result_.scenarios, result_.operations, result_.findings.size(), seconds(), besides()};
    lock.unlock();
    if (progress) progress(now);
    lock.lock();
  }
}

CampaignResult Ledger::finish() {
  if (error_) std::rethrow_exception(error_);
  result_.seconds = seconds();
  result_.interrupted = stopped();
  count_seen(result_);
  return std::move(result_);
}

bool Ledger::late() const { return options_.time_max.count() != 0 && Clock::now() - begin_ >= options_.time_max; }

double Ledger::seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

}  // namespace sigconform
