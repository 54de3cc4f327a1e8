// Which chapters of the catalogue each operation serves, so that a run can be about a chapter. It must not know how
// often an operation is drawn.
#pragma once

#include "model/operations.h"
#include "model/rules/rules.h"

namespace sigconform {

// The chapters whose rules come up by this kind of operation, beyond those that come up by anything.
[[nodiscard]] const ChapterSet& chapters_of(std::size_t operation_kind);

}  // namespace sigconform
