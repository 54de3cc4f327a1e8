// Walks a scenario burst by burst and shows an invariant everything on the way: what happened, what was seen, and the
// world in which all came to rest. Must not know any invariant.
#pragma once

#include "properties/property.h"
#include "properties/property_shadow.h"

#include <functional>
#include <memory>
#include <span>
#include <string>

namespace sigconform {

// One burst of steps, after it: the worlds around it and all that happened in between.
struct Burst {
  const Scenario& scenario;
  std::size_t first{}, last{};
  const World& before;
  const World& after;
  std::span<const Event> events;
  std::span<const JournalEntry> journal;
  const Shadow& shadow;  // as of `after`

  // The operation, when the burst is one step of a thread that waited for it; else nullptr.
  [[nodiscard]] const Operation* single_operation() const;
  [[nodiscard]] ThreadId actor() const { return scenario.steps[first].actor; }
  // What the step returned, when it did in this burst.
  [[nodiscard]] const Event* return_of(std::size_t step) const;
};

// Something that always holds. Every function is called in the order of what happened and answers with one sentence
// when it is broken. One object sees one run.
class Invariant {
 public:
  virtual ~Invariant() = default;
  virtual void begins(const Scenario&, const World&) {}
  virtual std::string happens(const JournalEntry&, const Shadow& /*before*/) { return {}; }
  virtual std::string seen(const Event&, const Shadow& /*before*/, const Scenario&) { return {}; }
  virtual std::string settles(const Burst&) { return {}; }
  // What happened cannot have happened, by the account of all that went before.
  virtual std::string contradicts(const std::string& /*how*/) { return {}; }
};

struct InvariantText {
  std::string_view id;
  std::string_view sentence;
  std::string_view source;
  std::unique_ptr<Invariant> (*make)();
  const char* file;
  int line;
};

// Each chapter of the invariants, and all of them.
[[nodiscard]] std::span<const InvariantText> queue_invariants();
[[nodiscard]] std::span<const InvariantText> dequeue_invariants();
[[nodiscard]] std::span<const InvariantText> generation_invariants();
[[nodiscard]] std::span<const InvariantText> source_invariants();
[[nodiscard]] std::span<const InvariantText> delivery_invariants();
[[nodiscard]] std::span<const InvariantText> handler_invariants();
[[nodiscard]] std::span<const InvariantText> fault_invariants();
[[nodiscard]] std::span<const InvariantText> stack_invariants();
[[nodiscard]] std::span<const InvariantText> life_invariants();
[[nodiscard]] std::span<const InvariantText> birth_invariants();
[[nodiscard]] std::span<const InvariantText> births_and_deaths_invariants();
[[nodiscard]] std::span<const InvariantText> group_invariants();
[[nodiscard]] std::span<const InvariantText> rest_invariants();
[[nodiscard]] std::span<const InvariantText> waiting_invariants();
[[nodiscard]] std::span<const InvariantText> interruption_invariants();
[[nodiscard]] std::span<const InvariantText> restart_invariants();
[[nodiscard]] std::span<const InvariantText> signalfd_invariants();
[[nodiscard]] std::span<const InvariantText> exec_invariants();
[[nodiscard]] std::span<const InvariantText> new_image_invariants();
[[nodiscard]] std::span<const InvariantText> states_invariants();
[[nodiscard]] std::span<const InvariantText> freezer_invariants();
[[nodiscard]] std::span<const InvariantText> timer_invariants();
[[nodiscard]] std::span<const InvariantText> timer_call_invariants();
[[nodiscard]] std::span<const InvariantText> argument_invariants();
[[nodiscard]] std::span<const InvariantText> notice_invariants();
[[nodiscard]] std::span<const InvariantText> sending_invariants();
[[nodiscard]] std::span<const InvariantText> jobs_invariants();
[[nodiscard]] std::span<const InvariantText> wait_children_invariants();
[[nodiscard]] std::span<const InvariantText> all_invariants();

// An invariant that looks only at the bursts, and remembers nothing.
template <std::string (*settles_fn)(const Burst&)>
class Settled final : public Invariant {
 public:
  std::string settles(const Burst& burst) override { return settles_fn(burst); }
};

// The entry of a chapter's table for the invariant T, at the place where it is written.
template <typename T>
InvariantText invariant(std::string_view id, std::string_view sentence, std::string_view source,
                        const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  const auto make = []() -> std::unique_ptr<Invariant> { return std::make_unique<T>(); };
  return {id, sentence, source, make, file, line};
}

// For tests of the invariants: falsifies what the model answered, after every burst.
using Tamper = std::function<void(World& after, Record& burst, std::size_t last_step)>;

// Empty when the invariants hold, else "step 4 (P1.T1 kill P1 SIGHUP): …" of the one that is broken first.
[[nodiscard]] std::string walk(const Scenario& scenario, const Dialect& dialect, std::span<Invariant* const> invariants,
                               const Tamper& tamper = {});
// "step 4 (P1.T1 kill P1 SIGHUP)"
[[nodiscard]] std::string step_text(const Scenario& scenario, std::size_t step);

}  // namespace sigconform
