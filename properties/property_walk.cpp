// The walk; see property_walk.h.
#include "properties/property_walk.h"

#include "model/text.h"

#include <vector>

namespace sigconform {

const Operation* Burst::single_operation() const {
  return first == last && ready(before, actor()) ? &scenario.steps[first].operation : nullptr;
}

const Event* Burst::return_of(std::size_t step) const {
  for (const Event& e : events)
    if (e.kind == EventKind::kReturned && e.step == step) return &e;
  return nullptr;
}

std::string step_text(const Scenario& scenario, std::size_t step) {
  return "step " + std::to_string(step) + " (" + to_text(scenario.steps[step].actor) + " " +
         to_text(scenario.steps[step].operation) + ")";
}

std::span<const InvariantText> all_invariants() {
  static const std::vector<InvariantText> all = [] {
    std::vector<InvariantText> list;
    for (const auto chapter : {queue_invariants(),
                               dequeue_invariants(),
                               generation_invariants(),
                               handler_invariants(),
                               fault_invariants(),
                               stack_invariants(),
                               life_invariants(),
                               rest_invariants(),
                               waiting_invariants(),
                               birth_invariants(),
                               states_invariants(),
                               freezer_invariants(),
                               source_invariants(),
                               exec_invariants(),
                               timer_invariants(),
                               sending_invariants(),
                               jobs_invariants(),
                               wait_children_invariants(),
                               births_and_deaths_invariants(),
                               group_invariants(),
                               new_image_invariants(),
                               interruption_invariants(),
                               signalfd_invariants(),
                               timer_call_invariants(),
                               argument_invariants(),
                               notice_invariants(),
                               delivery_invariants(),
                               restart_invariants()})
      list.insert(list.end(), chapter.begin(), chapter.end());
    return list;
  }();
  return all;
}

namespace {

// Shows the journal and the events of one burst in the order in which they came, keeping the shadow up to date.
std::string show(const Record& record, const Scenario& scenario, std::span<Invariant* const> invariants,
                 Shadow& shadow) {
  std::size_t next = 0;
  const auto contradiction = [&](const std::string& how) -> std::string {
    if (how.empty()) return {};
    for (Invariant* i : invariants)
      if (std::string broken = i->contradicts(how); !broken.empty()) return broken;
    return {};
  };
  const auto see_events_until = [&](std::size_t end) -> std::string {
    for (; next < end; ++next) {
      const Event& event = record.events[next];
      for (Invariant* i : invariants)
        if (std::string broken = i->seen(event, shadow, scenario); !broken.empty()) return broken;
      if (std::string broken = contradiction(shadow.follow(event, scenario)); !broken.empty()) return broken;
    }
    return {};
  };
  for (const JournalEntry& entry : record.journal) {
    if (std::string broken = see_events_until(entry.events_before); !broken.empty()) return broken;
    for (Invariant* i : invariants)
      if (std::string broken = i->happens(entry, shadow); !broken.empty()) return broken;
    if (std::string broken = contradiction(shadow.follow(entry, scenario)); !broken.empty()) return broken;
  }
  return see_events_until(record.events.size());
}

}  // namespace

std::string walk(const Scenario& scenario, const Dialect& dialect, std::span<Invariant* const> invariants,
                 const Tamper& tamper) {
  World before = initial_world(scenario.processes);
  World after = before;
  Shadow shadow(before);
  UsualChoices usual;
  Record record;
  record.keep_journal = true;
  for (Invariant* i : invariants) i->begins(scenario, before);
  for (std::size_t first = 0; first < scenario.steps.size();) {
    const std::size_t last = burst_end(scenario, first);
    record.clear();
    apply(after, scenario, first, last, usual, dialect, record);
    if (tamper) tamper(after, record, last);
    std::string broken = show(record, scenario, invariants, shadow);
    const Burst burst{scenario, first, last, before, after, record.events, record.journal, shadow};
    for (Invariant* i : invariants)
      if (broken.empty()) broken = i->settles(burst);
    if (!broken.empty()) return step_text(scenario, last) + ": " + broken;
    before = after;
    first = last + 1;
  }
  return {};
}

}  // namespace sigconform
