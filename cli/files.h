// Files: scenarios read with errors that say where, results written so that whoever looks at any moment, also after
// SIGKILL, finds the old file or the new one, whole. It must not know what is in them.
#pragma once

#include "model/scenario.h"

#include <string>
#include <string_view>

namespace sigconform::cli {

// Scenarios are small; a larger file is something else.
inline constexpr std::size_t kScenarioBytesMax = 1 << 20;

// Files of results are smaller than this.
inline constexpr std::size_t kResultBytesMax = 64 << 20;

// The scenario in `file` ("-": standard input). Throws UsageError: "file:line:column: expected …", or why it cannot
// be read.
[[nodiscard]] Scenario read_scenario(const std::string& file);

// Throws UsageError that names the file and why it cannot be read, such as more than bytes_max.
[[nodiscard]] std::string read_file(const std::string& file, std::size_t bytes_max = kScenarioBytesMax);

// Whether a file survives a power cut right after it was written. To be sure takes milliseconds.
enum class Lasting { kAtOnce, kSoon };

// Writes beside `file`, then renames. Throws UsageError that names the file and why it cannot be written.
void write_whole(const std::string& file, std::string_view text, Lasting lasting = Lasting::kAtOnce);

// To the file, or to standard output when its name is empty or "-".
void write_output(const std::string& file, std::string_view text);

// To standard output, at once. That nobody reads any more must not end a run whose files are still to be written.
void say(std::string_view text);

// Makes the folder and those above it, and proves that it can be written in. Throws UsageError that begins with who
// wanted it: "sigconform run: --out".
void make_folder(const std::string& wanted_by, const std::string& folder);

// Removes what an earlier run in this folder left: its summary.json, and the files which that one names. False: there
// was none.
bool remove_earlier_results(const std::string& folder);

}  // namespace sigconform::cli
