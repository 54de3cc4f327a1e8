// User-Mode Linux: the kernel as a program, with the executor as its init. Its console comes with our standard error,
// its first serial line is the line. It must not know what is said over the line.
#include "subjects/executor_subject.h"
#include "subjects/guests.h"
#include "subjects/initramfs.h"
#include "subjects/launch.h"

namespace sigconform {

namespace {

constexpr std::chrono::milliseconds kBootDeadline{60'000};
constexpr int kSlowness = 4;

}  // namespace

std::unique_ptr<Subject> start_uml(const std::string& binary, const SubjectOptions& options) {
  const std::string kernel = binary.empty() ? program_named("linux.uml") : binary;
  if (kernel.empty()) {
    throw SubjectUnavailable("linux.uml is not installed; on Debian: apt-get install user-mode-linux");
  }
  if (!runnable(kernel))
    throw SubjectUnavailable("there is no program at " + kernel + "; name a User-Mode Linux binary");
  const auto initramfs = std::make_shared<MemoryFile>("initramfs", initramfs_with(find_executor({})));
  ExecutorSpec spec;
  spec.name = "uml";
  if (!binary.empty()) spec.name += ":" + binary;
  spec.command = {kernel,         "mem=256M",       "initrd=" + initramfs->path(),
                  "rdinit=/init", "con=null",       "con0=null,fd:2",
                  "ssl=null",     "ssl0=fd:0,fd:1", "loglevel=4",
                  "panic=-1",     "oops=panic",     "--guest",
                  "/dev/ttyS0"};
  spec.start_deadline = kBootDeadline;
  spec.scenario_deadline = std::chrono::milliseconds(options.scenario_deadline_ms * kSlowness);
  spec.keeps = initramfs;
  return start_executor(std::move(spec));
}

}  // namespace sigconform
