// What stands around the findings on a report's page: the verdict with its numbers, the terms that the page uses, what
// the system is, what ended it, and how the run was made. It must not know of the page around it.
#pragma once

#include "properties/campaign.h"
#include "reports/markup.h"
#include "reports/run_description.h"
#include "reports/verdict.h"

#include <string>
#include <string_view>
#include <vector>

namespace sigconform {

struct KeyNumber {
  std::string name, value, note;
};

// "conforms", "diverges", "none" as a class, with what it means in words.
void write_verdict(Markup& out, RunVerdict verdict, std::string_view heading,
                   const std::vector<std::string>& sentences);
void write_numbers(Markup& out, const std::vector<KeyNumber>& numbers);
// Divergence, finding, explained by, …: what a reader has to know, and nothing else.
void write_terms(Markup& out);

// "host 6.18.44 diverges from linux-6.18"
[[nodiscard]] std::string heading_of(const RunDescription& run, const CampaignResult& result);
[[nodiscard]] std::vector<std::string> sentences_of(const RunDescription& run, const CampaignResult& result);
[[nodiscard]] std::vector<KeyNumber> numbers_of(const RunDescription& run, const CampaignResult& result);

// "Behaves as … except": nothing where there is no exception.
void write_behaviour(Markup& out, const RunDescription& run, const CampaignResult& result);
// Scenarios that end the subject, scenarios without a conclusion, and what was skipped; each only where there is any.
void write_losses(Markup& out, const RunDescription& run, const CampaignResult& result);
// `id` is unique on the page.
void write_circumstances(Markup& out, const RunDescription& run, std::string_view id);

}  // namespace sigconform
