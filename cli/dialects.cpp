// sigconform dialects: the named dialects, the points that changed with time, what tells two dialects apart, and what a
// subject shows of them. It must not know how a subject is probed.
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/settle.h"
#include "cli/status.h"
#include "cli/subjects.h"
#include "model/text.h"
#include "properties/separate.h"
#include "reports/layout.h"
#include "reports/wording.h"

#include <fmt/format.h>
#include <algorithm>
#include <memory>

namespace sigconform::cli {
namespace {

// The rule that the point falsifies, what a system without it does, and where one reads that.
std::string meaning(const VariationPoint& point) {
  const RuleText& rule = text_of(point.rule);
  std::string out = hanging("", 4, fmt::format("on: {}: {}  [{}]", rule.id, rule.sentence, rule.sources)) +
                    hanging("", 4, fmt::format("off: {}", point.flipped));
  const DatedPoint* const dated = find_dated_point(point.id);
  if (dated == nullptr) return out;
  return out + hanging("", 4, dates_of(*dated)) + hanging("", 4, fmt::format("[{}]", dated->source));
}

std::string list_text() {
  std::string out = "dialects\n";
  for (const NamedDialect& dialect : version_dialects()) {
    const std::size_t points = settings_between({}, *find_dialect(dialect.name)).size();
    const std::string_view mark = dialect.name == kDefaultDialect ? ", the default of check and explain" : "";
    out += fmt::format("  {:<14}as of {}, {} from {}{}\n", dialect.name, to_text(dialect.release),
                       points == 1 ? "1 point" : fmt::format("{} points", points), kDefaultDialect, mark);
  }
  out += fmt::format("  {:<14}{} with what POSIX leaves open; calls that POSIX does not know are Linux's\n",
                     kPosixDialect, kDefaultDialect);
  out += fmt::format("\nwhat {} leaves open\n", kPosixDialect);
  for (const Opening& opening : openings())
    out +=
        fmt::format("{}\n{}{}", opening.id, hanging("", 4, fmt::format("{}  [{}]", opening.allowed, opening.source)),
                    hanging("", 4, fmt::format("Linux: {}: {}", id_of(opening.rule), text_of(opening.rule).sentence)));
  out += "\nvariation points that changed with time\n";
  for (const DatedPoint& dated : dated_points())
    out += fmt::format("{}\n{}", dated.id, meaning(*find_variation_point(dated.id)));
  return out;
}

int show_diff(const DialectsOptions& options) {
  const std::string& a = options.diff.front();
  const std::string& b = options.diff.back();
  const Dialect first = *find_dialect(a), second = *find_dialect(b);
  const std::vector<PointSetting> differences = settings_between(first, second);
  write_output({}, fmt::format("{} and {} differ in {}\n", a, b, counted(differences.size(), "variation point")));
  for (const Opening& opening : openings())
    if (first.*opening.field != second.*opening.field)
      write_output({}, hanging(fmt::format("left open in {}: ", first.*opening.field ? a : b), 4, opening.allowed));
  int status = kConforms;
  for (const PointSetting& setting : differences) {
    const VariationPoint& point = *setting.point;
    std::string out = fmt::format("\n{}: {} in {}, {} in {}\n{}", point.id, setting.on ? "off" : "on", a,
                                  setting.on ? "on" : "off", b, meaning(point));
    // The one that has the rule is likelier to show it.
    const std::optional<Scenario> scenario = find_separating(
        point, setting.on ? second : first, setting.on ? first : second, options.seed, options.scenarios);
    if (scenario) {
      out += "  told apart by\n" + to_text(*scenario);
    } else {
      out += fmt::format("  nothing tells them apart in {} of seed {}; more --scenarios may\n",
                         counted(options.scenarios, "scenario"), options.seed);
      status = kNoVerdict;
    }
    write_output({}, out);
  }
  return status;
}

// What stands beside an answer that is no plain agreement.
std::string remark(const PointEvidence& e) {
  if (e.disagrees())
    return find_dated_point(e.point->id)->since == Release{} ? "it is so on most systems, not on this one"
                                                             : "the release is wrong here";
  switch (e.seen) {
    case Seen::kOn:
    case Seen::kOff: return {};
    case Seen::kBoth: return "nothing is to be seen of it here";
    case Seen::kNeither: return "something else is different here; a run will find out what";
    case Seen::kNothing: break;
  }
  return e.why;
}

int show_version(const DialectsOptions& options) {
  const std::unique_ptr<Subject> subject = start_subject(options.subject, Density::kDense);
  const Version version = version_of(*subject);
  const auto disagree = std::count_if(version.evidence.begin(), version.evidence.end(),
                                      [](const PointEvidence& e) { return e.disagrees(); });
  std::string out = fmt::format(
      "sigconform dialects --on {} · {} {} · {}\n\n", options.subject, subject->capabilities().kernel,
      subject->capabilities().machine,
      version.known ? version.nearest + " by its release" : "no release of Linux: compared with " + version.nearest);
  std::size_t width = 0;
  for (const PointEvidence& e : version.evidence) width = std::max(width, e.point->id.size());
  const std::string head = padded("", width + 2);
  out += head + "release  probe\n";
  for (const PointEvidence& e : version.evidence) {
    const std::string why = remark(e);
    std::string line = padded(std::string(e.point->id), width + 2) + padded(e.by_release ? "on" : "off", 9) +
                       (why.empty() ? std::string(name_of(e.seen)) : padded(std::string(name_of(e.seen)), 9) + why);
    out += line + "\n";
  }
  out += fmt::format("\n{} probed; the probes contradict the release in {}\n",
                     counted(version.evidence.size(), "point"), disagree);
  write_output({}, out);
  return kConforms;
}

}  // namespace

int perform(const DialectsOptions& options) {
  if (!options.subject.empty()) return show_version(options);
  if (!options.diff.empty()) return show_diff(options);
  write_output({}, list_text());
  return kConforms;
}

}  // namespace sigconform::cli
