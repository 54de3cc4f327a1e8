// Arbitrary values for the laws of the codecs: every valid scenario and every decodable trace can come out, corners
// more often than chance would have it. They make no sense as programs; scenarios that are worth running are
// another room's (generators/). Only tests and benches include this.
#pragma once

#include "model/observation.h"
#include "model/scenario.h"

#include <rapidcheck.h>
#include <cstdint>
#include <iosfwd>

namespace sigconform::testing {

// A generator of our own behind one draw of RapidCheck's: fifty times faster, and a seed can be written down.
class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_{seed} {}
  std::uint64_t next();
  // 0 .. n-1; n > 0.
  std::uint64_t below(std::uint64_t n) { return next() % n; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  // An integer of any size, small ones and the ends of the range more often.
  std::int64_t integer();

 private:
  std::uint64_t state_;
};

[[nodiscard]] Operation draw_operation(SplitMix& random);
[[nodiscard]] Scenario draw_scenario(SplitMix& random, std::size_t max_steps = 40);
// An event such as a step of the scenario can have, with the fields that its operation can produce.
[[nodiscard]] Event draw_event(SplitMix& random, const Scenario& scenario);
[[nodiscard]] ThreadStatus draw_status(SplitMix& random);
[[nodiscard]] Trace draw_trace(SplitMix& random);

// Scenarios that shrink by losing steps.
[[nodiscard]] rc::Gen<Scenario> scenarios();
[[nodiscard]] rc::Gen<Operation> operations();

}  // namespace sigconform::testing

// RapidCheck prints counterexamples through these; they are found by argument-dependent lookup.
namespace sigconform {
void showValue(const Scenario& scenario, std::ostream& out);
}
namespace sigconform::op {
void showValue(const Operation& operation, std::ostream& out);
}
