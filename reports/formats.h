// The formats that a stored run is shown in, and what they are all made from: one run, the runs of a matrix, or the
// properties of a check. To add a format is to add a line to the table. It must not know files.
#pragma once

#include "reports/matrix.h"
#include "reports/stored_check.h"
#include "reports/stored_run.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform {

// One subject of what is reported.
struct StoredSubject {
  std::string name;     // as --on gave it
  std::string why_not;  // why it could not be run; empty: it was, and the rest says how
  StoredRun stored;
};

struct Stored {
  std::string folder;                   // as the user names it
  bool matrix{false};                   // of a run on several subjects; else there is one of them, or a check
  std::vector<StoredSubject> subjects;  // in the order in which they were run
  std::optional<StoredCheck> check;
};
[[nodiscard]] Matrix matrix_of(const Stored& stored);
// "the run has not ended, or was killed: what it had found until then": empty when it has.
[[nodiscard]] std::string incomplete_note(const StoredRun& stored);

struct Format {
  std::string_view name;  // "junit"
  std::string_view what;  // for the help, in a few words
  std::string (*write)(const Stored& stored);
};
[[nodiscard]] std::span<const Format> formats();
// nullptr when there is none of that name.
[[nodiscard]] const Format* find_format(std::string_view name);

// The same as a person reads it, as sigconform's own documents, as JUnit's XML, as KTAP (the kernel's test output), and
// as Markdown of at most kMarkdownBytesMax bytes, which says what it left out.
[[nodiscard]] std::string as_text(const Stored& stored);
[[nodiscard]] std::string as_json(const Stored& stored);
[[nodiscard]] std::string as_junit(const Stored& stored);
[[nodiscard]] std::string as_ktap(const Stored& stored);
[[nodiscard]] std::string as_markdown(const Stored& stored);
// One page of at most kHtmlBytesMax bytes (html_report.h), to be opened in a browser.
[[nodiscard]] std::string as_html(const Stored& stored);
// What hosts of code take as a comment.
inline constexpr std::size_t kMarkdownBytesMax = 60 * 1024;

}  // namespace sigconform
