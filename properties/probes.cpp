// Reading the probes, running and judging them; see probes.h.
#include "properties/probes.h"

#include "model/text.h"
#include "properties/oracle.h"

#include <fmt/format.h>
#include <algorithm>
#include <stdexcept>

namespace sigconform {
namespace {

std::vector<Probe> read_probes() {
  std::vector<Probe> out;
  for (const DatedPoint& dated : dated_points()) {
    const auto texts = probe_texts();
    const auto at = std::find_if(texts.begin(), texts.end(), [&](const ProbeText& t) { return t.id == dated.id; });
    if (at == texts.end()) continue;
    auto parsed = parse_scenario(at->text);
    if (const auto* error = std::get_if<ParseError>(&parsed))
      throw std::logic_error(fmt::format("properties/probes/{}.scenario: {}", at->id, to_text(*error)));
    out.push_back({find_variation_point(dated.id), std::get<Scenario>(std::move(parsed))});
  }
  return out;
}

Seen judged(const Probe& probe, const Trace& observed, Dialect dialect) {
  dialect.*probe.point->point = true;
  const bool by_on = allows(probe.scenario, observed, dialect);
  dialect.*probe.point->point = false;
  const bool by_off = allows(probe.scenario, observed, dialect);
  if (by_on && by_off) return Seen::kBoth;
  if (by_on) return Seen::kOn;
  return by_off ? Seen::kOff : Seen::kNeither;
}

std::string why_nothing(const RunResult& result) {
  return result.detail.empty() ? std::string("the probe gave no result") : result.detail;
}

}  // namespace

std::string_view name_of(Seen seen) {
  switch (seen) {
    case Seen::kOn: return "on";
    case Seen::kOff: return "off";
    case Seen::kBoth: return "both";
    case Seen::kNeither: return "neither";
    case Seen::kNothing: break;
  }
  return "nothing";
}

const std::vector<Probe>& probes() {
  static const std::vector<Probe> all = read_probes();
  return all;
}

std::vector<PointEvidence> gather_evidence(Subject& subject, const Dialect& by_release, std::span<const Probe> asked) {
  std::vector<Scenario> scenarios;
  for (const Probe& probe : asked) scenarios.push_back(probe.scenario);
  const std::vector<RunResult> results = subject.run(scenarios, Density::kDense);
  if (results.size() != asked.size())
    throw SubjectUnavailable(fmt::format("{} answered {} of {} probes", subject.name(), results.size(), asked.size()));
  std::vector<PointEvidence> out;
  for (const Probe& probe : asked) out.push_back({probe.point, by_release.*probe.point->point, Seen::kNothing, {}});
  // What one probe says may be what it takes to understand another. Each round that changes something gives one more
  // point its last value, unless the answers contradict each other.
  Dialect before;
  Dialect now = by_release;
  for (std::size_t round = 0; round <= asked.size() && (round == 0 || now != before); ++round) {
    before = now;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (results[i].outcome == Outcome::kCompleted)
        out[i].seen = judged(asked[i], results[i].trace, now);
      else
        out[i].why = why_nothing(results[i]);
    }
    now = with(by_release, out);
  }
  return out;
}

Dialect with(Dialect dialect, std::span<const PointEvidence> evidence) {
  for (const PointEvidence& e : evidence) dialect.*e.point->point = e.value();
  return dialect;
}

}  // namespace sigconform
