// The model as a subject: answers every scenario with what the model itself does. For trying sigconform, and for
// testing reports, where no kernel can be driven; it says nothing about any system.
#pragma once

#include "model/dialect.h"
#include "subjects/subject.h"

#include <memory>
#include <string>

namespace sigconform {

struct SimulatedSystem {
  std::string name{"model"};                                                  // what reports call it
  std::string kernel{kDefaultDialect.substr(kDefaultDialect.find('-') + 1)};  // what it says it is
};
// As a system that behaves like the dialect would.
[[nodiscard]] std::unique_ptr<Subject> start_model(const Dialect& dialect = {}, const SimulatedSystem& as = {});

}  // namespace sigconform
