// Subjects beyond the host: guest kernels with the executor as their init, and whatever a command can run the executor
// on. What each can do is found by its executor, as on the host.
#pragma once

#include "subjects/launch.h"
#include "subjects/subject.h"

#include <memory>
#include <string>
#include <vector>

namespace sigconform {

// Boots a kernel image of x86-64 or arm64, named by its path or by its version (kernel_cache.h), in qemu-system by
// software emulation; its header says which. Throws SubjectUnavailable, with what is missing and how to get it.
[[nodiscard]] std::unique_ptr<Subject> start_qemu(const std::string& name, const SubjectOptions& options);

// Runs the User-Mode Linux binary `binary`, or the installed one when it is empty. Throws likewise.
[[nodiscard]] std::unique_ptr<Subject> start_uml(const std::string& binary, const SubjectOptions& options);

// gVisor, and emulators of user mode.
struct Emulator {
  std::string name;
  const char* program;  // in $PATH
  const char* package;  // of Debian
  std::vector<std::string> arguments;
  Machine machine{Machine::kThis};  // whose programs it runs
};
[[nodiscard]] const std::vector<Emulator>& emulators();
// Throws likewise.
[[nodiscard]] std::unique_ptr<Subject> start_emulator(const Emulator& emulator, const SubjectOptions& options);

// Runs `command_template` in a shell after replacing {executor} by the executor's file. Throws SubjectUnavailable, when
// it lacks the place for it among others.
[[nodiscard]] std::unique_ptr<Subject> start_command(const std::string& command_template,
                                                     const SubjectOptions& options);

}  // namespace sigconform
