// The C program of a scenario; see reproducer.h.
#include "reports/reproducer.h"

#include "properties/interleave.h"
#include "reports/proof.h"

namespace sigconform {

std::optional<CProgram> reproducer_parts(const Scenario& scenario, const Dialect& dialect, const Divergence* divergence,
                                         const std::string& kernel) {
  bool complete = false;
  const std::vector<Trace> allowed = allowed_traces(scenario, dialect, kAllowedTracesMax, &complete);
  if (!complete) return std::nullopt;
  CProgramOptions options;
  options.title = "what Linux allows of a scenario of signals";
  options.kernel = kernel;
  options.loosely_allowed = interleaved_traces(scenario, dialect, kInterleavedTracesMax);
  if (divergence != nullptr && divergence->rule < Rule::kCount) {
    const RuleText& rule = text_of(divergence->rule);
    options.title = divergence->signature(scenario);
    options.rule = rule.id;
    options.sentence = rule.sentence;
    options.sources = rule.sources;
  }
  return c_program_parts(scenario, allowed, options);
}

std::optional<std::string> reproducer(const Scenario& scenario, const Dialect& dialect, const Divergence* divergence,
                                      const std::string& kernel) {
  const std::optional<CProgram> parts = reproducer_parts(scenario, dialect, divergence, kernel);
  return parts ? std::optional(parts->text()) : std::nullopt;
}

}  // namespace sigconform
