// Stored runs in their folders: found, read, and refused with the file, the place in it, and the mend. It must not know
// what is made of them.
#pragma once

#include "reports/formats.h"

#include <string>

namespace sigconform::cli {

// The run, the matrix or the check that left its files in this folder. `wanted_by` begins every error: "sigconform
// report". Throws UsageError.
[[nodiscard]] Stored read_stored(const std::string& wanted_by, const std::string& folder);
// The run on one subject in this folder.
[[nodiscard]] StoredRun read_stored_run(const std::string& wanted_by, const std::string& folder);

}  // namespace sigconform::cli
