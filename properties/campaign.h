// A campaign: many scenarios on one kind of subject, judged, and what diverges minimised, repeated and gathered into
// findings. Workers are threads with a subject each. Must not know command lines or report formats.
#pragma once

#include "generators/exhaustive.h"
#include "generators/generate.h"
#include "properties/allowance.h"
#include "properties/coverage.h"
#include "properties/diagnose.h"
#include "properties/oracle.h"
#include "subjects/subject.h"

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sigconform {

// One of several campaigns that are one together: of all scenarios, by their index from 0, it takes each `of`th, the
// first of which is number - 1.
struct Shard {
  std::uint64_t number{1}, of{1};
  bool operator==(const Shard&) const = default;
  [[nodiscard]] std::uint64_t index(std::uint64_t nth) const { return nth * of + number - 1; }
  // How many of so many scenarios are its own.
  [[nodiscard]] std::uint64_t share(std::uint64_t all) const { return all < number ? 0 : (all - number) / of + 1; }
};

// For making one finding, or one scenario that ends the subject, small and repeating it, and again for explaining it.
inline constexpr std::chrono::seconds kInvestigationTimeMax{60};
// When the time of a campaign is over, what diverged may still be looked into for so long.
inline constexpr std::chrono::seconds kClosingTimeMax{5};

struct Finding;

struct CampaignOptions {
  GeneratorOptions generator;
  std::optional<Scope> scope;  // every sequence of this one instead of random scenarios; their seed is their index
  std::uint64_t seed{};
  std::uint64_t scenarios_max{};  // of all shards together; 0: no bound
  Shard shard;
  std::chrono::milliseconds time_max{};  // 0: no bound; one of the two must be given
  std::chrono::milliseconds closing_max{kClosingTimeMax};
  int jobs{1};
  Dialect dialect;
  int repetitions{20};                             // of every minimised finding
  int findings_max{20};                            // distinct new ones that are minimised; more only count
  std::function<bool(const Finding&)> is_known{};  // what is not new; none: everything is
  int minimize_runs_max{2000};
  int losses_max{3};        // scenarios that end the subject and are looked into; each may cost many starts of it
  bool count_pairs{false};  // pairs of rules hit by one scenario, for --stats
  // What explains a finding is taken for the subject's way for the rest of the campaign, which then meets what lies
  // behind it.
  bool adopt{false};
};

// Where a finding comes from: the scenario of the run, and which of the findings in it.
struct Origin {
  std::uint64_t index{};
  int nth{};
  std::uint64_t seed{};
  auto operator<=>(const Origin&) const = default;
};

// A cluster of divergences with one cause.
struct Finding {
  std::string signature;
  Dialect judged_by;  // the campaign's dialect, with what had been adopted by then
  Explanation explanation;
  Divergence divergence;       // of the minimised scenario
  Scenario scenario;           // minimised
  Trace observed;              // of the minimised scenario, dense
  std::uint64_t first_seed{};  // seed of the scenario that showed it first
  Scenario original;
  int repeated{}, of{};  // how often the minimised scenario diverged again in the same way
  std::uint64_t seen{};  // scenarios of the campaign blamed on this rule
  int minimize_runs{};
  bool cut_short{};   // a limit ended the minimising, or the time was over before it was repeated as often as wanted
  std::string known;  // which expectation it answers to; empty: it is new
  Origin origin;      // of the scenario that was minimised; first_seed is that of the first one of this cause

  // What makes divergences one finding: the ids of the points that explain them, else the signature.
  [[nodiscard]] std::string cause() const;
};

// A scenario that ends the subject: a panic, a hang, nonsense on the line. It did so again when it was run alone, on a
// subject that had just been started.
struct Loss {
  Outcome outcome{};
  std::string detail;  // how the subject ended; the last lines of its console, where it has one
  Scenario scenario;   // minimised
  Scenario original;
  std::uint64_t first_seed{};
  int repeated{}, of{};  // runs of the minimised scenario, each alone on a fresh subject
  int minimize_runs{};
  bool cut_short{};       // as a finding's
  std::uint64_t index{};  // of the original scenario in the run
  std::string known{};    // as a finding's
};

// A scenario after which no conclusion could be drawn: the subject said so, the oracle's bounds were met, or a
// divergence that sparse observation showed did not show again under observation after every step.
struct Incident {
  Outcome outcome{};
  std::string detail;
  std::uint64_t seed{};
  Scenario scenario;
  std::uint64_t index{};  // in the run
};
inline constexpr std::size_t kIncidentsKept = 20;
// Scenarios whose divergence has the same signature, and that are looked into.
inline constexpr int kInvestigationsPerSignature = 3;

// A scenario that was looked into, because its first divergence had this signature.
struct Investigation {
  std::uint64_t index{};
  std::string signature{};
  auto operator<=>(const Investigation&) const = default;
};

struct CampaignResult {
  std::uint64_t scenarios{};   // judged
  std::uint64_t operations{};  // steps of those
  double seconds{};
  std::uint64_t unusual{};                          // explained only by choices other than the usual ones
  std::uint64_t inconclusive{};                     // incidents, and judgements beyond the oracle's bounds
  std::uint64_t skipped{};                          // for want of something that only some scenarios need
  RuleSet rules;                                    // hit by the model in judged scenarios
  std::array<std::uint64_t, kRules> rule_hits{};    // scenarios that hit each rule
  std::array<std::uint64_t, kRules> rule_agreed{};  // of those: the subject did what the rule led to, and conformed
  // Scenarios blamed on the rule that nobody looked into: there were findings_max new ones already, or no time was
  // left.
  std::array<std::uint64_t, kRules> rule_unexamined{};
  std::map<std::string, RuleSet> unsupported;  // why scenarios were skipped; the rules that the model met in those
  Examples examples;                           // from scenarios in which the subject conformed
  std::array<std::uint64_t, kOperationKinds> operation_counts{};
  std::array<std::uint64_t, kMaxSteps + 1> step_counts{};         // judged scenarios of so many steps
  std::array<std::uint64_t, kMaxProcesses + 1> process_counts{};  // and with so many processes at the start
  RulePairs rule_pairs;                                           // when asked for
  std::vector<Finding> findings;                                  // in the order in which they were found
  std::vector<Loss> losses;                                       // likewise
  std::string gone;                 // why the subject could not be had any more, when that ended the campaign
  Flips adopted;                    // against the campaign's dialect
  std::vector<Incident> incidents;  // the first kIncidentsKept
  bool interrupted{false};
  std::vector<std::string> vanished;  // expectations that nothing in this campaign answers to
  bool vanished_fails{false};         // whether that is held against the subject
  // What it takes to join this with other shards: all that was looked into, findings of a cause that another one shows
  // as well, and how many scenarios were blamed on each rule (Rule::kCount: on none).
  std::vector<Investigation> investigations;
  std::vector<Finding> further;
  std::map<Rule, std::uint64_t> blamed;
};

// Takes a finding in: a cause that is known keeps the shorter scenario, the other one goes to `further`, and the answer
// is whether that changed what is known.
bool take_in(CampaignResult& result, Finding finding);
// Fills in how many scenarios were blamed on the rule of each finding.
void count_seen(CampaignResult& result);

struct Progress {
  std::uint64_t scenarios{};
  std::uint64_t operations{};
  std::uint64_t findings{};
  double seconds{};
  std::string besides{};  // what a worker does instead of running scenarios: "minimising finding 3"; empty: nothing
};

// Starts the subject of worker `job` (0-based).
using StartSubject = std::function<std::unique_ptr<Subject>(int job)>;

// `progress` is called about four times a second from the calling thread. `stop` (may be null) ends the campaign
// early and keeps what was found. `on_finding` is called as soon as a finding is minimised, from any worker, one call
// at a time, so that it can be written down before anything else happens.
// Throws SubjectUnavailable when no subject could be started.
[[nodiscard]] CampaignResult run_campaign(const CampaignOptions& options, const StartSubject& start,
                                          const std::function<void(const Progress&)>& progress,
                                          const std::function<void(const Finding&)>& on_finding,
                                          const std::atomic<bool>* stop,
                                          const std::function<void(const Loss&)>& on_loss = {});

// In what the subject was found to differ from the campaign's dialect: what was adopted, or else what explains the
// findings, each by itself. Findings that nothing explains are not in it.
[[nodiscard]] Flips deviations(const CampaignResult& result);

// Fills in what explains the finding, beside the evidence of earlier ones, under the dialect that it was judged by; or
// what explained the same one before.
void explain(Finding& finding, Explanation found);
void explain(Finding& finding, std::span<const Evidence> earlier, Subject& subject, const Allowance& allowance = {});

// Observes `scenario` densely; divergences in that are minimised and repeated. Several findings only where a later
// divergence stands without the earlier ones; none when the scenario conforms each time it is run.
[[nodiscard]] std::vector<Finding> investigate(const Scenario& scenario, std::uint64_t seed, Subject& subject,
                                               const CampaignOptions& options, const Allowance& allowance = {});
// Runs a scenario that ended the subject a few times more, each time alone on a fresh one: `repeated` says how often it
// ended it again.
[[nodiscard]] Loss repeat_loss(const Scenario& scenario, std::uint64_t seed, Subject& subject,
                               const Allowance& allowance = {});
// And makes it smaller. nullopt when it did not end the subject again.
[[nodiscard]] std::optional<Loss> confirm_loss(const Scenario& scenario, std::uint64_t seed, Subject& subject,
                                               const Allowance& longest = {});
// As investigate, for one rule, starting from a scenario that is known to diverge by it. nullopt when it does not.
[[nodiscard]] std::optional<Finding> minimize_on(const Scenario& scenario, Rule rule, Subject& subject,
                                                 const CampaignOptions& options, const Allowance& allowance = {});

}  // namespace sigconform
