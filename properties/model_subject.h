// The model as a subject: answers every scenario with what the model itself does. For trying sigconform, and for
// testing reports, where no kernel can be driven; it says nothing about any system.
#pragma once

#include "model/dialect.h"
#include "subjects/subject.h"

#include <memory>
#include <string>

namespace sigconform {

// As a system that behaves like the dialect would. `name` is what reports call it.
[[nodiscard]] std::unique_ptr<Subject> start_model(const Dialect& dialect = {}, const std::string& name = "model");

}  // namespace sigconform
