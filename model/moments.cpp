// One operation of the kernel each; see moments.h.
#include "model/moments.h"

#include "model/kernel/kernel.h"

namespace sigconform {

void give(World& world, const Scenario& scenario, std::size_t first, std::size_t last, const Dialect& dialect,
          Record& record) {
  UsualChoices none_to_make;
  Kernel(world, scenario, none_to_make, dialect, record).issue(first, last);
}

void run_for_a_moment(World& world, const Scenario& scenario, std::size_t place, Choices& choices,
                      const Dialect& dialect, Record& record) {
  Kernel(world, scenario, choices, dialect, record).run_for_a_moment(place);
}

bool expire_next(World& world, const Scenario& scenario, std::uint32_t until, Choices& choices, const Dialect& dialect,
                 Record& record) {
  return Kernel(world, scenario, choices, dialect, record).expire_next(until);
}

}  // namespace sigconform
