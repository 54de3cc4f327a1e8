// What the model's state is, in words: a world's processes and threads as steps.h shows them. It must not know of
// steps before or after.
#pragma once

#include "reports/steps.h"

#include <vector>

namespace sigconform {

// Of all threads that ever came to be but init, in slot order.
[[nodiscard]] std::vector<ThreadView> thread_views(const World& world, const Scenario& scenario);
// Likewise.
[[nodiscard]] std::vector<ProcessView> process_views(const World& world);

}  // namespace sigconform
