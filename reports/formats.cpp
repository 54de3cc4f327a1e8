// The table of formats, and those that only print what other reports say; see formats.h.
#include "reports/formats.h"

#include "reports/layout.h"
#include "reports/statistics.h"
#include "reports/summary.h"
#include "reports/text_report.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

constexpr std::array kFormats{
    Format{"text", "for people", as_text},
    Format{"html", "one page for a browser, with timelines and a stepper", as_html},
    Format{"json", "for programs: summary.json, matrix.json or check.json", as_json},
    Format{"junit", "JUnit's XML, for continuous integration", as_junit},
    Format{"ktap", "the kernel's test output", as_ktap},
    Format{"markdown", "for a comment on a change, at most 60 KB", as_markdown},
};

std::string text_of(const StoredRun& stored) {
  std::string out = text_report(stored.run, stored.result);
  if (!stored.complete) out = hanging("INCOMPLETE", 12, incomplete_note(stored)) + out;
  if (stored.statistics) out += "\n" + statistics_text(stored.run, stored.result);
  return out;
}

std::string text_of(const StoredCheck& check) {
  std::size_t width = 0;
  for (const CheckedProperty& property : check.properties) width = std::max(width, columns(property.id));
  std::string out = fmt::format("sigconform {} · properties of the model, {} · seed {}\n\n", check.version,
                                check.dialect, check.seed);
  for (const CheckedProperty& property : check.properties) {
    out += fmt::format("{}  {}  {}\n", property.holds ? "ok    " : "FAILED", padded(property.id, width),
                       counted(property.scenarios, "scenario"));
    if (!property.holds) out += failure_text(property);
  }
  return out + "\n" + sums_text(check) + "\n";
}

}  // namespace

std::span<const Format> formats() { return kFormats; }

const Format* find_format(std::string_view name) {
  const auto* const found =
      std::find_if(kFormats.begin(), kFormats.end(), [name](const Format& format) { return format.name == name; });
  return found == kFormats.end() ? nullptr : found;
}

Matrix matrix_of(const Stored& stored) {
  std::vector<MatrixSubject> subjects;
  ChapterSet chapters;
  for (const StoredSubject& subject : stored.subjects) {
    subjects.push_back({subject.name, subject.why_not, subject.stored.run, subject.stored.result});
    chapters |= subject.stored.run.chapters;
  }
  return make_matrix(std::move(subjects), chapters);
}

std::string incomplete_note(const StoredRun& stored) {
  return stored.complete ? std::string() : "the run has not ended, or was killed: this is what was known until then";
}

std::string as_text(const Stored& stored) {
  if (stored.check) return text_of(*stored.check);
  std::string out = stored.matrix ? matrix_text(matrix_of(stored), false) : std::string();
  for (const StoredSubject& subject : stored.subjects)
    if (subject.why_not.empty()) out += (out.empty() ? "" : "\n") + text_of(subject.stored);
  return out;
}

std::string as_json(const Stored& stored) {
  if (stored.check) return stored_check_json(*stored.check).dump(2) + "\n";
  if (!stored.matrix) {
    const StoredRun& only = stored.subjects.front().stored;
    return summary(only.run, only.result, only.complete, only.statistics).dump(2) + "\n";
  }
  nlohmann::json out = matrix_json(matrix_of(stored));
  for (const StoredSubject& subject : stored.subjects) {
    if (!subject.why_not.empty()) continue;
    out["sigconform"] = subject.stored.run.version;
    out["seed"] = subject.stored.run.seed;
  }
  return out.dump(1) + "\n";
}

}  // namespace sigconform
