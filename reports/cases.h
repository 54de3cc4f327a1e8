// A stored run as test cases: for each subject one for every rule that the run was about, one for the verdict, one for
// each scenario that ended the subject; for a check one for every property. It decides what passes, fails and is
// skipped, and why; it must not know how cases are written down.
#pragma once

#include "reports/formats.h"

#include <string>
#include <vector>

namespace sigconform {

enum class CaseState : std::uint8_t {
  kPassed,
  kFailed,   // the subject, or the model, does what it must not
  kError,    // there is no telling, and that is not as it should be
  kSkipped,  // nothing was seen either way
};

struct TestCase {
  std::string name;  // "stop.whole-group"
  CaseState state{CaseState::kPassed};
  std::string why;   // one line; empty for kPassed
  std::string text;  // of kFailed: the minimised scenario with what was observed and allowed
};

// Cases of one chapter of the rules, or of what belongs to none.
struct CaseGroup {
  std::string name;  // "jobs"
  std::vector<TestCase> cases;
};

struct CaseSuite {
  std::string name;  // of the subject
  double seconds{};
  std::vector<NamedText> circumstances;  // under which it was run: kernel, dialect, seed
  std::vector<CaseGroup> groups;
};

[[nodiscard]] std::vector<CaseSuite> suites_of(const Stored& stored);

struct CaseCounts {
  std::size_t all{}, failed{}, errors{}, skipped{};
};
[[nodiscard]] CaseCounts count_cases(const CaseGroup& group);
[[nodiscard]] CaseCounts count_cases(const CaseSuite& suite);

// "known: …" is what a case says that fails as was expected; it counts as skipped.
inline constexpr std::string_view kKnown = "known: ";

}  // namespace sigconform
