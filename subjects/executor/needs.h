// What only some scenarios need of a subject, and what of it this one lacks. It must not know how scenarios run.
#pragma once

#include "subjects/subject.h"

#include <string>
#include <vector>

namespace sigconform::executor {

struct Lack {
  std::string what;
  std::string why;  // it is thought to be missing
  bool (*needed_by)(const Scenario&){};
};

// Tries everything; after prepare() and once scenarios can be run.
[[nodiscard]] std::vector<Lack> find_lacks();

// What this scenario needs and is not there; nullptr when it can be run.
[[nodiscard]] const Lack* lack_for(const Scenario& scenario, const std::vector<Lack>& lacks);

}  // namespace sigconform::executor
