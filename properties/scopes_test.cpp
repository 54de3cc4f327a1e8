// The version dialects, compared in small scopes with every sequence of four or five steps: whatever two neighbouring
// releases disagree about is decided by a rule that is known to have changed between them. A point that acted where its
// rule is not applied would show here, however rare.
#include "generators/exhaustive.h"
#include "model/model.h"
#include "model/text.h"
#include "model/versions.h"
#include "properties/oracle.h"
#include "properties/testing/thoroughness.h"

#include <gtest/gtest.h>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace sigconform {
namespace {

inline constexpr int kLength = 4;
inline constexpr int kTimersLength = 5;  // a timer is made, set and waited for

Scope scope_in(const std::filesystem::path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  auto parsed = parse_scenario(text.str());
  if (const auto* error = std::get_if<ParseError>(&parsed)) throw std::runtime_error(file.string() + to_text(*error));
  return {std::get<Scenario>(std::move(parsed)), file.stem() == "timers" ? kTimersLength : kLength};
}

std::vector<std::filesystem::path> scope_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(SIGCONFORM_SCOPES)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

struct Behaviour {
  Trace trace;
  RuleSet hits;
};

Behaviour behaviour(const Scenario& scenario, const Dialect& dialect) {
  UsualChoices usual;
  Behaviour out;
  out.trace = predict(scenario, dialect, usual, Density::kDense);
  Record record;
  (void)judge(scenario, out.trace, dialect, &record);
  out.hits = record.hits;
  return out;
}

class EveryScope : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(EveryScope, ReleasesDisagreeOnlyByRulesThatChanged) {
  const Scope scope = scope_in(GetParam());
  std::vector<Dialect> dialects;
  for (const NamedDialect& named : version_dialects()) dialects.push_back(*find_dialect(named.name));
  std::vector<Behaviour> runs(dialects.size());
  std::set<std::string_view> seen;
  for (std::uint64_t i = 0; i < *sequences(scope); i += testing::kEveryNth) {
    const std::optional<Scenario> scenario = sequence(scope, i);
    if (!scenario) continue;
    for (std::size_t d = 0; d < dialects.size(); ++d) runs[d] = behaviour(*scenario, dialects[d]);
    for (std::size_t d = 1; d < dialects.size(); ++d) {
      if (runs[d].trace.events == runs[d - 1].trace.events && runs[d].trace.statuses == runs[d - 1].trace.statuses)
        continue;
      const RuleSet applied = runs[d].hits | runs[d - 1].hits;
      bool by_a_changed_rule = false;
      for (const PointSetting& changed : settings_between(dialects[d - 1], dialects[d])) {
        if (!applied.test(static_cast<std::size_t>(changed.point->rule))) continue;
        by_a_changed_rule = true;
        seen.insert(changed.point->id);
      }
      ASSERT_TRUE(by_a_changed_rule) << version_dialects()[d - 1].name << " and " << version_dialects()[d].name << "\n"
                                     << to_text(*scenario);
    }
  }
  EXPECT_TRUE(seen.size() >= 2 || testing::kEveryNth > 1) << seen.size();
  for (const std::string_view id : seen) RecordProperty(std::string(id), "seen");
}

INSTANTIATE_TEST_SUITE_P(Dialects, EveryScope, ::testing::ValuesIn(scope_files()),
                         [](const auto& file) { return file.param.stem().string(); });

}  // namespace
}  // namespace sigconform
