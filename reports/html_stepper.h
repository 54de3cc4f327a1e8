// A scenario to step through, as markup: a list of steps of which a script shows one at a time, and without a script
// all of them. It must not know of the page around it.
#pragma once

#include "reports/markup.h"
#include "reports/steps.h"

#include <span>
#include <string>

namespace sigconform {

// `label` says to who cannot see it what is stepped through. Rules are links to #rule-ID.
void write_stepper(Markup& out, std::span<const StepView> steps, std::string_view label);

// The place of a rule in the page's catalogue.
[[nodiscard]] std::string rule_anchor(Rule rule);
// "dequeue.lowest-first", linked to its place in the catalogue.
void write_rule_link(Markup& out, Rule rule);

}  // namespace sigconform
