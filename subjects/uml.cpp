// User-Mode Linux: the kernel as a program, with the executor as its init. Its console comes with our standard error,
// its first serial line is the line, and a file is memory that it shares with us. It must not know what is said over
// the line.
#include "subjects/guest_machine.h"
#include "subjects/guests.h"
#include "subjects/launch.h"

namespace sigconform {

namespace {

constexpr int kUmlSlowness = 4;

}  // namespace

std::unique_ptr<Subject> start_uml(const std::string& binary, const SubjectOptions& options) {
  const std::string kernel = binary.empty() ? program_named("linux.uml") : binary;
  if (kernel.empty()) {
    throw SubjectUnavailable("linux.uml is not installed; on Debian: apt-get install user-mode-linux");
  }
  if (!runnable(kernel))
    throw SubjectUnavailable("there is no program at " + kernel + "; name a User-Mode Linux binary");
  GuestMachine guest = guest_machine(binary.empty() ? "uml" : "uml:" + binary, "/dev/ttyS0", kUmlSlowness, options);
  guest.spec.command = {kernel, "mem=256M", "initrd=" + guest.initramfs,
                        // Its own files: memory, identity, management console.
                        "uml_dir=" + guest.folder,
                        // The memory that it shares with us, its console, and the line.
                        "iomem=mmapper," + guest.shared_memory, "con=null", "con0=null,fd:2", "ssl=null",
                        "ssl0=fd:0,fd:1"};
  guest.spec.command.insert(guest.spec.command.end(), guest.parameters.begin(), guest.parameters.end());
  return start_executor(std::move(guest.spec));
}

}  // namespace sigconform
