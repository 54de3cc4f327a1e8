// What a run of the model leaves behind besides the next state: the events that user space would see, the rule
// behind each, which rules decided anything, and, when asked, every single decision in order.
#pragma once

#include "model/observation.h"
#include "model/rules/rules.h"

#include <bitset>
#include <vector>

namespace sigconform {

using RuleSet = std::bitset<kRules>;

// One decision: `rule` was applied to `signo` (0: none in particular) at `thread` during `step`.
struct Mark {
  Rule rule{};
  ThreadId thread{};
  Signo signo{};
  std::uint8_t step{};
  std::uint16_t events_before{};  // how many events had been recorded by then
};

struct Record {
  std::vector<Event> events;
  std::vector<Rule> because;  // one an event
  RuleSet hits;
  bool keep_marks{false};
  std::vector<Mark> marks;  // filled when keep_marks

  void clear() {
    events.clear();
    because.clear();
    marks.clear();
  }
};

}  // namespace sigconform
