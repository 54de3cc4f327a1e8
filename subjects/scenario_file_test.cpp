// Prints what is seen of the scenario file that SIGCONFORM_SCENARIO names, for whoever works on the executor: the
// events and the state of every thread after each step. It judges nothing, and is skipped when no file is named.
//
//     SIGCONFORM_SCENARIO=some.scenario subjects_host_tests --gtest_filter='ScenarioFile.*'
#include "model/text.h"
#include "subjects/testing.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace sigconform {
namespace {

void print(const Trace& trace, const Scenario& scenario) {
  std::size_t event = 0;
  for (std::size_t i = 0; i < trace.event_ends.size(); i++) {
    const Step& step = scenario.steps[i];
    std::printf("%zu: %s %s\n", i + 1, step.joined ? "    +" : to_text(step.actor).c_str(),
                to_text(step.operation).c_str());
    for (; event < trace.event_ends[i]; event++) {
      std::printf("     %s\n", to_text(trace.events[event], scenario).c_str());
    }
    for (const ThreadStatus& status : trace.statuses[i]) std::printf("     | %s\n", to_text(status).c_str());
  }
}

TEST(ScenarioFile, IsRunAndPrinted) {
  const char* file = std::getenv("SIGCONFORM_SCENARIO");
  if (file == nullptr) GTEST_SKIP() << "SIGCONFORM_SCENARIO names no file";
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  const std::variant<Scenario, ParseError> parsed = parse_scenario(text.str());
  if (const auto* error = std::get_if<ParseError>(&parsed)) {
    FAIL() << file << ":" << error->line << ":" << error->column << ": " << error->message;
  }
  const auto& scenario = std::get<Scenario>(parsed);
  const std::vector<RunResult> results = start_host({})->run(std::span(&scenario, 1), Density::kDense);
  print(results[0].trace, scenario);
  EXPECT_EQ(results[0].outcome, Outcome::kCompleted) << results[0].detail;
}

}  // namespace
}  // namespace sigconform
