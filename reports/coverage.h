// coverage.json: what a run met of the catalogue, written for programs and read again by `sigconform rules`; and the
// example files that it names. It must not know where they lie.
#pragma once

#include "properties/campaign.h"
#include "reports/run_description.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>

namespace sigconform {

inline constexpr const char* kCoverageFile = "coverage.json";
inline constexpr const char* kExamplesFolder = "rules";

struct RuleCoverage {
  std::uint64_t model{};    // judged scenarios in which the model applied the rule
  std::uint64_t subject{};  // of those, the ones in which the subject did what it led to
  std::size_t steps{};      // of the shortest known one of the latter, cut where the rule is met; 0: there is none
};

struct CoverageRecord {
  std::string subject, kernel, machine;
  std::string dialect;
  std::vector<NamedText> settings;     // ids of variation points that differ from the dialect's: "on" or "off"
  std::vector<std::string> falsified;  // ids of variation points
  std::uint64_t seed{};
  std::uint64_t scenarios{};  // judged
  bool interrupted{false};
  ChapterSet chapters;  // that the run was about; none: all
  std::array<RuleCoverage, kRules> rules{};
};

// "rules/kill.siginfo.scenario", below the folder of the run.
[[nodiscard]] std::string example_file(Rule rule);
// A scenario in text form, under a line that names the rule and says it.
[[nodiscard]] std::string example_text(Rule rule, const Scenario& scenario);

[[nodiscard]] nlohmann::json coverage_json(const RunDescription& run, const CampaignResult& result);
// What is wrong with the text, as the end of a sentence, when it is not what coverage_json makes of this catalogue.
[[nodiscard]] std::variant<CoverageRecord, std::string> parse_coverage(std::string_view text);

// What `sigconform rules --coverage` shows of these chapters (none: those that the run was about). `folder` is where
// the record was read.
[[nodiscard]] std::string coverage_text(const CoverageRecord& record, const ChapterSet& wanted,
                                        const std::string& folder);
// The rules that no run can meet, and how many that is.
[[nodiscard]] std::string unobservable_text();

}  // namespace sigconform
