// Programs that run other programs on a kernel of their own making: the command that starts each. Their executor finds
// out what they can do. It must not know what that is.
#include "subjects/executor_subject.h"
#include "subjects/guests.h"
#include "subjects/launch.h"

namespace sigconform {

namespace {

constexpr std::chrono::milliseconds kEmulatorStartDeadline{60'000};

}  // namespace

const std::vector<Emulator>& emulators() {
  static const std::vector<Emulator> all{
      {"gvisor",
       "runsc",
       "runsc",
       // No network, no control groups of its own, and no need of KVM.
       {std::string("--root=") + kOwnFolder + "/runsc", "--network=none", "--platform=ptrace", "--ignore-cgroups",
        "do"}},
      {"qemu-user", "qemu-x86_64-static", "qemu-user-static", {}},
      {"qemu-user-arm64", "qemu-aarch64-static", "qemu-user-static", {}, Machine::kArm64},
      {"valgrind",
       "valgrind",
       "valgrind",
       // A file for its debugger's line would exceed the limit of files that scenarios reach.
       {"-q", "--tool=none", "--vgdb=no", "--trace-children=yes", "--log-file=/dev/null"}}};
  return all;
}

std::unique_ptr<Subject> start_emulator(const Emulator& emulator, const SubjectOptions& options) {
  const std::string program = program_named(emulator.program);
  if (program.empty()) {
    throw SubjectUnavailable(std::string(emulator.program) + " is not installed; on Debian: apt-get install " +
                             emulator.package);
  }
  ExecutorSpec spec;
  spec.name = emulator.name;
  spec.command = {program};
  spec.command.insert(spec.command.end(), emulator.arguments.begin(), emulator.arguments.end());
  spec.command.insert(spec.command.end(), {find_executor({}, emulator.machine), "--cpu", std::to_string(options.cpu)});
  // What they write down goes with them.
  spec.environment = {std::string("TMPDIR=") + kOwnFolder};
  spec.containment = Containment::kNamespaceAndMounts;
  spec.seen_from_outside = true;
  spec.start_deadline = kEmulatorStartDeadline;
  // Their threads are this machine's, at real-time priority where they can be: one that runs for ever takes a CPU with
  // it, and shall not for long.
  spec.scenario_deadline = std::chrono::milliseconds(options.scenario_deadline_ms);
  return start_executor(std::move(spec));
}

}  // namespace sigconform
