// A subject that is an executor behind a line: what is started, and how long it may take. The drivers (host, guests,
// commands) differ in this only. It must not know what the command starts.
#pragma once

#include "subjects/keeper.h"
#include "subjects/shared_line.h"
#include "subjects/subject.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace sigconform {

struct ExecutorSpec {
  std::string name;                        // of the subject
  std::vector<std::string> command;        // its standard input and output are the line
  std::vector<std::string> environment{};  // "NAME=value", for the command
  Containment containment{Containment::kNamespace};
  std::chrono::milliseconds grace{2'000};  // for what the command leaves behind to end by itself
  std::chrono::milliseconds start_deadline{10'000};
  std::chrono::milliseconds scenario_deadline{5'000};
  // All that the command becomes are threads of this machine below it: its driver sees whether they sleep.
  bool seen_from_outside{false};
  SharedLine* shared_line{};    // memory that the command shares with us, or null
  std::shared_ptr<void> keeps;  // what the command needs for as long as it may be started again, such as a file
};

// Throws SubjectUnavailable when it does not start, or lacks what scenarios need.
[[nodiscard]] std::unique_ptr<Subject> start_executor(ExecutorSpec spec);

}  // namespace sigconform
