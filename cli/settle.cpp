// The dialect of a subject; see settle.h.
#include "cli/settle.h"

#include "cli/subjects.h"
#include "reports/wording.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform::cli {
namespace {

bool was_given(const ModelOptions& given, const VariationPoint& point) {
  return std::any_of(given.settings.begin(), given.settings.end(),
                     [&](const PointSetting& setting) { return setting.point == &point; });
}

// What the probes add to the release, a sentence for each point in which they do not agree.
std::vector<std::string> notes_of(const std::vector<PointEvidence>& evidence, const std::string& kernel,
                                  const ModelOptions& given) {
  std::vector<std::string> notes;
  int silent = 0;
  for (const PointEvidence& e : evidence) {
    const std::string suggested = to_text(PointSetting{e.point, e.by_release});
    if (e.seen == Seen::kNothing) ++silent;
    if (was_given(given, *e.point)) continue;
    if (e.disagrees())
      notes.push_back(fmt::format("release {} suggests {} (Linux has it {}); the probes saw {}, which counts", kernel,
                                  suggested, dates_of(*find_dated_point(e.point->id)), name_of(e.seen)));
    if (e.seen == Seen::kNeither)
      notes.push_back(fmt::format("what the probe of {} saw is neither its on nor its off: {}, as the release suggests",
                                  e.point->id, suggested));
  }
  if (silent != 0)
    notes.push_back(
        fmt::format("{} of {} probes could not be run here: there the release decides", silent, evidence.size()));
  return notes;
}

}  // namespace

Settled settle(const ModelOptions& given, Subject& subject) {
  Settled out{given, {}, {}};
  out.model.scheduling = subject.capabilities().scheduling;
  if (given.dialect != kAutoDialect) return out;
  out.model.dialect = kDefaultDialect;
  if (parse_subject(subject.name()).kind == "model") return out;
  const std::string& kernel = subject.capabilities().kernel;
  Version version = version_of(subject);
  out.model.dialect = version.nearest;
  out.notes.push_back(
      version.known ? fmt::format("{} is the newest dialect that is not newer than {}", version.nearest, kernel)
                    : fmt::format("'{}' is no release of Linux: the rules are those of {}", kernel, kDefaultDialect));
  Dialect wanted = version.rules();
  for (const PointSetting& setting : given.settings) wanted.*setting.point->point = setting.on;
  out.model.settings = settings_between(*find_dialect(version.nearest), wanted);
  for (const PointSetting& setting : out.model.settings) {
    const bool as_released = version.by_release.*setting.point->point == setting.on;
    if (!as_released && !was_given(given, *setting.point)) continue;  // the evidence is told below
    const DatedPoint* const dated = find_dated_point(setting.point->id);
    out.notes.push_back(fmt::format("beside {}: {}{}", version.nearest, to_text(setting),
                                    dated == nullptr ? "" : fmt::format(" (Linux has it {})", dates_of(*dated))));
  }
  for (std::string& note : notes_of(version.evidence, kernel, given)) out.notes.push_back(std::move(note));
  out.evidence = std::move(version.evidence);
  return out;
}

void describe(const Settled& settled, RunDescription& run) {
  const ModelOptions& model = settled.model;
  run.dialect = model.dialect;
  for (const PointSetting& setting : model.settings)
    run.settings.push_back({std::string(setting.point->id), setting.on ? "on" : "off"});
  run.notes = settled.notes;
  run.evidence = settled.evidence;
  run.truth = model.truth();
  run.values = model.values();
  run.replay_options = model.words();
  for (const std::string& id : model.falsified)
    run.falsified.push_back({id, std::string(find_variation_point(id)->flipped)});
}

}  // namespace sigconform::cli
