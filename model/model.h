// The executable specification, from outside: the world in which a scenario begins, and what one step does to it.
// apply() is a function of its arguments only: no clock, no threads, no randomness, no globals.
#pragma once

#include "model/choices.h"
#include "model/dialect.h"
#include "model/record.h"
#include "model/scenario.h"
#include "model/world.h"

namespace sigconform {

// All processes and threads of the layout exist and wait for their first operation.
[[nodiscard]] World initial_world(const Layout& layout);

// Gives the burst of steps [first, last] (joined steps; usually one) to its actor and lets everything run until
// every thread is asleep, stopped or dead. Appends to `record`.
// Precondition: the scenario is valid (why_invalid), the steps before were applied to this world.
void apply(World& world, const Scenario& scenario, std::size_t first, std::size_t last, Choices& choices,
           const Dialect& dialect, Record& record);

// Index of the last step of the burst that begins at `first`.
[[nodiscard]] std::size_t burst_end(const Scenario& scenario, std::size_t first);

// Statuses of all puppets that ever came to be, those that are gone included, in slot order.
[[nodiscard]] std::vector<ThreadStatus> statuses_of(const World& world);

// The whole scenario with the given choices; statuses after every step when dense, else after the last.
[[nodiscard]] Trace predict(const Scenario& scenario, const Dialect& dialect, Choices& choices, Density density,
                            Record* record = nullptr);

// A thread that would take up an operation given now: alive, not stopped, waiting in its command loop.
[[nodiscard]] bool ready(const World& world, ThreadId id);

}  // namespace sigconform
