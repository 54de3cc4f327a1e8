// Depth-first enumeration of choice sequences; see choices.h.
#include "model/choices.h"

#include <algorithm>
#include <cassert>

namespace sigconform {

int ReplayedChoices::pick(ChoicePoint, int n) {
  assert(n >= 2 && n <= 255);
  if (at_ == picks_.size()) picks_.push_back({0, static_cast<std::uint8_t>(n)});
  assert(picks_[at_].of == n);
  return picks_[at_++].taken;
}

bool ReplayedChoices::next() {
  at_ = 0;
  while (!picks_.empty() && picks_.back().taken + 1 == picks_.back().of) picks_.pop_back();
  if (picks_.empty()) return false;
  ++picks_.back().taken;
  return true;
}

bool ReplayedChoices::unusual() const {
  return std::any_of(picks_.begin(), picks_.end(), [](const Pick& p) { return p.taken != 0; });
}

}  // namespace sigconform
