// Which rule a divergence is about: the one whose falsification explains it, or the latest decision about the signal
// that differs, or the rule behind the expectation. Must not know how divergences are found.
#pragma once

#include "model/record.h"
#include "properties/oracle.h"

namespace sigconform {

// The first variation point whose flip allows the trace up to and including step `last`; nullptr when none does.
[[nodiscard]] const VariationPoint* explaining_flip(const Scenario& scenario, const Trace& observed, std::size_t last,
                                                    const Dialect& dialect);

// Fills rule and signo, after explained_by. `record` holds the events, reasons and marks of the model's run up to and
// including the divergent step; `allowed_reason` is the rule behind the allowed event, kCount when there is none.
void blame(Divergence& divergence, const Record& record, Rule allowed_reason);

}  // namespace sigconform
