// The corpus: scenarios that taught the model something, or whose outcome surprises. Each names in its first line the
// rule that it shows; the model must hit that rule, and the host must do what its own rules allow, observed after every
// step and at the end.
#include "model/text.h"
#include "properties/oracle.h"
#include "properties/testing/host.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace sigconform {
namespace {

struct Entry {
  std::string name, rule;
  Scenario scenario;
};

Entry read(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  const auto parsed = parse_scenario(text.str());
  if (const auto* error = std::get_if<ParseError>(&parsed))
    throw std::runtime_error(path.string() + ": " + to_text(*error));
  const std::string first_line = text.str().substr(0, text.str().find('\n'));
  return {path.stem().string(), first_line.substr(2, first_line.find(':') - 2), std::get<Scenario>(parsed)};
}

// Kernels may be built or started without autogroups; then what begins a session keeps its place in the run queue.
bool may_be_unusual(const Scenario& scenario) {
  std::ifstream file("/proc/sys/kernel/sched_autogroup_enabled");
  int enabled = 0;
  if (file >> enabled && enabled == 1) return false;
  return std::ranges::any_of(scenario.steps,
                             [](const Step& s) { return std::holds_alternative<op::Setsid>(s.operation); });
}

class CorpusEntry final : public ::testing::Test {
 public:
  explicit CorpusEntry(std::filesystem::path path) : path_(std::move(path)) {}
  void TestBody() override {
    const Entry entry = read(path_);
    const Rule rule = find_rule(entry.rule);
    ASSERT_NE(rule, Rule::kCount) << entry.rule << " is no rule";
    Record record;
    UsualChoices usual;
    (void)predict(entry.scenario, Dialect{}, usual, Density::kSparse, &record);
    EXPECT_TRUE(record.hits.test(static_cast<std::size_t>(rule))) << "the model does not apply " << entry.rule;
    testing::Host host;
    try {
      host = testing::start_host_by_its_rules();
    } catch (const SubjectUnavailable& e) {
      GTEST_SKIP() << e.what();
    }
    for (const Density density : {Density::kSparse, Density::kDense}) {
      const auto results = host.subject->run(std::span(&entry.scenario, 1), density);
      if (results[0].outcome == Outcome::kSkipped) GTEST_SKIP() << results[0].detail;
      ASSERT_EQ(results[0].outcome, Outcome::kCompleted) << results[0].detail;
      const Judgement judgement = judge(entry.scenario, results[0].trace, host.rules);
      EXPECT_EQ(judgement.verdict, Verdict::kConforms);
      EXPECT_FALSE(judgement.unusual && !may_be_unusual(entry.scenario));
    }
  }

 private:
  std::filesystem::path path_;
};

const bool kRegistered = [] {
  for (const auto& file : std::filesystem::directory_iterator(SIGCONFORM_CORPUS)) {
    if (file.path().extension() != ".scenario") continue;
    ::testing::RegisterTest("Corpus", file.path().stem().c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            [path = file.path()]() -> ::testing::Test* { return new CorpusEntry(path); });
  }
  return true;
}();

TEST(Corpus, IsThere) { EXPECT_TRUE(kRegistered); }

}  // namespace
}  // namespace sigconform
