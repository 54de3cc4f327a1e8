// What runs have verified, to and from JSON; see verified.h.
#include "reports/verified.h"

#include "reports/json_reader.h"
#include "reports/layout.h"
#include "reports/verdict.h"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <functional>
#include <nlohmann/json.hpp>
#include <tuple>

namespace sigconform {
namespace {

using nlohmann::json;

constexpr const char* kVerifiedKey = "sigconform verified";
constexpr int kVerifiedVersion = 1;
constexpr std::array<std::string_view, 3> kVerdicts{"conforms", "diverges", "none"};

// "qemu" of "qemu:/where/its/image/is"
std::string kind_of(std::string_view subject) { return std::string(subject.substr(0, subject.find(':'))); }

// Debian's older kernels call themselves 5.10.0-46 whichever release they are; who names a kernel by its version says.
std::string release_of(const RunDescription& run) {
  const std::optional<Release> told = parse_release(run.kernel);
  std::string_view wanted = std::string_view(run.subject).substr(std::min(run.subject.size(), run.subject.find(':')));
  for (const std::string_view before : {":", "linux-"})
    if (wanted.starts_with(before)) wanted.remove_prefix(before.size());
  const std::optional<Release> named = parse_release(wanted);
  if (!told) return run.kernel;
  const bool says_more = named && named->patch != 0 && named->major == told->major && named->minor == told->minor;
  return to_text(says_more ? *named : *told);
}

Rule rule_from(const JsonReader& reader, std::string_view id) {
  const Rule rule = find_rule(id);
  if (rule == Rule::kCount) reader.refuse(fmt::format("no rule '{}', which this version does not have", id));
  return rule;
}

std::vector<PointSetting> settings_in(const JsonReader& reader) {
  std::vector<PointSetting> out;
  for (const auto& [id, value] : reader.members()) {
    const VariationPoint* const point = find_variation_point(id);
    if (point == nullptr) value.refuse(fmt::format("no setting of '{}', which is no variation point", id));
    const std::string word = value.text();
    if (word != "on" && word != "off") value.refuse("on or off");
    out.push_back({point, word == "on"});
  }
  // In the order of the points, as a dialect's settings are, and not in that of their names.
  std::sort(out.begin(), out.end(),
            [](const PointSetting& a, const PointSetting& b) { return std::less<>()(a.point, b.point); });
  return out;
}

bool is_date(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00";
  return text.size() == kForm.size() && std::equal(text.begin(), text.end(), kForm.begin(), [](char c, char form) {
           return form == '0' ? c >= '0' && c <= '9' : c == form;
         });
}

VerifiedRun verified_from(const JsonReader& root) {
  root.expect_version(kVerifiedKey, kVerifiedVersion);
  VerifiedRun run;
  run.version = root.at("sigconform").text();
  run.system = root.at("system").text();
  run.release = root.at("release").text();
  run.kernel = root.at("kernel").text();
  run.machine = root.at("machine").text();
  run.date = root.at("date").text();
  if (!is_date(run.date)) root.at("date").refuse("a date such as 2026-11-26");
  run.dialect = root.at("dialect").text();
  if (!find_dialect(run.dialect)) root.at("dialect").refuse("a dialect of this version");
  run.settings = settings_in(root.at("settings"));
  run.seed = root.at("seed").seed();
  run.scenarios = root.at("scenarios").integer<std::uint64_t>();
  run.verdict = root.at("verdict").text();
  if (std::find(kVerdicts.begin(), kVerdicts.end(), run.verdict) == kVerdicts.end())
    root.at("verdict").refuse("conforms, diverges or none");
  for (const auto& [id, count] : root.at("verified").members()) {
    const auto scenarios = count.integer<std::uint64_t>();
    if (scenarios == 0 || scenarios > run.scenarios) count.refuse("at least one of the run's scenarios");
    run.verified[static_cast<std::size_t>(rule_from(count, id))] = scenarios;
  }
  for (const JsonReader& each : root.at("diverges").list())
    run.diverges.set(static_cast<std::size_t>(rule_from(each, each.text())));
  return run;
}

// A rank, so that kernels of Linux come first, the oldest before the others.
auto rank(const VerifiedRun& run) {
  return std::make_tuple(!run.is_linux(), run.is_linux() ? std::string() : run.system,
                         parse_release(run.release).value_or(kNever), run.machine, run.kernel, run.date, run.seed);
}

}  // namespace

Dialect VerifiedRun::held_to() const {
  Dialect out = *find_dialect(dialect);
  for (const PointSetting& setting : settings) out.*setting.point->point = setting.on;
  return out;
}

std::string VerifiedRun::points_off(Rule rule) const {
  const Dialect its = held_to();
  std::string out;
  for (const VariationPoint& point : variation_points())
    if (point.rule == rule && !(its.*point.point)) out += (out.empty() ? "" : ", ") + std::string(point.id) + "=off";
  return out;
}

VerifiedRun verified_run(const Matrix& matrix, std::size_t subject, std::string date) {
  const MatrixSubject& on = matrix.subjects[subject];
  VerifiedRun out{on.run.version,
                  kind_of(on.run.subject),
                  release_of(on.run),
                  on.run.kernel,
                  on.run.machine,
                  std::move(date),
                  on.run.dialect,
                  {},
                  on.run.seed,
                  on.result.scenarios,
                  std::string(name_of(verdict_of(on.result))),
                  {},
                  {}};
  Dialect named = *find_dialect(on.run.dialect);
  named.scheduling = on.run.truth.scheduling;
  out.settings = settings_between(named, on.run.truth);
  for (std::size_t r = 0; r < kRules; ++r) {
    const Cell& cell = matrix.at(static_cast<Rule>(r), subject);
    if (cell.state == CellState::kVerified) out.verified[r] = cell.verified;
    if (cell.state == CellState::kDiverges) out.diverges.set(r);
  }
  return out;
}

std::string why_not_verified(const MatrixSubject& subject, bool complete) {
  if (!subject.why_not.empty()) return "it was not run: " + subject.why_not;
  if (!complete) return "it has not ended";
  if (!subject.run.falsified.empty()) return "the model was falsified";
  if (subject.run.subject == "model" || subject.run.subject.starts_with("model:")) return "the model is no system";
  return {};
}

json verified_json(const VerifiedRun& run) {
  json out = {{kVerifiedKey, kVerifiedVersion},
              {"sigconform", run.version},
              {"system", run.system},
              {"release", run.release},
              {"kernel", run.kernel},
              {"machine", run.machine},
              {"date", run.date},
              {"dialect", run.dialect},
              {"settings", json::object()},
              {"seed", seed_text(run.seed)},
              {"scenarios", run.scenarios},
              {"verdict", run.verdict},
              {"verified", json::object()},
              {"diverges", json::array()}};
  for (const PointSetting& setting : run.settings)
    out["settings"][std::string(setting.point->id)] = setting.on ? "on" : "off";
  for (std::size_t r = 0; r < kRules; ++r) {
    const auto rule = static_cast<Rule>(r);
    if (run.verified[r] != 0) out["verified"][std::string(id_of(rule))] = run.verified[r];
    if (run.diverges.test(r)) out["diverges"].push_back(id_of(rule));
  }
  return out;
}

std::variant<VerifiedRun, std::string> parse_verified(std::string_view text) { return read_json(text, verified_from); }

std::string verified_file(const VerifiedRun& run) {
  std::string name = fmt::format("{}-{}-{}-seed{}", run.system, run.kernel, run.machine, run.seed);
  std::replace_if(
      name.begin(), name.end(),
      [](unsigned char c) {
        return std::isalnum(c) == 0 && std::string_view("+-._").find(static_cast<char>(c)) == std::string_view::npos;
      },
      '_');
  return name + ".json";
}

void sort_verified(std::vector<VerifiedRun>& runs) {
  std::stable_sort(runs.begin(), runs.end(),
                   [](const VerifiedRun& a, const VerifiedRun& b) { return rank(a) < rank(b); });
}

}  // namespace sigconform
