// What guests have in common, whichever program boots them: the executor as their init, a line, deadlines, and kernel
// parameters. It must not know how any of them is started.
#pragma once

#include "subjects/executor_subject.h"
#include "subjects/launch.h"

#include <string>

namespace sigconform {

struct GuestMachine {
  ExecutorSpec spec;          // all but the command
  std::string initramfs;      // the file
  std::string shared_memory;  // the file, of kSharedLineBytes
  std::string folder;         // for the command's own files; nothing is left of it
  // Of the kernel, in its order: those of Linux, then those of its init.
  std::vector<std::string> parameters;
};

// `line`: the terminal that the guest's init is to talk on. `slowness`: how much longer a scenario takes there than on
// the host. Throws SubjectUnavailable.
[[nodiscard]] GuestMachine guest_machine(const std::string& name, const std::string& line, int slowness,
                                         const SubjectOptions& options, Machine machine = Machine::kThis);

}  // namespace sigconform
