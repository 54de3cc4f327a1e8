// The C program of a scenario; see reproducer.h.
#include "cli/reproducer.h"

#include "properties/interleave.h"
#include "reports/c_program.h"
#include "reports/proof.h"

namespace sigconform::cli {

std::optional<std::string> reproducer(const Scenario& scenario, const Dialect& dialect, const Divergence* divergence,
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
  return c_program(scenario, allowed, options);
}

}  // namespace sigconform::cli
