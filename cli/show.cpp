// The commands that touch no kernel and only show or write: explain, reproduce, generate; and the lists:
// properties, subjects (which looks whether each one can be had).
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/status.h"
#include "cli/subjects.h"
#include "cli/values.h"
#include "model/model.h"
#include "model/text.h"
#include "properties/property.h"
#include "reports/explain.h"
#include "reports/layout.h"
#include "reports/reproducer.h"
#include "reports/timeline.h"
#include "reports/timeline_svg.h"

#include <fmt/format.h>

namespace sigconform::cli {
namespace {

std::string offered(const Capabilities& has) {
  std::string out = hanging("  kernel", 12, has.kernel + " " + has.machine);
  const auto line = [&out](std::string_view what, bool there) {
    out += fmt::format("  {}  {}\n", there ? "yes" : "no ", what);
  };
  line("real-time priorities: what is observed is settled", has.scheduling == Scheduling::kPriorities);
  line("PID namespaces: every scenario begins with the same pids, and leaves nothing behind", has.pid_namespace);
  line("signal sets of each thread in /proc", has.thread_status);
  line("user ids of its own", has.private_users);
  line("all that only some scenarios need", has.partly_missing.empty());
  for (const auto* list : {&has.missing, &has.partly_missing})
    for (const Capabilities::Missing& missing : *list)
      out += hanging("  missing", 12, fmt::format("{}: {}", missing.what, missing.why));
  return out;
}

// Whether the kind can be had on this machine, and what is missing. One that needs no argument is started, to see.
std::string text_of(const SubjectKind& kind) {
  constexpr std::size_t kFormColumns = 20;
  constexpr std::size_t kIndent = 12;
  std::string_view answer = "can be run";
  std::string details;
  if (kind.needs_argument()) {
    const std::string lacks = kind.lacks();
    answer = lacks.empty() ? "can be run, given its argument" : "cannot be run";
    if (!lacks.empty()) details = hanging("  missing", kIndent, lacks);
    details += hanging(fmt::format("  {}", kind.argument), kIndent, kind.get);
  } else {
    try {
      details = offered(start_subject(std::string(kind.name), Density::kDense)->capabilities());
    } catch (const SubjectUnavailable& error) {
      answer = "cannot be run";
      details = hanging("  missing", kIndent, error.what());
    }
  }
  return fmt::format("{} {}\n{}{}", padded(kind.form(), kFormColumns), answer, hanging("", 2, kind.what), details);
}

}  // namespace

int perform(const ExplainOptions& options) {
  const Scenario scenario = read_scenario(options.file);
  write_output({}, fmt::format("sigconform explain {} · rules of {}{}\n\n", options.file, options.model.dialect,
                               options.model.changes()) +
                       explain_text(scenario, options.model.values()));
  if (options.picture.empty()) return kConforms;
  UsualChoices usual;
  const Dialect dialect = options.model.values();
  const Trace expected = predict(scenario, dialect, usual, Density::kDense);
  write_whole(options.picture,
              timeline_file(timeline(scenario, allowed_way(scenario, expected, dialect), expected, nullptr),
                            options.file + " as the rules have it"));
  return kConforms;
}

int perform(const ReproduceOptions& options) {
  const std::optional<std::string> program = reproducer(read_scenario(options.file), options.model.values());
  if (!program)
    throw UsageError(
        fmt::format("{}: more than {} outcomes are allowed, too many for a program; a shorter scenario "
                    "has fewer (sigconform minimize)",
                    options.file, kAllowedTracesMax));
  write_output(options.out, *program);
  return kConforms;
}

int perform(const GenerateOptions& options) {
  write_output({}, to_text(generate(options.seed, options.generator)));
  return kConforms;
}

int perform(const PropertiesOptions& /*options*/) {
  std::string out;
  for (const Property& property : properties()) {
    out +=
        fmt::format("{}{}\n{}{}", property.id, property.expectation == Expectation::kSometimes ? "  (sometimes)" : "",
                    hanging("", 4, property.sentence), hanging("", 4, fmt::format("[{}]", property.source)));
  }
  write_output({}, out);
  return kConforms;
}

int perform(const SubjectsOptions& /*options*/) {
  for (const SubjectKind& kind : subject_kinds()) write_output({}, text_of(kind));
  return kConforms;
}

}  // namespace sigconform::cli
