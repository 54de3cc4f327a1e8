// Metamorphic laws: relations between two runs of the model, when one scenario is another one rearranged.
#pragma once

#include "properties/property.h"

#include <string>
#include <vector>

namespace sigconform {

// Laws about order and grouping of steps, and about names; for properties().
[[nodiscard]] std::vector<Property> order_laws();
[[nodiscard]] std::vector<Property> sending_laws();
[[nodiscard]] std::vector<Property> naming_laws();

// What applying some steps to a world led to.
struct Applied {
  World world;
  Record record;
};
// Applies the burst [first, last] to a copy of `before`, keeping the journal.
[[nodiscard]] Applied applied(const World& before, const Scenario& scenario, std::size_t first, std::size_t last,
                              const Dialect& dialect);

// Calls visit(world before, first step, last step) for every burst until it answers with a sentence.
template <typename Visit>
std::string at_each_burst(const Scenario& scenario, const Dialect& dialect, Visit visit) {
  World world = initial_world(scenario.processes);
  UsualChoices usual;
  Record record;
  for (std::size_t first = 0; first < scenario.steps.size();) {
    const std::size_t last = burst_end(scenario, first);
    if (std::string broken = visit(std::as_const(world), first, last); !broken.empty()) return broken;
    record.clear();
    apply(world, scenario, first, last, usual, dialect, record);
    first = last + 1;
  }
  return {};
}

#define SIGCONFORM_LAW(id, sentence, source, check) \
  Property { id, sentence, source, Expectation::kAlways, check, PropertyKind::kLaw, __FILE__, __LINE__ }

}  // namespace sigconform
