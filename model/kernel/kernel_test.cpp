// The specification on small scenarios whose outcome is known from the manual pages.
#include "model/model.h"
#include "model/text.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

// The events of a scenario, one text line each, under the usual choices.
std::vector<std::string> lines_of(const std::string& text) {
  const auto parsed = parse_scenario("sigconform scenario 1\n" + text);
  EXPECT_TRUE(std::holds_alternative<Scenario>(parsed)) << std::get<ParseError>(parsed).message;
  const auto& scenario = std::get<Scenario>(parsed);
  UsualChoices usual;
  std::vector<std::string> lines;
  for (const Event& e : predict(scenario, Dialect{}, usual, Density::kSparse).events)
    lines.push_back(to_text(e, scenario));
  return lines;
}

TEST(Model, HandlerRunsBeforeKillReturnsToTheSender) {
  const auto lines = lines_of(
      "process P1 user u1\n"
      "P1.T1 rt_sigaction SIGUSR1 log SA_SIGINFO {}\n"
      "P1.T1 kill P1 SIGUSR1\n");
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_NE(lines[1].find("handler SIGUSR1"), std::string::npos) << lines[1];
  EXPECT_NE(lines[2].find("kill P1 SIGUSR1 = 0"), std::string::npos) << lines[2];
}

TEST(Model, DeadActorsSkipTheirSteps) {
  EXPECT_EQ(lines_of("process P1 user u1\nP1.T1 kill P1 SIGTERM\nP1.T1 rt_sigpending\n").size(), 0u);
}

}  // namespace
}  // namespace sigconform
