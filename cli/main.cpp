// sigconform: parses the command line, does what it says, and turns whatever goes wrong into one line and a status.
#include "cli/commands.h"
#include "cli/parse.h"
#include "cli/status.h"
#include "subjects/subject.h"

#include <cstdio>
#include <exception>
#include <optional>
#include <variant>

int main(int argc, char** argv) {
  using namespace sigconform::cli;
  try {
    const std::optional<Command> command = parse_command_line(argc, argv);
    if (!command) return 0;
    return std::visit([](const auto& options) { return perform(options); }, *command);
  } catch (const UsageError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return kBadUsage;
  } catch (const sigconform::SubjectUnavailable& error) {
    std::fprintf(stderr, "sigconform: the subject cannot be run: %s\n", error.what());
    return kNoVerdict;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sigconform: this should not happen: %s\n", error.what());
    return kNoVerdict;
  }
}
