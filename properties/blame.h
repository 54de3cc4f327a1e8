// Which rule a divergence is about: the rule behind the expectation, or the latest decision about the signal that
// differs. Must not know how divergences are found.
#pragma once

#include "model/record.h"
#include "properties/oracle.h"

namespace sigconform {

// Fills rule and signo. `record` holds the events, reasons and marks of the model's run up to and including the
// divergent step; `allowed_reason` is the rule behind the allowed event, kCount when there is none.
void blame(Divergence& divergence, const Record& record, Rule allowed_reason);

}  // namespace sigconform
