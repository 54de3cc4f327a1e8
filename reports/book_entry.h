// One rule as the book shows it: number and id, sentence, sources, what else a system may do and since when Linux does
// not, where it was verified, and the example. It must not know of other rules, nor of the page around it.
#pragma once

#include "properties/illustrate.h"
#include "reports/markup.h"
#include "reports/verified.h"

#include <span>
#include <string>

namespace sigconform {

// "6.12.118", "6.1.180 on aarch64", "User-Mode Linux 6.1.176", "gVisor"
[[nodiscard]] std::string title_of(const VerifiedRun& run);
// The place on the page of what is said of the run; it is the number'th, from 0.
[[nodiscard]] std::string run_anchor(std::size_t number);

void write_entry(Markup& out, Rule rule, const std::string& number, const Illustration& example,
                 std::span<const VerifiedRun> runs);
void write_entry(Markup& out, const UnobservableRule& rule, const std::string& number);

}  // namespace sigconform
