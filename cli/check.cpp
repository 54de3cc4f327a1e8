// sigconform check: properties of the model alone, each through RapidCheck, with its counterexample.
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/results.h"
#include "cli/status.h"
#include "cli/stop.h"
#include "model/spelling.h"
#include "properties/property.h"
#include "reports/layout.h"
#include "reports/stored_check.h"

#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace sigconform::cli {
namespace {

// What happens sometimes is looked for at least this long: a check of a few scenarios says nothing against it. The
// first sight ends it.
constexpr int kSometimesScenariosMin = 100'000;

const Property& property_named(const std::string& id) {
  std::vector<std::string_view> ids;
  for (const Property& property : properties()) {
    if (property.id == id) return property;
    ids.push_back(property.id);
  }
  const std::string_view near = nearest(id, ids.data(), ids.size());
  throw UsageError(
      fmt::format("sigconform check: --property: there is no property '{}'{}; sigconform properties lists them", id,
                  near.empty() ? "" : fmt::format(", did you mean {}?", near)));
}

std::vector<const Property*> chosen(const CheckOptions& options) {
  std::vector<const Property*> out;
  for (const std::string& id : options.properties) out.push_back(&property_named(id));
  if (out.empty())
    for (const Property& property : properties()) out.push_back(&property);
  return out;
}

std::string again(const Property& property, const CheckOptions& options) {
  return fmt::format("sigconform check --property {} --seed {} --scenarios {} --ops {} --processes {} --threads {}{}",
                     property.id, options.seed, options.scenarios, options.generator.operations,
                     options.generator.processes, options.generator.threads, options.model.words());
}

CheckedProperty checked(const PropertyResult& result, const CheckOptions& options) {
  const Property& property = *result.property;
  CheckedProperty out{std::string(property.id),
                      std::string(property.sentence),
                      std::string(property.source),
                      result.holds,
                      result.scenarios,
                      {},
                      {},
                      {}};
  if (result.holds) return out;
  out.message = result.message;
  out.counterexample = result.counterexample;
  out.again = again(property, options);
  return out;
}

// After each property, so that a check that is killed leaves what it had done.
void store(const StoredCheck& check, const std::string& folder) {
  if (!folder.empty())
    write_whole(fmt::format("{}/{}", folder, kStoredCheckFile), stored_check_json(check).dump(1) + "\n",
                Lasting::kSoon);
}

}  // namespace

int perform(const CheckOptions& options) {
  const std::vector<const Property*> wanted = chosen(options);
  std::size_t width = 0;
  for (const Property* property : wanted) width = std::max(width, property->id.size());
  say(fmt::format(
      "sigconform {} · properties of the model, {}{}\n  seed {}, {} a property, at most {} processes, {} threads, "
      "{} operations\n\n",
      SIGCONFORM_VERSION, options.model.dialect, options.model.changes(), options.seed,
      counted(static_cast<std::uint64_t>(options.scenarios), "scenario"), options.generator.processes,
      options.generator.threads, options.generator.operations));
  const std::atomic<bool>* const stop = stop_on_signals();
  const Dialect dialect = options.model.values();
  StoredCheck check{
      SIGCONFORM_VERSION, options.model.dialect + options.model.changes(), options.seed, wanted.size(), {}};
  if (!options.out.empty()) {
    make_folder("sigconform check: --out", options.out);
    remove_results(options.out);
  }
  store(check, options.out);
  for (const Property* property : wanted) {
    if (stop->load()) break;
    const bool sometimes = property->expectation == Expectation::kSometimes;
    const int scenarios = sometimes ? std::max(options.scenarios, kSometimesScenariosMin) : options.scenarios;
    const PropertyResult result = check_property(*property, dialect, options.seed, scenarios, options.generator);
    check.properties.push_back(checked(result, options));
    store(check, options.out);
    say(fmt::format("{}  {}  {}\n", result.holds ? "ok    " : "FAILED", padded(std::string(property->id), width),
                    counted(result.scenarios, "scenario")));
    if (result.holds) continue;
    set_status_so_far(kDiverges);
    say(failure_text(check.properties.back()));
  }
  say("\n" + sums_text(check) + "\n");
  if (check.failed() != 0) return kDiverges;
  return check.complete() ? kConforms : kNoVerdict;
}

}  // namespace sigconform::cli
