// The model where threads may lose the CPU anywhere (Dialect::preemptible()): what a burst sets in motion happens
// moment by moment, and whoever calls decides in which order. As apply(), without deciding anything about order.
#pragma once

#include "model/choices.h"
#include "model/dialect.h"
#include "model/record.h"
#include "model/scenario.h"
#include "model/world.h"

#include <cstddef>
#include <cstdint>

namespace sigconform {

// Gives the burst of steps [first, last] to its actor.
void give(World& world, const Scenario& scenario, std::size_t first, std::size_t last, const Dialect& dialect,
          Record& record);

// Runs the thread at that place of World::run_queue until it sleeps, or is where another could run as well. The queue
// is in no order that means anything.
void run_for_a_moment(World& world, const Scenario& scenario, std::size_t place, Choices& choices,
                      const Dialect& dialect, Record& record);

// Lets the next timer expire of those that were armed for `soon` when World::armed was `until`. False: there is none.
[[nodiscard]] bool expire_next(World& world, const Scenario& scenario, std::uint32_t until, Choices& choices,
                               const Dialect& dialect, Record& record);

}  // namespace sigconform
