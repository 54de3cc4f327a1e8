// What is known of a system, as a file that people write and sigconform adds to: findings that answer to an entry are
// known, and do not fail a run; entries that nothing answers to have vanished.
//
//     sigconform expectations 1
//     # Comments are kept.
//     on gvisor
//     set sa-mask-applies=off                   # explains a finding
//     finding setsid.number event setsid        # the signature of one that nothing explains
//     scenario gvisor/setsid-answers-0.scenario # diverges; the file lies beside this one, or below
//     sometimes gvisor/stops-late.scenario      # diverges in 5 of 20 runs
//
// Entries before the first `on` are of every subject. A dialect file (model/dialect_text.h) is one of these, too. It
// must not know where the file lies, nor run anything.
#pragma once

#include "model/text.h"
#include "properties/campaign.h"

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sigconform {

enum class ExpectedKind : std::uint8_t { kSetting, kFinding, kScenario };

// A scenario is run so often, at most, until it diverges: where threads run at once nothing does each time. One that
// diverges in half of its runs or more is missed once in a million times; that it conforms in all says that it is
// mended.
inline constexpr int kScenarioRuns = 20;
// Likewise for what diverges less often, a `sometimes`: one in five is missed once in five thousand million times, but
// one in fifty in every seventh, and so there is no telling from it.
inline constexpr int kSometimesRuns = 100;

struct ExpectedEntry {
  ExpectedKind kind{};
  std::string text;       // as written, without its comment: "set sa-mask-applies=off"
  std::string subject;    // as --on names it; empty: of every subject
  int line{};             // in the file, from 1
  PointSetting setting;   // kSetting
  std::string value;      // kFinding: the signature, or the cause; kScenario: the file's name
  bool sometimes{false};  // kScenario: it diverges in less than half of its runs

  // Filled in by whoever ran it, of kScenario: the scenario, and what it diverged by, when it did.
  Scenario scenario;
  std::vector<std::string> shows;  // signature and cause
  Trace observed;                  // and the run that showed it
  Flips holds;  // what explains that, when the subject did so in other scenarios, too; of kSetting: the setting
  bool undecided{false};  // there is no telling whether it still diverges

  // kScenario: how often it is run, at most, until it diverges.
  [[nodiscard]] int runs_max() const { return sometimes ? kSometimesRuns : kScenarioRuns; }
  bool operator==(const ExpectedEntry&) const = default;
};

struct Expectations {
  std::vector<ExpectedEntry> entries;
  [[nodiscard]] bool has_sections() const;
};

inline constexpr std::string_view kExpectationsHead = "sigconform expectations 1";
[[nodiscard]] std::variant<Expectations, ParseError> parse_expectations(std::string_view text);

// The entries of this subject.
[[nodiscard]] Expectations of_subject(const Expectations& all, std::string_view subject);
// The entries that the finding answers to, as written; empty: it is new. All points of an explanation must be expected.
// A scenario shows other things to who has adopted something meanwhile: it is judged again, as the finding was.
[[nodiscard]] std::string known_by(const Expectations& expected, const Finding& finding);
// Likewise: a loss answers to its scenario.
[[nodiscard]] std::string known_by(const Expectations& expected, const Loss& loss);
// Marks what is known and what has vanished. `held`: the dialect of the campaign; a setting that it has anyway is met.
void apply(const Expectations& expected, const Dialect& held, bool strict, CampaignResult& result);

// The text with an entry for everything in the result that is new, each with a comment that says what it is; `subject`:
// whose section they belong into, empty where the file has none. Comments and entries stay as they are.
[[nodiscard]] std::string with_news(std::string_view text, const CampaignResult& result, std::string_view subject);
// The text without these lines.
[[nodiscard]] std::string without_lines(std::string_view text, std::span<const int> lines);

}  // namespace sigconform
