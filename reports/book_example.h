// The example of a rule as markup: who is there, what each step answers, where the rule is applied, what a system that
// does not keep it would show, the timeline, and the scenario as a file. It must not know of the entry around it.
#pragma once

#include "properties/illustrate.h"
#include "reports/markup.h"

#include <string>
#include <vector>

namespace sigconform {

// What the last step shows by the rules, and what it shows when the point that tells is flipped.
struct Contrast {
  std::vector<std::string> kept, broken;  // events; where these are the same, what has become of threads
  bool of_threads{false};
};
// Precondition: shown_by is one.
[[nodiscard]] Contrast contrast_of(const Illustration& example);

// "P1 (u1, 2 threads), P2 (child of P1, u1)"
[[nodiscard]] std::string cast_of(const Layout& layout);

// `id` is unique on the page.
void write_example(Markup& out, Rule rule, const Illustration& example, const std::string& id);

}  // namespace sigconform
