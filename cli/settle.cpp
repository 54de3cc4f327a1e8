// The dialect of a subject; see settle.h.
#include "cli/settle.h"

#include "cli/subjects.h"
#include "properties/oracle.h"
#include "properties/separate.h"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>

namespace sigconform::cli {
namespace {

// Every unsteady point is told apart in the first few hundred of them.
inline constexpr std::uint64_t kProbeSeed = 1;
inline constexpr std::uint64_t kProbeScenariosMax = 20'000;

// What the subject shows of the point, beside a dialect that is right otherwise; nullopt when it shows nothing: the
// scenario could not be run, or what came out is allowed with both values, or with neither.
std::optional<bool> shown_value(const VariationPoint& point, const Dialect& dialect, Subject& subject) {
  const std::optional<Scenario> scenario = find_separating(point, dialect, Dialect{}, kProbeSeed, kProbeScenariosMax);
  if (!scenario) return std::nullopt;
  const std::vector<RunResult> results = subject.run({&*scenario, 1}, Density::kDense);
  if (results.size() != 1 || results.front().outcome != Outcome::kCompleted) return std::nullopt;
  std::optional<bool> value;
  for (const bool on : {true, false}) {
    Dialect tried = dialect;
    tried.*point.point = on;
    if (!allows(*scenario, results.front().trace, tried)) continue;
    if (value) return std::nullopt;
    value = on;
  }
  return value;
}

std::string dates_of(const DatedPoint& dated) {
  std::string text = fmt::format("since {}", to_text(dated.since));
  if (dated.until != Release{}) text += fmt::format(" and before {}", to_text(dated.until));
  if (dated.backport != Release{}) text += fmt::format(", and from {} on in its series", to_text(dated.backport));
  return text;
}

void take_evidence(const Release& release, Dialect& dialect, Subject& subject, std::vector<std::string>& notes) {
  for (const DatedPoint& dated : dated_points()) {
    if (!dated.unsteady) continue;
    const VariationPoint& point = *find_variation_point(dated.id);
    const std::optional<bool> value = shown_value(point, dialect, subject);
    if (!value || *value == dialect.*point.point) continue;
    dialect.*point.point = *value;
    notes.push_back(fmt::format("{} was seen to be {}, though Linux has it {}: what was seen counts, not {}", point.id,
                                *value ? "on" : "off", dates_of(dated), to_text(release)));
  }
}

}  // namespace

Settled settle(const ModelOptions& given, Subject& subject) {
  Settled out{given, {}};
  out.model.preemptible = !subject.capabilities().strict_priority;
  if (given.dialect != kAutoDialect) return out;
  const std::string& kernel = subject.capabilities().kernel;
  const std::optional<Release> release = parse_release(kernel);
  out.model.dialect = kDefaultDialect;
  if (parse_subject(subject.name()).kind == "model") return out;
  if (!release) {
    out.notes.push_back(fmt::format("'{}' is no release of Linux: the rules are those of {}", kernel, kDefaultDialect));
    return out;
  }
  const NamedDialect& nearest = nearest_dialect(*release);
  out.model.dialect = nearest.name;
  out.notes.push_back(fmt::format("{} is the newest dialect that is not newer than {}", nearest.name, kernel));
  Dialect wanted = dialect_of_release(*release);
  take_evidence(*release, wanted, subject, out.notes);
  for (const PointSetting& setting : given.settings) wanted.*setting.point->point = setting.on;
  out.model.settings = settings_between(*find_dialect(nearest.name), wanted);
  for (const PointSetting& setting : out.model.settings) {
    const DatedPoint* const dated = find_dated_point(setting.point->id);
    out.notes.push_back(fmt::format("beside {}: {}{}", nearest.name, to_text(setting),
                                    dated == nullptr ? "" : fmt::format(" (Linux has it {})", dates_of(*dated))));
  }
  return out;
}

void describe(const Settled& settled, RunDescription& run) {
  const ModelOptions& model = settled.model;
  run.dialect = model.dialect;
  for (const PointSetting& setting : model.settings)
    run.settings.push_back({std::string(setting.point->id), setting.on ? "on" : "off"});
  run.notes = settled.notes;
  run.truth = model.truth();
  run.values = model.values();
  run.replay_options = model.words();
  for (const std::string& id : model.falsified)
    run.falsified.push_back({id, std::string(find_variation_point(id)->flipped)});
}

}  // namespace sigconform::cli
