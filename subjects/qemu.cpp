// Guests in qemu-system: the command that boots one. The guest's first serial port is its console and comes with our
// standard error, the second is the line. It must not know what is said over the line.
#include "subjects/executor_subject.h"
#include "subjects/guests.h"
#include "subjects/initramfs.h"
#include "subjects/kernel_cache.h"
#include "subjects/launch.h"

#include <filesystem>

namespace sigconform {

namespace {

// A boot takes 3 to 12 seconds of one CPU; another program may have half of it.
constexpr std::chrono::milliseconds kBootDeadline{90'000};
// Emulated, everything takes about thirty times as long.
constexpr int kSlowness = 6;

}  // namespace

std::unique_ptr<Subject> start_qemu(const std::string& name, const SubjectOptions& options) {
  const std::string emulator = program_named("qemu-system-x86_64");
  if (emulator.empty()) {
    throw SubjectUnavailable("qemu-system-x86_64 is not installed; on Debian: apt-get install qemu-system-x86");
  }
  const std::string kernel = kernel_image(name);
  if (!std::filesystem::is_regular_file(kernel)) {
    throw SubjectUnavailable("there is no kernel image at " + kernel +
                             "; name a bzImage, such as /boot/vmlinuz-VERSION, or a version, such as linux-6.12");
  }
  const auto initramfs = std::make_shared<MemoryFile>("initramfs", initramfs_with(find_executor({})));
  ExecutorSpec spec;
  spec.name = "qemu:" + name;
  // No KVM: results are to be the same everywhere. One thread: the emulator's multi-threaded mode has crashed guests.
  spec.command = {emulator, "-M", "pc", "-cpu", "qemu64", "-accel", "tcg,thread=single", "-m", "256", "-nodefaults",
                  "-display", "none", "-no-reboot", "-kernel", kernel, "-initrd", initramfs->path(),
                  // An oops ends the guest, and the scenario that caused it is blamed.
                  "-append",
                  "console=ttyS0 loglevel=4 panic=-1 oops=panic random.trust_cpu=on rdinit=/init --guest /dev/ttyS1",
                  "-chardev", "file,id=console,path=/proc/self/fd/2", "-serial", "chardev:console", "-chardev",
                  "stdio,id=line,signal=off", "-serial", "chardev:line"};
  spec.start_deadline = kBootDeadline;
  spec.scenario_deadline = std::chrono::milliseconds(options.scenario_deadline_ms * kSlowness);
  spec.keeps = initramfs;
  return start_executor(std::move(spec));
}

}  // namespace sigconform
