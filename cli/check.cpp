// sigconform check: properties of the model alone, each through RapidCheck, with its counterexample.
#include "cli/commands.h"
#include "cli/status.h"
#include "cli/stop.h"
#include "model/spelling.h"
#include "model/text.h"
#include "properties/property.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstdio>

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

std::string failure(const PropertyResult& result, const CheckOptions& options) {
  const Property& property = *result.property;
  std::string out = hanging("  holds if", 14, fmt::format("{}  [{}]", property.sentence, property.source)) +
                    hanging("  but", 14, result.message);
  if (!result.counterexample.processes.empty()) {
    out += "  in\n";
    std::string text = to_text(result.counterexample);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      out += "    " + text.substr(at, end - at) + "\n";
      at = end + 1;
    }
  }
  // On one line, so that it can be copied.
  return out + fmt::format(
                   "  again       sigconform check --property {} --seed {} --scenarios {} --ops {} --processes {} "
                   "--threads {}{}\n",
                   property.id, options.seed, options.scenarios, options.generator.operations,
                   options.generator.processes, options.generator.threads, options.model.words());
}

void say(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
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
  std::size_t failed = 0;
  std::size_t done = 0;
  for (const Property* property : wanted) {
    if (stop->load()) break;
    const bool sometimes = property->expectation == Expectation::kSometimes;
    const int scenarios = sometimes ? std::max(options.scenarios, kSometimesScenariosMin) : options.scenarios;
    const PropertyResult result = check_property(*property, dialect, options.seed, scenarios, options.generator);
    ++done;
    say(fmt::format("{}  {}  {}\n", result.holds ? "ok    " : "FAILED", padded(std::string(property->id), width),
                    counted(result.scenarios, "scenario")));
    if (result.holds) continue;
    ++failed;
    set_status_so_far(kDiverges);
    say(failure(result, options));
  }
  say(fmt::format("\n{} of {} hold{}\n", done - failed,
                  grouped(wanted.size()) + (wanted.size() == 1 ? " property" : " properties"),
                  done < wanted.size() ? fmt::format("; stopped after {}", done) : ""));
  if (failed != 0) return kDiverges;
  return done < wanted.size() ? kNoVerdict : kConforms;
}

}  // namespace sigconform::cli
