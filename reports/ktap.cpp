// KTAP, version 1 (the kernel's documentation, dev-tools/ktap): a test for each subject, below it one for each chapter,
// below that one for each rule; what a case says stands in diagnostic lines before its result. It must not know which
// cases there are.
#include "reports/cases.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <sstream>

namespace sigconform {
namespace {

constexpr std::size_t kKtapIndent = 2;

// A description holds neither the mark of a directive nor the end of its line.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '#' ? '/' : static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  return out;
}

std::string diagnostics(std::string_view text, const std::string& before) {
  std::istringstream lines{std::string(text)};
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    for (char& c : line) c = static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    out.append(before).append(line.empty() ? "#" : "# ").append(line).append("\n");
  }
  return out;
}

std::string result_line(bool ok, std::size_t number, std::string_view name, std::string_view skip) {
  return fmt::format("{} {} {}{}\n", ok ? "ok" : "not ok", number, plain(name),
                     skip.empty() ? "" : fmt::format(" # SKIP {}", plain(skip)));
}

std::string head(const std::string& before, std::string_view name, std::size_t tests) {
  return fmt::format("{0}KTAP version 1\n{0}# Subtest: {1}\n{0}1..{2}\n", before, plain(name), tests);
}

std::string group_of(const CaseGroup& group, std::size_t number, const std::string& before) {
  const std::string within = before + std::string(kKtapIndent, ' ');
  std::string out = head(within, group.name, group.cases.size());
  for (std::size_t i = 0; i < group.cases.size(); ++i) {
    const TestCase& test = group.cases[i];
    const bool ok = test.state == CaseState::kPassed || test.state == CaseState::kSkipped;
    if (!ok) out += diagnostics(test.why, within) + diagnostics(test.text, within);
    out += within + result_line(ok, i + 1, test.name, test.state == CaseState::kSkipped ? test.why : "");
  }
  const CaseCounts counts = count_cases(group);
  const bool all_skipped = counts.skipped == counts.all;
  return out + before +
         result_line(counts.failed + counts.errors == 0, number, group.name,
                     all_skipped ? fmt::format("all {}", counted(counts.all, "test")) : "");
}

std::string suite_of(const CaseSuite& suite, std::size_t number) {
  const std::string within(kKtapIndent, ' ');
  std::string out = head(within, suite.name, suite.groups.size());
  for (const NamedText& each : suite.circumstances) out += diagnostics(each.name + ": " + each.text, within);
  for (std::size_t i = 0; i < suite.groups.size(); ++i) out += group_of(suite.groups[i], i + 1, within);
  const CaseCounts counts = count_cases(suite);
  return out + result_line(counts.failed + counts.errors == 0, number, suite.name, "");
}

}  // namespace

std::string as_ktap(const Stored& stored) {
  const std::vector<CaseSuite> suites = suites_of(stored);
  std::string out = fmt::format("KTAP version 1\n1..{}\n", suites.size());
  for (std::size_t i = 0; i < suites.size(); ++i) out += suite_of(suites[i], i + 1);
  return out;
}

}  // namespace sigconform
