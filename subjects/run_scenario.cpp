// Runs a scenario file on the host and prints what was seen, for whoever works on the executor: the events of each
// step, then the state of every thread. With `dense`, the states after every step. It judges nothing.
//
//     run_scenario FILE [dense]
#include "model/text.h"
#include "subjects/subject.h"

#include <cstdio>
#include <fstream>
#include <sstream>

namespace {

using namespace sigconform;

void print(const Trace& trace, const Scenario& scenario) {
  std::size_t event = 0;
  for (std::size_t i = 0; i < trace.event_ends.size(); i++) {
    std::printf("%zu: %s%s\n", i + 1, scenario.steps[i].joined ? "+ " : "",
                to_text(scenario.steps[i].operation).c_str());
    for (; event < trace.event_ends[i]; event++) {
      std::printf("     %s\n", to_text(trace.events[event], scenario).c_str());
    }
    for (const ThreadStatus& status : trace.statuses[i]) std::printf("     | %s\n", to_text(status).c_str());
  }
}

int run(const std::string& file, Density density) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  const std::variant<Scenario, ParseError> parsed = parse_scenario(text.str());
  if (const auto* error = std::get_if<ParseError>(&parsed)) {
    std::fprintf(stderr, "%s:%d:%d: %s\n", file.c_str(), error->line, error->column, error->message.c_str());
    return 2;
  }
  const auto& scenario = std::get<Scenario>(parsed);
  const std::vector<RunResult> results = start_host({})->run(std::span(&scenario, 1), density);
  print(results[0].trace, scenario);
  if (results[0].outcome == Outcome::kCompleted) return 0;
  std::fprintf(stderr, "no conclusion: %s\n", results[0].detail.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: run_scenario FILE [dense]\n");
    return 2;
  }
  try {
    return run(argv[1], argc == 3 ? Density::kDense : Density::kSparse);
  } catch (const SubjectUnavailable& missing) {
    std::fprintf(stderr, "%s\n", missing.what());
    return 1;
  }
}
