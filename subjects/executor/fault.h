// Faults: where they are made, what their siginfo calls them, and how a handler lets a thread go on behind one. It must
// not know what handlers do otherwise.
#pragma once

#include "model/observation.h"

#include <sys/ucontext.h>

namespace sigconform::executor {

// Installs the filter of system calls, which every puppet inherits.
void prepare_faults();

// nullptr, or why some fault cannot be made here.
[[nodiscard]] const char* why_no_faults();

// When the context is that of a faulting instruction, it becomes that of the next one.
void skip_fault(ucontext_t* context);

// In the siginfo of a fault: the name of its address in the place of its number.
void name_fault(SignalInfo& info);

}  // namespace sigconform::executor
