// Metamorphic laws: relations between two runs of the model, when one scenario is another one rearranged.
#pragma once

#include "properties/property.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sigconform {

// apply(), or, in tests of the laws, something that breaks them.
using Apply = std::function<void(World&, const Scenario&, std::size_t, std::size_t, Choices&, const Dialect&, Record&)>;

struct Law {
  std::string_view id;
  std::string_view sentence;
  std::string_view source;
  std::string (*check)(const Scenario&, const Dialect&, const Apply&);
  const char* file;
  int line;
};

// The entry of a chapter's table, at the place where it is written.
inline Law law(std::string_view id, std::string_view sentence, std::string_view source,
               std::string (*check)(const Scenario&, const Dialect&, const Apply&), const char* file = __builtin_FILE(),
               int line = __builtin_LINE()) {
  return {id, sentence, source, check, file, line};
}

// Laws about the order and grouping of steps, about sending, about names; and all of them.
[[nodiscard]] std::span<const Law> order_laws();
[[nodiscard]] std::span<const Law> sending_laws();
[[nodiscard]] std::span<const Law> naming_laws();
[[nodiscard]] std::vector<Law> all_laws();

// What applying some steps to a world led to.
struct Applied {
  World world;
  Record record;
};
// Applies the burst [first, last] to a copy of `before`, keeping the journal.
[[nodiscard]] Applied applied(const Apply& apply_burst, const World& before, const Scenario& scenario,
                              std::size_t first, std::size_t last, const Dialect& dialect);
// The whole scenario under the usual choices, looked at after every step.
[[nodiscard]] Trace dense_trace(const Apply& apply_burst, const Scenario& scenario, const Dialect& dialect);

// Calls visit(world before, first step, last step) for every burst until it answers with a sentence.
template <typename Visit>
std::string at_each_burst(const Apply& apply_burst, const Scenario& scenario, const Dialect& dialect, Visit visit) {
  World world = initial_world(scenario.processes);
  UsualChoices usual;
  Record record;
  for (std::size_t first = 0; first < scenario.steps.size();) {
    const std::size_t last = burst_end(scenario, first);
    if (std::string broken = visit(std::as_const(world), first, last); !broken.empty()) return broken;
    record.clear();
    apply_burst(world, scenario, first, last, usual, dialect, record);
    first = last + 1;
  }
  return {};
}

}  // namespace sigconform
