// One finding as markup that opens: what was observed and what is allowed, why, the timeline, the stepper, the commands
// and the C program. It must not know of other findings, nor of the page around it.
#pragma once

#include "properties/campaign.h"
#include "reports/markup.h"
#include "reports/run_description.h"

#include <string>
#include <string_view>

namespace sigconform {

enum class FindingDetail : std::uint8_t {
  kAll,
  kBrief,  // without timeline, stepper and program, where a page would grow too large
};

// What the page that holds it has decided.
struct FindingPlace {
  std::string id;       // unique on the page, a word
  bool open{false};     // at first
  std::string_view of;  // the subject, where there are several
  FindingDetail detail{FindingDetail::kAll};
};

void write_finding(Markup& out, const RunDescription& run, const Finding& finding, std::uint64_t scenarios,
                   const FindingPlace& place);

// A command, or another text of one line, with a button that copies it.
void write_command(Markup& out, std::string_view label, std::string_view command, std::string_view id);

// What all C programs have in common, once a page, out of sight; buttons put programs together from it.
void write_program_parts(Markup& out);

}  // namespace sigconform
