// How a puppet lives: the loop in which it takes operations, and the handlers with the loops nested in them. It decides
// when an operation is taken up; it must not know what operations mean (perform.h), nor what anything is expected to
// do.
#pragma once

#include "model/operations.h"

#include <cstdint>

namespace sigconform::executor {

// Takes operations for ever, as the puppet on whose stack this runs.
[[noreturn]] void live_on();

// The address that rt_sigaction is given for an action, and the action behind an address. Of an address that is no
// handler of ours: kQuery, which no kernel has.
[[nodiscard]] std::uintptr_t handler_address(Handler handler, ActionFlags flags);
[[nodiscard]] Handler handler_at(std::uintptr_t address);
// rt_sigreturn, where the kernel wants it from user space; 0 elsewhere.
[[nodiscard]] std::uintptr_t restorer_address();

}  // namespace sigconform::executor
