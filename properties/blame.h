// Which rule a divergence is about: the one whose falsification explains it, or the latest decision about the signal
// that differs, or the rule behind the expectation. Must not know how divergences are found.
#pragma once

#include "model/record.h"
#include "properties/oracle.h"

#include <vector>

namespace sigconform {

// All points, the likeliest first. What was falsified on purpose is suspected before all others, which may explain one
// scenario by chance; then those whose rules the model applies in it. Where threads are preemptible these are all, for
// each one costs a search.
[[nodiscard]] std::vector<const VariationPoint*> suspected_points(const Scenario& scenario, const Dialect& dialect);

// The first variation point whose flip allows the trace up to and including step `last`; nullptr when none does, or
// when threads are preemptible and all flips together take more states than one burst may have (kMomentsMax).
[[nodiscard]] const VariationPoint* explaining_flip(const Scenario& scenario, const Trace& observed, std::size_t last,
                                                    const Dialect& dialect);

// Fills rule and signo, after explained_by. `record` holds the events, reasons and marks of the model's run up to and
// including the divergent step; `allowed_reason` is the rule behind the allowed event, kCount when there is none.
void blame(Divergence& divergence, const Record& record, Rule allowed_reason);

}  // namespace sigconform
